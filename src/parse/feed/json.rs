//! One entry of a JSON Feed (version 1 and 1.1).

use serde_json::{Map, Value};

use super::super::paragraphs::one_line;
use super::super::row::{plain, text};
use super::super::{Draft, Settings, Unread, host, html};
use super::wording::{self, Form};
use super::{add, channel, claim, person, whole_address};
use crate::release::{Language, is_web_address};

/// Reads an entry, given the feed around it as far as it stands before the first.
pub(super) fn read(source: &str, feed: &str, settings: &Settings) -> Result<Draft, Unread> {
    let entry = match serde_json::from_str(source) {
        Ok(Value::Object(entry)) => entry,
        Ok(_) => return Err(Unread::Skipped("the entry is no JSON object".to_owned())),
        Err(error) => return Err(Unread::Failed(format!("the entry is not JSON: {error}"))),
    };
    let feed = match serde_json::from_str(feed) {
        Ok(Value::Object(feed)) => feed,
        _ => Map::new(),
    };
    let said = |fields: &Map<String, Value>, name: &str| fields.get(name).and_then(text);
    let home = said(&feed, "home_page_url");
    let tag = said(&entry, "language").or_else(|| said(&feed, "language"));
    let order = html::day_order(tag.as_deref(), settings);
    let marked_up = said(&entry, "content_html").map(|source| wording::read(&source, Form::Html));
    let bare = || said(&entry, "content_text").map(|source| wording::read(&source, Form::Plain));
    let body = marked_up.filter(|body| !body.is_empty()).or_else(bare);
    let summary = said(&entry, "summary").map(|source| wording::read(&source, Form::Either));
    let (body, summary) = wording::choose(body, summary, None);
    let own = authors(&entry);
    let id = said(&entry, "id");
    let bases: Vec<&str> = home.iter().map(String::as_str).collect();
    let address = said(&entry, "url").or_else(|| said(&entry, "external_url"));
    // The standard wants a full address for an id where the entry has one.
    let address = address.or_else(|| id.clone().filter(|id| is_web_address(id)));
    let title = said(&feed, "title").map(|title| plain(&title));
    let mut topics = Vec::new();
    for tag in entry.get("tags").and_then(Value::as_array).into_iter().flatten() {
        add(&mut topics, text(tag).map(|tag| one_line(&tag)));
    }
    Ok(Draft {
        given_id: id,
        title: said(&entry, "title").map(|title| plain(&title)).filter(|title| !title.is_empty()),
        claims: said(&entry, "date_published").and_then(|raw| claim(&raw, order)).into_iter().collect(),
        publisher: title.and_then(|title| channel::publisher(&title, home.as_deref().and_then(host).as_deref())),
        authors: if own.is_empty() { authors(&feed) } else { own },
        language: tag.as_deref().and_then(Language::from_tag),
        summary,
        body,
        url: address.and_then(|address| whole_address(&address, &bases)),
        given_topics: topics,
        ..Draft::default()
    })
}

/// `authors` of version 1.1, `author` of version 1.
fn authors(fields: &Map<String, Value>) -> Vec<String> {
    let mut names = Vec::new();
    let listed = fields.get("authors").and_then(Value::as_array).into_iter().flatten();
    for author in listed.chain(fields.get("author")) {
        add(&mut names, author.get("name").and_then(text).and_then(|name| person(&name)));
    }
    names
}
