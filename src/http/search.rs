//! Searches: the same answer as data and as page.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use super::asked::Asked;
use super::error::{Found, HttpError, unstored};
use super::failure::{ErrorAsPage, Problem};
use super::link::Links;
use super::resource::{Form, Resource};
use crate::backend::{Backend, BackendError};
use crate::page::{FaultyPage, SearchPage};
use crate::query::{
    Facets, Request, Sort, Strictness, parse_parameters, to_parameters, to_parameters_from, with_parameters,
};
use crate::results::{Hit, SearchResults};
use crate::table::write_hits;

/// `GET /api/v1/search`, `GET /search.json`
pub(super) async fn json(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    Ok(data(&backend, &asked, Form::Json).await?)
}

/// `GET /search.jsonl`
pub(super) async fn jsonl(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    Ok(data(&backend, &asked, Form::Jsonl).await?)
}

/// `GET /search.csv`
pub(super) async fn csv(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    Ok(data(&backend, &asked, Form::Csv).await?)
}

/// A page of a search in a form that tools read.
async fn data(backend: &Backend, asked: &Asked, form: Form) -> Result<Response, HttpError> {
    let request = parse_parameters(asked.parameters(), Strictness::Strict).map_err(HttpError::BadParameters)?;
    let write = move |_: &Request, results: &SearchResults| match form {
        Form::Jsonl | Form::Csv if results.partial.is_some() => {
            // Rows have no way to say that others are missing.
            Err(BackendError::TooLong.into())
        }
        Form::Jsonl => lines(&results.hits),
        Form::Csv => {
            let mut table = Vec::new();
            write_hits(&mut table, &results.hits).map_err(BackendError::Unwritable)?;
            Ok(table)
        }
        _ => Ok(serde_json::to_vec(results)?),
    };
    answer(backend, asked, Wanted { form, what: "search", request, links }, write).await
}

fn lines(hits: &[Hit]) -> Result<Vec<u8>, HttpError> {
    let mut lines = Vec::new();
    for hit in hits {
        serde_json::to_writer(&mut lines, hit)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// `GET /search`
pub(super) async fn page(State(backend): State<Backend>, asked: Asked) -> Result<Response, ErrorAsPage> {
    match parse_parameters(asked.parameters(), Strictness::Lenient) {
        Ok(request) => {
            let render =
                |request: &Request, results: &SearchResults| Ok(SearchPage { request, results }.render().into_bytes());
            let wanted = Wanted { form: Form::Page, what: "search", request, links };
            Ok(answer(&backend, &asked, wanted, render).await?)
        }
        Err(faults) => {
            let page = FaultyPage { text: &typed(&asked.uri), faults: &faults };
            Ok(unstored(StatusCode::BAD_REQUEST, Form::Page.media_type(), page.render()))
        }
    }
}

/// What is searched for, and how the answer is told.
pub(super) struct Wanted {
    pub(super) form: Form,
    /// What it is an answer to, among those that have the same parameters.
    pub(super) what: &'static str,
    pub(super) request: Request,
    /// Where else it is, and what comes behind it.
    pub(super) links: fn(&Answered<'_>) -> Links,
}

/// A search that was answered.
pub(super) struct Answered<'a> {
    pub(super) form: Form,
    pub(super) request: &'a Request,
    /// Its parameters in their one spelling.
    pub(super) parameters: &'a str,
    pub(super) results: &'a SearchResults,
}

/// Searches and writes the answer; one that is not whole is not kept.
pub(super) async fn answer(
    backend: &Backend,
    asked: &Asked,
    Wanted { form, what, request, links }: Wanted,
    write: impl FnOnce(&Request, &SearchResults) -> Result<Vec<u8>, HttpError> + Send + 'static,
) -> Result<Response, HttpError> {
    let parameters = to_parameters(&request);
    let resource = Resource::new(form, what, &parameters);
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, &asked.headers) {
        return Ok(unchanged);
    }
    let make = move |request: &Request, results: SearchResults| {
        let body = write(request, &results)?;
        let mut response = match results.partial {
            None => resource.answer(&results.index.generation, body),
            Some(_) => unstored(StatusCode::OK, form.media_type(), body),
        };
        if let Some(total) = results.total {
            response.extensions_mut().insert(Found(total));
        }
        let answered = Answered { form, request, parameters: &parameters, results: &results };
        Ok(links(&answered).on(response))
    };
    backend.search_into(request, make).await?
}

/// Where this page of a search stands, what comes behind it, and its other forms.
fn links(Answered { form, request, parameters, results }: &Answered<'_>) -> Links {
    let at = |form: Form, parameters: &str| with_parameters(&form.path("/search"), parameters);
    let forms = [Form::Page, Form::Json, Form::Jsonl, Form::Csv];
    let mut links = Links::among(&forms, *form, "/search", parameters);
    if request.cursor.is_some() {
        links = links.to("first", &at(*form, &to_parameters_from(request, None)));
    }
    if let Some(cursor) = results.next_cursor() {
        links = links.to("next", &at(*form, &to_parameters_from(request, Some(cursor))));
    }
    let followed = Request { sort: Sort::Changed, cursor: None, facets: Facets::all(), ..(*request).clone() };
    let followed = to_parameters(&followed);
    for feed in [Form::Atom, Form::JsonFeed] {
        links = links.alternate(&at(feed, &followed), feed.media_type());
    }
    links
}

/// What was typed into the box, however faulty the rest.
fn typed(uri: &Uri) -> String {
    let parameters = Query::<HashMap<String, String>>::try_from_uri(uri);
    parameters.ok().and_then(|Query(mut parameters)| parameters.remove("q")).unwrap_or_default()
}
