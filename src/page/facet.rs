//! The sidebar: every facet with its counts; each value a link that selects it or takes the selection back.

use maud::{Markup, html};

use super::number::releases;
use super::{link, name, topic, year};
use crate::query::{Facet, Request};
use crate::results::{FacetCounts, Selected, ValueCount};
use crate::text::Grouped;

/// How many values of a facet show at once.
const SHOWN: usize = 10;
/// How many more can be unfolded.
const UNFOLDED: usize = 90;

/// The sidebar of a search, under its name.
pub(super) fn sidebar(name: &str, request: &Request, facets: &FacetCounts) -> Markup {
    html! {
        nav.narrow aria-label=(name) {
            details {
                summary { (name) }
                (topic::section(request, facets))
                (year::section(request, facets))
                (section(request, Facet::Kind, "Kind", facets.kind.as_deref()))
                (section(request, Facet::Publisher, "Publisher", facets.publisher.as_deref()))
                (section(request, Facet::Language, "Language", facets.language.as_deref()))
            }
        }
    }
}

/// A flat facet.
fn section(request: &Request, facet: Facet, heading: &str, counts: Option<&[ValueCount]>) -> Markup {
    let values = counts.unwrap_or_default();
    html! {
        @if !values.is_empty() {
            section {
                h2 { (heading) }
                (folded(values, |count| html! {
                    li { (value(request, facet, &count.value, &count.label, count.count, count.selected)) }
                }))
            }
        }
    }
}

/// A list of which the first entries show, and more unfold.
pub(super) fn folded<T>(values: &[T], item: impl Fn(&T) -> Markup) -> Markup {
    let (shown, rest) = values.split_at(values.len().min(SHOWN));
    html! {
        ul { @for value in shown { (item(value)) } }
        @if !rest.is_empty() {
            details.more {
                summary { (Grouped(rest.len() as u64)) " more" }
                ul { @for value in rest.iter().take(UNFOLDED) { (item(value)) } }
                @if rest.len() > UNFOLDED { p.quiet { "… and " (Grouped((rest.len() - UNFOLDED) as u64)) " with fewer" } }
            }
        }
    }
}

/// One value: a link that selects it or takes the selection back, and one that excludes it.
pub(super) fn value(
    request: &Request,
    facet: Facet,
    value: &str,
    label: &str,
    count: u64,
    selected: Selected,
) -> Markup {
    let label = name::value(facet, value, label);
    html! {
        a.value.excluded[selected == Selected::Excluded] href=(link::toggled(request, facet, value))
            aria-current=[(selected == Selected::Yes).then_some("true")] {
            @if selected == Selected::Excluded { span.unseen { "Excluded: " } }
            span.label dir="auto" { (label) } (counter(count))
        }
        @if selected == Selected::No {
            a.not href=(link::excluded(request, facet, value)) aria-label={ "not " (label) } { "not" }
        }
    }
}

/// A count behind a label.
pub(super) fn counter(count: u64) -> Markup {
    html! { " " span.count title=(releases(count)) { (Grouped(count)) } }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::query::{Strictness, parse_parameters};

    fn page(parameters: &str, facets: &FacetCounts) -> String {
        let request = parse_parameters(parameters, Strictness::Strict).expect("a request");
        sidebar("Narrow the results", &request, facets).into_string()
    }

    #[test]
    fn every_value_is_a_link_that_selects_it_and_one_that_excludes_it() {
        let page = page("q=a&cursor=r-0-0-0", &sample::facets());
        assert_eq!(sample::texts(&page, "h2"), ["Topic", "Date", "Kind", "Publisher", "Language"]);
        let links = sample::attributes(&page, ".topics a", "href");
        assert_eq!(
            links,
            [
                "/search?q=a&topic=workforce",
                "/search?q=a&topic=-workforce",
                "/search?q=a&topic=workforce%2Frecruitment",
                "/search?q=a&topic=-workforce%2Frecruitment",
            ]
        );
        assert_eq!(sample::text(&page, ".topics a"), "Workforce 1,200");
    }

    #[test]
    fn selected_and_excluded_values_take_themselves_back() {
        let mut facets = sample::facets();
        for (value, selected) in facets.kind.iter_mut().flatten().zip([Selected::Yes, Selected::Excluded]) {
            value.selected = selected;
        }
        let page = page("kind=news&kind=-blog", &facets);
        assert_eq!(sample::texts(&page, "a[aria-current=true]"), ["News 1,100"]);
        assert_eq!(sample::attribute(&page, "a[aria-current]", "href").as_deref(), Some("/search?kind=-blog"));
        assert_eq!(sample::attribute(&page, "a.excluded", "href").as_deref(), Some("/search?kind=news"));
    }

    #[test]
    fn long_lists_unfold() {
        let one = ValueCount { value: "x".into(), label: "X".into(), count: 1, selected: Selected::No };
        let facets = FacetCounts { publisher: Some(vec![one; 130]), ..FacetCounts::default() };
        let page = page("", &facets);
        assert_eq!(sample::text(&page, ".more summary"), "120 more");
        assert_eq!(sample::text(&page, ".more p"), "… and 30 with fewer");
    }
}
