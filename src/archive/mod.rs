//! Archive files into records: which files there are, what each holds, record by record.
//!
//! ```text
//! walk    paths -> files, in order; whatever is no regular file is named with a reason
//! unpack  gzip, bzip2, xz and zstd, streamed, at most two deep, with a guard against bombs
//! sniff   what the bytes are; the name of the file is never asked
//! read    one file -> records: a document whole; rows by lines, by JSON brackets or by a table's quotes; the entries of
//!         feeds and the elements of XML exports by their tags; what lies in tar and ZIP archives entry by entry,
//!         mailboxes mail by mail
//! warc    what was captured in a web archive, each payload read as a file of its own
//! decode  bytes -> Unicode
//! ```
//!
//! Nothing here panics on any input, and memory does not grow with the size of a file.

mod walk;
mod read;
mod reading;
mod part;
mod unpack;
mod members;
mod budget;
mod source;
mod damage;
mod sniff;
mod magic;
mod markup;
mod tables;
mod table;
mod rows;
mod lines;
mod objects;
mod records;
mod elements;
mod nested;
mod feed;
mod capture_time;
mod mapping;
mod mapped;
mod heading;
mod entries;
mod tar;
mod zip;
mod spool;
mod document;
mod prose;
#[cfg(feature = "pdf")]
mod pdf;
mod mailbox;
mod mail;
mod mime;
mod decode;
mod utf16;
mod warc;
mod wacz;
mod limits;

pub use limits::{MAX_PACKING_DEPTH, MAX_RECORD_BYTES, MAX_UNPACKING_RATIO, UNPACKED_WITHOUT_QUESTION};
pub use mapping::{Mapping, MappingError};
pub use read::read;
pub use walk::{ArchiveFile, Walk, walk};

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::release::Capture;

/// One item read out of an archive file, not yet understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where it lies. `record` is empty where the file is the record, `line 12` in JSONL and CSV (the line on
    /// which the row begins), `item 3` in a JSON array, a feed or an XML export, `offset 5120` in a web archive: the byte
    /// at which its record, or the packed member with its record, is stored; `byte 700` then, where the member holds others
    /// before it.
    pub capture: Capture,
    /// What it holds.
    pub payload: Payload,
    /// What its containers say of it that a reader should know: that the crawler cut it off.
    pub notes: Vec<String>,
}

/// The content of a record, decoded to Unicode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// A saved page.
    Html(String),
    /// Plain text: an article, a listing dump, bare paragraphs.
    Text(String),
    /// One JSON object of an export, as written. Nobody has checked yet that it is JSON. A record of a table comes as
    /// an object of texts under the names of its heading.
    Row(String),
    /// One entry of a feed.
    Entry(Entry),
    /// One element of an XML export, as written. Nobody has checked yet that it is XML.
    Element(String),
    /// A text document of an office program, or in PDF.
    Document(Document),
    /// A mail.
    Mail(Box<Mail>),
    /// Nothing but the word of a web archive that this was captured again, unchanged.
    Revisit(Revisit),
}

/// One entry of a feed, as it is written, and what the feed says before it. Nobody has checked yet that it is sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// In which language the feed is written.
    pub format: FeedFormat,
    /// The entry alone: an element, or a JSON object.
    pub source: String,
    /// What stands before the first entry. XML: with the tags around the entries still open. JSON: an object of its
    /// own. Empty where that is long.
    pub feed: Arc<str>,
}

/// How a feed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedFormat {
    /// RSS 0.9 to 2.0, Atom; a sitemap that tells of news.
    Xml,
    /// JSON Feed 1 and 1.1.
    Json,
}

impl Payload {
    /// How long it is, in bytes.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Html(text) | Self::Text(text) | Self::Row(text) | Self::Element(text) => text.len(),
            Self::Entry(entry) => entry.source.len(),
            Self::Document(document) => document.text.len(),
            Self::Mail(mail) => mail.plain.len() + mail.html.len(),
            Self::Revisit(_) => 0,
        }
    }
}

/// The paragraphs of an office or PDF document, parted by blank lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The paragraph set in the style of a title, which is not in the text then.
    pub title: Option<String>,
    /// The others, and the tables, a row a line.
    pub text: String,
}

/// A mail as it was sent, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// `Message-ID`, without its brackets.
    pub id: Option<String>,
    /// `Subject`.
    pub subject: Option<String>,
    /// `Date`, as it is written: in the zone of whoever sent it.
    pub sent: Option<String>,
    /// The first of `From`.
    pub from: Option<Sender>,
    /// `Organization` (RFC 5536).
    pub organization: Option<String>,
    /// `Content-Language`.
    pub language: Option<String>,
    /// The text; empty where there is none.
    pub plain: String,
    /// The text once more, or alone, as a page; empty where there is none.
    pub html: String,
}

/// Who sent a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The name beside the address.
    pub name: Option<String>,
    /// The address.
    pub address: Option<String>,
}

/// What a revisit record of a web archive points at (WARC 1.1, section 6.7). The digest of the payload, by which it is
/// found first, is that of its own [`Capture`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revisit {
    /// The address of the capture that has the content.
    pub url: Option<String>,
    /// Its time, RFC 3339 in UTC.
    pub captured: Option<String>,
}

/// A record, or a whole file, that gave nothing to parse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The archive file, as in [`Capture::path`].
    pub path: String,
    /// The place inside the file, as in [`Capture::record`]; empty for the whole file.
    pub record: String,
    /// Whether something is broken or merely not press text.
    pub kind: FaultKind,
    /// What is wrong and where: "gzip data ends early, after 40,112 unpacked bytes".
    pub reason: String,
}

/// How a [`Fault`] is accounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Not press text: an image, an empty file.
    Skipped,
    /// Meant to be read, and could not be.
    Failed,
}

/// The archive as a whole could not be read; nothing was done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The path does not exist.
    #[error("there is no archive at {}; give the path of a file or a folder", path.display())]
    Missing {
        /// As given.
        path: PathBuf,
    },
    /// The path exists and cannot be listed.
    #[error("the archive at {} cannot be read: {source}", path.display())]
    Unreadable {
        /// As given.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}
