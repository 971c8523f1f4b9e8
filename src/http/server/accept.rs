//! Connections: how many there may be, of whom, and for how long.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::answer::Service;
use super::client::Client;
use super::patience::{Patience, Patient, Turn};
use crate::limits::{Limits, count, seconds};
use crate::metrics::{Metrics, Rejected};

/// How long is waited after the system refused to hand over a connection, as where there is no file descriptor left. It
/// comes back as soon as a connection ends.
const AFTER_REFUSAL: Duration = Duration::from_millis(50);

/// What is told whoever finds no place.
const NO_PLACE: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
const TOO_MANY: &[u8] =
    b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// The places for connections.
#[derive(Debug)]
struct Places {
    taken: Mutex<Taken>,
    in_all: usize,
    of_one: usize,
    metrics: Arc<Metrics>,
}

#[derive(Debug, Default)]
struct Taken {
    in_all: usize,
    by_client: HashMap<Client, usize>,
}

/// A place; free again when dropped.
struct Place {
    places: Arc<Places>,
    client: Option<Client>,
}

impl Places {
    fn taken(&self) -> std::sync::MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place, for one client or for a proxy of ours, which stands for many.
    fn take(self: &Arc<Self>, client: Option<Client>) -> Result<Place, Rejected> {
        let mut taken = self.taken();
        if taken.in_all >= self.in_all {
            return Err(Rejected::Connections);
        }
        if let Some(client) = client {
            let of_one = taken.by_client.entry(client).or_default();
            if *of_one >= self.of_one {
                return Err(Rejected::ClientConnections);
            }
            *of_one += 1;
        }
        taken.in_all += 1;
        self.metrics.connections.up();
        Ok(Place { places: self.clone(), client })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        taken.in_all -= 1;
        if let Some(client) = self.client
            && let Some(of_one) = taken.by_client.get_mut(&client)
        {
            *of_one -= 1;
            if *of_one == 0 {
                taken.by_client.remove(&client);
            }
        }
        self.places.metrics.connections.down();
    }
}

/// How far closing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Connections are taken.
    Open,
    /// None are taken any more, and those that are there end with the answer under way.
    Draining,
    /// All end.
    Closed,
}

/// Takes connections until the stage is past [`Stage::Open`], and returns when all have ended or the stage is
/// [`Stage::Closed`]. Nothing that a client or the system does ends it before.
pub(super) async fn accept(
    listener: TcpListener,
    service: Arc<Service>,
    limits: Limits,
    mut stage: watch::Receiver<Stage>,
) {
    let places = Arc::new(Places {
        taken: Mutex::default(),
        in_all: count(limits.connections),
        of_one: count(limits.client_connections),
        metrics: service.metrics().clone(),
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        // Our own patience is had with heads; this one would hold for silences between requests too.
        .header_read_timeout(None)
        .max_buf_size(count(limits.header_bytes))
        .max_headers(count(limits.header_fields));
    let patience = Patience::of(&limits);
    let life = seconds(limits.connection_seconds);
    let mut connections = JoinSet::new();
    let mut closing = stage.clone();
    loop {
        let accepted = tokio::select! {
            biased;
            _ = closing.wait_for(|stage| *stage > Stage::Open) => break,
            // Those that ended are let go of.
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // A client that has gone already is no reason to wait.
                if !is_of_one_connection(&error) {
                    sleep(AFTER_REFUSAL).await;
                }
                continue;
            }
        };
        service.metrics().accepted.add();
        let client = (!service.proxies().has(peer.ip())).then(|| Client::at(peer.ip()));
        let place = match places.take(client) {
            Ok(place) => place,
            Err(why) => {
                turn_away(&stream, why, service.metrics());
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let turn = Arc::new(Turn::default());
        let stream = Patient::new(stream, turn.clone(), patience, service.metrics().clone());
        connections.spawn(serve(builder.clone(), stream, peer, service.clone(), turn, life, stage.clone(), place));
    }
    drop(listener);
    let all_ended = async { while connections.join_next().await.is_some() {} };
    let closed = stage.wait_for(|stage| *stage == Stage::Closed);
    tokio::select! { () = all_ended => {}, _ = closed => {} }
}

#[expect(clippy::too_many_arguments, reason = "all there is to one connection, handed to its task once")]
async fn serve(
    builder: http1::Builder,
    stream: Patient<TcpStream>,
    peer: SocketAddr,
    service: Arc<Service>,
    turn: Arc<Turn>,
    life: Duration,
    mut stage: watch::Receiver<Stage>,
    _place: Place,
) {
    let answer = service_fn(|request| {
        turn.begin();
        service.clone().answer(request, peer.ip(), turn.clone())
    });
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), answer));
    let end = async {
        // Either is an end: a life that is over, or a service that closes.
        let _ = timeout(life, stage.wait_for(|stage| *stage > Stage::Open)).await;
    };
    tokio::select! {
        _ = connection.as_mut() => return,
        () = end => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

fn turn_away(stream: &TcpStream, why: Rejected, metrics: &Metrics) {
    metrics.rejected(why);
    // One attempt, and no waiting: whether it is read is not our concern.
    let _ = stream.try_write(if why == Rejected::Connections { NO_PLACE } else { TOO_MANY });
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
