//! How often, over time.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::asked::Asked;
use super::error::{HttpError, unstored};
use super::failure::{ErrorAsPage, Problem};
use super::link::Links;
use super::resource::{Form, Resource};
use crate::backend::{Backend, BackendError};
use crate::page::{FaultyTrendsPage, TrendsPage};
use crate::query::{Strictness, TimelineRequest};
use crate::results::Timeline;
use crate::table::write_timeline;

/// `GET /api/v1/timeline`, `GET /trends.json`
pub(super) async fn json(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    let write = |_: &TimelineRequest, timeline: &Timeline| Ok(serde_json::to_vec(timeline)?);
    Ok(answer(&backend, &asked, Form::Json, strict(&asked)?, write).await?)
}

/// `GET /trends.csv`
pub(super) async fn csv(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    let write = |request: &TimelineRequest, timeline: &Timeline| {
        // Rows have no way to say that they are missing.
        if timeline.partial.is_some() {
            return Err(BackendError::TooLong.into());
        }
        let mut table = Vec::new();
        write_timeline(&mut table, timeline, request.share).map_err(BackendError::Unwritable)?;
        Ok(table)
    };
    Ok(answer(&backend, &asked, Form::Csv, strict(&asked)?, write).await?)
}

fn strict(asked: &Asked) -> Result<TimelineRequest, HttpError> {
    TimelineRequest::from_parameters(asked.parameters(), Strictness::Strict).map_err(HttpError::BadParameters)
}

/// `GET /trends`
pub(super) async fn page(State(backend): State<Backend>, asked: Asked) -> Result<Response, ErrorAsPage> {
    match TimelineRequest::from_parameters(asked.parameters(), Strictness::Lenient) {
        Ok(request) => {
            let write =
                |asked: &TimelineRequest, timeline: &Timeline| Ok(TrendsPage { asked, timeline }.render().into_bytes());
            Ok(answer(&backend, &asked, Form::Page, request, write).await?)
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
    asked: &Asked,
    form: Form,
    request: TimelineRequest,
    write: impl FnOnce(&TimelineRequest, &Timeline) -> Result<Vec<u8>, HttpError>,
) -> Result<Response, HttpError> {
    let normal = request.to_parameters();
    let resource = Resource::new(form, "timeline", &normal);
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, &asked.headers) {
        return Ok(unchanged);
    }
    let timeline = backend.timeline(request.clone()).await?;
    let body = write(&request, &timeline)?;
    let links = Links::among(&[Form::Page, Form::Json, Form::Csv], form, "/trends", &normal);
    Ok(links.on(match timeline.partial {
        None => resource.answer(&timeline.index.generation, body),
        Some(_) => unstored(StatusCode::OK, form.media_type(), body),
    }))
}
