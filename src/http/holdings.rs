//! What the archive holds: its coverage and its topics.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::error::{ErrorAsPage, HttpError, Problem};
use super::resource::{Form, Resource};
use crate::backend::Backend;
use crate::ingest::Account;
use crate::page::{AboutPage, CoveragePage, TopicsPage};
use crate::query::{Fault, refuse_all};
use crate::results::TopicTree;

/// `GET /api/v1/coverage`
pub(super) async fn coverage(
    State(backend): State<Backend>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    without_parameters(parameters)?;
    Ok(account(&backend, &headers, Form::Json, "coverage", |account| Ok(serde_json::to_vec(account)?)).await?)
}

/// `GET /coverage`
pub(super) async fn coverage_page(State(backend): State<Backend>, headers: HeaderMap) -> Result<Response, ErrorAsPage> {
    let write = |account: &Account| Ok(CoveragePage { account }.render().into_bytes());
    Ok(account(&backend, &headers, Form::Page, "coverage", write).await?)
}

/// `GET /about`
pub(super) async fn about_page(State(backend): State<Backend>, headers: HeaderMap) -> Result<Response, ErrorAsPage> {
    let write = |account: &Account| Ok(AboutPage { account }.render().into_bytes());
    Ok(account(&backend, &headers, Form::Page, "about", write).await?)
}

/// Coverage and runs, written. Runs that found nothing new leave no commit, so what they say is part of the tag: it is
/// taken of the whole answer.
async fn account(
    backend: &Backend,
    headers: &HeaderMap,
    form: Form,
    what: &str,
    write: impl FnOnce(&Account) -> Result<Vec<u8>, HttpError> + Send + 'static,
) -> Result<Response, HttpError> {
    let coverage = backend.coverage().await?;
    let generation = coverage.index.generation.clone();
    let folder = backend.folder().to_owned();
    let body = backend.work(move || write(&Account::to_publish(coverage, &folder))).await??;
    let resource = Resource::new(form, what, &String::from_utf8_lossy(&body));
    Ok(resource.unchanged(&generation, headers).unwrap_or_else(|| resource.answer(&generation, body)))
}

/// `GET /api/v1/topics`
pub(super) async fn topics(
    State(backend): State<Backend>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    without_parameters(parameters)?;
    Ok(tree(&backend, &headers, Form::Json, |tree| Ok(serde_json::to_vec(tree)?)).await?)
}

/// `GET /topics`
pub(super) async fn topics_page(State(backend): State<Backend>, headers: HeaderMap) -> Result<Response, ErrorAsPage> {
    let write = |tree: &TopicTree| Ok(TopicsPage { tree }.render().into_bytes());
    Ok(tree(&backend, &headers, Form::Page, write).await?)
}

async fn tree(
    backend: &Backend,
    headers: &HeaderMap,
    form: Form,
    write: impl FnOnce(&TopicTree) -> Result<Vec<u8>, HttpError>,
) -> Result<Response, HttpError> {
    let resource = Resource::new(form, "topics", "");
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, headers) {
        return Ok(unchanged);
    }
    let topics = backend.topics().await?;
    let body = write(&topics)?;
    Ok(resource.answer(&topics.index.generation, body))
}

fn without_parameters(parameters: Option<String>) -> Result<(), HttpError> {
    let faults: Vec<Fault> = refuse_all(&parameters.unwrap_or_default());
    if faults.is_empty() { Ok(()) } else { Err(HttpError::BadParameters(faults)) }
}
