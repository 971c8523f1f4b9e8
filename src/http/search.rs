//! Searches: the same answer as data and as page.

use std::collections::HashMap;

use axum::extract::{Query, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use super::error::{ErrorAsPage, Found, HttpError, Problem, unstored};
use super::resource::{Form, Resource};
use crate::backend::Backend;
use crate::page::{FaultyPage, SearchPage};
use crate::query::{Request, Strictness, parse_parameters, to_parameters};
use crate::results::SearchResults;

/// `GET /api/v1/search`, `GET /search.json`
pub(super) async fn json(
    State(backend): State<Backend>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let request =
        parse_parameters(&parameters.unwrap_or_default(), Strictness::Strict).map_err(HttpError::BadParameters)?;
    Ok(answer(&backend, &headers, Form::Json, "search", request, |_, results| Ok(serde_json::to_vec(results)?)).await?)
}

/// `GET /search`
pub(super) async fn page(
    State(backend): State<Backend>,
    RawQuery(parameters): RawQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ErrorAsPage> {
    match parse_parameters(&parameters.unwrap_or_default(), Strictness::Lenient) {
        Ok(request) => {
            let render =
                |request: &Request, results: &SearchResults| Ok(SearchPage { request, results }.render().into_bytes());
            Ok(answer(&backend, &headers, Form::Page, "search", request, render).await?)
        }
        Err(faults) => {
            let page = FaultyPage { text: &typed(&uri), faults: &faults };
            Ok(unstored(StatusCode::BAD_REQUEST, Form::Page.media_type(), page.render()))
        }
    }
}

/// Searches and writes the answer; one that is not whole is not kept.
pub(super) async fn answer(
    backend: &Backend,
    headers: &HeaderMap,
    form: Form,
    what: &str,
    request: Request,
    write: impl FnOnce(&Request, &SearchResults) -> Result<Vec<u8>, HttpError>,
) -> Result<Response, HttpError> {
    let resource = Resource::new(form, what, &to_parameters(&request));
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, headers) {
        return Ok(unchanged);
    }
    let results = backend.search(request.clone()).await?;
    let body = write(&request, &results)?;
    let mut response = match results.partial {
        None => resource.answer(&results.index.generation, body),
        Some(_) => unstored(StatusCode::OK, form.media_type(), body),
    };
    if let Some(total) = results.total {
        response.extensions_mut().insert(Found(total));
    }
    Ok(response)
}

/// What was typed into the box, however faulty the rest.
fn typed(uri: &Uri) -> String {
    let parameters = Query::<HashMap<String, String>>::try_from_uri(uri);
    parameters.ok().and_then(|Query(mut parameters)| parameters.remove("q")).unwrap_or_default()
}
