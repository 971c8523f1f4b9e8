//! How machines find the archive: `OpenSearch`, sitemap, robots.txt.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::asked::Asked;
use super::error::HttpError;
use super::failure::Problem;
use super::resource::{Form, Resource};
use super::site::Site;
use crate::backend::Backend;
use crate::feed::escape;
use crate::index::Listing;

/// The most addresses of one part of a sitemap, as the protocol has it.
const PART: usize = 50_000;

/// Searches are endless; releases are what there is to index.
const ROBOTS: &str = "User-agent: *\nDisallow: /api/\nDisallow: /search\nAllow: /\n";

/// `GET /robots.txt`
pub(super) async fn robots(site: Site) -> Response {
    // The address of a sitemap is a whole one, or none.
    let sitemap = site.known().map(|site| format!("\nSitemap: {site}/sitemap.xml\n")).unwrap_or_default();
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=86400")];
    (headers, format!("{ROBOTS}{sitemap}")).into_response()
}

/// `GET /opensearch.xml`
pub(super) async fn opensearch(site: Site, asked: Asked) -> Result<Response, Problem> {
    asked.given(&[])?;
    let resource = Resource::new(Form::OpenSearch, "opensearch", &site.0);
    if let Some(unchanged) = resource.unchanged("api", &asked.headers) {
        return Ok(unchanged);
    }
    let site = escape(&site.0);
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n  \
         <ShortName>Pressmark</ShortName>\n  \
         <Description>Search this press archive</Description>\n  \
         <InputEncoding>UTF-8</InputEncoding>\n  \
         <Image width=\"16\" height=\"16\" type=\"image/svg+xml\">{site}/mark.svg</Image>\n  \
         <Url type=\"text/html\" template=\"{site}/search?q={{searchTerms}}\"/>\n  \
         <Url type=\"application/atom+xml\" template=\"{site}/search.atom?q={{searchTerms}}\"/>\n  \
         <Url type=\"application/json\" template=\"{site}/search.json?q={{searchTerms}}\"/>\n  \
         <Url type=\"application/opensearchdescription+xml\" rel=\"self\" template=\"{site}/opensearch.xml\"/>\n\
         </OpenSearchDescription>\n"
    );
    Ok(resource.answer("api", body))
}

/// `GET /sitemap.xml`
pub(super) async fn sitemap(State(backend): State<Backend>, site: Site, asked: Asked) -> Result<Response, Problem> {
    asked.given(&[])?;
    let state = backend.state();
    let resource = Resource::new(Form::Xml, "sitemap", &site.0);
    if let Some(unchanged) = resource.unchanged(&state.generation, &asked.headers) {
        return Ok(unchanged);
    }
    let mut body = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for part in 1..=parts(state.releases) {
        body.push_str(&format!("  <sitemap><loc>{}/sitemap/{part}.xml</loc></sitemap>\n", escape(&site.0)));
    }
    body.push_str("</sitemapindex>\n");
    Ok(resource.answer(&state.generation, body))
}

/// `GET /sitemap/{part}`
pub(super) async fn part(
    State(backend): State<Backend>,
    part: Result<Path<String>, PathRejection>,
    site: Site,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.given(&[])?;
    let number = part.ok().and_then(|Path(part)| part.strip_suffix(".xml")?.parse::<u64>().ok());
    let state = backend.state();
    let number = number.filter(|number| (1..=parts(state.releases)).contains(number)).ok_or(HttpError::NoSuchPage)?;
    let resource = Resource::new(Form::Xml, "sitemap", &format!("{number} {}", site.0));
    if let Some(unchanged) = resource.unchanged(&state.generation, &asked.headers) {
        return Ok(unchanged);
    }
    let skip = usize::try_from(number - 1).unwrap_or(usize::MAX).saturating_mul(PART);
    let (state, listings) = backend.listings(skip, PART).await?;
    let mut body = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let site = escape(&site.0);
    for Listing { id, changed } in listings {
        let changed = changed.map(|at| format!("<lastmod>{}</lastmod>", escape(&at))).unwrap_or_default();
        body.push_str(&format!("  <url><loc>{site}/releases/{id}</loc>{changed}</url>\n"));
    }
    body.push_str("</urlset>\n");
    Ok(resource.answer(&state.generation, body))
}

/// How many parts there are; of an empty archive, one.
fn parts(releases: u64) -> u64 {
    releases.div_ceil(PART as u64).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_no_more_than_the_protocol_allows() {
        for (releases, expected) in [(0, 1), (1, 1), (50_000, 1), (50_001, 2), (120_000, 3)] {
            assert_eq!(parts(releases), expected);
        }
    }
}
