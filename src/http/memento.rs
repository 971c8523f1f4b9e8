//! Wordings in time: Memento, RFC 7089.
//!
//! The original is the address at which a release was published, and its wordings are what it said then. A wording whose
//! first capture has a time is a memento of that time; one of which nobody knows when it was captured is none.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

use super::asked::{Asked, faulty};
use super::error::HttpError;
use super::failure::Problem;
use super::link::Links;
use super::release::{self, Found, Id, Wanted};
use super::resource::Form;
use super::site::Site;
use crate::backend::Backend;
use crate::cite::Style;
use crate::page::canonical;
use crate::release::{EnrichedRelease, Family};

const ACCEPT_DATETIME: HeaderName = HeaderName::from_static("accept-datetime");
const MEMENTO_DATETIME: HeaderName = HeaderName::from_static("memento-datetime");

/// `GET /api/v1/releases/{id}/timemap`
pub(super) async fn timemap(
    State(backend): State<Backend>,
    id: Id,
    site: Site,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.given(&[])?;
    let base = site.0.clone();
    let write = move |Found { family, .. }: Found| Ok(written(&family, &base).into_bytes());
    let normal = format!("timemap {}", site.0);
    let wanted = Wanted::of(Form::LinkFormat, &normal);
    Ok(release::answer(&backend, id, &site, &asked, wanted, write).await?)
}

/// `GET /api/v1/releases/{id}/timegate`: leads to the wording that was the latest at `Accept-Datetime`, else to the latest
/// of all.
pub(super) async fn timegate(State(backend): State<Backend>, id: Id, asked: Asked) -> Result<Response, Problem> {
    asked.given(&[])?;
    let at = match asked.headers.get(&ACCEPT_DATETIME) {
        None => None,
        Some(at) => {
            let at = at.to_str().ok().and_then(|at| DateTime::parse_from_rfc2822(at).ok());
            let wrong = || faulty("Accept-Datetime", "is no time as HTTP writes it: `Mon, 05 Mar 2018 09:30:00 GMT`");
            Some(at.ok_or_else(wrong)?.to_utc())
        }
    };
    let family = release::family(&backend, &id.id.ok_or(HttpError::NoSuchRelease)?).await?;
    let mementos = mementos(family.versions());
    let wanted = match at {
        // Before the first of them, the first is nearest.
        Some(at) => mementos.iter().rev().find(|(_, when)| *when <= at).or(mementos.first()),
        None => mementos.last(),
    };
    let latest = family.latest();
    let location = match wanted {
        Some((version, _)) => address("", version),
        None => format!("/releases/{}", latest.id),
    };
    let links = Links::default()
        .to("original", latest.web_address().unwrap_or(&format!("/releases/{}", latest.id)))
        .to("timemap", &format!("/api/v1/releases/{}/timemap", latest.id));
    let headers = [
        (header::LOCATION, location),
        (header::VARY, "accept-datetime".to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    Ok(links.on((StatusCode::FOUND, headers).into_response()))
}

/// What the head of an answer about a release says of it.
pub(super) struct Head {
    links: Links,
    memento: Option<DateTime<Utc>>,
}

impl Head {
    /// Links to the release in its other forms, to its original and its wordings; the time, where the answer is one
    /// wording.
    pub(super) fn of(release: &EnrichedRelease, one_wording: bool, site: &Site, uri: &Uri, form: Form) -> Self {
        let id = &release.id;
        let (permanent, canonical) =
            (if one_wording { address("", release) } else { format!("/releases/{id}") }, canonical(release));
        let api = permanent.replacen("/releases/", "/api/v1/releases/", 1);
        let mut links = Links::default();
        // `/releases/{id}`, or `/releases/{id}/versions/{n}`: whatever the id that was asked for.
        let path = uri.path().strip_prefix("/api/v1").unwrap_or(uri.path());
        if path.split('/').skip(1).count() == if one_wording { 4 } else { 2 } {
            // The same in other forms, and in what reference managers read (RFC 8574, Signposting).
            // A wording is cited as that wording, though it is the latest and shown elsewhere.
            links = links.to("canonical", &canonical).to("cite-as", &format!("{}{permanent}", site.0));
            for other in [Form::Page, Form::Json, Form::Text].into_iter().filter(|other| *other != form) {
                links = links.alternate(&other.path(&canonical), other.media_type());
            }
            for style in [Style::Bibtex, Style::Ris, Style::Csl] {
                links = links.described_by(&format!("{api}/cite?style={style}"), Form::Citation(style).media_type());
            }
        }
        let links = links
            .to("original", release.web_address().unwrap_or(&format!("/releases/{id}")))
            .to("timemap", &format!("/api/v1/releases/{id}/timemap"))
            .to("timegate", &format!("/api/v1/releases/{id}/timegate"));
        Self { links, memento: release.first_captured().filter(|_| one_wording) }
    }

    /// The answer with this head.
    pub(super) fn on(self, response: Response) -> Response {
        let mut response = self.links.on(response);
        let time = self.memento.and_then(|time| HeaderValue::from_str(&http_date(time)).ok());
        response.headers_mut().extend(time.map(|time| (MEMENTO_DATETIME, time)));
        response
    }
}

/// A list of links (RFC 6690) to all mementos.
fn written(family: &Family, site: &str) -> String {
    let latest = family.latest();
    let at = |path: &str| format!("{site}/api/v1/releases/{}/{path}", latest.id);
    let mementos = mementos(family.versions());
    let span = match (mementos.first(), mementos.last()) {
        (Some((_, first)), Some((_, last))) => {
            format!("; from=\"{}\"; until=\"{}\"", http_date(*first), http_date(*last))
        }
        _ => String::new(),
    };
    let original = latest.web_address().map_or_else(|| format!("{site}/releases/{}", latest.id), str::to_owned);
    let mut lines = vec![
        format!("<{}>; rel=\"original\"", super::link::uri(&original)),
        format!("<{}>; rel=\"self\"; type=\"application/link-format\"{span}", at("timemap")),
        format!("<{}>; rel=\"timegate\"", at("timegate")),
    ];
    for (number, (version, when)) in mementos.iter().enumerate() {
        let rel = match (number, number + 1 == mementos.len()) {
            (0, true) => "first last memento",
            (0, false) => "first memento",
            (_, true) => "last memento",
            (_, false) => "memento",
        };
        lines.push(format!("<{}>; rel=\"{rel}\"; datetime=\"{}\"", address(site, version), http_date(*when)));
    }
    lines.join(",\n") + "\n"
}

/// The wordings of known time, in order of time.
fn mementos(versions: &[EnrichedRelease]) -> Vec<(&EnrichedRelease, DateTime<Utc>)> {
    let mut mementos: Vec<_> =
        versions.iter().filter_map(|version| version.first_captured().map(|when| (version, when))).collect();
    mementos.sort_by_key(|(_, when)| *when);
    mementos
}

/// The page of a wording.
fn address(site: &str, version: &EnrichedRelease) -> String {
    format!("{site}/releases/{}/versions/{}", version.id, version.version)
}

/// A time as HTTP writes it.
fn http_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
