//! A search that could not be read, and how its faults are told.

use maud::{Markup, html};

use super::layout::Layout;
use super::{link, text};
use crate::query::{Fault, Request};

/// A search that could not be read.
#[derive(Debug)]
pub struct FaultyPage<'a> {
    /// The query as typed, so that it is not lost.
    pub text: &'a str,
    /// What is wrong.
    pub faults: &'a [Fault],
}

impl FaultyPage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let request = Request::of(self.text);
        Layout {
            title: Some("This search cannot be read"),
            place: None,
            request: &request,
            head: html! { meta name="robots" content="noindex"; },
            sidebar: None,
            main: html! {
                h1 { "This search cannot be read" }
                (alert(self.faults))
                @if self.faults.iter().all(|fault| fault.name != "q") {
                    p { a href=(link::search(&request)) { "Search for the words alone" } }
                }
            },
            index: None,
        }
        .render()
    }
}

/// What is wrong, parameter by parameter.
pub(super) fn alert(faults: &[Fault]) -> Markup {
    html! {
        div.alert role="alert" {
            ul { @for fault in faults { li { code { (text::line(&fault.name)) } " " (text::line(&fault.reason)) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_faulty_search_keeps_the_words_and_names_the_faults() {
        let fault = |name: &str| Fault { name: name.to_owned(), reason: "is <wrong>".to_owned() };
        let page = FaultyPage { text: "a \"b", faults: &[fault("from")] }.render();
        assert_eq!(sample::attribute(&page, "#q", "value").as_deref(), Some("a \"b"));
        assert_eq!(sample::text(&page, "[role=alert] li"), "from is <wrong>");
        assert_eq!(sample::attribute(&page, "main p a", "href").as_deref(), Some("/search?q=a+%22b"));
        let page = FaultyPage { text: "a", faults: &[fault("q")] }.render();
        assert_eq!(sample::count(&page, "main p a"), 0);
    }
}
