//! The service as a process: listeners, connections, and a way to end that loses nothing.

mod accept; //  connections, and how many
mod admin; //   what only the operator sees
mod answer; //  one request, from its head to the end of its answer
mod client; //  who asks
mod log; //     one line for each request
mod patience; // how long is waited for what
mod share; //   what one client may ask for

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::{PublicUrl, router_within};
use crate::backend::Backend;
use crate::limits::{Limits, milliseconds, seconds};
use accept::{Stage, accept};
use answer::{Routes, Service};
pub use client::{Network, NoNetwork, Proxies};
pub use log::{Log, LogTo};
use share::Shares;

/// Where the service listens.
#[derive(Debug)]
pub struct Listeners {
    /// For everybody.
    pub public: TcpListener,
    /// For the operator: metrics and health. Loopback, unless somebody knows better.
    pub operator: Option<TcpListener>,
}

/// How it serves.
#[derive(Debug, Clone)]
pub struct Serving {
    /// What clients are allowed.
    pub limits: Limits,
    /// The proxies that are believed.
    pub proxies: Proxies,
    /// What whole addresses begin with; where there is none, they are those of the `Host` that a client names.
    pub public_url: Option<PublicUrl>,
    /// Where requests are logged.
    pub log: Log,
}

/// Serves until it is asked to end.
///
/// `asked` is done when the process is asked to end. After the first time, `/readyz` says so at once,
/// connections are taken for a moment still, so that a balancer sees it, and then what is under way is brought to its end;
/// the second time, or when the time for that is over, all ends.
pub async fn serve(listeners: Listeners, backend: Backend, serving: Serving, mut asked: impl AsyncFnMut()) {
    let Serving { mut limits, proxies, public_url, log } = serving;
    limits.connections = limits.connections.min(affordable_connections());
    let (health, metrics) = (backend.health().clone(), backend.metrics().clone());
    let routes = Arc::new(Routes::default());
    let (stage, watched) = watch::channel(Stage::Open);
    let operator = listeners.operator.map(|listener| {
        let router = admin::router(backend.clone(), routes.clone());
        let silent = Log::silent(metrics.clone());
        let (metrics, health, proxies) = (Arc::default(), health.clone(), Proxies::default());
        // Its requests are no part of what it tells, and are not counted among the others.
        let service = Service::new(router, proxies, None, silent, metrics, health, Arc::default());
        tokio::spawn(accept(listener, Arc::new(service), limits.clone(), watched.clone()))
    });
    let router = router_within(backend, &limits);
    let router = public_url.into_iter().fold(router, |router, address| router.layer(Extension(address)));
    let shares = Some(Arc::new(Shares::new(&limits)));
    let service = Service::new(router, proxies, shares, log, metrics, health.clone(), routes);
    let public = tokio::spawn(accept(listeners.public, Arc::new(service), limits.clone(), watched));
    asked().await;
    health.close();
    let end = async {
        sleep(milliseconds(limits.notice_ms)).await;
        let _ = stage.send(Stage::Draining);
        let _ = timeout(seconds(limits.drain_seconds), public).await;
    };
    tokio::select! { () = end => {}, () = asked() => {} }
    let _ = stage.send(Stage::Closed);
    if let Some(operator) = operator {
        let _ = timeout(Duration::from_millis(100), operator).await;
    }
}

/// Connections for which there are file descriptors, beside what else needs some: a fourth is left for that.
fn affordable_connections() -> u64 {
    let text = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files =
        text.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok());
    files.map_or(u64::MAX, |files: u64| (files - files / 4).max(8))
}
