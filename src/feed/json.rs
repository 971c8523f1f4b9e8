//! JSON Feed 1.1.

use serde::Serialize;

use super::entry::instant;
use super::{Entry, Feed};
use crate::release::{PartialDate, ReleaseId, is_web_address};

/// A feed as a JSON Feed document. Its version stands first: readers look for it there.
#[derive(Debug, Serialize)]
pub struct JsonFeed<'a> {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    items: Vec<Item<'a>>,
}

#[derive(Debug, Serialize)]
struct Item<'a> {
    id: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<&'a str>,
    title: String,
    summary: String,
    content_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    _pressmark: Own<'a>,
}

#[derive(Debug, Serialize)]
struct Author<'a> {
    name: &'a str,
}

/// What JSON Feed has no field for.
#[derive(Debug, Serialize)]
struct Own<'a> {
    id: &'a ReleaseId,
    published: Option<PartialDate>,
    matched: &'a [String],
    version: u32,
    versions: u32,
}

impl Feed<'_> {
    /// The feed as a JSON Feed document.
    pub fn json(&self) -> JsonFeed<'_> {
        JsonFeed {
            version: "https://jsonfeed.org/version/1.1",
            title: self.title(),
            home_page_url: self.address(""),
            feed_url: self.address(".feed.json"),
            next_url: self.next(".feed.json"),
            items: self.entries.iter().map(|entry| self.item(entry)).collect(),
        }
    }

    fn item<'f>(&self, entry: &'f Entry<'_>) -> Item<'f> {
        let hit = entry.hit;
        Item {
            id: entry.id(),
            url: format!("{}{}", self.site, entry.path()),
            external_url: hit.url.as_deref().filter(|url| is_web_address(url)),
            title: entry.title(),
            summary: entry.summary(),
            content_text: &hit.snippet.text,
            date_published: entry.published(),
            date_modified: instant(entry.updated()),
            authors: hit.publisher.iter().map(|name| Author { name }).collect(),
            tags: hit.topics.iter().map(|topic| topic.label.as_str()).collect(),
            language: Some(hit.language.as_str()).filter(|language| *language != "und"),
            _pressmark: Own {
                id: &hit.id,
                published: hit.published.as_ref().map(|published| published.date),
                matched: entry.matched(),
                version: hit.version,
                versions: hit.versions,
            },
        }
    }
}
