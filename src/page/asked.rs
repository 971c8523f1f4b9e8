//! What was asked, beside what was found: other forms that were looked for, other spellings, and what there is to find.

use maud::{Markup, html};

use super::number::releases;
use super::{date, link, text};
use crate::query::{Expand, Request};
use crate::results::{Covered, ReadQuery};

/// What was looked for beside the words, and how to do without.
pub(super) fn expansions(query: &ReadQuery, request: &Request) -> Markup {
    html! {
        @if !query.expansions.is_empty() {
            p.note {
                "Searched also for "
                @for (at, expansion) in query.expansions.iter().enumerate() {
                    @if at > 0 { "; " }
                    @for (at, also) in expansion.also.iter().enumerate() {
                        @if at > 0 { ", " }
                        q dir="auto" { (text::line(also)) }
                    }
                    " (" (text::line(&expansion.words)) ")"
                }
                ". "
                a href=(link::changed(request, |request| request.expand = Expand::None)) { "Search only for what was typed" }
            }
        } @else if request.expand == Expand::None {
            p.note {
                "Searched only for what was typed. "
                a href=(link::changed(request, |request| request.expand = Expand::All)) {
                    "Search also for what short forms stand for"
                }
            }
        }
    }
}

/// What the archive covers, in a sentence.
pub(super) fn coverage(covered: &Covered) -> Markup {
    html! {
        @if let Some(range) = date::range(covered.from, covered.to) {
            p.covered {
                "The archive covers " (range)
                @if covered.undated > 0 { "; " (releases(covered.undated)) " in it " (if covered.undated == 1 { "has" } else { "have" }) " no date" }
                "."
            }
        }
    }
}

/// Another spelling, where one finds something.
pub(super) fn spelling(query: &ReadQuery, request: &Request) -> Markup {
    html! {
        @if let Some(spelling) = &query.spelling {
            p.spelling {
                "Did you mean "
                a href=(link::changed(request, |request| request.query.text.clone_from(&spelling.text))) dir="auto" {
                    (text::line(&spelling.text))
                }
                "?"
            }
        }
    }
}
