//! Atom, RFC 4287.

use std::fmt::Write as _;

use super::entry::instant;
use super::xml::escape;
use super::{Entry, Feed};
use crate::release::is_web_address;

impl Feed<'_> {
    /// The feed as an Atom document. A date that is not known to the day stands in `dc:date`, which may be partial.
    pub fn atom(&self) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n",
        );
        element(&mut out, 1, "id", &self.id());
        element(&mut out, 1, "title", &self.title());
        element(&mut out, 1, "updated", &instant(self.updated()));
        out.push_str("  <author><name>Pressmark</name></author>\n");
        link(&mut out, 1, "self", "application/atom+xml", &self.address(".atom"));
        link(&mut out, 1, "alternate", "text/html", &self.address(""));
        if let Some(next) = self.next(".atom") {
            link(&mut out, 1, "next", "application/atom+xml", &next);
        }
        for entry in self.entries {
            self.write_entry(&mut out, entry);
        }
        out.push_str("</feed>\n");
        out
    }

    fn write_entry(&self, out: &mut String, entry: &Entry<'_>) {
        let hit = entry.hit;
        out.push_str("  <entry>\n");
        element(out, 2, "id", &entry.id());
        element(out, 2, "title", &entry.title());
        link(out, 2, "alternate", "text/html", &format!("{}{}", self.site, entry.path()));
        if let Some(url) = hit.url.as_deref().filter(|url| is_web_address(url)) {
            let _ = writeln!(out, "    <link rel=\"via\" href=\"{}\"/>", escape(url));
        }
        element(out, 2, "updated", &instant(entry.updated()));
        if let Some(published) = entry.published() {
            element(out, 2, "published", &published);
        } else if let Some(published) = &hit.published {
            element(out, 2, "dc:date", &published.date.to_string());
        }
        if let Some(publisher) = &hit.publisher {
            let _ = writeln!(out, "    <author><name>{}</name></author>", escape(publisher));
            element(out, 2, "dc:publisher", publisher);
        }
        if hit.language.as_str() != "und" {
            element(out, 2, "dc:language", hit.language.as_str());
        }
        for topic in &hit.topics {
            let (term, label) = (escape(&topic.path), escape(&topic.label));
            let _ = writeln!(out, "    <category term=\"{term}\" label=\"{label}\"/>");
        }
        element(out, 2, "summary", &entry.summary());
        out.push_str("  </entry>\n");
    }
}

fn element(out: &mut String, depth: usize, name: &str, text: &str) {
    let indent = "  ".repeat(depth);
    let _ = writeln!(out, "{indent}<{name}>{}</{name}>", escape(text));
}

fn link(out: &mut String, depth: usize, rel: &str, media_type: &str, href: &str) {
    let indent = "  ".repeat(depth);
    let _ = writeln!(out, "{indent}<link rel=\"{rel}\" type=\"{media_type}\" href=\"{}\"/>", escape(href));
}
