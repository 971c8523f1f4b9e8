//! What the archive holds: its coverage and its topics.

use axum::extract::State;
use axum::response::Response;

use super::asked::Asked;
use super::error::{HttpError, Problem};
use super::link::Links;
use super::resource::{Form, Resource};
use crate::backend::{Backend, BackendError};
use crate::ingest::Account;
use crate::table::{write_coverage, write_topics};

/// `GET /api/v1/coverage`, `GET /coverage.json`
pub(super) async fn coverage(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    asked.given(&[])?;
    // Runs that found nothing new leave no commit, so what they say is part of the tag: it is taken of the whole answer.
    let coverage = backend.coverage().await?;
    let generation = coverage.index.generation.clone();
    let folder = backend.folder().to_owned();
    let written = backend.work(move || serde_json::to_vec(&Account::to_publish(coverage, &folder))).await?;
    let body = written?;
    let resource = Resource::new(Form::Json, "coverage", &String::from_utf8_lossy(&body));
    let answer = resource.unchanged(&generation, &asked.headers);
    Ok(twins("/coverage", Form::Json).on(answer.unwrap_or_else(|| resource.answer(&generation, body))))
}

/// `GET /coverage.csv`
pub(super) async fn coverage_csv(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    asked.given(&[])?;
    let resource = Resource::new(Form::Csv, "coverage", "");
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, &asked.headers) {
        return Ok(unchanged);
    }
    let coverage = backend.coverage().await?;
    let mut table = Vec::new();
    write_coverage(&mut table, &coverage).map_err(BackendError::Unwritable)?;
    Ok(twins("/coverage", Form::Csv).on(resource.answer(&coverage.index.generation, table)))
}

/// `GET /api/v1/topics`, `GET /topics.json`
pub(super) async fn topics(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    Ok(topic_tree(&backend, &asked, Form::Json).await?)
}

/// `GET /topics.csv`
pub(super) async fn topics_csv(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    Ok(topic_tree(&backend, &asked, Form::Csv).await?)
}

async fn topic_tree(backend: &Backend, asked: &Asked, form: Form) -> Result<Response, HttpError> {
    asked.given(&[])?;
    let resource = Resource::new(form, "topics", "");
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, &asked.headers) {
        return Ok(unchanged);
    }
    let topics = backend.topics().await?;
    let body = match form {
        Form::Csv => {
            let mut table = Vec::new();
            write_topics(&mut table, &topics.topics).map_err(BackendError::Unwritable)?;
            table
        }
        _ => serde_json::to_vec(&topics)?,
    };
    Ok(twins("/topics", form).on(resource.answer(&topics.index.generation, body)))
}

/// The one address of a form of a page, and the other form.
fn twins(page: &str, form: Form) -> Links {
    let other = if form == Form::Csv { Form::Json } else { Form::Csv };
    Links::default().to("canonical", &form.path(page)).alternate(&other.path(page), other.media_type())
}
