//! The topic tree of the sidebar.

use maud::{Markup, html};

use super::facet::{folded, value};
use crate::query::{Facet, Request};
use crate::results::{FacetCounts, Selected, TopicCount};

/// Trees of so many topics are open; of larger ones, only the branches in which something is selected.
const OPEN: usize = 24;

/// The topics of a search.
pub(super) fn section(request: &Request, facets: &FacetCounts) -> Markup {
    let topics = facets.topic.as_deref().unwrap_or_default();
    let open = size(topics) <= OPEN;
    html! {
        @if !topics.is_empty() {
            section.topics {
                h2 { "Topic" }
                (folded(topics, |topic| branch(request, topic, open)))
            }
        }
    }
}

fn branch(request: &Request, topic: &TopicCount, open: bool) -> Markup {
    let unfolded = open || touched(topic);
    html! {
        li {
            (value(request, Facet::Topic, &topic.value, &topic.label, topic.count, topic.selected))
            @if !topic.children.is_empty() && unfolded {
                ul { @for child in &topic.children { (branch(request, child, open)) } }
            }
        }
    }
}

/// Whether anything is selected in a branch.
fn touched(topic: &TopicCount) -> bool {
    topic.selected != Selected::No || topic.children.iter().any(touched)
}

fn size(topics: &[TopicCount]) -> usize {
    topics.iter().map(|topic| 1 + size(&topic.children)).sum()
}
