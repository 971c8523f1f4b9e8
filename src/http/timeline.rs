//! How often, over time.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::error::{ErrorAsPage, HttpError, Problem, unstored};
use super::resource::{Form, Resource};
use crate::backend::Backend;
use crate::page::{FaultyTrendsPage, TrendsPage};
use crate::query::{Strictness, TimelineRequest};
use crate::results::Timeline;

/// `GET /api/v1/timeline`
pub(super) async fn json(
    State(backend): State<Backend>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = TimelineRequest::from_parameters(&parameters.unwrap_or_default(), Strictness::Strict);
    let asked = asked.map_err(HttpError::BadParameters)?;
    Ok(answer(&backend, &headers, Form::Json, asked, |_, timeline| Ok(serde_json::to_vec(timeline)?)).await?)
}

/// `GET /trends`
pub(super) async fn page(
    State(backend): State<Backend>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ErrorAsPage> {
    match TimelineRequest::from_parameters(&parameters.unwrap_or_default(), Strictness::Lenient) {
        Ok(asked) => {
            let write =
                |asked: &TimelineRequest, timeline: &Timeline| Ok(TrendsPage { asked, timeline }.render().into_bytes());
            Ok(answer(&backend, &headers, Form::Page, asked, write).await?)
        }
        Err(faults) => {
            let page = FaultyTrendsPage { faults: &faults }.render();
            Ok(unstored(StatusCode::BAD_REQUEST, Form::Page.media_type(), page))
        }
    }
}

/// Counts and writes the answer; one that is not whole is not kept.
async fn answer(
    backend: &Backend,
    headers: &HeaderMap,
    form: Form,
    asked: TimelineRequest,
    write: impl FnOnce(&TimelineRequest, &Timeline) -> Result<Vec<u8>, HttpError>,
) -> Result<Response, HttpError> {
    let resource = Resource::new(form, "timeline", &asked.to_parameters());
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, headers) {
        return Ok(unchanged);
    }
    let timeline = backend.timeline(asked.clone()).await?;
    let body = write(&asked, &timeline)?;
    Ok(match timeline.partial {
        None => resource.answer(&timeline.index.generation, body),
        Some(_) => unstored(StatusCode::OK, form.media_type(), body),
    })
}
