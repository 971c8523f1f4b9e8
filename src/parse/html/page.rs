//! What is read of a page: what its head says of it, and its body as an [`Outline`].

use scraper::node::Element as Tag;
use serde_json::Value;

use super::super::paragraphs::one_line;
use super::outline::Outline;

/// A script of data longer than this is no description of one article.
const LONGEST_DATA: usize = 1 << 20;

/// All that is read of a page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// `<html lang>`.
    pub(super) language: Option<String>,
    /// `<title>`.
    pub(super) title: Option<String>,
    /// `<meta>`: name or property in lower case, content.
    pub(super) metas: Vec<(String, String)>,
    /// `<link rel=canonical>`.
    pub(super) canonical: Option<String>,
    /// Where a browser says it saved the page from.
    pub(super) saved_from: Option<String>,
    /// JSON-LD.
    pub(super) data: Vec<Value>,
    pub(super) outline: Outline,
}

impl Page {
    /// The contents of the metas of this name.
    pub(super) fn metas<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.metas.iter().filter(move |(known, _)| known == name).map(|(_, content)| content.as_str())
    }

    /// The content of the first meta of this name.
    pub(super) fn meta<'p>(&'p self, name: &'p str) -> Option<&'p str> {
        self.metas(name).next()
    }

    /// Takes in an element that describes the page, where it does.
    pub(super) fn describe(&mut self, tag: &Tag, own_text: impl Fn() -> String) {
        match tag.name() {
            // An `svg` in the body has titles too, and is not entered.
            "title" => self.title = self.title.take().or_else(|| filled(Some(&own_text()))),
            "meta" => self.add_meta(tag),
            "link" if tag.attr("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.canonical = self.canonical.take().or_else(|| filled(tag.attr("href")));
            }
            "script" if tag.attr("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json")) => {
                self.add_data(&own_text());
            }
            _ => {}
        }
    }

    fn add_meta(&mut self, tag: &Tag) {
        let Some(content) = filled(tag.attr("content")) else { return };
        for name in ["name", "property", "itemprop"].into_iter().filter_map(|key| tag.attr(key)) {
            // Most pages state one property per meta; some state a list of them.
            for name in name.split_whitespace() {
                self.metas.push((name.to_ascii_lowercase(), content.clone()));
            }
        }
    }

    fn add_data(&mut self, text: &str) {
        if text.len() > LONGEST_DATA {
            return;
        }
        let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
        // Raw line ends within strings are not JSON, and common.
        let value =
            serde_json::from_str(text).or_else(|_| serde_json::from_str(&text.replace(|c: char| c.is_control(), " ")));
        self.data.extend(value);
    }

    /// `saved from url=(0042)https://…` (browsers), ` url: https://…` (pages in a single file).
    pub(super) fn comment(&mut self, comment: &str) {
        let url = ["saved from url=", "url: "].iter().find_map(|mark| {
            let (_, after) = comment.split_once(mark)?;
            let after = if after.starts_with('(') { after.split_once(')')?.1 } else { after };
            after.split_whitespace().next().filter(|url| url.starts_with("http"))
        });
        if let Some(url) = url {
            self.saved_from.get_or_insert_with(|| url.to_owned());
        }
    }
}

/// An attribute that says something, as one line.
pub(super) fn filled(value: Option<&str>) -> Option<String> {
    value.map(one_line).filter(|value| !value.is_empty())
}
