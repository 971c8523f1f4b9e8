//! How to ask: the query language by examples that find something in the archive at hand.

use maud::html;

use super::layout::Layout;
use super::link;
use crate::query::Request;
use crate::results::{Example, Help};

/// How to ask.
#[derive(Debug)]
pub struct HelpPage<'a> {
    /// The examples.
    pub help: &'a Help,
}

impl HelpPage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let Help { examples, index } = self.help;
        let main = html! {
            h1 { "How to search" }
            p.lead {
                "Type words: a release must have all of them, and each word also finds its inflections. Everything else is "
                "an addition, and nothing you type can break: what cannot be read as an operator is read as words, and the "
                "results say how your query was read."
            }
            h2 #examples { "By example" }
            p { "Each example is a search of this archive." }
            div.wide role="region" aria-labelledby="examples" tabindex="0" {
                table.examples {
                    thead { tr { th scope="col" { "Finds" } th scope="col" { "Query" } } }
                    tbody {
                        @for Example { finds, q } in examples {
                            tr { th scope="row" { (finds) } td { a href=(link::search(&Request::of(q))) dir="auto" { code { (q) } } } }
                        }
                    }
                }
            }
            h2 { "Good to know" }
            ul {
                li { "Case, accents and punctuation do not matter. Quoted words are taken exactly, without their inflections, small words included." }
                li { "Short forms find what they stand for, and names their short forms, as the archive itself explains them. The results say what was added, and a link leaves it out." }
                li { "Dates are searched as exactly as they are known: a release dated " q { "2017" } " is found by any range that touches 2017. Undated releases are counted apart and left out once you give a range, unless you take them in." }
                li { "In the date fields you can type " code { "2016" } ", " code { "May 2016" } " or " code { "3 May 2016" } "." }
                li { "In the sidebar, several values of one kind widen the search, values of different kinds narrow it, and " q { "not" } " leaves one out. The counts of values not chosen stay what they would be." }
                li { "A release may have been reworded. Search covers the latest wordings, and says when earlier ones match too." }
                li { "Press " kbd { "/" } " to go to the search box." }
            }
            p { a href="/about" { "What this archive is, its limits, and how to cite it" } }
            p.twins { "These examples as " a href="/help.json" { "JSON" } }
        };
        Layout {
            title: Some("How to search"),
            place: Some("/help"),
            request: &Request::all(),
            head: html! { link rel="alternate" type="application/json" href="/help.json"; },
            sidebar: None,
            main,
            index: Some(index),
        }
        .render()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn examples_are_made_of_what_the_archive_has() {
        let page = HelpPage { help: &Help::of(&sample::results()) }.render();
        let queries = sample::texts(&page, ".examples code");
        assert!(queries.contains(&"\"police chiefs\"".to_owned()), "{queries:?}");
        assert!(
            queries.contains(&"police date:2017-02".to_owned())
                && queries.contains(&"url:northmere.example".to_owned())
        );
        assert_eq!(sample::attribute(&page, ".examples a", "href").as_deref(), Some("/search?q=police+chiefs"));
    }

    #[test]
    fn without_releases_there_are_examples_still() {
        let page = HelpPage { help: &Help::of(&sample::nothing()) }.render();
        assert_eq!(sample::count(&page, ".examples tbody tr"), 6);
    }
}
