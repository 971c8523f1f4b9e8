//! How often, over time.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::asked::Asked;
use super::error::{HttpError, Problem, unstored};
use super::link::{Links, address};
use super::resource::{Form, Resource};
use crate::backend::{Backend, BackendError};
use crate::query::{Strictness, TimelineRequest};
use crate::table::write_timeline;

/// `GET /api/v1/timeline`, `GET /trends.json`
pub(super) async fn json(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    Ok(answer(&backend, &asked, Form::Json).await?)
}

/// `GET /trends.csv`
pub(super) async fn csv(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    Ok(answer(&backend, &asked, Form::Csv).await?)
}

async fn answer(backend: &Backend, request: &Asked, form: Form) -> Result<Response, HttpError> {
    let asked = TimelineRequest::from_parameters(request.parameters(), Strictness::Strict);
    let asked = asked.map_err(HttpError::BadParameters)?;
    let (normal, share) = (asked.to_parameters(), asked.share);
    let resource = Resource::new(form, "timeline", &normal);
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, &request.headers) {
        return Ok(unchanged);
    }
    let timeline = backend.timeline(asked).await?;
    let body = match form {
        // Rows have no way to say that they are missing.
        Form::Csv if timeline.partial.is_some() => return Err(BackendError::TooLong.into()),
        Form::Csv => {
            let mut table = Vec::new();
            write_timeline(&mut table, &timeline, share).map_err(BackendError::Unwritable)?;
            table
        }
        _ => serde_json::to_vec(&timeline)?,
    };
    let at = |form: Form| address(&form.path("/trends"), &normal);
    let mut links = Links::default().to("canonical", &at(form));
    for other in [Form::Json, Form::Csv].into_iter().filter(|other| *other != form) {
        links = links.alternate(&at(other), other.media_type());
    }
    Ok(links.on(match timeline.partial {
        None => resource.answer(&timeline.index.generation, body),
        Some(_) => unstored(StatusCode::OK, form.media_type(), body),
    }))
}
