//! The routes as a client meets them: one request, one answer, one file per path.

mod errors;
mod release;
mod search;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use pressmark::backend::Backend;
use pressmark::index::Index;
use tower::ServiceExt;

use crate::support::bundled;

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// The service, over the bundled archive.
fn service() -> Router {
    pressmark::http::router(Backend::embedded(Arc::new(Index::open(bundled()).unwrap())))
}

async fn ask(method: Method, address: &str) -> Answer {
    let request = Request::builder().method(method).uri(address).body(Body::empty()).unwrap();
    let response = service().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

async fn get(address: &str) -> Answer {
    ask(Method::GET, address).await
}

async fn head(address: &str) -> Answer {
    ask(Method::HEAD, address).await
}
