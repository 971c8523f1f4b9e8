//! Records into releases: what a page, a text or a row says, and where each fact was read.

mod date;
mod feed;
mod furniture;
mod html;
mod made_title;
mod mail;
mod markdown;
mod mojibake;
mod office;
mod paragraphs;
mod references;
mod row;
mod summary;
mod text;
mod xml;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use url::Url;

use crate::archive::{Mapping, Payload, Record, Revisit};
pub use crate::release::DayOrder;
use crate::release::{Capture, Claim, Kind, Language, Published, Release, ReleaseId, replayed};

/// What the operator knows of an archive that its records do not say.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The publisher of records that name none; never overrides one.
    pub publisher: Option<String>,
    /// What the fields of exports are called, where the operator said so.
    pub mapping: Option<Arc<Mapping>>,
    /// How `03/04/2017` is to be read where the archive itself does not prove it.
    pub day_order: DayOrder,
    /// The last believable day of publication: the day of the run.
    pub not_after: NaiveDate,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// The releases it holds: one, or as many as a listing has items.
    Releases(Vec<Release>),
    /// It says that something was captured again, unchanged.
    Revisit(Capture, Revisit),
    /// It is no press text, and why.
    Skipped(String),
    /// It was meant to be read and could not be, and why.
    Failed(String),
}

/// Reads one record.
///
/// A listing gives one release per item; each is a record of its own, named `item 1`, `item 2`, … inside the file.
pub fn parse(record: Record, settings: &Settings) -> Parsed {
    let address = record.capture.url.as_deref();
    let drafts = match &record.payload {
        Payload::Html(page) => html::read(page, address, settings),
        Payload::Text(text) => text::read(text, settings).map(|drafts| at_address(drafts, address)),
        Payload::Row(row) => row::read(row, settings),
        Payload::Entry(entry) => feed::read(entry, record.capture.captured.is_some(), settings),
        Payload::Element(element) => row::read_element(element, settings),
        Payload::Document(document) => text::document(document, settings),
        Payload::Mail(mail) => mail::read(mail, settings),
        Payload::Revisit(revisit) => return Parsed::Revisit(record.capture, revisit.clone()),
    };
    match drafts {
        Ok(drafts) => {
            // Whoever holds a release back means it: what cannot be read is never shown.
            let unread = drafts.iter().find_map(|draft| draft.publish_after.as_ref()?.as_ref().err());
            if let Some(written) = unread {
                return Parsed::Failed(format!(
                    "`{written}` is no time to publish after: that has a day, a `T`, a time and its zone"
                ));
            }
            let release = |draft: Draft| draft.noting(&record.notes).into_release(&record.capture, settings);
            Parsed::Releases(drafts.into_iter().map(release).collect())
        }
        Err(Unread::Skipped(reason)) => Parsed::Skipped(reason),
        Err(Unread::Failed(reason)) => Parsed::Failed(reason),
    }
}

/// A text that is one release is what was captured at its address; one of several items is not.
fn at_address(mut drafts: Vec<Draft>, address: Option<&str>) -> Vec<Draft> {
    if let [draft] = drafts.as_mut_slice() {
        draft.url = draft.url.take().or_else(|| address.map(str::to_owned));
    }
    drafts
}

/// The host of a URL without `www.`: who publishes there, where nobody says more. What a web archive replays is not its own.
fn host(url: &str) -> Option<String> {
    let url = Url::parse(replayed(url)).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

/// The name of the nth item of a record, counted from 1.
fn item(number: usize) -> String {
    format!("item {number}")
}

/// Why a record gave no release.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Unread {
    /// It is no press text.
    Skipped(String),
    /// It is broken.
    Failed(String),
}

/// What a format's reader found, before identity and the choice among dates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Draft {
    /// Place within the record: empty, or `item 3`.
    item: String,
    given_id: Option<String>,
    title: Option<String>,
    title_made: bool,
    claims: Vec<Claim>,
    kind: Option<Kind>,
    publisher: Option<String>,
    authors: Vec<String>,
    language: Option<Language>,
    summary: Option<String>,
    body: String,
    url: Option<String>,
    given_topics: Vec<String>,
    /// When it may be shown; what was written there, where that is no time.
    publish_after: Option<Result<DateTime<Utc>, String>>,
    captured: Option<String>,
    notes: Vec<String>,
}

impl Draft {
    fn noting(mut self, notes: &[String]) -> Self {
        self.notes.extend_from_slice(notes);
        self
    }

    fn into_release(mut self, capture: &Capture, settings: &Settings) -> Release {
        mojibake::mend(&mut self);
        let host = || self.url.as_deref().or(capture.url.as_deref()).and_then(host);
        // A name is a line, and not blank, wherever it was read: addresses of mails and hosts may hold anything.
        let named = |name: String| Some(paragraphs::one_line(&name)).filter(|name| !name.is_empty());
        let publisher = self.publisher.and_then(named).or_else(|| settings.publisher.clone());
        let publisher = publisher.or_else(|| host().and_then(named));
        // Identity must hang neither on the day of the run, so a date that still lies ahead is part of it, nor on what
        // is known of the order of day and month.
        let as_written = self.claims.iter().cloned().map(|claim| claim.in_order(DayOrder::DayFirst)).collect();
        let stated = Published::choose(as_written, NaiveDate::MAX).0;
        let (published, refused) = Published::choose(self.claims, settings.not_after);
        let text = match &self.summary {
            Some(summary) => format!("{summary} {}", self.body),
            None => self.body.clone(),
        };
        let id = ReleaseId::derive(
            publisher.as_deref(),
            self.given_id.as_deref(),
            self.url.as_deref(),
            stated.map(|published| published.date),
            self.title.as_deref().filter(|_| !self.title_made),
            &text,
        );
        let place = [capture.record.as_str(), self.item.as_str()];
        let record = place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let mut notes = self.notes;
        notes.extend(refused);
        Release {
            id,
            given_id: self.given_id,
            title: self.title,
            title_made: self.title_made,
            published,
            kind: self.kind,
            publisher,
            authors: self.authors.into_iter().filter_map(named).collect(),
            language: self.language,
            summary: self.summary,
            body: self.body,
            url: self.url,
            given_topics: self.given_topics,
            publish_after: self.publish_after.and_then(Result::ok),
            capture: Capture {
                record,
                captured: self.captured.or_else(|| capture.captured.clone()),
                ..capture.clone()
            },
            notes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_line_and_not_blank() {
        let settings =
            Settings { publisher: None, mapping: None, day_order: DayOrder::Unknown, not_after: NaiveDate::MAX };
        let named = |publisher: &str| {
            let source = r#"{"path":"a","record":"","captured":null,"digest":""}"#;
            let capture: Capture = serde_json::from_str(source).expect("a capture");
            let authors = vec!["\u{1}".to_owned(), "Ann\nOtter".to_owned()];
            let draft = Draft { publisher: Some(publisher.to_owned()), authors, ..Draft::default() };
            let release = draft.into_release(&capture, &settings);
            (release.publisher, release.authors)
        };
        let authors = vec!["Ann Otter".to_owned()];
        assert_eq!(named("north\u{1}mere.example"), (Some("northmere.example".to_owned()), authors.clone()));
        assert_eq!(named(" \u{200b}"), (None, authors));
    }
}
