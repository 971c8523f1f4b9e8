//! What pages load.

use axum::extract::RawQuery;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::page::{MARK, STYLESHEET, stylesheet_version};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";
/// Whoever asks for another stylesheet than this one gets this one, and must soon ask again.
const FOR_A_MINUTE: &str = "public, max-age=60";

/// `GET /style.css?v=`
pub(super) async fn stylesheet(RawQuery(query): RawQuery) -> Response {
    let version = query.as_deref().and_then(|query| query.strip_prefix("v="));
    let kept = if version == Some(stylesheet_version()) { FOR_EVER } else { FOR_A_MINUTE };
    asset("text/css; charset=utf-8", kept, STYLESHEET)
}

/// `GET /mark.svg`
pub(super) async fn mark() -> Response {
    asset("image/svg+xml", FOR_A_DAY, MARK)
}

fn asset(media_type: &'static str, kept: &'static str, body: &'static str) -> Response {
    ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, kept)], body).into_response()
}
