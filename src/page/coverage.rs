//! What the archive covers: releases per month and publisher, with the gaps in sight, and what was not taken in.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::date::{captured, month_name, short_month};
use super::layout::Layout;
use super::number::{counted, releases};
use super::{link, text};
use crate::ingest::{Account, PastRun};
use crate::query::{Facet, Request, Undated};
use crate::release::PartialDate;
use crate::results::PublisherCoverage;
use crate::text::Grouped;

/// So many publishers are told month by month; the API has them all.
const MOST_IN_MONTHS: usize = 30;
/// So many of them are open.
const OPEN: usize = 3;
/// The last runs that are told.
const RUNS: usize = 10;

/// What the archive covers.
#[derive(Debug)]
pub struct CoveragePage<'a> {
    /// Coverage and runs.
    pub account: &'a Account,
}

impl CoveragePage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let Account { coverage, runs } = self.account;
        let publishers = coverage.publishers.as_slice();
        let undated: u64 = publishers.iter().map(|publisher| publisher.undated).sum();
        let main = html! {
            h1 { "What this archive covers" }
            p.lead {
                (releases(coverage.index.releases)) " of " (counted(publishers.len() as u64, "publisher", "publishers"))
                @if undated > 0 {
                    ", " a href=(link::search(&Request { undated: Some(Undated::Only), ..Request::all() })) { (Grouped(undated)) " of them undated" }
                }
                ". That something is not found here means that it is not in these releases. It was not necessarily never said: "
                "look at the gaps first."
            }
            @for (at, publisher) in publishers.iter().take(MOST_IN_MONTHS).enumerate() { (by_month(publisher, at < OPEN)) }
            (the_rest(publishers.get(MOST_IN_MONTHS..).unwrap_or_default()))
            (account(runs))
            p.twins { "All of this as " a href="/coverage.json" { "JSON" } ", " a href="/coverage.csv" { "CSV" } }
        };
        Layout {
            title: Some("Coverage"),
            place: Some("/coverage"),
            request: &Request::all(),
            head: html! { link rel="alternate" type="application/json" href="/coverage.json"; },
            sidebar: None,
            main,
            index: Some(&coverage.index),
        }
        .render()
    }
}

fn of(publisher: &PublisherCoverage) -> Request {
    let mut request = Request::all();
    if let Some(choice) = request.choice_mut(Facet::Publisher) {
        choice.any_of.push(publisher.value.clone());
    }
    request
}

/// Years and months of one publisher.
fn by_month(publisher: &PublisherCoverage, open: bool) -> Markup {
    let name = text::line(&publisher.publisher);
    html! {
        details.coverage open[open] {
            summary { h2 dir="auto" { (name) } " " span.count { (releases(publisher.releases)) } }
            p { (in_a_sentence(publisher)) }
            @if !publisher.months.is_empty() {
                div.wide role="region" aria-label={ "Months of " (name) } tabindex="0" {
                    table.months {
                        caption.unseen { "Releases of " (name) " by year and month" }
                        thead {
                            tr {
                                th scope="col" { "Year" }
                                @for month in 1..=12 { th scope="col" { abbr title=(month_name(month)) { (short_month(month)) } } }
                                th scope="col" { "Month unknown" }
                                th scope="col" { "All" }
                            }
                        }
                        tbody { (years(publisher)) }
                    }
                }
            }
        }
    }
}

fn in_a_sentence(publisher: &PublisherCoverage) -> Markup {
    let words =
        |month: &Option<String>| month.as_deref().and_then(|month| month.parse().ok()).map(PartialDate::in_words);
    html! {
        @match (words(&publisher.first), words(&publisher.last)) {
            (Some(first), Some(last)) if first != last => {
                "From " (first) " to " (last) ". "
                @match publisher.gaps.len() {
                    0 => "No month between them is without a release. ",
                    1 => "One month between them has no release. ",
                    gaps => { (Grouped(gaps as u64)) " months between them have no release. " }
                }
            }
            (Some(only), _) => { "All in " (only) ". " }
            _ => "No release is known to the month. ",
        }
        @if publisher.undated > 0 {
            a href=(link::search(&Request { undated: Some(Undated::Only), ..of(publisher) })) {
                (Grouped(publisher.undated)) " undated"
            }
            "."
        }
    }
}

fn years(publisher: &PublisherCoverage) -> Markup {
    let mut years: BTreeMap<i32, BTreeMap<Option<u32>, u64>> = BTreeMap::new();
    for month in &publisher.months {
        let date = month.value;
        *years.entry(date.in_year()).or_default().entry(date.in_month()).or_default() += month.count;
    }
    let mut last = None;
    html! {
        @for (&year, months) in &years {
            @if let Some(before) = last.replace(year) { (nothing_between(before, year)) }
            tr {
                th scope="row" { a href=(link::search(&within(publisher, PartialDate::Year(year)))) { (year) } }
                @for month in 1..=12 { (cell(publisher, year, month, months.get(&Some(month)).copied().unwrap_or(0))) }
                td { @match months.get(&None) { Some(count) => { (Grouped(*count)) } None => { span.quiet { "–" } } } }
                td.count { (Grouped(months.values().sum())) }
            }
        }
    }
}

/// The years between two of which nothing is there: one row each for a few, one for all where they are many.
fn nothing_between(before: i32, year: i32) -> Markup {
    html! {
        @match year - before - 1 {
            ..=0 => {}
            1 => { tr { th scope="row" { (before + 1) } td.gap colspan="14" { "no release" } } }
            _ => { tr { th scope="row" { (before + 1) "–" (year - 1) } td.gap colspan="14" { "no release" } } }
        }
    }
}

fn cell(publisher: &PublisherCoverage, year: i32, month: u32, count: u64) -> Markup {
    let date = PartialDate::Month(year, month);
    let value = date.to_string();
    let is_gap = publisher.gaps.contains(&value);
    html! {
        @if count > 0 {
            td { a href=(link::search(&within(publisher, date))) { (Grouped(count)) } }
        } @else if is_gap {
            td.gap { span.unseen { "gap: " } "0" }
        } @else {
            td { span.quiet { "–" span.unseen { " outside" } } }
        }
    }
}

fn within(publisher: &PublisherCoverage, date: PartialDate) -> Request {
    Request { from: Some(date), to: Some(date), ..of(publisher) }
}

/// Publishers with too few releases to be told by month.
fn the_rest(publishers: &[PublisherCoverage]) -> Markup {
    html! {
        @if !publishers.is_empty() {
            details.coverage {
                summary { h2 { (counted(publishers.len() as u64, "more publisher", "more publishers")) } }
                ul.columns-list {
                    @for publisher in publishers {
                        li {
                            a href=(link::search(&of(publisher))) dir="auto" { (text::line(&publisher.publisher)) }
                            " " span.count { (releases(publisher.releases)) }
                        }
                    }
                }
            }
        }
    }
}

/// What became of the records of the last runs.
fn account(runs: &[PastRun]) -> Markup {
    html! {
        section #account {
            h2 { "What was read, and what was left out" }
            @if runs.is_empty() { p { "Nothing is recorded of how this archive was read." } }
            @if !runs.is_empty() {
                div.wide role="region" aria-labelledby="account" tabindex="0" {
                    table.runs {
                        thead { tr { th scope="col" { "Read" } th scope="col" { "Files" } th scope="col" { "Records" } th scope="col" { "New" } th scope="col" { "Reworded" } th scope="col" { "Copies and known" } th scope="col" { "Skipped" } th scope="col" { "Failed" } } }
                        tbody { @for run in runs.iter().rev().take(RUNS) { (row(run)) } }
                    }
                }
                @if runs.len() > RUNS { p.quiet { "And " (counted((runs.len() - RUNS) as u64, "earlier run", "earlier runs")) "." } }
                @for run in runs.iter().rev().take(RUNS).filter(|run| !run.summary.reasons.is_empty()) { (reasons(run)) }
            }
        }
    }
}

fn row(run: &PastRun) -> Markup {
    let summary = &run.summary;
    html! {
        tr {
            th scope="row" { (text::line(&captured(&run.ended))) @if run.stopped { ", stopped" } }
            td { (Grouped(summary.files)) }
            td { (Grouped(summary.records)) }
            td { (Grouped(summary.new)) }
            td { (Grouped(summary.updated)) }
            td { (Grouped(summary.duplicate + summary.unchanged)) }
            td { (Grouped(summary.skipped)) }
            td { (Grouped(summary.failed)) }
        }
    }
}

fn reasons(run: &PastRun) -> Markup {
    html! {
        details {
            summary {
                (Grouped(run.summary.skipped)) " skipped, " (Grouped(run.summary.failed)) " failed on "
                (text::line(&captured(&run.ended)))
            }
            ul { @for (reason, count) in &run.summary.reasons { li { (text::line(reason)) ": " (Grouped(*count)) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::ingest::Summary;
    use crate::results::Coverage;

    fn page() -> String {
        let counts = [((2015, Some(11)), 2), ((2018, None), 4), ((2018, Some(2)), 1)].into();
        let one = PublisherCoverage::new("North <mere>".into(), "North <mere>".into(), &counts, 3);
        let summary = Summary {
            records: 12,
            failed: 1,
            skipped: 2,
            reasons: [("failed: ends early at byte N".to_owned(), 1), ("skipped: a PNG image".to_owned(), 2)].into(),
            ..Summary::default()
        };
        let run = PastRun {
            ended: "2026-01-02T10:00:00Z".to_owned(),
            archives: Vec::new(),
            commit: 1,
            stopped: false,
            summary,
        };
        let account = Account { coverage: Coverage { index: sample::index(), publishers: vec![one] }, runs: vec![run] };
        CoveragePage { account: &account }.render()
    }

    #[test]
    fn every_month_has_its_count_or_its_gap_and_leads_to_its_releases() {
        let page = page();
        assert_eq!(sample::texts(&page, ".months tbody th"), ["2015", "2016–2017", "2018"]);
        assert_eq!(
            sample::attributes(&page, ".months tbody td a", "href")[0],
            "/search?publisher=North+%3Cmere%3E&from=2015-11&to=2015-11"
        );
        // December 2015, two years in one row, January 2018.
        assert_eq!(sample::texts(&page, "td.gap"), ["gap: 0", "no release", "gap: 0"]);
        assert_eq!(
            sample::text(&page, ".coverage > p"),
            "From November 2015 to February 2018. 26 months between them have no release. 3 undated."
        );
    }

    #[test]
    fn what_was_left_out_is_said_with_its_reasons() {
        let page = page();
        assert_eq!(
            sample::texts(&page, ".runs tbody tr > *"),
            ["2 January 2026, 10:00 UTC", "0", "12", "0", "0", "0", "2", "1"]
        );
        assert_eq!(sample::texts(&page, "#account li"), ["failed: ends early at byte N: 1", "skipped: a PNG image: 2"]);
    }
}
