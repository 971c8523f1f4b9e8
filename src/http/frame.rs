//! What every answer has, errors too: security headers, a bounded address, and no panic that ends the process.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::cors;
use super::error::{HttpError, is_api};

/// The longest address, in bytes.
const MAX_ADDRESS: usize = 8 * 1024;

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

/// Runs the routes inside the frame.
pub(super) async fn frame(request: Request, next: Next) -> Response {
    let (uri, api) = (request.uri().clone(), is_api(request.uri().path()));
    let length = uri.path_and_query().map_or(0, |address| address.as_str().len());
    let mut response = if length > MAX_ADDRESS {
        HttpError::AddressTooLong.at(&uri)
    } else {
        unless_panicking(next.run(request)).await.unwrap_or_else(|error| error.at(&uri))
    };
    secure(response.headers_mut(), api);
    if api {
        cors::open(response.headers_mut());
    }
    response
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
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    async fn ask(path: &str) -> Response {
        let app = Router::new()
            .route("/api/panic", get(|| async { panic!("as a test") as &'static str }))
            .route("/panic", get(|| async { panic!("as a test") as &'static str }))
            .layer(from_fn(frame));
        app.oneshot(Request::get(path).body(Body::empty()).expect("a request")).await.expect("an answer")
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
