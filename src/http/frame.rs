//! What every answer has, errors too: security headers, a bounded address, and no panic that ends the process.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::cors;
use super::error::{HttpError, is_api};
use super::failure::{RequestId, written};
use crate::metrics::Metrics;

/// On every answer.
const ALWAYS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Queries are private.
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
];
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";
const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// What the frame needs to know.
#[derive(Debug, Clone)]
pub(super) struct Framed {
    /// The longest address, in bytes.
    pub(super) longest_address: u64,
    pub(super) metrics: Arc<Metrics>,
}

/// Runs the routes inside the frame. The answer carries the route that matched, for whoever counts.
pub(super) async fn frame(State(framed): State<Framed>, request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let id = request.extensions().get::<RequestId>().cloned();
    let length = uri.path_and_query().map_or(0, |address| address.as_str().len());
    let mut response = if length as u64 > framed.longest_address {
        HttpError::AddressTooLong(framed.longest_address).at(&uri)
    } else {
        unless_panicking(next.run(request)).await.unwrap_or_else(|error| {
            framed.metrics.panics.add();
            error.at(&uri)
        })
    };
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    dressed(response, uri.path(), id.as_ref())
}

/// An answer with the headers that every answer at this path has; an error is written for the request of this name.
pub(super) fn dressed(response: Response, path: &str, request: Option<&RequestId>) -> Response {
    let mut response = written(response, request);
    let api = is_api(path);
    secure(response.headers_mut(), api);
    if api {
        cors::open(response.headers_mut());
    }
    response
}

/// Whether what lies at this path asks nothing of the index: what pages load, and what tells of the process.
pub(super) fn is_plain(path: &str) -> bool {
    // By name: a release has an address that ends in `.txt`, too.
    matches!(path, "/healthz" | "/readyz" | "/style.css" | "/script.js" | "/mark.svg" | "/robots.txt" | "/favicon.ico")
}

/// Whether what lies at this path is written for as long as its reader takes.
pub(super) fn is_export(path: &str) -> bool {
    path == "/api/v1/export"
}

/// The output of a future, or the error that says that it panicked. The panic itself was told by the panic hook.
async fn unless_panicking<T>(future: impl Future<Output = T>) -> Result<T, HttpError> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(poll) => poll.map(Ok),
        Err(_) => Poll::Ready(Err(HttpError::Panicked)),
    })
    .await
}

fn secure(headers: &mut HeaderMap, api: bool) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let (policy, shared_with) = if api { (API_POLICY, "cross-origin") } else { (PAGE_POLICY, "same-origin") };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static(shared_with));
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    async fn ask(path: &str) -> Response {
        let app = Router::new()
            .route("/api/panic", get(|| async { panic!("as a test") as &'static str }))
            .route("/panic", get(|| async { panic!("as a test") as &'static str }))
            .layer(from_fn_with_state(Framed { longest_address: 8192, metrics: Arc::default() }, frame));
        app.oneshot(Request::get(path).body(Body::empty()).expect("a request")).await.expect("an answer")
    }

    #[test]
    fn only_what_asks_nothing_of_the_index_is_plain() {
        assert!(["/style.css", "/mark.svg", "/robots.txt", "/healthz"].into_iter().all(is_plain));
        assert!(!["/releases/a.txt", "/releases/a.css", "/api/v1/search", "/"].into_iter().any(is_plain));
    }

    #[tokio::test]
    async fn a_handler_that_panics_answers_500_in_the_form_of_its_route() {
        for (path, media_type) in [("/api/panic", "application/problem+json"), ("/panic", "text/html; charset=utf-8")] {
            let response = ask(path).await;
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            assert_eq!(response.headers()[header::CONTENT_TYPE], media_type);
            assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        }
    }
}
