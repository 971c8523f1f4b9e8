//! Records into releases: what a page, a text or a row says, and where each fact was read.

mod date;
mod furniture;
mod html;
mod made_title;
mod markdown;
mod mojibake;
mod paragraphs;
mod row;
mod text;

use chrono::NaiveDate;
use url::Url;

use crate::archive::{Payload, Record};
use crate::release::{Capture, Claim, Kind, Language, Published, Release, ReleaseId};

/// What the operator knows of an archive that its records do not say.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The publisher of records that name none; never overrides one.
    pub publisher: Option<String>,
    /// How `03/04/2017` is to be read.
    pub day_order: DayOrder,
    /// The last believable day of publication: the day of the run.
    pub not_after: NaiveDate,
}

/// The order of the numbers in an all-number date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayOrder {
    /// `03/04/2017` is 3 April.
    DayFirst,
    /// Not known: `22/02/2017` still is 22 February, `03/04/2017` is no more than 2017.
    #[default]
    Unknown,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// The releases it holds: one, or as many as a listing has items.
    Releases(Vec<Release>),
    /// It is no press text, and why.
    Skipped(String),
    /// It was meant to be read and could not be, and why.
    Failed(String),
}

/// Reads one record.
///
/// A listing gives one release per item; each is a record of its own, named `item 1`, `item 2`, … inside the file.
pub fn parse(record: Record, settings: &Settings) -> Parsed {
    let drafts = match &record.payload {
        Payload::Html(page) => html::read(page, settings),
        Payload::Text(text) => text::read(text, settings),
        Payload::Row(row) => row::read(row, settings),
    };
    match drafts {
        Ok(drafts) => {
            Parsed::Releases(drafts.into_iter().map(|draft| draft.into_release(&record.capture, settings)).collect())
        }
        Err(Unread::Skipped(reason)) => Parsed::Skipped(reason),
        Err(Unread::Failed(reason)) => Parsed::Failed(reason),
    }
}

/// The host of a URL without `www.`: who publishes there, where nobody says more.
fn host(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
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
    captured: Option<String>,
    notes: Vec<String>,
}

impl Draft {
    fn into_release(mut self, capture: &Capture, settings: &Settings) -> Release {
        mojibake::mend(&mut self);
        let host = || self.url.as_deref().and_then(host);
        let publisher = self.publisher.or_else(|| settings.publisher.clone()).or_else(host);
        // Identity must not hang on the day of the run: a date that still lies ahead is part of it.
        let stated = Published::choose(self.claims.clone(), NaiveDate::MAX).0;
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
            authors: self.authors,
            language: self.language,
            summary: self.summary,
            body: self.body,
            url: self.url,
            given_topics: self.given_topics,
            capture: Capture {
                record,
                captured: self.captured.or_else(|| capture.captured.clone()),
                ..capture.clone()
            },
            notes,
        }
    }
}
