//! What this archive is, what its answers mean, and how to cite it.

use maud::html;

use super::layout::Layout;
use super::number::{counted, releases};
use super::{date, text};
use crate::ingest::Account;
use crate::limits::Limits;
use crate::query::{MAX_LIMIT, MAX_SERIES, Request};
use crate::release::PartialDate;
use crate::text::Grouped;

/// About this archive.
#[derive(Debug)]
pub struct AboutPage<'a> {
    /// Coverage and runs.
    pub account: &'a Account,
    /// What those who ask are allowed.
    pub limits: &'a Limits,
}

impl AboutPage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let Account { coverage, runs } = self.account;
        let publishers = coverage.publishers.as_slice();
        let first = publishers.iter().filter_map(|publisher| publisher.first.as_deref()).min();
        let last = publishers.iter().filter_map(|publisher| publisher.last.as_deref()).max();
        let words = |month: &str| month.parse().map_or_else(|_| month.to_owned(), PartialDate::in_words);
        let main = html! {
            h1 { "About this archive" }
            dl.facts {
                div { dt { "Holds" } dd { (releases(coverage.index.releases)) " of " a href="/coverage" { (counted(publishers.len() as u64, "publisher", "publishers")) } } }
                @if let (Some(first), Some(last)) = (first, last) {
                    div { dt { "Published" } dd { "from " (words(first)) " to " (words(last)) } }
                }
                div { dt { "Generation" } dd { code { (coverage.index.generation) } ": changes whenever anything in the archive does" } }
                @if let Some(run) = runs.last() {
                    div { dt { "Last read" } dd { (text::line(&date::captured(&run.ended))) ", " (counted(run.summary.records, "record", "records")) " in " (counted(run.summary.files, "file", "files")) } }
                }
                div { dt { "Program" } dd { "Pressmark " (env!("CARGO_PKG_VERSION")) } }
            }
            h2 { "What “nothing found” means" }
            p {
                "Counts are exact: where it says 0, none of the " (Grouped(coverage.index.releases)) " releases has it, in its "
                "latest wording. Earlier wordings that match are counted beside it. What is not in the archive cannot be found: "
                a href="/coverage" { "the gaps are shown" } ". An answer that could not be completed in time says so, and then shows no total at all."
            }
            h2 { "Dates" }
            p {
                "A date is that of publication, as exactly as it is known, and every release says where it was read and which "
                "other dates were found. When a copy was captured or a file was saved is never taken for it. What has no such "
                "date is undated, and is counted apart."
            }
            h2 { "Topics and kinds" }
            p {
                "Given by rules, not by hand: " a href="/topics" { "each topic is a search" } ", and every release shows the words "
                "that put it there. They help to find; they are no judgement of what a release is about."
            }
            h2 { "Versions" }
            p {
                "A release whose wording changed keeps all its wordings. The page of a release lists them with the archived copies "
                "that carry them, and what changed from one to the next."
            }
            h2 #cite { "How to cite" }
            p {
                "Cite the release: publisher, headline, date, the original address, and its permanent link here, which stays when "
                "the archive is read again. To cite one wording, add " code { "/versions/" } " and its number to the link. To cite a "
                "count, give the whole address of the search and the generation at the foot of the page."
            }
            h2 { "Limits" }
            ul {
                li { "A query has at most 2,048 characters and 256 words, a page at most " (MAX_LIMIT) " results, a comparison at most " (MAX_SERIES) " searches." }
                li { "Text only: pictures, recordings and attachments are not searched." }
            }
            details {
                summary { "Limits of this service" }
                ul {
                    @for limit in self.limits.all() {
                        li { (limit.what) ": " (Grouped(limit.value)) " " (limit.unit.as_str()) }
                    }
                }
            }
            h2 { "For programs" }
            p {
                "Every answer is also data: " a href="/api/v1/search?q=" { code { "/api/v1/search" } } ", "
                a href="/api/v1/coverage" { code { "/api/v1/coverage" } } ", " a href="/api/v1/topics" { code { "/api/v1/topics" } }
                " and others, with the parameters of the pages."
            }
        };
        Layout {
            title: Some("About"),
            place: Some("/about"),
            request: &Request::all(),
            head: html! {},
            sidebar: None,
            main,
            index: Some(&coverage.index),
        }
        .render()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::results::{Coverage, PublisherCoverage};

    #[test]
    fn it_says_which_archive_which_generation_and_what_zero_means() {
        let counts = [((2015, Some(11)), 2), ((2018, Some(2)), 1)].into();
        let publishers = vec![PublisherCoverage::new("A".into(), "A".into(), &counts, 0)];
        let account = Account { coverage: Coverage { index: sample::index(), publishers }, runs: Vec::new() };
        let page = AboutPage { account: &account, limits: &Limits::default() }.render();
        assert_eq!(
            sample::texts(&page, "dd")[..2],
            ["12,345 releases of 1 publisher", "from November 2015 to February 2018"]
        );
        assert!(
            page.contains("none of the 12,345 releases has it") && sample::texts(&page, "dd")[2].starts_with("3.17:")
        );
        assert_eq!(sample::count(&page, "#cite"), 1);
    }
}
