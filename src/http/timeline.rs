//! How often, over time.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::error::{HttpError, Problem, unstored};
use super::resource::{Form, Resource};
use crate::backend::Backend;
use crate::query::{Strictness, TimelineRequest};

/// `GET /api/v1/timeline`
pub(super) async fn json(
    State(backend): State<Backend>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = TimelineRequest::from_parameters(&parameters.unwrap_or_default(), Strictness::Strict);
    let asked = asked.map_err(HttpError::BadParameters)?;
    let resource = Resource::new(Form::Json, "timeline", &asked.to_parameters());
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, &headers) {
        return Ok(unchanged);
    }
    let timeline = backend.timeline(asked).await?;
    let body = serde_json::to_vec(&timeline)?;
    Ok(match timeline.partial {
        None => resource.answer(&timeline.index.generation, body),
        Some(_) => unstored(StatusCode::OK, Form::Json.media_type(), body),
    })
}
