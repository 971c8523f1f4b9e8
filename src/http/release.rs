//! One release, as data and as page.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use chrono::Utc;

use super::asked::Asked;
use super::error::{HttpError, unstored};
use super::failure::{ErrorAsPage, Problem};
use super::memento;
use super::resource::{Form, Resource};
use super::site::Site;
use crate::backend::Backend;
use crate::enrich::marks_of_all;
use crate::page::{ReleasePage, plain_text};
use crate::query::{
    Expr, MARKED, Request, SIMILAR, SIMILAR_LIMIT, Strictness, parse_parameters, to_parameters, with_parameters,
};
use crate::release::{EnrichedRelease, Family};
use crate::results::{Neighbours, ShownRelease, ShownWording, TextMarks};

/// The longest id that is looked up, in bytes: ids of other systems can be addresses.
const MAX_ID: usize = 1024;

/// How many similar releases a page shows.
const SIMILAR_ON_PAGE: usize = 5;

/// The id in a path, and the number of a wording where the path has one; `None` where it is no text.
#[derive(Debug)]
pub(super) struct Id {
    pub(super) id: Option<String>,
    wording: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        // What is no UTF-8 behind its percent signs is nobody's id.
        let parts = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let mut parts = parts.map_or_else(|_| Vec::new(), |Path(parts)| parts).into_iter();
        let mut take = |wanted: &str| parts.next().filter(|(name, _)| name == wanted).map(|(_, value)| value);
        Ok(Self { id: take("id"), wording: take("n") })
    }
}

impl Id {
    /// The same without this ending of its last part, where it has it.
    fn without(&self, ending: &str) -> Option<Self> {
        let stem =
            |part: &Option<String>| part.as_deref().and_then(|part| part.strip_suffix(ending)).map(str::to_owned);
        Some(match &self.wording {
            Some(_) => Self { id: self.id.clone(), wording: Some(stem(&self.wording)?) },
            None => Self { id: Some(stem(&self.id)?), wording: None },
        })
    }

    /// Whether one wording is asked for.
    pub(super) fn is_of_wording(&self) -> bool {
        self.wording.is_some()
    }
}

/// `GET /api/v1/releases/{id}`, `GET /api/v1/releases/{id}/versions/{n}`
pub(super) async fn json(
    State(backend): State<Backend>,
    id: Id,
    site: Site,
    asked: Asked,
) -> Result<Response, Problem> {
    Ok(data(&backend, id, &site, &asked).await?)
}

/// `GET /api/v1/releases/{id}/versions`
pub(super) async fn versions(
    State(backend): State<Backend>,
    id: Id,
    site: Site,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.given(&[])?;
    let write = |found: Found| Ok(serde_json::to_vec(&found.family.into_versions())?);
    let wanted = Wanted::of(Form::Json, "versions");
    Ok(answer(&backend, id, &site, &asked, wanted, write).await?)
}

/// `GET /api/v1/releases/{id}/similar`
pub(super) async fn similar(
    State(backend): State<Backend>,
    id: Id,
    site: Site,
    asked: Asked,
) -> Result<Response, Problem> {
    let limit = asked.given(SIMILAR)?.number("limit").unwrap_or(SIMILAR_LIMIT);
    let write = |found: Found| Ok(serde_json::to_vec(&found.neighbours)?);
    let normal = format!("similar {limit}");
    let wanted = Wanted::of(Form::Json, &normal).beside(limit);
    Ok(answer(&backend, id, &site, &asked, wanted, write).await?)
}

/// `GET /releases/{id}`, `GET /releases/{id}.json` and `GET /releases/{id}.txt`: the router has no endings of its own. So
/// too with `/versions/{n}` behind it.
pub(super) async fn page_data_or_text(State(backend): State<Backend>, id: Id, site: Site, asked: Asked) -> Response {
    match (id.without(".json"), id.without(".txt")) {
        (Some(id), _) => data(&backend, id, &site, &asked).await.map_err(Problem::from).into_response(),
        (None, Some(id)) => plain(&backend, id, &site, &asked).await.into_response(),
        (None, None) => page(&backend, id, &site, &asked).await.into_response(),
    }
}

/// A release, or a wording of it, as a text alone.
async fn plain(backend: &Backend, id: Id, site: &Site, asked: &Asked) -> Result<Response, ErrorAsPage> {
    let write = |found: Found| Ok(plain_text(found.wording()).into_bytes());
    let wanted = Wanted::of(Form::Text, "text");
    Ok(answer(backend, id, site, asked, wanted, write).await?)
}

/// A release, or a wording of it, as JSON.
async fn data(backend: &Backend, id: Id, site: &Site, asked: &Asked) -> Result<Response, HttpError> {
    asked.given(MARKED)?;
    let request = parse_parameters(asked.parameters(), Strictness::Strict).map_err(HttpError::BadParameters)?;
    let normal = format!("latest {}", to_parameters(&request));
    let one_wording = id.wording.is_some();
    let write = move |found: Found| {
        let release = found.wording();
        let marks = found.expr.as_ref().map(|expr| TextMarks::of(release, marks_of_all(release, expr).as_ref()));
        Ok(match one_wording {
            true => serde_json::to_vec(&ShownWording { release, marks })?,
            false => serde_json::to_vec(&ShownRelease { marks, ..ShownRelease::new(release, &found.neighbours) })?,
        })
    };
    let marked = Some(request).filter(|request| !request.query.text.is_empty());
    let wanted = Wanted { most_similar: (!one_wording).then_some(0), marked, ..Wanted::of(Form::Json, &normal) };
    answer(backend, id, site, asked, wanted, write).await
}

/// A release with the words of `q` marked. Parameters that cannot be read mark nothing.
async fn page(backend: &Backend, id: Id, site: &Site, asked: &Asked) -> Result<Response, ErrorAsPage> {
    let mut request = parse_parameters(asked.parameters(), Strictness::Lenient).unwrap_or_else(|_| Request::all());
    let marked = Some(request.clone()).filter(|request| !request.query.text.trim().is_empty());
    let index = backend.state();
    // A citation names the day and the address.
    let accessed = Utc::now().date_naive();
    let cited_at = site.known().map(str::to_owned);
    let normal = format!("{} {accessed} {}", to_parameters(&request), site.0);
    let write = move |mut found: Found| {
        if let Some(expr) = found.expr.take() {
            request.query.expr = expr;
        }
        let page = ReleasePage {
            family: &found.family,
            wording: found.wording(),
            neighbours: &found.neighbours,
            request: &request,
            index: &index,
            cited_at: cited_at.as_deref(),
            accessed,
        };
        Ok(page.render().into_bytes())
    };
    let wanted = Wanted { marked, ..Wanted::of(Form::Page, &normal).beside(SIMILAR_ON_PAGE) };
    Ok(answer(backend, id, site, asked, wanted, write).await?)
}

/// All wordings of a release.
pub(super) async fn family(backend: &Backend, id: &str) -> Result<Family, HttpError> {
    if id.len() > MAX_ID {
        return Err(HttpError::NoSuchRelease);
    }
    let Some(versions) = backend.release(id.to_owned()).await? else {
        return Err(backend.removed(id.to_owned()).await?.map_or(HttpError::NoSuchRelease, HttpError::Gone));
    };
    Family::from_versions(versions).ok_or(HttpError::NoSuchRelease)
}

/// A release as it was found.
pub(super) struct Found {
    pub(super) family: Family,
    /// The number of the wording, where one was asked for.
    number: Option<u32>,
    neighbours: Neighbours,
    /// The query whose words are marked, as it is answered here.
    expr: Option<Expr>,
}

impl Found {
    /// The wording that was asked for, else the latest.
    pub(super) fn wording(&self) -> &EnrichedRelease {
        self.number.and_then(|number| self.family.version(number)).unwrap_or_else(|| self.family.latest())
    }
}

/// What is to be written of a release.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    form: Form,
    /// Everything that decides the answer, but for the release.
    normal: &'a str,
    /// With so many similar releases, or without its neighbours.
    most_similar: Option<usize>,
    /// The search whose words are marked.
    marked: Option<Request>,
}

impl<'a> Wanted<'a> {
    /// The release alone.
    pub(super) fn of(form: Form, normal: &'a str) -> Self {
        Self { form, normal, most_similar: None, marked: None }
    }

    /// The same with its neighbours, and so many similar releases.
    fn beside(self, most_similar: usize) -> Self {
        Self { most_similar: Some(most_similar), ..self }
    }
}

/// Looks a release up and writes it. What is not whole is not kept.
pub(super) async fn answer(
    backend: &Backend,
    Id { id, wording }: Id,
    site: &Site,
    asked: &Asked,
    Wanted { form, normal, most_similar, marked }: Wanted<'_>,
    write: impl FnOnce(Found) -> Result<Vec<u8>, HttpError> + Send + 'static,
) -> Result<Response, HttpError> {
    let id = id.ok_or(HttpError::NoSuchRelease)?;
    let normal = format!("{normal} {}", wording.as_deref().unwrap_or_default());
    let resource = Resource::new(form, &id, &normal);
    // Taken before the release: a commit in between gives a tag that never matches again, not one that lies.
    let generation = backend.state().generation;
    let family = family(backend, &id).await?;
    if let Some(moved) = moved(family.latest(), &id, &asked.uri) {
        return Ok(moved);
    }
    let number = wording.map(|wording| wording.parse().map_err(|_| HttpError::NoSuchWording)).transpose()?;
    if number.is_some_and(|number| family.version(number).is_none()) {
        return Err(HttpError::NoSuchWording);
    }
    let mut found = Found { neighbours: Neighbours::none(family.latest().id.clone()), family, number, expr: None };
    let head = memento::Head::of(found.wording(), number.is_some(), site, &asked.uri, form);
    // Only now is it known that there is such a release: `*` and made-up tags prove nothing.
    if let Some(unchanged) = resource.unchanged(&generation, &asked.headers) {
        return Ok(head.on(unchanged));
    }
    if let Some(most) = most_similar {
        found.neighbours = backend.neighbours(Arc::new(found.wording().clone()), most).await?;
    }
    if let Some(request) = marked {
        found.expr = Some(backend.reading(request).await?);
    }
    let is_whole = found.neighbours.partial.is_none();
    let body = backend.work(move || write(found)).await??;
    let response =
        if is_whole { resource.answer(&generation, body) } else { unstored(StatusCode::OK, form.media_type(), body) };
    Ok(head.on(response))
}

/// The way to a release that was asked for by the id it had while only listings told of it.
fn moved(release: &EnrichedRelease, id: &str, uri: &Uri) -> Option<Response> {
    release.aliases.iter().any(|alias| alias.as_str() == id).then(|| {
        let path = uri.path().replacen(id, release.id.as_str(), 1);
        let location = [(header::LOCATION, with_parameters(&path, uri.query().unwrap_or_default()))];
        (StatusCode::MOVED_PERMANENTLY, location).into_response()
    })
}
