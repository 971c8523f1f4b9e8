//! How often, over time.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::asked::Asked;
use super::error::{ErrorAsPage, HttpError, Problem, unstored};
use super::link::{Links, address};
use super::resource::{Form, Resource};
use crate::backend::{Backend, BackendError};
use crate::page::{FaultyTrendsPage, TrendsPage};
use crate::query::{Strictness, TimelineRequest};
use crate::results::Timeline;
use crate::table::write_timeline;

/// `GET /api/v1/timeline`, `GET /trends.json`
pub(super) async fn json(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    Ok(data(&backend, &asked, Form::Json).await?)
}

/// `GET /trends.csv`
pub(super) async fn csv(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    Ok(data(&backend, &asked, Form::Csv).await?)
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

/// Counts in a form that tools read.
async fn data(backend: &Backend, asked: &Asked, form: Form) -> Result<Response, HttpError> {
    let request = TimelineRequest::from_parameters(asked.parameters(), Strictness::Strict);
    let request = request.map_err(HttpError::BadParameters)?;
    let write = |asked: &TimelineRequest, timeline: &Timeline| match form {
        // Rows have no way to say that they are missing.
        Form::Csv if timeline.partial.is_some() => Err(BackendError::TooLong.into()),
        Form::Csv => {
            let mut table = Vec::new();
            write_timeline(&mut table, timeline, asked.share).map_err(BackendError::Unwritable)?;
            Ok(table)
        }
        _ => Ok(serde_json::to_vec(timeline)?),
    };
    answer(backend, asked, form, request, write).await
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
    let at = |form: Form| address(&form.path("/trends"), &normal);
    let mut links = Links::default().to("canonical", &at(form));
    for other in [Form::Page, Form::Json, Form::Csv].into_iter().filter(|other| *other != form) {
        links = links.alternate(&at(other), other.media_type());
    }
    Ok(links.on(match timeline.partial {
        None => resource.answer(&timeline.index.generation, body),
        Some(_) => unstored(StatusCode::OK, form.media_type(), body),
    }))
}
