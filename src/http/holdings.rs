//! What the archive holds: its coverage and its topics.

use axum::extract::State;
use axum::response::Response;

use super::asked::Asked;
use super::error::HttpError;
use super::failure::{ErrorAsPage, Problem};
use super::link::Links;
use super::resource::{Form, Resource};
use crate::backend::{Backend, BackendError};
use crate::ingest::{About, Account};
use crate::page::{AboutPage, CoveragePage, TopicsPage};
use crate::results::TopicTree;
use crate::table::{write_coverage, write_topics};

/// `GET /api/v1/coverage`, `GET /coverage.json`
pub(super) async fn coverage(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    asked.given(&[])?;
    let answer = account(&backend, &asked, Form::Json, "coverage", |account| Ok(serde_json::to_vec(account)?));
    Ok(twins("/coverage", Form::Json).on(answer.await?))
}

/// `GET /coverage`
pub(super) async fn coverage_page(State(backend): State<Backend>, asked: Asked) -> Result<Response, ErrorAsPage> {
    let write = |account: &Account| Ok(CoveragePage { account }.render().into_bytes());
    Ok(twins("/coverage", Form::Page).on(account(&backend, &asked, Form::Page, "coverage", write).await?))
}

/// `GET /about`
pub(super) async fn about_page(State(backend): State<Backend>, asked: Asked) -> Result<Response, ErrorAsPage> {
    Ok(about(&backend, &asked, Form::Page, |about| Ok(AboutPage { about }.render().into_bytes())).await?)
}

/// `GET /about.json`
pub(super) async fn about_json(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    asked.given(&[])?;
    Ok(about(&backend, &asked, Form::Json, |about| Ok(serde_json::to_vec(about)?)).await?)
}

async fn about(
    backend: &Backend,
    asked: &Asked,
    form: Form,
    write: impl FnOnce(&About) -> Result<Vec<u8>, HttpError> + Send + 'static,
) -> Result<Response, HttpError> {
    let limits = backend.limits().clone();
    let write = move |account: &Account| write(&About::of(account, &limits));
    let links = Links::among(&[Form::Page, Form::Json], form, "/about", "");
    Ok(links.on(account(backend, asked, form, "about", write).await?))
}

/// Coverage and runs, written. Runs that found nothing new leave no commit, so what they say is part of the tag: it is
/// taken of the whole answer.
async fn account(
    backend: &Backend,
    asked: &Asked,
    form: Form,
    what: &str,
    write: impl FnOnce(&Account) -> Result<Vec<u8>, HttpError> + Send + 'static,
) -> Result<Response, HttpError> {
    let coverage = backend.coverage().await?;
    let generation = coverage.index.generation.clone();
    let folder = backend.folder().to_owned();
    let body = backend.work(move || write(&Account::to_publish(coverage, &folder))).await??;
    let resource = Resource::new(form, what, &String::from_utf8_lossy(&body));
    let unchanged = resource.unchanged(&generation, &asked.headers);
    Ok(unchanged.unwrap_or_else(|| resource.answer(&generation, body)))
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
    asked.given(&[])?;
    Ok(topic_tree(&backend, &asked, Form::Json, |tree| Ok(serde_json::to_vec(tree)?)).await?)
}

/// `GET /topics.csv`
pub(super) async fn topics_csv(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    asked.given(&[])?;
    let write = |tree: &TopicTree| {
        let mut table = Vec::new();
        write_topics(&mut table, &tree.topics).map_err(BackendError::Unwritable)?;
        Ok(table)
    };
    Ok(topic_tree(&backend, &asked, Form::Csv, write).await?)
}

/// `GET /topics`
pub(super) async fn topics_page(State(backend): State<Backend>, asked: Asked) -> Result<Response, ErrorAsPage> {
    let write = |tree: &TopicTree| Ok(TopicsPage { tree }.render().into_bytes());
    Ok(topic_tree(&backend, &asked, Form::Page, write).await?)
}

async fn topic_tree(
    backend: &Backend,
    asked: &Asked,
    form: Form,
    write: impl FnOnce(&TopicTree) -> Result<Vec<u8>, HttpError>,
) -> Result<Response, HttpError> {
    let resource = Resource::new(form, "topics", "");
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, &asked.headers) {
        return Ok(unchanged);
    }
    let topics = backend.topics().await?;
    let body = write(&topics)?;
    Ok(twins("/topics", form).on(resource.answer(&topics.index.generation, body)))
}

/// The one address of a form of a page with rows, and the other forms.
fn twins(page: &str, form: Form) -> Links {
    Links::among(&[Form::Page, Form::Json, Form::Csv], form, page, "")
}
