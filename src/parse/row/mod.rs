//! One JSON object of an export: the release contract's own names, and those that other tools use.
//!
//! | of the release | the first of these that says something |
//! |---|---|
//! | `id` | `id`, `base_path`, `content_id`; of an XML record also its own: `notice-id` in `<notice>` |
//! | `title` | `title`, `headline`, `og:title`; not where it is `UNKNOWN` or `Untitled` |
//! | `published` | `published`, `date`, `published_at`, `first_published_at`, `publication_date`, `pub_date`, … as text or as our own object |
//! | `body` | `body`, `text`, `content`, `full_text`, `details.body`: plain or marked up |
//! | `summary` | `summary`, `description`, `standfirst`, `excerpt`, `og:description` |
//! | `url` | `url`, `link`, `permalink`, `web_url`, else `source` where it is an address, else that among the translations |
//! | `given_topics` | `given_topics`, else `topics`, `tags`, `categories`, `keywords`, `subjects`, `links.taxons` |
//! | `publisher` | `publisher`, `organisation`, `organization`, `force`, `pressroom_name`, `source_name`, `og:site_name`, `links.organisations` |
//! | `authors` | `authors`, `author`, `byline`, `member` |
//! | `kind` | `kind`, `type`, `release_type`, `document_type`, the first that names one of ours |
//! | `language` | `language`, `lang`, `locale` |
//! | `publish_after` | `publish_after`, `embargo_until`: a time; a row with anything else there fails |
//!
//! In names, case, spaces and marks make no difference: `Published At` is `published_at`. A dot leads into an object, as
//! the content items of GOV.UK have them; of these, `base_path` names a page in one language, and `content_id` the page in
//! all. Records of CSV tables come as such objects too, and so do the elements of XML exports. Where a
//! [`Mapping`](crate::archive::Mapping) names the fields, the names it gives stand before these.
//!
//! `collected_at`, `updated_at`, `public_updated_at`, `scraped_at` and their like tell of the collecting or of changes and
//! are never read.

mod fields;
mod mapped;
mod printed_lines;
mod published;
mod trimmed;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::release::{Kind, Language, is_web_address, read_moment};

use super::made_title::made_title;
use super::paragraphs::{letters, one_line, paragraphs};
use super::references::unescaped;
use super::summary::repeats;
use super::xml::Element;
use super::{DayOrder, Draft, Settings, Unread, html};
pub(super) use fields::{Fields, text};
use fields::{list, name, rendition};

const PUBLISHERS: [&str; 10] = [
    "publisher",
    "organisation",
    "organization",
    "force",
    "pressroom_name",
    "source_name",
    "og_site_name",
    "site_name",
    "links.primary_publishing_organisation",
    "links.organisations",
];

/// What systems put where nobody wrote a headline, in letters alone.
const NO_TITLES: [&str; 4] = ["unknown", "untitled", "notitle", "titleunknown"];

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
    let element = Element::first(source).map_err(broken)?;
    let row = Fields::new(mapped::element(&element, settings.mapping.as_deref()).map_err(broken)?);
    let mut drafts = release(&row, settings, "record")?;
    // `<notice>` has its `<notice-id>`; the id of anything else in it is named after that.
    let own_id = format!("{}_id", element.local());
    for draft in &mut drafts {
        draft.given_id = draft.given_id.take().or_else(|| row.first(&[&own_id], text));
    }
    Ok(drafts)
}

fn release(row: &Fields, settings: &Settings, what: &str) -> Result<Vec<Draft>, Unread> {
    let mut draft = stated(row, settings.day_order);
    draft.body = trimmed::trimmed(&draft);
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
        given_id: row.first(&["id", "base_path", "content_id"], text),
        title: row
            .first(&["title", "headline", "og_title"], text)
            .map(|title| plain(&title))
            .filter(|title| !title.is_empty() && !NO_TITLES.contains(&letters(title).as_str())),
        title_made: row.first(&["title_made"], Value::as_bool).unwrap_or(false),
        claims: published::claims(row, order),
        kind: row.first(&["kind", "type", "release_type", "document_type"], |kind| text(kind)?.parse::<Kind>().ok()),
        publisher: row.first(&PUBLISHERS, name),
        authors: row.first(&["authors", "author", "byline", "member"], list).unwrap_or_default(),
        language: row.first(&["language", "lang", "locale"], |tag| Language::from_tag(&text(tag)?)),
        summary: row
            .first(&["summary", "description", "standfirst", "excerpt", "og_description"], text)
            .map(|summary| prose(&summary)),
        body: row
            .first(&["body", "text", "content", "full_text", "details.body"], rendition)
            .map(|body| prose(&body))
            .unwrap_or_default(),
        url: row
            .first(&["url", "link", "permalink", "web_url"], text)
            .or_else(|| row.first(&["source"], address))
            .or_else(|| among_translations(row)),
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

/// The whole address of an item of GOV.UK. It has a path by itself, which is none without a host; but it stands among its
/// own translations, and there it is whole.
fn among_translations(row: &Fields) -> Option<String> {
    let path = row.first(&["base_path"], text)?;
    let is_own = |page: &&Value| page.get("base_path").and_then(Value::as_str) == Some(&path);
    row.first(&["links.available_translations"], |pages| {
        address(pages.as_array()?.iter().find(is_own)?.get("web_url")?)
    })
}

/// The topics the source names. A row of our own tells them apart from the `topics` that were found.
fn given_topics(row: &Fields) -> Vec<String> {
    let names: &[&str] = if row.has("given_topics") {
        &["given_topics"]
    } else {
        &["topics", "tags", "categories", "keywords", "subjects", "links.taxons"]
    };
    row.first(names, list).unwrap_or_default()
}

/// A one-line field: character references and tags, where an export left them in, are read.
pub(super) fn plain(source: &str) -> String {
    one_line(&if is_marked_up(source) { html::text(source) } else { unescaped(source) })
}

/// A field of paragraphs.
fn prose(source: &str) -> String {
    if is_marked_up(source) { printed_lines::joined(html::text(source)) } else { paragraphs(&unescaped(source)) }
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
    source.match_indices('<').any(|(at, _)| {
        let rest = source.get(at + 1..).unwrap_or_default().trim_start_matches('/');
        TAGS.iter().any(|tag| {
            rest.get(..tag.len()).is_some_and(|name| name.eq_ignore_ascii_case(tag))
                && rest.get(tag.len()..).is_some_and(closes)
        })
    })
}
