//! One archive file into its records.

use std::fs::File;
use std::io::Read;

use encoding_rs::Encoding;

use super::heading::Heading;
use super::lines::Lines;
use super::objects::Objects;
use super::records;
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
        /// The names of the cells, where rows are records of a table.
        heading: Option<Heading>,
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
        Content::Table(delimiter) => table(delimiter, source),
        Content::Unread(reason) => Contents::Nothing(FaultKind::Skipped, reason),
    }
}

fn rows(layout: Layout, source: Source) -> Contents {
    let (source, encoding) = without_mark(source);
    let rows: Rows = match layout {
        Layout::Lines => Box::new(Lines::new(source)),
        Layout::Objects => Box::new(Objects::new(source)),
    };
    Contents::Rows { rows, encoding, heading: None, any: false }
}

fn table(delimiter: u8, source: Source) -> Contents {
    let (source, encoding) = without_mark(source);
    let mut rows: Rows = Box::new(records::Records::new(source, delimiter));
    let heading = match rows.next() {
        Some(Ok(Row { bytes, .. })) => Heading::read(&decode::row(bytes, encoding), delimiter),
        Some(Err(LostRow { reason, .. })) => return failed(format!("its heading cannot be read: {reason}")),
        None => Err("the table is empty".to_owned()),
    };
    match heading {
        Ok(heading) => Contents::Rows { rows, encoding, heading: Some(heading), any: false },
        Err(reason) => Contents::Nothing(FaultKind::Skipped, reason),
    }
}

/// Rows in UTF-8, or in the encoding told, without a byte order mark.
fn without_mark(mut source: Source) -> (Source, Option<&'static Encoding>) {
    if let Some(utf16) = decode::utf16(source.peek(limits::SNIFF_BYTES)) {
        source = Source::new(Utf16::new(source, utf16), limits::READ_BYTES);
    }
    if source.peek(3) == b"\xef\xbb\xbf" {
        source.consume(3);
    }
    let encoding = decode::encoding_of_rows(source.peek(limits::ENCODING_BYTES));
    (source, encoding)
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

    fn row(&self, row: Row, encoding: Option<&'static Encoding>, heading: Option<&Heading>) -> Result<Record, Fault> {
        let Row { place, bytes } = row;
        let capture = self.capture(place, &bytes);
        let text = decode::row(bytes, encoding);
        let row = match heading {
            None => Ok(text),
            Some(heading) => heading.object(&text),
        };
        match row {
            Ok(row) => Ok(Record { capture, payload: Payload::Row(row) }),
            Err(reason) => Err(self.fault(capture.record, FaultKind::Failed, reason)),
        }
    }
}

impl Iterator for Records {
    type Item = Result<Record, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Contents::Rows { rows, any, .. } = &mut self.contents {
            let row = rows.next();
            let first = !std::mem::replace(any, true);
            let Contents::Rows { encoding, heading, .. } = &self.contents else { return None };
            return match row {
                Some(Ok(row)) => Some(self.row(row, *encoding, heading.as_ref())),
                Some(Err(LostRow { place, reason })) => Some(Err(self.fault(place, FaultKind::Failed, reason))),
                None => {
                    let reason = match heading {
                        Some(_) => "its table holds no rows below the heading",
                        None => "its JSON array holds no rows",
                    };
                    self.contents = Contents::Finished;
                    first.then(|| Err(self.fault(String::new(), FaultKind::Skipped, reason.to_owned())))
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
