//! The page of an error: what happened, and a way out.

use maud::html;

use super::layout::Layout;
use crate::query::Request;

/// An error as readers see it.
#[derive(Debug)]
pub struct ErrorPage<'a> {
    /// The HTTP status.
    pub status: u16,
    /// In a few words.
    pub title: &'a str,
    /// In sentences.
    pub message: &'a str,
    /// Where to go on: address and words.
    pub way_out: (&'a str, &'a str),
    /// The name of the request, for those who report it.
    pub request: Option<&'a str>,
}

impl ErrorPage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let (href, words) = self.way_out;
        Layout {
            title: Some(self.title),
            place: None,
            request: &Request::all(),
            head: html! { meta name="robots" content="noindex"; },
            sidebar: None,
            main: html! {
                p.quiet { "Error " (self.status) }
                h1 { (self.title) }
                p.lead { (self.message) }
                p { a href=(href) { (words) } }
                @if let Some(request) = self.request { p.quiet { "Request " code { (request) } } }
            },
            index: None,
        }
        .render()
    }
}
