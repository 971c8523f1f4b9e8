//! A search as a feed.

use axum::extract::State;
use axum::response::Response;

use super::asked::{Asked, faulty};
use super::error::HttpError;
use super::failure::Problem;
use super::link::Links;
use super::resource::{Form, Resource};
use super::site::Site;
use crate::backend::{Backend, BackendError};
use crate::feed::{Entry, Feed};
use crate::query::{Facets, Matcher, Request, Sort, Strictness, parse_parameters, to_parameters, with_parameters};

/// `GET /search.atom`
pub(super) async fn atom(backend: State<Backend>, site: Site, asked: Asked) -> Result<Response, Problem> {
    Ok(feed(backend, site, asked, Form::Atom, |feed| Ok(feed.atom().into_bytes())).await?)
}

/// `GET /search.feed.json`
pub(super) async fn json(backend: State<Backend>, site: Site, asked: Asked) -> Result<Response, Problem> {
    Ok(feed(backend, site, asked, Form::JsonFeed, |feed| Ok(serde_json::to_vec(&feed.json())?)).await?)
}

/// A page of a search, what changed last first, whatever its order is elsewhere.
async fn feed(
    State(backend): State<Backend>,
    Site(site): Site,
    asked: Asked,
    form: Form,
    write: impl FnOnce(&Feed<'_>) -> Result<Vec<u8>, HttpError> + Send + 'static,
) -> Result<Response, HttpError> {
    let request = parse_parameters(asked.parameters(), Strictness::Strict).map_err(HttpError::BadParameters)?;
    if request.cursor.is_some_and(|cursor| cursor.sort != Sort::Changed) {
        return Err(faulty("cursor", "belongs to results in another order; take the next page of the feed before"));
    }
    let request = Request { sort: Sort::Changed, facets: Facets::all(), ..request };
    let normal = to_parameters(&request);
    let resource = Resource::new(form, &site, &normal);
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, &asked.headers) {
        return Ok(unchanged);
    }
    let results = backend.search(Request { facets: Facets::none(), ..request.clone() }).await?;
    if results.partial.is_some() {
        // A feed has no way to say that entries are missing.
        return Err(BackendError::TooLong.into());
    }
    let expr = match request.query.text.trim() {
        "" => None,
        _ => Some(backend.reading(request.clone()).await?),
    };
    let ids = results.hits.iter().map(|hit| hit.id.to_string()).collect();
    let wordings = backend.releases(ids).await?;
    let generation = results.index.generation.clone();
    let mut links = Links::among(&[], form, "/search", &normal);
    if let Some(cursor) = results.next_cursor() {
        let next = Request { cursor: Some(cursor), ..request.clone() };
        links = links.to("next", &with_parameters(&form.path("/search"), &to_parameters(&next)));
    }
    let written = backend.work(move || {
        let matcher = expr.as_ref().map(Matcher::new);
        let entry = |(hit, wordings)| Entry::new(hit, wordings, request.versions, matcher.as_ref());
        let entries: Vec<Entry<'_>> = results.hits.iter().zip(wordings.iter().map(Vec::as_slice)).map(entry).collect();
        write(&Feed { request: &request, results: &results, entries: &entries, site: &site })
    });
    Ok(links.on(resource.answer(&generation, written.await??)))
}
