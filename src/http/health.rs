//! Whether the process turns, and whether it is fit to be asked. Neither asks anything of the index or waits for anything.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::error::unstored;
use crate::backend::Backend;

/// `GET /healthz`
pub(super) async fn live() -> Response {
    unstored(StatusCode::OK, "text/plain; charset=utf-8", "ok\n")
}

/// `GET /readyz`
pub(super) async fn ready(State(backend): State<Backend>) -> Response {
    let report = backend.health().report();
    let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    unstored(status, "application/json", serde_json::json!(report).to_string())
}
