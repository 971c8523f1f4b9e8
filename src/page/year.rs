//! The dates of the sidebar: years, months under the selected year, the undated. Drilling down writes `from` and `to`.

use maud::{Markup, html};

use super::date::month_name;
use super::facet::{counter, folded};
use super::{form, link};
use crate::query::{Request, Undated};
use crate::release::PartialDate;
use crate::results::{FacetCounts, MonthCount, YearCount};

/// The dates of a search.
pub(super) fn section(request: &Request, facets: &FacetCounts) -> Markup {
    let years = facets.year.as_deref().unwrap_or_default();
    html! {
        @if facets.year.is_some() || facets.undated.is_some() {
            section.dates {
                h2 { "Date" }
                (folded(years, |year| of_year(request, year)))
                @if let Some(undated) = facets.undated { ul { (of_undated(request, undated)) } }
                (form::date_range(request))
            }
        }
    }
}

fn of_year(request: &Request, year: &YearCount) -> Markup {
    let date = PartialDate::Year(year.value);
    let unfolded = span(request).is_some_and(|span| span.in_year() == year.value);
    html! {
        li {
            (of_date(request, date, &year.value.to_string(), year.count))
            @if unfolded && !year.months.is_empty() {
                ul { @for month in &year.months { li { (of_month(request, month)) } } }
            }
        }
    }
}

fn of_month(request: &Request, month: &MonthCount) -> Markup {
    match month.value {
        Some(date @ PartialDate::Month(_, number)) => of_date(request, date, month_name(number), month.count),
        // No range holds these and no others.
        _ => html! { span.value { "month unknown" (counter(month.count)) } },
    }
}

/// A link that selects a year or a month, or takes the selection back.
fn of_date(request: &Request, date: PartialDate, label: &str, count: u64) -> Markup {
    let selected = span(request) == Some(date);
    let href = link::dated(request, (!selected).then_some(date));
    html! {
        a.value href=(href) aria-current=[selected.then_some("true")] { span.label { (label) } (counter(count)) }
    }
}

fn of_undated(request: &Request, count: u64) -> Markup {
    let set = |undated: Option<Undated>| link::undated(request, undated);
    let only = request.undated == Some(Undated::Only);
    let excluded = request.undated == Some(Undated::Exclude);
    html! {
        li {
            a.value.excluded[excluded] href=(set((!only && !excluded).then_some(Undated::Only)))
                aria-current=[only.then_some("true")] {
                @if excluded { span.unseen { "Excluded: " } }
                span.label { "Undated" } (counter(count))
            }
            @if !only && !request.restricts_dates() {
                a.not href=(set(Some(Undated::Exclude))) aria-label="not undated" { "not" }
            }
        }
    }
}

/// The one year, month or day that `from` and `to` make.
pub(super) fn span(request: &Request) -> Option<PartialDate> {
    request.from.filter(|_| request.from == request.to)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::query::{Strictness, parse_parameters};

    fn page(parameters: &str) -> String {
        let request = parse_parameters(parameters, Strictness::Strict).expect("a request");
        section(&request, &sample::facets()).into_string()
    }

    #[test]
    fn years_select_and_the_selected_year_shows_its_months() {
        let page_of_all = page("q=a");
        assert_eq!(sample::texts(&page_of_all, "a.value"), ["2017 1,000", "2009 222", "Undated 12"]);
        assert_eq!(
            sample::attributes(&page_of_all, "a.value", "href"),
            ["/search?q=a&from=2017&to=2017", "/search?q=a&from=2009&to=2009", "/search?q=a&undated=only"]
        );
        let page_of_year = page("q=a&from=2017&to=2017");
        assert_eq!(sample::texts(&page_of_year, "ul ul .value"), ["February 7", "month unknown 3"]);
        assert_eq!(
            sample::attribute(&page_of_year, "ul ul a", "href").as_deref(),
            Some("/search?q=a&from=2017-02&to=2017-02")
        );
        assert_eq!(sample::attribute(&page_of_year, "a[aria-current]", "href").as_deref(), Some("/search?q=a"));
    }

    #[test]
    fn a_selected_month_keeps_its_year_open() {
        assert_eq!(sample::texts(&page("from=2017-02&to=2017-02"), "a[aria-current]"), ["February 7"]);
    }

    #[test]
    fn the_undated_are_selected_left_out_and_taken_back() {
        assert_eq!(sample::attribute(&page("q=a"), "a.not", "href").as_deref(), Some("/search?q=a&undated=exclude"));
        let only = page("q=a&undated=only");
        assert_eq!(sample::attribute(&only, "a[aria-current]", "href").as_deref(), Some("/search?q=a"));
        assert_eq!(sample::attribute(&page("undated=exclude"), "a.excluded", "href").as_deref(), Some("/search"));
    }

    #[test]
    fn typed_dates_keep_the_query() {
        let page = page("q=a&from=2016");
        assert_eq!(sample::attributes(&page, ".range input[type=hidden]", "name"), ["q"]);
        assert_eq!(sample::attribute(&page, ".range input[name=from]", "value").as_deref(), Some("2016"));
    }
}
