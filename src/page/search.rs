//! The results of a search.

use maud::{Markup, html};

use super::asked::{coverage, expansions, spelling};
use super::chip::{Chip, chip_list, chips, removals};
use super::facet::sidebar;
use super::form::any_word;
use super::histogram::histogram;
use super::layout::Layout;
use super::number::{counted, releases};
use super::onward::{orders, page_sizes, paging, twins};
use super::{hit, link, text};
use crate::query::{Matching, Request, Versions};
use crate::results::{ReadQuery, SearchResults};
use crate::text::Grouped;

/// A search and its answer.
#[derive(Debug)]
pub struct SearchPage<'a> {
    /// What was asked.
    pub request: &'a Request,
    /// What came back.
    pub results: &'a SearchResults,
}

impl SearchPage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let Self { request, results } = self;
        let chips = chips(request, results.facets.as_deref());
        let main = html! {
            h1 { (self.heading()) }
            (reading(&results.query))
            (expansions(&results.query, request))
            @if let Some(partial) = &results.partial {
                div.alert role="alert" {
                    p { strong { "This answer is not whole." } " " (partial.reason) }
                    p { "Releases are missing from it, so what it does not show may still be in the archive." }
                }
            }
            (chip_list(&chips, request))
            @if !results.hits.is_empty() {
                (self.earlier_wordings())
                @if let Some(facets) = &results.facets { (histogram(request, facets)) }
                h2.unseen { "Results" }
                (orders(request))
                (hit::list(&results.hits, request))
            } @else if results.total == Some(0) {
                (self.nothing(&chips))
            }
            (paging(request, results))
            (page_sizes(request, results))
            (twins(request))
        };
        Layout {
            title: Some(&self.title()),
            place: None,
            request,
            head: html! {
                link rel="alternate" type="application/json" href=(link::search_json(request));
                link rel="alternate" type="application/atom+xml" title=(self.title()) href=(link::feed(request));
            },
            sidebar: results.facets.as_deref().map(|facets| sidebar("Narrow the results", request, facets)),
            main,
            index: Some(&results.index),
        }
        .render()
    }

    fn title(&self) -> String {
        let words = text::line(self.request.query.text.trim());
        let count = self.results.total.map_or_else(|| "part of the results".to_owned(), |total| self.hits(total));
        if words.is_empty() { count } else { format!("{words} – {count}") }
    }

    /// How many releases; wordings where those are the hits.
    fn hits(&self, total: u64) -> String {
        match self.request.versions {
            Versions::Latest => releases(total),
            Versions::All => counted(total, "wording", "wordings"),
        }
    }

    fn heading(&self) -> Markup {
        html! {
            @match self.results.total {
                Some(total) => { (self.hits(total)) }
                None => { "Part of the results" }
            }
            @if !self.request.query.text.trim().is_empty() {
                " for " q dir="auto" { (text::line(self.request.query.text.trim())) }
            }
        }
    }

    /// Wordings that were replaced may hold what the latest do not.
    fn earlier_wordings(&self) -> Markup {
        let earlier = self.results.in_earlier_wordings.unwrap_or(0);
        let count = html! { (Grouped(earlier)) " earlier wording" @if earlier != 1 { "s" } };
        html! {
            @if self.request.versions == Versions::All {
                p.note {
                    "Every wording is searched"
                    @if earlier > 0 { "; " (Grouped(earlier)) @if earlier == 1 { " was" } @else { " were" } " since replaced" }
                    ". "
                    a href=(link::changed(self.request, |request| request.versions = Versions::Latest)) {
                        "Search the latest wordings alone"
                    }
                }
            } @else if earlier > 0 {
                p.note {
                    "Also in "
                    a href=(link::changed(self.request, |request| request.versions = Versions::All)) { (count) }
                    ", since replaced."
                }
            }
        }
    }

    /// An honest zero: what was searched, and how to loosen the search.
    fn nothing(&self, chips: &[Chip]) -> Markup {
        let Self { request, results } = self;
        let several_words = request.query.expr.positive_leaves().len() > 1;
        let undated = results.facets.as_deref().and_then(|facets| facets.undated).filter(|undated| *undated > 0);
        html! {
            section.nothing {
                p.lead { "None of the " (releases(results.index.releases)) " in this archive matches this search." }
                @if let Some(covered) = &results.covered { (coverage(covered)) }
                (spelling(&results.query, request))
                (self.earlier_wordings())
                @if request.range().is_some() && let Some(undated) = undated {
                    p {
                        "A range of dates leaves undated releases out; " (releases(undated)) " without a date "
                        a href=(link::changed(request, |request| request.undated = Some(crate::query::Undated::Include))) {
                            "can be taken in"
                        }
                        "."
                    }
                }
                h2 { "To find more" }
                ul {
                    (removals(chips))
                    @if several_words && request.matching == Matching::All {
                        li { a href=(link::search(&any_word(request))) { "Search for any of the words instead of all" } }
                    }
                    @if !chips.is_empty() {
                        li { a href=(link::search(&link::words_of(request))) { "Search the whole archive for these words" } }
                    }
                    li { a href="/" { "See what the archive holds" } }
                }
            }
            @if !results.nearest.is_empty() {
                section {
                    h2 { "Nearest: releases with most of the words" }
                    (hit::list(&results.nearest, request))
                }
            }
        }
    }
}

/// How the query was understood, where that is not plain from its text.
fn reading(query: &ReadQuery) -> Markup {
    let as_typed = query.text.to_lowercase().split_whitespace().eq(query.read_as.split_whitespace());
    html! {
        @if !as_typed && !query.read_as.is_empty() {
            p.note { "Searched for " code dir="auto" { (text::line(&query.read_as)) } }
        }
        @if !query.notes.is_empty() {
            ul.note aria-label="How the query was read" { @for note in &query.notes { li { (text::line(note)) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::query::{Expansion, Strictness, parse_parameters};
    use crate::results::{Covered, Partial, Spelling};

    fn page(parameters: &str, results: &SearchResults) -> String {
        let request = parse_parameters(parameters, Strictness::Strict).expect("a request");
        SearchPage { request: &request, results }.render()
    }

    #[test]
    fn it_says_how_many_and_keeps_the_query_and_the_selections() {
        let page = page("q=police&kind=news&sort=newest&cursor=n-0-0-0", &sample::results());
        assert_eq!(sample::text(&page, "h1"), "1,234 releases for police");
        assert_eq!(sample::attribute(&page, "#q", "value").as_deref(), Some("police"));
        assert_eq!(sample::attributes(&page, ".box input[type=hidden]", "name"), ["kind", "sort"]);
        assert_eq!(
            sample::attribute(&page, "link[rel=alternate]", "href").as_deref(),
            Some("/search.json?q=police&kind=news&sort=newest&cursor=n-0-0-0")
        );
    }

    #[test]
    fn one_release_is_singular() {
        let page = page("q=police", &SearchResults { total: Some(1), ..sample::results() });
        assert_eq!(sample::text(&page, "h1"), "1 release for police");
    }

    #[test]
    fn how_the_query_was_read_is_said_where_it_is_not_plain() {
        let mut results = sample::results();
        results.query = ReadQuery {
            text: "Police".to_owned(),
            read_as: "police".to_owned(),
            notes: vec!["`(` passed over".to_owned()],
            ..ReadQuery::default()
        };
        let plain = page("q=Police", &results);
        assert_eq!((sample::count(&plain, "p.note"), sample::texts(&plain, "ul.note li").len()), (0, 1));
        results.query.read_as = "police OR officers".to_owned();
        assert_eq!(sample::text(&page("q=Police", &results), "p.note"), "Searched for police OR officers");
    }

    #[test]
    fn what_was_looked_for_beside_the_words_is_said_and_can_be_left_out() {
        let mut results = sample::results();
        let also = vec!["national crime agency".to_owned()];
        results.query.expansions = vec![Expansion { words: "nca".to_owned(), also }];
        let page = self::page("q=nca&kind=news", &results);
        assert_eq!(
            sample::text(&page, "p.note"),
            "Searched also for national crime agency (nca). Search only for what was typed"
        );
        assert_eq!(
            sample::attribute(&page, "p.note a", "href").as_deref(),
            Some("/search?q=nca&expand=none&kind=news")
        );
        let page = self::page("q=nca&expand=none", &sample::results());
        assert_eq!(sample::attribute(&page, "p.note a", "href").as_deref(), Some("/search?q=nca"));
    }

    #[test]
    fn nothing_found_says_what_the_archive_covers_and_offers_another_spelling() {
        let mut results = sample::nothing();
        let spelling = Spelling { text: "modern slavery".to_owned(), read_as: "modern slavery".to_owned() };
        results.query.spelling = Some(spelling);
        results.covered = Some(Covered { from: "2009-03".parse().ok(), to: "2019".parse().ok(), undated: 1 });
        let page = self::page("q=modren+slavery&kind=news", &results);
        assert_eq!(
            sample::text(&page, ".covered"),
            "The archive covers March 2009 to 2019; 1 release in it has no date."
        );
        assert_eq!(sample::text(&page, ".spelling"), "Did you mean modern slavery?");
        assert_eq!(
            sample::attribute(&page, ".spelling a", "href").as_deref(),
            Some("/search?q=modern+slavery&kind=news")
        );
    }

    #[test]
    fn a_part_of_an_answer_never_says_that_there_is_none() {
        let partial = Some(Partial { reason: "The search took too long.".to_owned() });
        let results = SearchResults { partial, total: None, hits: Vec::new(), facets: None, ..sample::results() };
        let page = page("q=police", &results);
        assert!(sample::text(&page, "[role=alert]").starts_with("This answer is not whole."));
        assert_eq!((sample::count(&page, ".nothing"), page.contains("0 releases")), (0, false));
    }

    #[test]
    fn nothing_found_is_an_honest_zero_with_ways_to_loosen_the_search() {
        let page = page("q=police+fraud&topic=workforce&kind=-blog&from=2017", &sample::nothing());
        assert_eq!(sample::text(&page, "h1"), "0 releases for police fraud");
        assert_eq!(
            sample::text(&page, ".nothing .lead"),
            "None of the 12,345 releases in this archive matches this search."
        );
        assert_eq!(
            sample::texts(&page, ".nothing li"),
            [
                "Remove “Workforce”",
                "Remove “not Blog”",
                "Remove “From 2017”",
                "Search for any of the words instead of all",
                "Search the whole archive for these words",
                "See what the archive holds",
            ]
        );
        assert_eq!(
            sample::attribute(&page, ".nothing li a", "href").as_deref(),
            Some("/search?q=police+fraud&kind=-blog&from=2017")
        );
        assert!(sample::text(&page, ".nothing p:has(a)").contains("12 releases without a date can be taken in"));
    }

    #[test]
    fn earlier_wordings_that_match_are_counted_and_one_click_away() {
        let results = SearchResults { in_earlier_wordings: Some(2), ..sample::nothing() };
        let latest = page("q=police", &results);
        assert_eq!(sample::text(&latest, "p.note"), "Also in 2 earlier wordings, since replaced.");
        assert_eq!(sample::attribute(&latest, "p.note a", "href").as_deref(), Some("/search?q=police&versions=all"));
        let results = SearchResults { in_earlier_wordings: Some(1), total: Some(3), ..sample::results() };
        let all = page("q=police&versions=all", &results);
        assert_eq!(sample::text(&all, "h1"), "3 wordings for police");
        assert!(sample::text(&all, "p.note").starts_with("Every wording is searched; 1 was since replaced."));
        assert_eq!(sample::attribute(&all, "p.note a", "href").as_deref(), Some("/search?q=police"));
    }
}
