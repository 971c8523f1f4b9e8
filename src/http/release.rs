//! One release, as data and as page.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, Query, RawQuery, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::error::{ErrorAsPage, HttpError, Problem, unstored};
use super::resource::{Form, Resource};
use crate::backend::Backend;
use crate::page::{ReleasePage, plain_text};
use crate::query::{Fault, Request, Strictness, parse_parameters, to_parameters};
use crate::release::{EnrichedRelease, Family};
use crate::results::{Neighbours, ShownRelease};

/// The longest id that is looked up, in bytes: ids of other systems can be addresses.
const MAX_ID: usize = 1024;

/// How many similar releases are told, unless `limit` says otherwise, and at most.
const SIMILAR: usize = 10;
const MAX_SIMILAR: usize = 50;

/// How many similar releases a page shows.
const SIMILAR_ON_PAGE: usize = 5;

/// The id in a path; `None` where it is no text.
#[derive(Debug)]
pub(super) struct Id(pub(super) Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        // What is no UTF-8 behind its percent signs is nobody's id.
        Ok(Self(Path::from_request_parts(parts, state).await.ok().map(|Path(id)| id)))
    }
}

/// `GET /api/v1/releases/{id}`
pub(super) async fn json(
    State(backend): State<Backend>,
    Id(id): Id,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let write = |found: Found| Ok(serde_json::to_vec(&ShownRelease::new(found.family.latest(), &found.neighbours))?);
    Ok(answer(&backend, Asked { uri: &uri, headers: &headers }, Form::Json, id, "latest", Some(0), write).await?)
}

/// `GET /api/v1/releases/{id}/versions`
pub(super) async fn versions(
    State(backend): State<Backend>,
    Id(id): Id,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let write = |found: Found| Ok(serde_json::to_vec(&found.family.into_versions())?);
    Ok(answer(&backend, Asked { uri: &uri, headers: &headers }, Form::Json, id, "versions", None, write).await?)
}

/// `GET /api/v1/releases/{id}/similar`
pub(super) async fn similar(
    State(backend): State<Backend>,
    Id(id): Id,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let limit = similar_limit(&uri).map_err(HttpError::BadParameters)?;
    let write = |found: Found| Ok(serde_json::to_vec(&found.neighbours)?);
    Ok(answer(
        &backend,
        Asked { uri: &uri, headers: &headers },
        Form::Json,
        id,
        &format!("similar {limit}"),
        Some(limit),
        write,
    )
    .await?)
}

/// How many similar releases are asked for.
fn similar_limit(uri: &Uri) -> Result<usize, Vec<Fault>> {
    let parameters = Query::<Vec<(String, String)>>::try_from_uri(uri).map_or_else(|_| Vec::new(), |Query(all)| all);
    let mut limit = None;
    let mut faults = Vec::new();
    for (name, value) in parameters {
        let reason = match (name.as_str(), value.parse::<usize>()) {
            ("limit", _) if limit.is_some() => "is given more than once".to_owned(),
            ("limit", Ok(number)) if number <= MAX_SIMILAR => {
                limit = Some(number);
                continue;
            }
            // Forms send empty fields.
            ("limit", _) if value.is_empty() => continue,
            ("limit", _) => format!("`{value}` is no number up to {MAX_SIMILAR}"),
            _ => "is not known here; known is limit".to_owned(),
        };
        faults.push(Fault { name, reason });
    }
    if faults.is_empty() { Ok(limit.unwrap_or(SIMILAR)) } else { Err(faults) }
}

/// `GET /releases/{id}`, `GET /releases/{id}.json` and `GET /releases/{id}.txt`: the router has no endings of its own.
pub(super) async fn page_or_json(
    backend: State<Backend>,
    Id(id): Id,
    RawQuery(parameters): RawQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let ending = |ending: &str| id.as_deref().and_then(|id| id.strip_suffix(ending)).map(|id| Id(Some(id.to_owned())));
    match (ending(".json"), ending(".txt")) {
        (Some(id), _) => json(backend, id, uri, headers).await.into_response(),
        (None, Some(id)) => plain(backend, id, uri, headers).await.into_response(),
        (None, None) => {
            let shown = Shown { parameters: parameters.unwrap_or_default(), version: None };
            page(&backend, id, shown, Asked { uri: &uri, headers: &headers }).await.into_response()
        }
    }
}

/// `GET /releases/{id}.txt`
async fn plain(
    State(backend): State<Backend>,
    Id(id): Id,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ErrorAsPage> {
    let write = |found: Found| Ok(plain_text(found.family.latest()).into_bytes());
    Ok(answer(&backend, Asked { uri: &uri, headers: &headers }, Form::Text, id, "latest", None, write).await?)
}

/// `GET /releases/{id}/versions/{version}`
pub(super) async fn wording(
    State(backend): State<Backend>,
    place: Result<Path<(String, String)>, PathRejection>,
    RawQuery(parameters): RawQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ErrorAsPage> {
    let Path((id, version)) = place.map_err(|_| HttpError::NoSuchRelease)?;
    let version = version.parse().map_err(|_| HttpError::NoSuchWording)?;
    let shown = Shown { parameters: parameters.unwrap_or_default(), version: Some(version) };
    page(&backend, Some(id), shown, Asked { uri: &uri, headers: &headers }).await
}

/// What of a release a page shows.
struct Shown {
    /// The search it came from.
    parameters: String,
    /// The number of the wording, where one was asked for.
    version: Option<u32>,
}

/// A release with the words of `q` marked. Parameters that cannot be read mark nothing.
async fn page(
    backend: &Backend,
    id: Option<String>,
    Shown { parameters, version }: Shown,
    asked: Asked<'_>,
) -> Result<Response, ErrorAsPage> {
    let mut request = parse_parameters(&parameters, Strictness::Lenient).unwrap_or_else(|_| Request::all());
    if !request.query.text.is_empty() {
        request.query.expr = backend.reading(request.clone()).await.map_err(HttpError::from)?;
    }
    let index = backend.state();
    let normal = format!("{version:?} {}", to_parameters(&request));
    let write = move |Found { family, neighbours }: Found| {
        let wording = match version {
            Some(number) => family.version(number).ok_or(HttpError::NoSuchWording)?,
            None => family.latest(),
        };
        let page = ReleasePage { family: &family, wording, neighbours: &neighbours, request: &request, index: &index };
        Ok(page.render().into_bytes())
    };
    Ok(answer(backend, asked, Form::Page, id, &normal, Some(SIMILAR_ON_PAGE), write).await?)
}

/// A release as it was found.
pub(super) struct Found {
    pub(super) family: Family,
    pub(super) neighbours: Neighbours,
}

/// What was asked for, and what is at hand already.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
}

/// Looks a release up, with so many similar ones, or without its neighbours, and writes it. What is not whole is not
/// kept.
pub(super) async fn answer(
    backend: &Backend,
    asked: Asked<'_>,
    form: Form,
    id: Option<String>,
    normal: &str,
    most_similar: Option<usize>,
    write: impl FnOnce(Found) -> Result<Vec<u8>, HttpError> + Send + 'static,
) -> Result<Response, HttpError> {
    let id = id.filter(|id| id.len() <= MAX_ID).ok_or(HttpError::NoSuchRelease)?;
    let resource = Resource::new(form, &id, normal);
    // Taken before the release: a commit in between gives a tag that never matches again, not one that lies.
    let generation = backend.state().generation;
    let Some(versions) = backend.release(id.clone()).await? else {
        return Err(backend.removed(id).await?.map_or(HttpError::NoSuchRelease, HttpError::Gone));
    };
    if let Some(moved) = versions.last().and_then(|latest| moved(latest, &id, asked.uri)) {
        return Ok(moved);
    }
    // Only now is it known that there is such a release: `*` and made-up tags prove nothing.
    if let Some(unchanged) = resource.unchanged(&generation, asked.headers) {
        return Ok(unchanged);
    }
    let family = Family::from_versions(versions).ok_or(HttpError::NoSuchRelease)?;
    let neighbours = match most_similar {
        Some(most) => backend.neighbours(Arc::new(family.latest().clone()), most).await?,
        None => Neighbours::none(family.latest().id.clone()),
    };
    let is_whole = neighbours.partial.is_none();
    let body = backend.work(move || write(Found { family, neighbours })).await??;
    Ok(if is_whole { resource.answer(&generation, body) } else { unstored(StatusCode::OK, form.media_type(), body) })
}

/// The way to a release that was asked for by the id it had while only listings told of it.
fn moved(release: &EnrichedRelease, id: &str, uri: &Uri) -> Option<Response> {
    release.aliases.iter().any(|alias| alias.as_str() == id).then(|| {
        let path = uri.path().replacen(id, release.id.as_str(), 1);
        let parameters = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let location = [(header::LOCATION, format!("{path}{parameters}"))];
        (StatusCode::MOVED_PERMANENTLY, location).into_response()
    })
}
