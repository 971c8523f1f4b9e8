//! One request, from its head to the end of its answer: who asks, whether it may, how long it took.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::MatchedPath;
use axum::http::{HeaderName, HeaderValue, Method, Request, Response, Version, header};
use hyper::body::{Body as HttpBody, Bytes, Frame, Incoming, SizeHint};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;

use super::super::error::{Found, HttpError};
use super::super::failure::RequestId;
use super::super::frame::{dressed, is_export, is_plain};
use super::client::{Client, Proxies};
use super::log::{Line, Log, now};
use super::patience::Turn;
use super::share::{Asked, Shares, Taken};
use crate::health::Health;
use crate::metrics::{Metrics, Rejected, RouteMetrics};
use crate::pool;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The status of a request whose client went before it was answered, as nginx has it. Nobody is ever told.
const GONE_BEFORE: u16 = 499;

/// Where requests are counted that no route has.
const NO_ROUTE: &str = "none";

/// What answers the requests of a listener.
#[derive(Debug)]
pub(super) struct Service {
    router: Router,
    proxies: Proxies,
    /// `None` for the operator's own listener.
    shares: Option<Arc<Shares>>,
    log: Log,
    metrics: Arc<Metrics>,
    health: Arc<Health>,
    routes: Arc<Routes>,
    numbers: Numbers,
}

/// The counts of each route. Only routes of the table get in: their number is bounded by it.
#[derive(Debug, Default)]
pub(super) struct Routes(RwLock<BTreeMap<String, Arc<RouteMetrics>>>);

impl Routes {
    fn of(&self, route: &str) -> Arc<RouteMetrics> {
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(route) {
            return known.clone();
        }
        let mut routes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        routes.entry(route.to_owned()).or_insert_with(|| Arc::new(RouteMetrics::new(route))).clone()
    }

    pub(super) fn all(&self) -> Vec<Arc<RouteMetrics>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

/// Names for requests: no two the same in one process, nor likely in two.
#[derive(Debug)]
struct Numbers {
    base: u64,
    next: AtomicU64,
}

impl Numbers {
    fn new() -> Self {
        let base = chrono::Utc::now().timestamp_nanos_opt().unwrap_or_default().unsigned_abs();
        Self { base, next: AtomicU64::new(0) }
    }

    fn next(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{:016x}", self.base.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }
}

impl Service {
    pub(super) fn new(
        router: Router,
        proxies: Proxies,
        shares: Option<Arc<Shares>>,
        log: Log,
        metrics: Arc<Metrics>,
        health: Arc<Health>,
        routes: Arc<Routes>,
    ) -> Self {
        Self { router, proxies, shares, log, metrics, health, routes, numbers: Numbers::new() }
    }

    pub(super) fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    pub(super) fn proxies(&self) -> &Proxies {
        &self.proxies
    }

    /// Answers one request of a connection. There is no error: whatever happens is an answer.
    pub(super) async fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
        peer: IpAddr,
        turn: Arc<Turn>,
    ) -> Result<Response<Attended>, Infallible> {
        let begun = Instant::now();
        let client = self.proxies.client(peer, request.headers());
        let id = RequestId(traced(request.headers().get("traceparent")).unwrap_or_else(|| self.numbers.next()));
        let mut attended = Attending {
            id: id.0.clone(),
            client,
            method: known(request.method()),
            query: self.log.query(request.uri().query()),
            route: NO_ROUTE.to_owned(),
            begun,
            refused: None,
            share: None,
            status: GONE_BEFORE,
            hits: None,
            answered: Duration::ZERO,
            bytes: 0,
            complete: false,
            turn,
            service: self.clone(),
        };
        self.metrics.in_flight.up();
        let mut response = match self.refusal(&request, client, &mut attended) {
            Some(error) => dressed(error.at(request.uri()), request.uri().path(), Some(&id)),
            None => {
                let mut request = request;
                request.extensions_mut().insert(id);
                let routed = TowerToHyperService::new(self.router.clone()).call(request.map(Body::new));
                let routed = match attended.share.clone() {
                    Some(share) => pool::holding(share, routed).await,
                    None => routed.await,
                };
                routed.unwrap_or_else(|never| match never {})
            }
        };
        if let Some(matched) = response.extensions_mut().remove::<MatchedPath>() {
            attended.route = matched.as_str().to_owned();
        }
        let headers = response.headers_mut();
        if let Ok(id) = HeaderValue::from_str(&attended.id) {
            headers.insert(REQUEST_ID, id);
        }
        if self.health.is_closing() {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        attended.hits = response.extensions_mut().remove::<Found>();
        attended.status = response.status().as_u16();
        attended.answered = begun.elapsed();
        // An answer without a body has nothing to be read.
        attended.complete = response.body().is_end_stream() || attended.method == "HEAD";
        Ok(response.map(|body| Attended { body, attending: attended }))
    }

    /// Why a request is not even routed.
    fn refusal(&self, request: &Request<Incoming>, client: Client, attended: &mut Attending) -> Option<HttpError> {
        let mut refuse = |why: Rejected, error: HttpError| {
            self.metrics.rejected(why);
            attended.refused = Some(why.as_str());
            Some(error)
        };
        if let Some(fault) = fault_of(request) {
            return refuse(Rejected::Malformed, fault);
        }
        let shares = self.shares.as_ref().filter(|_| !is_plain(request.uri().path()))?;
        let asked = if is_export(request.uri().path()) { Asked::Export } else { Asked::Answer };
        match shares.take(client, asked, attended.begun) {
            Ok(share) => {
                attended.share = Some(Arc::new(share));
                None
            }
            Err(too_many) => refuse(too_many.why, HttpError::TooManyRequests(too_many.wait)),
        }
    }
}

/// What is wrong with the head of a request that the protocol lets pass.
fn fault_of(request: &Request<Incoming>) -> Option<HttpError> {
    let headers = request.headers();
    let hosts = headers.get_all(header::HOST).iter().count();
    // RFC 9112, 3.2: exactly one, from version 1.1 on.
    if hosts > 1 || (hosts == 0 && request.version() == Version::HTTP_11) {
        return Some(HttpError::Malformed("a request names one host"));
    }
    if headers.contains_key(header::TRANSFER_ENCODING) && headers.contains_key(header::CONTENT_LENGTH) {
        return Some(HttpError::Malformed("a request has one length"));
    }
    if request.version() < Version::HTTP_10 || request.version() > Version::HTTP_11 {
        return Some(HttpError::Malformed("this service speaks HTTP/1.1"));
    }
    let takes_none = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    (takes_none && !request.body().is_end_stream()).then_some(HttpError::BodyTooLarge)
}

/// The trace that a proxy began, where it is written as the standard has it (W3C Trace Context, 3.2).
fn traced(parent: Option<&HeaderValue>) -> Option<String> {
    let mut parts = parent?.to_str().ok()?.split('-');
    let (_, trace) = (parts.next()?, parts.next()?);
    let fits = trace.len() == 32 && trace.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (fits && trace.bytes().any(|b| b != b'0')).then(|| trace.to_owned())
}

/// A request under way; counted and logged when it has ended, however that is.
#[derive(Debug)]
struct Attending {
    id: String,
    client: Client,
    method: &'static str,
    query: Option<String>,
    route: String,
    begun: Instant,
    refused: Option<&'static str>,
    /// Held until the answer has ended, and all that was begun for it.
    share: Option<Arc<Taken>>,
    status: u16,
    hits: Option<Found>,
    /// Until its answer began.
    answered: Duration,
    bytes: u64,
    complete: bool,
    turn: Arc<Turn>,
    service: Arc<Service>,
}

/// The body of an answer.
#[derive(Debug)]
pub(super) struct Attended {
    body: Body,
    attending: Attending,
}

impl HttpBody for Attended {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                self.attending.bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
                self.attending.complete = self.body.is_end_stream();
            }
            Poll::Ready(None) => self.attending.complete = true,
            _ => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Attending {
    fn drop(&mut self) {
        drop(self.share.take());
        self.turn.end();
        let total = self.begun.elapsed();
        let Service { metrics, routes, log, .. } = &*self.service;
        metrics.in_flight.down();
        routes.of(&self.route).answered(self.status, total);
        let milliseconds = |time: Duration| (time.as_secs_f64() * 1e6).round() / 1e3;
        log.tell(&Line {
            time: now(),
            request: &self.id,
            client: self.client.truncated(),
            method: self.method,
            route: &self.route,
            query: self.query.take(),
            status: self.status,
            ms: milliseconds(self.answered),
            total_ms: milliseconds(total),
            bytes: self.bytes,
            complete: self.complete,
            hits: self.hits.take().map(|Found(hits)| hits),
            refused: self.refused,
        });
    }
}

/// A method by its name, if it is one of the standard's: others are whatever a client made up.
fn known(method: &Method) -> &'static str {
    const KNOWN: [(Method, &str); 9] = [
        (Method::GET, "GET"),
        (Method::HEAD, "HEAD"),
        (Method::OPTIONS, "OPTIONS"),
        (Method::POST, "POST"),
        (Method::PUT, "PUT"),
        (Method::PATCH, "PATCH"),
        (Method::DELETE, "DELETE"),
        (Method::TRACE, "TRACE"),
        (Method::CONNECT, "CONNECT"),
    ];
    KNOWN.iter().find(|(known, _)| known == method).map_or("other", |(_, name)| name)
}
