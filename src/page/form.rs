//! The search box, and what forms must carry along.

use maud::{Markup, html};

use crate::query::{Matching, Request, parameters};
use crate::release::PartialDate;

/// The search box: a new query keeps the selections, not the place in the results.
pub(super) fn search_box(request: &Request) -> Markup {
    html! {
        search {
            form.box action="/search" method="get" role="search" {
                label.unseen for="q" { "Search the archive" }
                input #q type="search" name="q" value=(request.query.text) placeholder="Words, \"a phrase\", -without"
                    dir="auto" autocapitalize="none" spellcheck="false" maxlength="2048";
                (carried(request, &["q", "cursor"]))
                button type="submit" { "Search" }
            }
        }
    }
}

/// The range of dates, to be typed.
pub(super) fn date_range(request: &Request) -> Markup {
    html! {
        form.range action="/search" method="get" {
            (carried(request, &["from", "to", "undated", "cursor"]))
            label { "From" input type="text" name="from" value=[request.from.map(PartialDate::in_words)] placeholder="2016" size="10" maxlength="20"; }
            label { "To" input type="text" name="to" value=[request.to.map(PartialDate::in_words)] placeholder="May 2017" size="10" maxlength="20"; }
            button type="submit" { "Apply" }
        }
    }
}

/// The same search for any of its words instead of all.
pub(super) fn any_word(request: &Request) -> Request {
    Request { matching: Matching::Any, cursor: None, ..request.clone() }
}

/// The parameters of a request as hidden fields, but for some.
pub(super) fn carried(request: &Request, without: &[&str]) -> Markup {
    html! {
        @for (name, value) in parameters(request) {
            @if !without.contains(&name) { input type="hidden" name=(name) value=(value); }
        }
    }
}
