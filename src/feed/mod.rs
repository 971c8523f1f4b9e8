//! A search to follow: Atom (RFC 4287) and JSON Feed 1.1.
//!
//! An entry is a release and keeps its id whatever happens to the index or the address of the service. What was published
//! or reworded last stands first. Reworded, a release is the same entry with a later `updated`: readers show it once more,
//! and only once.

mod atom;
mod entry;
mod json;
mod xml;

pub use entry::Entry;
pub use json::JsonFeed;
pub use xml::escape;

use chrono::{DateTime, Utc};

use crate::query::{Request, to_parameters, with_parameters};
use crate::results::SearchResults;

/// One page of a search as a feed.
#[derive(Debug)]
pub struct Feed<'a> {
    /// What is followed.
    pub request: &'a Request,
    /// What came back.
    pub results: &'a SearchResults,
    /// The hits, in order.
    pub entries: &'a [Entry<'a>],
    /// Where the service is reached, without a slash at the end; empty where that is not known, and then addresses are
    /// relative.
    pub site: &'a str,
}

impl Feed<'_> {
    /// What the feed is called.
    fn title(&self) -> String {
        match self.request.query.text.trim() {
            "" if self.narrowed() => "A selection of the archive – Pressmark".to_owned(),
            "" => "Everything in the archive – Pressmark".to_owned(),
            words => format!("{words} – Pressmark"),
        }
    }

    fn narrowed(&self) -> bool {
        let first = Request { cursor: None, ..self.request.clone() };
        let all = Request { sort: first.sort, limit: first.limit, facets: first.facets.clone(), ..Request::all() };
        first != all
    }

    /// Of the search, not of its page: every page is one of the same feed.
    fn id(&self) -> String {
        let first = Request { cursor: None, limit: Request::all().limit, ..self.request.clone() };
        format!("urn:pressmark:search:{}", to_parameters(&first))
    }

    /// When something in it changed last.
    fn updated(&self) -> DateTime<Utc> {
        self.entries.iter().map(Entry::updated).max().unwrap_or_default()
    }

    /// The address of this search in another form.
    fn address(&self, form: &str) -> String {
        self.of(self.request, form)
    }

    /// The address of the next page.
    fn next(&self, form: &str) -> Option<String> {
        let cursor = self.results.next_cursor()?;
        let next = Request { cursor: Some(cursor), ..self.request.clone() };
        Some(self.of(&next, form))
    }

    fn of(&self, request: &Request, form: &str) -> String {
        with_parameters(&format!("{}/search{form}", self.site), &to_parameters(request))
    }
}
