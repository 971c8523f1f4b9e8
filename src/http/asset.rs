//! What pages load.

use axum::extract::RawQuery;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::page::{MARK, SCRIPT, STYLESHEET, script_version, stylesheet_version};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";
/// Whoever asks for another stylesheet or script than this one gets this one, and must soon ask again.
const FOR_A_MINUTE: &str = "public, max-age=60";

/// `GET /style.css?v=`
pub(super) async fn stylesheet(RawQuery(query): RawQuery) -> Response {
    asset("text/css; charset=utf-8", kept(query.as_deref(), stylesheet_version()), STYLESHEET)
}

/// `GET /script.js?v=`
pub(super) async fn script(RawQuery(query): RawQuery) -> Response {
    asset("text/javascript; charset=utf-8", kept(query.as_deref(), script_version()), SCRIPT)
}

/// How long an asset of this version is kept by whoever asked for it so.
fn kept(query: Option<&str>, version: &str) -> &'static str {
    if query.and_then(|query| query.strip_prefix("v=")) == Some(version) { FOR_EVER } else { FOR_A_MINUTE }
}

/// `GET /mark.svg`
pub(super) async fn mark() -> Response {
    asset("image/svg+xml", FOR_A_DAY, MARK)
}

fn asset(media_type: &'static str, kept: &'static str, body: &'static str) -> Response {
    ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, kept)], body).into_response()
}
