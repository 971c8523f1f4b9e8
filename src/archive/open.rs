//! One archive file into its records.

use std::fs::File;
use std::io::Read;

use encoding_rs::Encoding;

use super::lines::Lines;
use super::objects::Objects;
use super::rows::{LostRow, Row, Rows};
use super::sniff::{Content, sniff};
use super::source::Source;
use super::tables::Layout;
use super::unpack::unpack;
use super::utf16::Utf16;
use super::{ArchiveFile, Fault, FaultKind, Payload, Record, decode, limits};
use crate::release::Capture;

/// The records of one file, in order, each one read when it is asked for.
///
/// There is always at least one item: a file that gives no record gives the fault that says why. A fault does not end
/// the reading; what follows it can still be had.
pub struct Records {
    path: String,
    contents: Contents,
}

enum Contents {
    Document(Document, Source),
    Rows {
        rows: Rows,
        /// What rows are written in that are not UTF-8, as the file begins.
        encoding: Option<&'static Encoding>,
        /// Whether a row was given, or the loss of one.
        any: bool,
    },
    Nothing(FaultKind, String),
    Finished,
}

#[derive(Clone, Copy)]
enum Document {
    Page,
    Text,
}

/// Opens a file and sniffs what it holds. What cannot be opened gives one fault.
pub fn open(file: &ArchiveFile) -> Records {
    Records { path: file.path.clone(), contents: contents(file) }
}

fn contents(file: &ArchiveFile) -> Contents {
    // Asked again because the walk was a while ago: to open a named pipe is to wait for ever.
    match file.location.metadata() {
        Ok(found) if found.is_file() => {}
        Ok(_) => return failed("it is no longer a regular file".to_owned()),
        Err(error) => return failed(format!("it cannot be opened: {error}")),
    }
    let opened = match File::open(&file.location) {
        Ok(opened) => opened,
        Err(error) => return failed(format!("it cannot be opened: {error}")),
    };
    match unpack(opened) {
        Ok(source) => sniffed(source),
        Err(error) => failed(error.to_string()),
    }
}

fn failed(reason: String) -> Contents {
    Contents::Nothing(FaultKind::Failed, reason)
}

fn sniffed(mut source: Source) -> Contents {
    if source.peek(limits::SNIFF_BYTES).is_empty()
        && let Err(damage) = source.chunk()
    {
        return failed(damage.to_string());
    }
    let content = sniff(source.peek(limits::SNIFF_BYTES));
    match content {
        Content::Page => Contents::Document(Document::Page, source),
        Content::Text => Contents::Document(Document::Text, source),
        Content::Json(layout) => rows(layout, source),
        Content::Unread(reason) => Contents::Nothing(FaultKind::Skipped, reason),
    }
}

fn rows(layout: Layout, mut source: Source) -> Contents {
    if let Some(utf16) = decode::utf16(source.peek(limits::SNIFF_BYTES)) {
        source = Source::new(Utf16::new(source, utf16), limits::READ_BYTES);
    }
    if source.peek(3) == b"\xef\xbb\xbf" {
        source.consume(3);
    }
    let encoding = decode::encoding_of_rows(source.peek(limits::ENCODING_BYTES));
    let rows: Rows = match layout {
        Layout::Lines => Box::new(Lines::new(source)),
        Layout::Objects => Box::new(Objects::new(source)),
    };
    Contents::Rows { rows, encoding, any: false }
}

impl Records {
    fn fault(&self, place: String, kind: FaultKind, reason: String) -> Fault {
        Fault { path: self.path.clone(), record: place, kind, reason }
    }

    fn capture(&self, place: String, bytes: &[u8]) -> Capture {
        Capture { path: self.path.clone(), record: place, captured: None, digest: digest(bytes), edition: 0 }
    }

    fn document(&self, document: Document, source: Source) -> Result<Record, Fault> {
        let bytes = whole(source).map_err(|reason| self.fault(String::new(), FaultKind::Failed, reason))?;
        let capture = self.capture(String::new(), &bytes);
        let payload = match document {
            Document::Page => Payload::Html(decode::page(&bytes)),
            Document::Text => Payload::Text(decode::text(&bytes)),
        };
        Ok(Record { capture, payload })
    }

    fn row(&self, Row { place, bytes }: Row, encoding: Option<&'static Encoding>) -> Record {
        Record { capture: self.capture(place, &bytes), payload: Payload::Row(decode::row(bytes, encoding)) }
    }
}

impl Iterator for Records {
    type Item = Result<Record, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Contents::Rows { rows, encoding, any } = &mut self.contents {
            let (row, encoding) = (rows.next(), *encoding);
            let first = !std::mem::replace(any, true);
            return match row {
                Some(Ok(row)) => Some(Ok(self.row(row, encoding))),
                Some(Err(LostRow { place, reason })) => Some(Err(self.fault(place, FaultKind::Failed, reason))),
                None => {
                    self.contents = Contents::Finished;
                    let reason = "its JSON array holds no rows".to_owned();
                    first.then(|| Err(self.fault(String::new(), FaultKind::Skipped, reason)))
                }
            };
        }
        match std::mem::replace(&mut self.contents, Contents::Finished) {
            Contents::Document(document, source) => Some(self.document(document, source)),
            Contents::Nothing(kind, reason) => Some(Err(self.fault(String::new(), kind, reason))),
            Contents::Rows { .. } | Contents::Finished => None,
        }
    }
}

/// All of a file that is one record. A page that was cut off is not given as if it were whole.
fn whole(mut source: Source) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let limit = limits::MAX_RECORD_BYTES;
    source.by_ref().take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() > limit {
        return Err(format!("the document is longer than {} MiB", limit >> 20));
    }
    Ok(bytes)
}

/// The first 128 bits of BLAKE3 in hexadecimal: enough that no two records of any archive share them by chance.
fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().chars().take(32).collect()
}
