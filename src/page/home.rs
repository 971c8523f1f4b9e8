//! The first page: what the archive holds, and its newest releases.

use maud::{Markup, html};

use super::facet::sidebar;
use super::hit;
use super::layout::Layout;
use super::link;
use super::number::{counted, releases};
use crate::query::{Request, Sort};
use crate::results::{FacetCounts, SearchResults, UNKNOWN};
use crate::text::Grouped;

/// The first page.
#[derive(Debug)]
pub struct HomePage<'a> {
    /// The answer to [`HomePage::request`].
    pub results: &'a SearchResults,
}

impl HomePage<'_> {
    /// What the first page asks of the archive.
    pub fn request() -> Request {
        Request { sort: Sort::Newest, limit: 10, ..Request::all() }
    }

    /// The page.
    pub fn render(&self) -> String {
        let everything = Request::all();
        let main = html! {
            h1 { "Search this press archive" }
            p.lead { (holdings(self.results)) }
            @if self.results.hits.is_empty() {
                p { "There is nothing to search yet: index an archive with " code { "pressmark index" } "." }
            } @else {
                h2 { "Newest releases" }
                (hit::list(&self.results.hits, &everything))
                p.more { a href=(link::search(&Request { sort: Sort::Newest, ..Request::all() })) { "All releases, newest first" } }
            }
            p.twins { "This page as " a href="/index.json" { "JSON" } ", what is new or changes as " a href=(link::feed(&everything)) { "feed (Atom)" } }
        };
        let facets = self.results.facets.as_deref().filter(|_| !self.results.hits.is_empty());
        Layout {
            title: None,
            place: None,
            request: &everything,
            head: html! {
                link rel="canonical" href="/";
                link rel="alternate" type="application/json" href="/index.json";
                link rel="alternate" type="application/atom+xml" title="Everything in the archive" href=(link::feed(&everything));
            },
            sidebar: facets.map(|facets| sidebar("Browse the archive", &everything, facets)),
            main,
            index: Some(&self.results.index),
        }
        .render()
    }
}

/// How many releases, by how many publishers, from when to when, and how many without a date.
fn holdings(results: &SearchResults) -> Markup {
    let none = FacetCounts::default();
    let facets = results.facets.as_deref().unwrap_or(&none);
    // Releases without a publisher are counted as those of `unknown`.
    let publishers = facets.publisher.iter().flatten().filter(|publisher| *publisher.value != *UNKNOWN).count();
    let years = facets.year.as_deref().unwrap_or_default();
    let newest = years.iter().map(|year| year.value).max();
    let oldest = years.iter().map(|year| year.value).min();
    html! {
        (releases(results.index.releases))
        @if publishers > 0 { " from " (counted(publishers as u64, "publisher", "publishers")) }
        @match (oldest, newest) {
            (Some(oldest), Some(newest)) if oldest == newest => { ", published in " (newest) }
            (Some(oldest), Some(newest)) => { ", published from " (oldest) " to " (newest) }
            _ => {}
        }
        @if let Some(undated @ 1..) = facets.undated {
            "; " (Grouped(undated)) @if undated == 1 { " is" } @else { " are" } " undated"
        }
        "."
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn it_says_what_the_archive_holds_and_shows_the_newest() {
        let page = HomePage { results: &sample::results() }.render();
        assert_eq!(
            sample::text(&page, "p.lead"),
            "12,345 releases from 1 publisher, published from 2009 to 2017; 12 are undated."
        );
        assert_eq!(sample::count(&page, ".hits > li"), 1);
        assert_eq!(sample::attribute(&page, ".narrow a", "href").as_deref(), Some("/search?topic=workforce"));
    }

    #[test]
    fn an_empty_archive_says_so() {
        let page = HomePage { results: &SearchResults { facets: None, ..sample::nothing() } }.render();
        assert!(sample::text(&page, "main").contains("nothing to search yet"));
    }
}
