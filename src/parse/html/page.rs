//! What is read of a page: what its head says of it, and its body as an [`Outline`].

use scraper::node::Element as Tag;
use serde_json::Value;

use super::super::paragraphs::one_line;
use super::kept::Kept;
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
    /// `<base href>`.
    pub(super) base: Option<String>,
    /// What the tool that kept the page says of it.
    pub(super) kept: Kept,
    /// Whether a web archive put its scripts in.
    replayed: bool,
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

    /// The language of the page, as it says.
    pub(super) fn language(&self) -> Option<&str> {
        let metas =
            || ["content-language", "og:locale", "dc.language", "language"].iter().find_map(|name| self.meta(name));
        self.language.as_deref().or_else(metas)
    }

    /// Takes in an element that describes the page, where it does.
    pub(super) fn describe(&mut self, tag: &Tag, own_text: impl Fn() -> String) {
        match tag.name() {
            // An `svg` in the body has titles too, and is not entered.
            "title" => self.title = self.title.take().or_else(|| filled(Some(&own_text()))),
            "meta" => self.add_meta(tag),
            "base" => self.base = self.base.take().or_else(|| filled(tag.attr("href"))),
            "link" if tag.attr("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.canonical = self.canonical.take().or_else(|| filled(tag.attr("href")));
            }
            "script" if tag.attr("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json")) => {
                self.add_data(&own_text());
            }
            "script" if tag.attr("src").is_some_and(|source| source.contains("archive.org/_static/")) => {
                self.replayed = true
            }
            "script" if self.replayed && tag.attr("src").is_none() => self.kept.script(&own_text()),
            _ => {}
        }
    }

    fn add_meta(&mut self, tag: &Tag) {
        let Some(content) = filled(tag.attr("content")) else { return };
        // `<html>` may say nothing, or say it only to old browsers.
        if tag.attr("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("content-language")) {
            self.metas.push(("content-language".to_owned(), content.clone()));
        }
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
        let text = bare(text);
        // Raw line ends within strings are not JSON, and common.
        let value =
            serde_json::from_str(text).or_else(|_| serde_json::from_str(&text.replace(|c: char| c.is_control(), " ")));
        self.data.extend(value);
    }
}

/// A script without what was put around it for browsers that know none: `<!--`, `//<![CDATA[`.
fn bare(script: &str) -> &str {
    const AROUND: [(&str, &str); 4] =
        [("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>"), ("/*<![CDATA[*/", "/*]]>*/")];
    let mut text = script.trim();
    for (start, end) in AROUND {
        if let Some(inner) = text.strip_prefix(start) {
            let inner = inner.trim_end();
            text = inner.strip_suffix(end).unwrap_or(inner).trim();
        }
    }
    text
}

/// An attribute that says something, as one line.
pub(super) fn filled(value: Option<&str>) -> Option<String> {
    value.map(one_line).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_found_within_what_hides_scripts() {
        for script in
            ["{\"a\": 1}", " <!-- {\"a\": 1} --> ", "<![CDATA[{\"a\": 1}]]>", "//<![CDATA[\n{\"a\": 1}\n//]]>"]
        {
            assert_eq!(bare(script), "{\"a\": 1}", "{script}");
        }
    }
}
