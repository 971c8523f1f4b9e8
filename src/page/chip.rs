//! What is selected beside the query: each a link that takes it back.

use maud::{Markup, html};

use super::date::range;
use super::{link, name};
use crate::query::{Facet, Matching, Request, TimelineRequest, Undated};
use crate::results::{FacetCounts, TopicCount, ValueCount};

/// One selection.
pub(super) struct Chip {
    /// What it says of the results.
    label: String,
    /// The search without it.
    href: String,
}

/// Every selection of a request, named as the facets name it.
pub(super) fn chips(request: &Request, facets: Option<&FacetCounts>) -> Vec<Chip> {
    let mut chips = selections(request, facets, &|request| link::changed(request, |_| ()));
    if request.matching == Matching::Any {
        let href = link::changed(request, |request| request.matching = Matching::All);
        chips.push(Chip { label: "any of the words".to_owned(), href });
    }
    chips
}

/// Every selection of a comparison over time.
pub(super) fn trend_chips(asked: &TimelineRequest) -> Vec<Chip> {
    let href = |request: &Request| link::trends(&TimelineRequest { selection: request.clone(), ..asked.clone() });
    selections(&asked.selection, None, &href)
}

/// The selections, each with the address of the request without it.
fn selections(request: &Request, facets: Option<&FacetCounts>, href: &dyn Fn(&Request) -> String) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut add = |label: String, change: &dyn Fn(&mut Request)| {
        let mut without = request.clone();
        change(&mut without);
        chips.push(Chip { label, href: href(&without) });
    };
    for facet in Facet::ALL {
        let Some(choice) = request.choice(facet) else { continue };
        let any = choice.any_of.iter().map(|value| (value, ""));
        for (value, not) in any.chain(choice.none_of.iter().map(|value| (value, "not "))) {
            add(format!("{not}{}", label(facet, value, facets)), &|request| {
                if let Some(choice) = request.choice_mut(facet) {
                    choice.toggle(value);
                }
            });
        }
    }
    if let Some(label) = range(request.from, request.to) {
        add(label, &|request| (request.from, request.to) = (None, None));
    }
    if let Some(undated) = request.undated {
        let label = match undated {
            Undated::Include => "undated too",
            Undated::Only => "only undated",
            Undated::Exclude => "without undated",
        };
        add(label.to_owned(), &|request| request.undated = None);
    }
    chips
}

/// The selections above the results.
pub(super) fn chip_list(chips: &[Chip], request: &Request) -> Markup {
    html! {
        @if !chips.is_empty() {
            ul.chips aria-label="Selected" {
                @for chip in chips {
                    li {
                        a href=(chip.href) aria-label={ "Remove: " (chip.label) } {
                            (chip.label) " " span.cross aria-hidden="true" { "×" }
                        }
                    }
                }
                @if chips.len() > 1 {
                    li { a.clear href=(link::search(&link::words_of(request))) { "Remove all" } }
                }
            }
        }
    }
}

/// The ways to loosen a search that found nothing.
pub(super) fn removals(chips: &[Chip]) -> Markup {
    html! {
        @for chip in chips { li { a href=(chip.href) { "Remove “" (chip.label) "”" } } }
    }
}

/// What a reader calls a value.
fn label<'f>(facet: Facet, value: &str, facets: Option<&'f FacetCounts>) -> String {
    let flat = |counts: &'f Option<Vec<ValueCount>>| {
        counts.iter().flatten().find(|count| *count.value == *value).map(|count| &*count.label)
    };
    let label = facets.and_then(|facets| match facet {
        Facet::Topic => topic_label(facets.topic.as_deref().unwrap_or_default(), value),
        Facet::Publisher => flat(&facets.publisher),
        Facet::Kind | Facet::Language | Facet::Date => None,
    });
    name::value(facet, value, label.unwrap_or(value))
}

fn topic_label<'t>(topics: &'t [TopicCount], value: &str) -> Option<&'t str> {
    topics.iter().find_map(|topic| {
        if *topic.value == *value { Some(&*topic.label) } else { topic_label(&topic.children, value) }
    })
}
