//! What every page has: head, header with the search box, landmarks, footer.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::form::search_box;
use super::number::releases;
use super::style::{MARK, script_href, stylesheet_href};
use crate::query::Request;
use crate::results::IndexState;

/// Where else to go, from every page.
const PLACES: [(&str, &str); 5] =
    [("/topics", "Topics"), ("/trends", "Trends"), ("/coverage", "Coverage"), ("/help", "Help"), ("/about", "About")];

/// A page before it is written out.
pub(super) struct Layout<'a> {
    /// What the window is called, without the name of the program.
    pub(super) title: Option<&'a str>,
    /// Its path, where it is one of those to which every page leads.
    pub(super) place: Option<&'static str>,
    /// What the search box holds and keeps.
    pub(super) request: &'a Request,
    /// More for the `<head>`.
    pub(super) head: Markup,
    /// The sidebar.
    pub(super) sidebar: Option<Markup>,
    /// The page itself.
    pub(super) main: Markup,
    /// What was searched, for the footer.
    pub(super) index: Option<&'a IndexState>,
}

impl Layout<'_> {
    /// The whole document.
    pub(super) fn render(self) -> String {
        let title = match self.title {
            Some(title) => format!("{title} – Pressmark"),
            None => "Pressmark".to_owned(),
        };
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    title { (title) }
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    link rel="stylesheet" href=(stylesheet_href());
                    link rel="icon" href="/mark.svg" type="image/svg+xml";
                    link rel="search" type="application/opensearchdescription+xml" title="Pressmark" href="/opensearch.xml";
                    script src=(script_href()) defer {}
                    (self.head)
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    header.top {
                        a.brand href="/" { (PreEscaped(MARK)) "Pressmark" }
                        (search_box(self.request))
                        nav.places aria-label="This archive" {
                            ul {
                                @for (path, name) in PLACES {
                                    li { a href=(path) aria-current=[(self.place == Some(path)).then_some("page")] { (name) } }
                                }
                            }
                        }
                    }
                    div.page.columns[self.sidebar.is_some()] {
                        @if let Some(sidebar) = &self.sidebar { (sidebar) }
                        main #main tabindex="-1" { (self.main) }
                    }
                    footer {
                        p {
                            a href="/" { "Search" } " · " a href="/help" { "Help" } " · " a href="/about" { "About and how to cite" }
                            " · " a href="/docs" { "API" }
                            @if let Some(index) = self.index {
                                " · " (releases(index.releases)) " in this archive · index " code { (index.generation) }
                            }
                        }
                    }
                }
            }
        };
        page.into_string()
    }
}
