//! What is selected beside the query: each a link that takes it back.

use maud::{Markup, html};

use super::date::range;
use super::{link, name};
use crate::query::{Facet, Request, Undated};
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
    let mut chips = Vec::new();
    for facet in Facet::ALL {
        let Some(choice) = request.choice(facet) else { continue };
        let chip = |value: &String, excluded: bool| {
            let label = label(facet, value, facets);
            Chip {
                label: if excluded { format!("not {label}") } else { label },
                href: link::toggled(request, facet, value),
            }
        };
        chips.extend(choice.any_of.iter().map(|value| chip(value, false)));
        chips.extend(choice.none_of.iter().map(|value| chip(value, true)));
    }
    if let Some(label) = range(request.from, request.to) {
        let href = link::changed(request, |request| (request.from, request.to) = (None, None));
        chips.push(Chip { label, href });
    }
    if let Some(undated) = request.undated {
        let label = match undated {
            Undated::Include => "undated too",
            Undated::Only => "only undated",
            Undated::Exclude => "without undated",
        };
        let href = link::changed(request, |request| request.undated = None);
        chips.push(Chip { label: label.to_owned(), href });
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
fn label(facet: Facet, value: &str, facets: Option<&FacetCounts>) -> String {
    let flat = |counts: &Option<Vec<ValueCount>>| {
        counts.iter().flatten().find(|count| count.value == value).map(|count| count.label.clone())
    };
    let label = facets.and_then(|facets| match facet {
        Facet::Topic => topic_label(facets.topic.as_deref().unwrap_or_default(), value),
        Facet::Publisher => flat(&facets.publisher),
        Facet::Kind | Facet::Language | Facet::Date => None,
    });
    name::value(facet, value, label.as_deref().unwrap_or(value))
}

fn topic_label(topics: &[TopicCount], value: &str) -> Option<String> {
    topics.iter().find_map(|topic| {
        if topic.value == value { Some(topic.label.clone()) } else { topic_label(&topic.children, value) }
    })
}
