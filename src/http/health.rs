//! Whether the process turns: asks nothing of the index and waits for nothing.

use axum::http::StatusCode;
use axum::response::Response;

use super::error::unstored;

/// `GET /healthz`
pub(super) async fn live() -> Response {
    unstored(StatusCode::OK, "text/plain; charset=utf-8", "ok\n")
}
