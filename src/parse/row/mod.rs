//! One JSON object of an export: the release contract's own names, and those that other tools use.
//!
//! | of the release | the first of these that says something |
//! |---|---|
//! | `id` | `id` |
//! | `title` | `title`, `headline`, `og:title` |
//! | `published` | `published`, `date`, `published_at`, `publication_date`, `pub_date`, … as text or as our own object |
//! | `body` | `body`, `text`, `content`, `full_text`: plain or marked up |
//! | `summary` | `summary`, `description`, `standfirst`, `excerpt`, `og:description` |
//! | `url` | `url`, `link`, `permalink`, else `source` where it is an address |
//! | `given_topics` | `given_topics`, else `topics`, `tags`, `categories`, `keywords` |
//! | `publisher` | `publisher`, `organisation`, `organization`, `force`, `pressroom_name`, `source_name`, `og:site_name` |
//! | `authors` | `authors`, `author`, `byline`, `member` |
//! | `publish_after` | `publish_after`, `embargo_until`: a time; a row with anything else there fails |
//!
//! In names, case, spaces and marks make no difference: `Published At` is `published_at`. Records of CSV tables come as
//! such objects too, and so do the elements of XML exports. Where a [`Mapping`](crate::archive::Mapping) names the fields,
//! the names it gives stand before these.
//!
//! `collected_at`, `updated_at`, `scraped_at` and their like tell of the collecting and are never read.

mod fields;
mod mapped;
mod published;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::release::{Kind, Language, is_web_address, read_moment};

use super::made_title::made_title;
use super::paragraphs::{one_line, paragraphs};
use super::summary::repeats;
use super::xml::Element;
use super::{DayOrder, Draft, Settings, Unread, html};
pub(super) use fields::{Fields, text};
use fields::{list, name};

const PUBLISHERS: [&str; 8] = [
    "publisher",
    "organisation",
    "organization",
    "force",
    "pressroom_name",
    "source_name",
    "og_site_name",
    "site_name",
];

/// Reads the one release of a row.
pub(super) fn read(source: &str, settings: &Settings) -> Result<Vec<Draft>, Unread> {
    let row = match serde_json::from_str(source) {
        Ok(Value::Object(row)) => mapped::row(row, settings.mapping.as_deref()),
        Ok(_) => return Err(Unread::Skipped("the row is no JSON object".to_owned())),
        Err(error) => return Err(Unread::Failed(format!("not JSON: {error}"))),
    };
    release(&Fields::new(row), settings, "row")
}

/// Reads the one release of an element of an XML export.
pub(super) fn read_element(source: &str, settings: &Settings) -> Result<Vec<Draft>, Unread> {
    let broken = |reason| Unread::Failed(format!("the record cannot be read: {reason}"));
    let row = Element::first(source).and_then(|element| mapped::element(&element, settings.mapping.as_deref()));
    release(&Fields::new(row.map_err(broken)?), settings, "record")
}

fn release(row: &Fields, settings: &Settings, what: &str) -> Result<Vec<Draft>, Unread> {
    let mut draft = stated(row, settings.day_order);
    if draft.title.is_none() && draft.body.is_empty() && draft.summary.is_none() {
        return Err(Unread::Skipped(match draft.url {
            Some(_) => format!("the {what} has a URL, but no title and no text"),
            None => format!("the {what} has no title and no text"),
        }));
    }
    if draft.body.is_empty() {
        draft.notes.push(format!("the {what} has no text"));
    } else {
        draft.summary = draft.summary.filter(|summary| !repeats(summary, &draft.body));
    }
    if draft.title.is_none() {
        draft.title = made_title(&draft.body).or_else(|| draft.summary.as_deref().and_then(made_title));
        draft.title_made = true;
    }
    Ok(vec![draft])
}

/// What the fields say, of a row or of front matter; nothing is made up.
pub(super) fn stated(row: &Fields, order: DayOrder) -> Draft {
    Draft {
        given_id: row.first(&["id"], text),
        title: row
            .first(&["title", "headline", "og_title"], text)
            .map(|title| plain(&title))
            .filter(|title| !title.is_empty()),
        title_made: row.first(&["title_made"], Value::as_bool).unwrap_or(false),
        claims: published::claims(row, order),
        kind: row.first(&["kind", "type"], text).and_then(|kind| kind.parse::<Kind>().ok()),
        publisher: row.first(&PUBLISHERS, name),
        authors: row.first(&["authors", "author", "byline", "member"], list).unwrap_or_default(),
        language: row.first(&["language", "lang"], text).and_then(|tag| Language::from_tag(&tag)),
        summary: row
            .first(&["summary", "description", "standfirst", "excerpt", "og_description"], text)
            .map(|summary| prose(&summary)),
        body: row.first(&["body", "text", "content", "full_text"], text).map(|body| prose(&body)).unwrap_or_default(),
        url: row.first(&["url", "link", "permalink"], text).or_else(|| row.first(&["source"], address)),
        given_topics: given_topics(row),
        publish_after: row.first(&["publish_after", "embargo_until"], publish_after),
        ..Draft::default()
    }
}

/// The time before which it is not to be shown, or what stands there instead of one.
fn publish_after(value: &Value) -> Option<Result<DateTime<Utc>, String>> {
    let written = value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned());
    (!value.is_null() && !written.is_empty()).then(|| read_moment(&written).ok_or(written))
}

/// A text that is a web address: a `source` may as well be the name of a feed.
fn address(value: &Value) -> Option<String> {
    text(value).filter(|text| is_web_address(text))
}

/// The topics the source names. A row of our own tells them apart from the `topics` that were found.
fn given_topics(row: &Fields) -> Vec<String> {
    let names: &[&str] =
        if row.has("given_topics") { &["given_topics"] } else { &["topics", "tags", "categories", "keywords"] };
    row.first(names, list).unwrap_or_default()
}

/// A one-line field: entities and tags, where an export left them in, are read.
pub(super) fn plain(source: &str) -> String {
    one_line(&if is_marked_up(source) { html::text(source) } else { source.to_owned() })
}

/// A field of paragraphs.
fn prose(source: &str) -> String {
    if is_marked_up(source) { html::text(source) } else { paragraphs(source) }
}

/// True where a field holds HTML rather than text: `a < b` does not.
pub(super) fn is_marked_up(source: &str) -> bool {
    const TAGS: [&str; 22] = [
        "p",
        "br",
        "div",
        "span",
        "a",
        "b",
        "i",
        "em",
        "strong",
        "ul",
        "ol",
        "li",
        "h2",
        "blockquote",
        "q",
        "h1",
        "h3",
        "h4",
        "img",
        "table",
        "sup",
        "hr",
    ];
    let closes = |rest: &str| rest.starts_with(['>', ' ', '/', '\n']);
    let tag = source.match_indices('<').any(|(at, _)| {
        let rest = source.get(at + 1..).unwrap_or_default().trim_start_matches('/');
        TAGS.iter().any(|tag| {
            rest.get(..tag.len()).is_some_and(|name| name.eq_ignore_ascii_case(tag))
                && rest.get(tag.len()..).is_some_and(closes)
        })
    });
    tag || ["&amp;", "&nbsp;", "&quot;", "&#", "&rsquo;", "&lsquo;", "&ndash;"].iter().any(|it| source.contains(it))
}
