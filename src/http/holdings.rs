//! What the archive holds: its coverage and its topics.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::error::{HttpError, Problem};
use super::resource::{Form, Resource};
use crate::backend::Backend;
use crate::ingest::Account;
use crate::query::{Fault, refuse_all};

/// `GET /api/v1/coverage`
pub(super) async fn coverage(
    State(backend): State<Backend>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    without_parameters(parameters)?;
    // Runs that found nothing new leave no commit, so what they say is part of the tag: it is taken of the whole answer.
    let coverage = backend.coverage().await?;
    let generation = coverage.index.generation.clone();
    let folder = backend.folder().to_owned();
    let written = backend.work(move || serde_json::to_vec(&Account::to_publish(coverage, &folder))).await?;
    let body = written?;
    let resource = Resource::new(Form::Json, "coverage", &String::from_utf8_lossy(&body));
    Ok(resource.unchanged(&generation, &headers).unwrap_or_else(|| resource.answer(&generation, body)))
}

/// `GET /api/v1/topics`
pub(super) async fn topics(
    State(backend): State<Backend>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    without_parameters(parameters)?;
    let resource = Resource::new(Form::Json, "topics", "");
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, &headers) {
        return Ok(unchanged);
    }
    let topics = backend.topics().await?;
    let body = serde_json::to_vec(&topics)?;
    Ok(resource.answer(&topics.index.generation, body))
}

fn without_parameters(parameters: Option<String>) -> Result<(), HttpError> {
    let faults: Vec<Fault> = refuse_all(&parameters.unwrap_or_default());
    if faults.is_empty() { Ok(()) } else { Err(HttpError::BadParameters(faults)) }
}
