//! Answers with validators: a client that holds the answer of this very index is told so in 304 and no body.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::asked::listed;
use super::compress::unpacked_tag;
use crate::cite::Style;
use crate::page::{script_version, stylesheet_version};

const KEPT: &str = "public, max-age=60, stale-while-revalidate=300";

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A page for readers.
    Page,
    /// Data.
    Json,
    /// One JSON document a line.
    Jsonl,
    /// A table.
    Csv,
    /// A feed, RFC 4287.
    Atom,
    /// A feed, JSON Feed 1.1.
    JsonFeed,
    /// A list of links, RFC 6690.
    LinkFormat,
    /// What browsers ask to add a search engine.
    OpenSearch,
    /// A sitemap.
    Xml,
    /// A citation.
    Citation(Style),
    /// A text alone.
    Text,
}

impl Form {
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Page => "text/html; charset=utf-8",
            Self::Json => "application/json",
            Self::Jsonl => "application/jsonl",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Atom => "application/atom+xml",
            Self::JsonFeed => "application/feed+json",
            Self::LinkFormat => "application/link-format",
            Self::OpenSearch => "application/opensearchdescription+xml",
            Self::Xml => "application/xml",
            Self::Citation(Style::Bibtex) => "application/x-bibtex; charset=utf-8",
            Self::Citation(Style::Ris) => "application/x-research-info-systems; charset=utf-8",
            Self::Citation(Style::Csl) => "application/vnd.citationstyles.csl+json",
            Self::Citation(Style::Apa | Style::Text) => "text/plain; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// The address of the twin of a page.
    pub(super) fn path(self, page: &str) -> String {
        let ending = match self {
            Self::Page | Self::LinkFormat | Self::OpenSearch | Self::Xml | Self::Citation(_) => "",
            Self::Text => ".txt",
            Self::Json => ".json",
            Self::Jsonl => ".jsonl",
            Self::Csv => ".csv",
            Self::Atom => ".atom",
            Self::JsonFeed => ".feed.json",
        };
        // The first page has no name of its own to put an ending behind.
        let page = if page == "/" && !ending.is_empty() { "/index" } else { page };
        format!("{page}{ending}")
    }
}

/// What an answer answers: a form, and the request in its one normal spelling.
#[derive(Debug)]
pub(super) struct Resource {
    form: Form,
    /// Of everything that decides the answer, but for the index.
    hash: String,
}

impl Resource {
    pub(super) fn new(form: Form, what: &str, normal: &str) -> Self {
        // Another program, stylesheet or script makes other pages of the same index.
        let parts =
            [env!("CARGO_PKG_VERSION"), stylesheet_version(), script_version(), form.media_type(), what, normal];
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Self { form, hash: hasher.finalize().to_hex().as_str().chars().take(16).collect() }
    }

    /// The strong validator of the answer that an index in this state gives.
    fn etag(&self, generation: &str) -> String {
        format!("\"{generation}-{}\"", self.hash)
    }

    /// The whole answer where the client already holds it.
    pub(super) fn unchanged(&self, generation: &str, request: &HeaderMap) -> Option<Response> {
        let etag = self.etag(generation);
        let holds = listed(request, header::IF_NONE_MATCH).any(|held| {
            // RFC 9110 compares weakly here: a proxy that compresses makes a tag weak.
            held == "*" || unpacked_tag(held.strip_prefix("W/").unwrap_or(held)) == etag
        });
        holds.then(|| {
            let headers = [(header::ETAG, etag), (header::CACHE_CONTROL, KEPT.to_owned())];
            (StatusCode::NOT_MODIFIED, headers).into_response()
        })
    }

    /// An answer to keep.
    pub(super) fn answer(&self, generation: &str, body: impl Into<Body>) -> Response {
        let headers = [
            (header::CONTENT_TYPE, self.form.media_type().to_owned()),
            (header::CACHE_CONTROL, KEPT.to_owned()),
            (header::ETAG, self.etag(generation)),
        ];
        (headers, body.into()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(tags: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::IF_NONE_MATCH, axum::http::HeaderValue::from_static(tags))])
    }

    #[test]
    fn an_answer_changes_with_the_index_the_form_and_the_request() {
        let etag = |form, normal, generation| Resource::new(form, "search", normal).etag(generation);
        let one = etag(Form::Json, "q=a", "1.1");
        assert!(one.starts_with("\"1.1-") && one.ends_with('"'));
        assert_eq!(one, etag(Form::Json, "q=a", "1.1"));
        for other in [etag(Form::Page, "q=a", "1.1"), etag(Form::Json, "q=b", "1.1"), etag(Form::Json, "q=a", "1.2")] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn a_client_that_holds_the_answer_is_told_so() {
        let resource = Resource { form: Form::Json, hash: "h".to_owned() };
        for held in ["\"1.1-h\"", "W/\"1.1-h\"", "\"1.1-h-gzip\"", "\"x\", \"1.1-h\"", "*"] {
            let status = resource.unchanged("1.1", &holding(held)).map(|response| response.status());
            assert_eq!(status, Some(StatusCode::NOT_MODIFIED), "{held}");
        }
        for held in ["\"1.2-h\"", "1.1-h", ""] {
            assert!(resource.unchanged("1.1", &holding(held)).is_none(), "{held}");
        }
    }
}
