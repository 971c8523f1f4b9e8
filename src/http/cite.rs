//! A release as others cite it.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use chrono::Utc;

use super::asked::{Asked, faulty};
use super::failure::Problem;
use super::release::{self, Found, Id, Wanted};
use super::resource::Form;
use super::site::Site;
use crate::backend::Backend;
use crate::cite::{Citation, Style};
use crate::query::CITE;

/// `GET /api/v1/releases/{id}/cite`, `GET /api/v1/releases/{id}/versions/{n}/cite`
pub(super) async fn cite(
    State(backend): State<Backend>,
    id: Id,
    site: Site,
    asked: Asked,
) -> Result<Response, Problem> {
    let style = asked.given(CITE)?.get("style").map(str::parse::<Style>).transpose();
    let style = style.map_err(|reason| faulty("style", reason))?.unwrap_or_default();
    let one_wording = id.is_of_wording();
    let accessed = Utc::now().date_naive();
    let cited_at = site.known().map(str::to_owned);
    let write = move |found: Found| {
        let (release, site) = (found.wording(), cited_at.as_deref());
        let citation = match one_wording {
            true => Citation::of_wording(release, site, accessed),
            false => Citation::of_release(release, site, accessed),
        };
        Ok(citation.written(style).into_bytes())
    };
    // The day of access is part of the answer, so it is part of the tag.
    let normal = format!("cite {style} {accessed} {}", site.0);
    let wanted = Wanted::of(Form::Citation(style), &normal);
    let mut response = release::answer(&backend, id, &site, &asked, wanted, write).await?;
    if let Some(name) = file_name(style).filter(|_| response.status().is_success()) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    }
    Ok(response)
}

/// What a file of citations is called; sentences are for copying.
fn file_name(style: Style) -> Option<&'static str> {
    match style {
        Style::Bibtex => Some("attachment; filename=\"pressmark.bib\""),
        Style::Ris => Some("attachment; filename=\"pressmark.ris\""),
        Style::Csl => Some("attachment; filename=\"pressmark.csl.json\""),
        Style::Apa | Style::Text => None,
    }
}
