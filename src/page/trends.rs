//! How often, over time: a form, a chart, and the numbers.

use maud::{Markup, html};

use super::chart::{Line, chart, count_on_axis, key};
use super::layout::Layout;
use super::number::releases;
use super::{chip, faulty, form, link, text};
use crate::query::{Fault, Interval, MAX_SERIES, Query, Request, TimelineRequest, with_parameters};
use crate::release::PartialDate;
use crate::results::{IndexState, Point, Series, Timeline};
use crate::text::Grouped;

/// A comparison over time.
#[derive(Debug)]
pub struct TrendsPage<'a> {
    /// What was asked.
    pub asked: &'a TimelineRequest,
    /// What came back.
    pub timeline: &'a Timeline,
}

impl TrendsPage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let Self { asked, timeline } = self;
        let series = timeline.series.as_deref().unwrap_or_default();
        let data = |ending| with_parameters(&format!("/trends.{ending}"), &asked.to_parameters());
        let main = html! {
            h1 { "Trends" }
            p.lead { "How often something was said: up to five searches over time, counted or as a share of all releases." }
            (form(asked))
            (chip::chip_list(&chip::trend_chips(asked), &Request::all()))
            @if let Some(partial) = &timeline.partial {
                div.alert role="alert" { p { strong { "Nothing was counted." } " " (partial.reason) } }
            }
            @if !series.is_empty() { (self.figure(series)) (self.totals(series)) (self.table(series)) }
            p.twins { "These numbers as " a href=(data("json")) { "JSON" } ", " a href=(data("csv")) { "CSV" } }
        };
        let head = html! { link rel="alternate" type="application/json" href=(data("json")); };
        layout("Trends", head, main, Some(&timeline.index))
    }

    fn figure(&self, series: &[Series]) -> Markup {
        let names: Vec<String> = series[0].points.iter().map(|point| point.value.clone()).collect();
        let lines: Vec<Line> = series
            .iter()
            .zip(&self.asked.queries)
            .map(|(series, query)| Line {
                heights: series.points.iter().map(|point| self.height(point)).collect(),
                points: series.points.iter().map(|point| self.point(query, point)).collect(),
            })
            .collect();
        let share = self.asked.share;
        html! {
            @if !names.is_empty() {
                figure.trend {
                    (chart(&lines, &names, |height| if share { percent_on_axis(height) } else { count_on_axis(height) }))
                    figcaption {
                        @if share { "Share of all releases of the " } @else { "Releases by " }
                        (self.asked.interval) ". Undated releases are in no " (self.asked.interval) "."
                    }
                }
            } @else {
                p { "None of these searches finds a release with a known date." }
            }
        }
    }

    /// What is drawn of a point.
    fn height(&self, point: &Point) -> Option<f64> {
        if self.asked.share { point.share.and_then(|share| share.share) } else { Some(point.count as f64) }
    }

    /// What a point says, and the search it leads to.
    fn point(&self, query: &Query, point: &Point) -> (String, String) {
        let when = point.value.parse().map_or_else(|_| point.value.clone(), PartialDate::in_words);
        let share = point.share.and_then(|share| share.share).map(|share| format!(" ({})", percent(share)));
        (
            format!("{}, {when}: {}{}", name(query), releases(point.count), share.unwrap_or_default()),
            self.href(query, point),
        )
    }

    /// The search behind a point.
    fn href(&self, query: &Query, point: &Point) -> String {
        let date: Option<PartialDate> = point.value.parse().ok();
        link::search(&Request { from: date, to: date, ..self.asked.of(query) })
    }

    /// One line for each search: how it is drawn, and what is not in the picture.
    fn totals(&self, series: &[Series]) -> Markup {
        html! {
            ul.series {
                @for (at, (series, query)) in series.iter().zip(&self.asked.queries).enumerate() {
                    li {
                        (key(at))
                        " " a href=(link::search(&self.asked.of(query))) dir="auto" { (name(query)) }
                        ": " (releases(series.total))
                        @if series.undated > 0 { ", " (Grouped(series.undated)) " undated" }
                        @if !series.month_unknown.is_empty() {
                            ", " (Grouped(series.month_unknown.iter().map(|year| year.count).sum())) " of unknown month ("
                            @for (at, year) in series.month_unknown.iter().enumerate() {
                                @if at > 0 { ", " }
                                (year.value) ": " (Grouped(year.count))
                            }
                            ")"
                        }
                        @if !series.query.notes.is_empty() {
                            span.quiet { " – " (text::line(&series.query.notes.join(" "))) }
                        }
                    }
                }
            }
        }
    }

    fn table(&self, series: &[Series]) -> Markup {
        html! {
            h2 #numbers { "The numbers" }
            div.wide role="region" aria-labelledby="numbers" tabindex="0" {
                table.numbers {
                    thead {
                        tr {
                            th scope="col" { @match self.asked.interval { Interval::Month => "Month", Interval::Year => "Year" } }
                            @for query in &self.asked.queries { th scope="col" dir="auto" { (name(query)) } }
                            @if self.asked.share { th scope="col" { "All releases" } }
                        }
                    }
                    tbody {
                        @for (row, first) in series[0].points.iter().enumerate() {
                            tr {
                                th scope="row" { (first.value.parse().map_or_else(|_| first.value.clone(), PartialDate::in_words)) }
                                @for (series, query) in series.iter().zip(&self.asked.queries) {
                                    @if let Some(point) = series.points.get(row) { (self.cell(query, point)) }
                                }
                                @if let Some(share) = first.share { td { (Grouped(share.of)) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn cell(&self, query: &Query, point: &Point) -> Markup {
        html! {
            td {
                @if point.count > 0 {
                    a href=(self.href(query, point)) { (Grouped(point.count)) }
                    @if let Some(share) = point.share.and_then(|share| share.share) { " " span.quiet { (percent(share)) } }
                } @else { "0" }
            }
        }
    }
}

/// A comparison that could not be read.
#[derive(Debug)]
pub struct FaultyTrendsPage<'a> {
    /// What is wrong.
    pub faults: &'a [Fault],
}

impl FaultyTrendsPage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let nothing =
            TimelineRequest { queries: Vec::new(), selection: Request::all(), interval: Interval::Year, share: false };
        let main = html! {
            h1 { "This comparison cannot be read" }
            (faulty::alert(self.faults))
            (form(&nothing))
        };
        layout("This comparison cannot be read", html! {}, main, None)
    }
}

fn layout(title: &str, head: Markup, main: Markup, index: Option<&IndexState>) -> String {
    Layout { title: Some(title), place: Some("/trends"), request: &Request::all(), head, sidebar: None, main, index }
        .render()
}

/// Five boxes, the intervals, the years, and whether counts or shares.
fn form(asked: &TimelineRequest) -> Markup {
    let TimelineRequest { queries, selection, interval, share } = asked;
    let text = |at: usize| queries.get(at).map(|query| query.text.as_str()).unwrap_or_default();
    html! {
        form.trends action="/trends" method="get" {
            fieldset {
                legend { "Searches to compare" }
                @for at in 0..MAX_SERIES {
                    label {
                        span { (key(at)) " " (at + 1) }
                        input type="search" name="q" value=(text(at)) dir="auto" autocapitalize="none" spellcheck="false" maxlength="2048";
                    }
                }
            }
            div.choices {
                label {
                    "By "
                    select name="interval" {
                        option value="year" selected[*interval == Interval::Year] { "year" }
                        option value="month" selected[*interval == Interval::Month] { "month" }
                    }
                }
                label {
                    "As "
                    select name="share" {
                        option value="false" selected[!share] { "counts" }
                        option value="true" selected[*share] { "share of all releases" }
                    }
                }
                label { "From " input type="text" name="from" value=[selection.from.map(PartialDate::in_words)] placeholder="2016" size="12" maxlength="20"; }
                label { "To " input type="text" name="to" value=[selection.to.map(PartialDate::in_words)] placeholder="May 2017" size="12" maxlength="20"; }
                (form::carried(selection, &["from", "to"]))
                button type="submit" { "Compare" }
            }
        }
    }
}

fn name(query: &Query) -> String {
    match query.text.trim() {
        "" => "All releases".to_owned(),
        words => text::line(words),
    }
}

/// `12.3 %`; small shares keep two digits that mean something.
fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "0 %".to_owned(),
        percent if percent < 1.0 => format!("{percent:.2} %"),
        percent => format!("{percent:.1} %"),
    }
}

/// `25 %`, `1.5 %`: the steps of an axis have few digits.
fn percent_on_axis(share: f64) -> String {
    let percent = format!("{:.2}", share * 100.0);
    format!("{} %", percent.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::query::Strictness;
    use crate::results::{ReadQuery, Share};

    fn page(parameters: &str, share: bool) -> String {
        let asked = TimelineRequest::from_parameters(parameters, Strictness::Lenient).expect("a timeline");
        let point =
            |value: &str, count| Point { value: value.to_owned(), count, share: share.then(|| Share::new(count, 20)) };
        let series = |query: &Query| Series {
            query: ReadQuery::of(query),
            total: 9,
            undated: 2,
            month_unknown: vec![point("2017", 1)],
            points: vec![point("2017-01", 5), point("2017-02", 0), point("2017-03", 1)],
        };
        let timeline = Timeline {
            interval: asked.interval,
            partial: None,
            series: Some(asked.queries.iter().map(series).collect()),
            took_ms: 1.0,
            index: sample::index(),
        };
        TrendsPage { asked: &asked, timeline: &timeline }.render()
    }

    #[test]
    fn every_number_leads_to_the_search_that_it_counts() {
        let page = page("q=drones&q=%22county+lines%22&kind=news", false);
        assert_eq!(
            sample::attributes(&page, ".numbers tbody tr:first-child a", "href"),
            [
                "/search?q=drones&kind=news&from=2017-01&to=2017-01",
                "/search?q=%22county+lines%22&kind=news&from=2017-01&to=2017-01"
            ]
        );
        assert_eq!(sample::texts(&page, ".numbers thead th"), ["Month", "drones", "\"county lines\""]);
        assert_eq!(sample::text(&page, ".series li"), "drones: 9 releases, 2 undated, 1 of unknown month (2017: 1)");
        assert_eq!(sample::count(&page, "svg.chart path.line"), 2);
    }

    #[test]
    fn shares_stand_beside_their_counts_and_what_they_are_shares_of() {
        let page = page("q=drones&share=true", true);
        assert_eq!(sample::texts(&page, ".numbers tbody tr:first-child > *"), ["January 2017", "5 25.0 %", "20"]);
        assert_eq!(sample::text(&page, "select[name=share] option[selected]"), "share of all releases");
    }

    #[test]
    fn an_axis_has_no_digits_that_say_nothing() {
        assert_eq!([0.0, 0.25, 0.015, 1.0].map(percent_on_axis), ["0 %", "25 %", "1.5 %", "100 %"]);
    }

    #[test]
    fn the_form_keeps_what_was_asked() {
        let page = page("q=drones&from=May+2016&kind=news&interval=year", false);
        assert_eq!(sample::attributes(&page, ".trends input[type=search]", "value")[..2], ["drones", ""]);
        assert_eq!(sample::attribute(&page, ".trends input[name=from]", "value").as_deref(), Some("May 2016"));
        assert_eq!(sample::attributes(&page, ".trends input[type=hidden]", "name"), ["kind"]);
        assert_eq!(sample::text(&page, "select[name=interval] option[selected]"), "year");
    }
}
