//! How many releases of a search there are by year, or by month of the selected year: bars to click, and a table.
//!
//! The bars are for the eye and the mouse. They are hidden from screen readers and skipped by the keyboard, as the table
//! below has the same numbers and the same links.

use maud::{Markup, html};

use super::date::short_month;
use super::link;
use super::number::releases;
use super::year::span;
use crate::query::{Request, Undated};
use crate::release::PartialDate;
use crate::results::{FacetCounts, YearCount};
use crate::text::Grouped;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 90.0;
/// Below the bars: their names.
const NAMES: f64 = 22.0;
/// More years than these are shown without the empty ones between them.
const MOST_YEARS: i32 = 80;

/// One bar, and one row.
struct Bar {
    date: PartialDate,
    /// As short as it can stand below the bar.
    name: String,
    count: u64,
}

/// The dates of a search.
pub(super) fn histogram(request: &Request, facets: &FacetCounts) -> Markup {
    let years = facets.year.as_deref().unwrap_or_default();
    let selected = span(request);
    let open = selected.and_then(|date| years.iter().find(|year| year.value == date.in_year()));
    let bars = open.map_or_else(|| by_year(years), by_month);
    let undated = facets.undated.unwrap_or(0);
    html! {
        @if bars.len() > 1 {
            figure.histogram {
                figcaption {
                    @match open {
                        Some(year) => { "By month of " (year.value) " · " (all_years(request)) }
                        None => "By year",
                    }
                    @if undated > 0 {
                        " · "
                        a href=(link::undated(request, Some(Undated::Only))) { (Grouped(undated)) " undated" }
                    }
                }
                (drawing(request, &bars, selected))
                details.more {
                    summary { "As a table" }
                    (table(request, &bars))
                }
            }
        }
    }
}

fn all_years(request: &Request) -> Markup {
    let href = link::changed(request, |request| (request.from, request.to) = (None, None));
    html! { a href=(href) { "all years" } }
}

/// Every year from the first to the last, empty ones too, unless there are too many.
fn by_year(years: &[YearCount]) -> Vec<Bar> {
    let (Some(first), Some(last)) =
        (years.iter().map(|year| year.value).min(), years.iter().map(|year| year.value).max())
    else {
        return Vec::new();
    };
    let count = |value: i32| years.iter().find(|year| year.value == value).map(|year| year.count);
    let whole = last - first < MOST_YEARS;
    (first..=last)
        .filter_map(|value| {
            let count = count(value);
            let bar = Bar { date: PartialDate::Year(value), name: value.to_string(), count: count.unwrap_or(0) };
            (whole || count.is_some()).then_some(bar)
        })
        .collect()
}

/// The twelve months of a year. Releases of unknown month are in none of them.
fn by_month(year: &YearCount) -> Vec<Bar> {
    let bar = |month: u32| {
        let date = PartialDate::Month(year.value, month);
        let count = year.months.iter().find(|known| known.value == Some(date)).map_or(0, |known| known.count);
        Bar { date, name: short_month(month), count }
    };
    (1..=12).map(bar).collect()
}

fn drawing(request: &Request, bars: &[Bar], selected: Option<PartialDate>) -> Markup {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0).max(1) as f64;
    let step = WIDTH / bars.len() as f64;
    // A name needs some 50 units on a phone.
    let named = (50.0 / step).ceil().max(1.0) as usize;
    html! {
        svg.bars viewBox=(format!("0 0 {WIDTH} {}", HEIGHT + NAMES)) aria-hidden="true" focusable="false" {
            line.axis x1="0" x2=(WIDTH) y1=(HEIGHT) y2=(HEIGHT) {}
            @for (at, bar) in bars.iter().enumerate() {
                @let x = at as f64 * step;
                @let height = if bar.count == 0 { 0.0 } else { (bar.count as f64 / most * (HEIGHT - 4.0)).max(2.0) };
                a href=(href(request, bar)) tabindex="-1" {
                    title { (bar.date.in_words()) ": " (releases(bar.count)) }
                    // The whole column can be hit, however low the bar.
                    rect.column x=(format!("{x:.1}")) y="0" width=(format!("{step:.1}")) height=(HEIGHT + NAMES) {}
                    rect.bar.selected[selected == Some(bar.date)] x=(format!("{:.1}", x + step * 0.1))
                        y=(format!("{:.1}", HEIGHT - height)) width=(format!("{:.1}", step * 0.8)) height=(format!("{height:.1}")) {}
                    @if at % named == 0 {
                        text x=(format!("{:.1}", x + step / 2.0)) y=(HEIGHT + NAMES - 5.0) text-anchor="middle" { (bar.name) }
                    }
                }
            }
        }
    }
}

fn table(request: &Request, bars: &[Bar]) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { "Published" } th scope="col" { "Releases" } } }
            tbody {
                @for bar in bars {
                    tr {
                        th scope="row" { a href=(href(request, bar)) { (bar.date.in_words()) } }
                        td.count { (Grouped(bar.count)) }
                    }
                }
            }
        }
    }
}

/// The search within the dates of a bar.
fn href(request: &Request, bar: &Bar) -> String {
    link::dated(request, Some(bar.date))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::query::{Strictness, parse_parameters};

    fn page(parameters: &str) -> String {
        let request = parse_parameters(parameters, Strictness::Strict).expect("a request");
        histogram(&request, &sample::facets()).into_string()
    }

    #[test]
    fn years_without_releases_have_their_place() {
        let page = page("q=a");
        assert_eq!(sample::count(&page, "svg a"), 9);
        let rows = [sample::texts(&page, "tbody th"), sample::texts(&page, "tbody td")];
        let shown = rows.map(|cells| [cells[0].clone(), cells[1].clone(), cells[8].clone()].join(" "));
        assert_eq!(shown, ["2009 2010 2017", "222 0 1,000"]);
        assert_eq!(sample::attribute(&page, "tbody a", "href").as_deref(), Some("/search?q=a&from=2009&to=2009"));
        assert_eq!(sample::text(&page, "figcaption"), "By year · 12 undated");
    }

    #[test]
    fn a_selected_year_opens_into_its_months() {
        let page = page("q=a&from=2017-02&to=2017-02");
        assert_eq!(sample::texts(&page, "tbody tr:nth-child(2) > *"), ["February 2017", "7"]);
        assert_eq!((sample::count(&page, "svg a"), sample::count(&page, "rect.selected")), (12, 1));
        assert!(sample::text(&page, "figcaption").starts_with("By month of 2017 · all years"));
    }

    #[test]
    fn bars_have_their_numbers_in_the_table_and_no_place_among_the_stops_of_the_keyboard() {
        let page = page("q=a");
        assert_eq!(sample::count(&page, "svg[aria-hidden=true] a[tabindex='-1']"), sample::count(&page, "svg a"));
        assert_eq!(sample::attributes(&page, "svg a", "href"), sample::attributes(&page, "tbody a", "href"));
    }
}
