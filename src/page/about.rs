//! What this archive is, what its answers mean, and how to cite it.

use maud::html;

use super::layout::Layout;
use super::number::{counted, releases};
use super::{date, text};
use crate::ingest::{About, Allowed};
use crate::query::{MAX_LIMIT, MAX_SERIES, Request};
use crate::release::PartialDate;
use crate::text::Grouped;

/// About this archive.
#[derive(Debug)]
pub struct AboutPage<'a> {
    /// What is known of it.
    pub about: &'a About,
}

impl AboutPage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let About { index, publishers, from, to, last_run, limits, .. } = self.about;
        let words = |month: &str| month.parse().map_or_else(|_| month.to_owned(), PartialDate::in_words);
        let main = html! {
            h1 { "About this archive" }
            dl.facts {
                div { dt { "Holds" } dd { (releases(index.releases)) " of " a href="/coverage" { (counted(*publishers, "publisher", "publishers")) } } }
                @if let (Some(from), Some(to)) = (from, to) {
                    div { dt { "Published" } dd { "from " (words(from)) " to " (words(to)) } }
                }
                div { dt { "Generation" } dd { code { (index.generation) } ": changes whenever anything in the archive does" } }
                @if let Some(run) = last_run {
                    div { dt { "Last read" } dd { (text::line(&date::captured(&run.ended))) ", " (counted(run.summary.records, "record", "records")) " in " (counted(run.summary.files, "file", "files")) } }
                }
                div { dt { "Program" } dd { "Pressmark " (env!("CARGO_PKG_VERSION")) } }
            }
            h2 { "What “nothing found” means" }
            p {
                "Counts are exact: where it says 0, none of the " (Grouped(index.releases)) " releases has it, in its "
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
                    @for Allowed { what, most, unit } in limits {
                        li { (what) ": " (Grouped(*most)) " " (unit) }
                    }
                }
            }
            h2 { "For programs" }
            p {
                "Every answer is also data: " a href="/api/v1/search?q=" { code { "/api/v1/search" } } ", "
                a href="/api/v1/coverage" { code { "/api/v1/coverage" } } ", " a href="/api/v1/topics" { code { "/api/v1/topics" } }
                " and others, with the parameters of the pages."
            }
            p.twins { "The facts of this page as " a href="/about.json" { "JSON" } }
        };
        Layout {
            title: Some("About"),
            place: Some("/about"),
            request: &Request::all(),
            head: html! { link rel="alternate" type="application/json" href="/about.json"; },
            sidebar: None,
            main,
            index: Some(index),
        }
        .render()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::ingest::Account;
    use crate::limits::Limits;
    use crate::results::{Coverage, PublisherCoverage};

    #[test]
    fn it_says_which_archive_which_generation_and_what_zero_means() {
        let counts = [((2015, Some(11)), 2), ((2018, Some(2)), 1)].into();
        let publishers = vec![PublisherCoverage::new("A".into(), "A".into(), &counts, 0)];
        let account = Account { coverage: Coverage { index: sample::index(), publishers }, runs: Vec::new() };
        let page = AboutPage { about: &About::of(&account, &Limits::default()) }.render();
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
