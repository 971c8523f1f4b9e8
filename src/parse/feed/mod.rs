//! Entries of feeds: RSS 0.9 to 2.0, Atom 0.3 and 1.0, JSON Feed 1 and 1.1, sitemaps of news, and exports of WordPress,
//! which are RSS.
//!
//! | of the release | where it is read, the first that says something |
//! |---|---|
//! | `title` | `title` |
//! | `body` | `content:encoded`, Atom `content`, `content_html`, `content_text`; RSS `description` where that is more than an excerpt ([`wording`]) |
//! | `summary` | `summary`, `description`, unless it is the beginning of the body |
//! | `url` | `feedburner:origLink`, `link`, Atom `link rel=alternate`, `guid` that is a permalink, `url`, `external_url` |
//! | `given_id` | `guid`, Atom `id`, JSON `id`: **only without a link**, so that an entry and the saved page of its address are one release |
//! | `published` | `wp:post_date`, `pubDate`, `published`, `issued`, `dcterms:issued`, `dc:date`, `date_published`, `news:publication_date` |
//! | `authors` | `author`, `dc:creator`, `authors` |
//! | `publisher` | the feed that an entry names as its `source`, `dc:publisher`, `news:name`, else the title of the feed ([`channel`]) |
//! | `given_topics` | `category`, `dc:subject`, `tags` |
//! | `language` | of the entry, else of the feed |
//!
//! `updated` is the last change (RFC 4287, 4.2.15) and never read: an entry that has nothing else is undated, unless its
//! address tells the day. `media:*`, `itunes:*` and enclosures are passed over.

mod channel;
mod entry;
mod json;
mod names;
mod wording;

use chrono::NaiveDate;
use url::Url;

use super::made_title::made_title;
use super::{Draft, Settings, Unread, html};
use crate::archive::{Entry, FeedFormat};
use crate::release::{Claim, Evidence};
use channel::Channel;

/// Reads the release of an entry. When the feed was built is told only where nobody knows when it was captured.
pub(super) fn read(entry: &Entry, is_dated: bool, settings: &Settings) -> Result<Vec<Draft>, Unread> {
    let (mut draft, built) = match entry.format {
        FeedFormat::Xml => {
            let channel = Channel::read(&entry.feed);
            (entry::read(&entry.source, &channel, settings)?, channel.built)
        }
        FeedFormat::Json => (json::read(&entry.source, &entry.feed, settings)?, None),
    };
    if draft.title.is_none() && draft.body.is_empty() && draft.summary.is_none() {
        return Err(Unread::Skipped("the entry has no title and no text".to_owned()));
    }
    if draft.url.is_some() {
        draft.given_id = None;
    }
    draft.claims.extend(draft.url.as_deref().and_then(html::date_in_url));
    if !is_dated {
        draft.captured = built.filter(|built| !draft.claims.iter().any(|claim| precedes(built, claim)));
    }
    if draft.body.is_empty() {
        let summary = if draft.summary.is_some() { " but its summary" } else { "" };
        draft.notes.push(format!("the entry has no text{summary}"));
    }
    if draft.title.is_none() {
        draft.title = made_title(&draft.body).or_else(|| draft.summary.as_deref().and_then(made_title));
        draft.title_made = true;
    }
    Ok(vec![draft])
}

/// Whether a feed says that it was built before the day of one of its own entries, as those of a system whose clock was
/// never set.
fn precedes(built: &str, claim: &Claim) -> bool {
    built.get(..10).and_then(|day| day.parse().ok()).is_some_and(|day: NaiveDate| day < claim.date.first_day())
}

/// The claim of an entry's date.
fn claim(raw: &str, order: super::DayOrder) -> Option<Claim> {
    let date = super::date::whole(raw, order)?;
    Some(Claim { evidence: Evidence::Feed, date, raw: raw.trim().to_owned() })
}

/// An address as a whole one, where the feed says from where.
fn whole_address(address: &str, bases: &[&str]) -> Option<String> {
    let address = address.trim();
    if address.is_empty() {
        return None;
    }
    if Url::parse(address).is_ok() {
        return Some(address.to_owned());
    }
    // From the outermost inwards: each base may be relative to the one around it.
    let mut base: Option<Url> = None;
    for part in bases.iter().rev() {
        base = match &base {
            Some(outer) => outer.join(part).ok().or(base),
            None => Url::parse(part).ok(),
        };
    }
    base.and_then(|base| base.join(address).ok()).map(Into::into)
}

/// A name of somebody: `desk@example.org (Ann Ames)` is Ann Ames, and an address alone is nobody.
fn person(text: &str) -> Option<String> {
    let text = super::paragraphs::one_line(&super::row::plain(text));
    let bracketed =
        text.split_once('(').filter(|(before, _)| before.contains('@')).and_then(|(_, name)| name.split(')').next());
    let before_address = text.split_once('<').filter(|(_, address)| address.contains('@')).map(|(name, _)| name);
    let name = bracketed.or(before_address).unwrap_or(&text).trim();
    let is_name = !name.is_empty() && !name.contains('@') && !name.contains("://") && name.len() <= 200;
    is_name.then(|| name.to_owned())
}

/// Adds a name that is not there yet.
fn add(names: &mut Vec<String>, name: Option<String>) {
    names.extend(name.filter(|name| !name.is_empty() && !names.contains(name)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_whole_by_what_stands_around_them() {
        let whole = |address, bases: &[&str]| whole_address(address, bases);
        assert_eq!(whole("/a", &["https://x.example/feed"]).as_deref(), Some("https://x.example/a"));
        assert_eq!(whole("a", &["c/", "https://x.example/b/"]).as_deref(), Some("https://x.example/b/c/a"));
        assert_eq!(whole("urn:x", &[]).as_deref(), Some("urn:x"));
        assert_eq!(whole("a", &["nowhere"]), None);
    }

    #[test]
    fn people_have_names_and_addresses_are_none() {
        let cases = [("desk@x.example (Ann Ames)", Some("Ann Ames")), ("Ann  Ames", Some("Ann Ames"))];
        for (text, name) in cases.into_iter().chain([("Ann <a@x.example>", Some("Ann")), ("a@x.example", None)]) {
            assert_eq!(person(text).as_deref(), name, "{text}");
        }
    }
}
