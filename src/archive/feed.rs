//! A part that is a feed, or an XML export: its entries and elements, each a record.

use std::ops::ControlFlow;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::elements::{Elements, Wanted};
use super::objects::Objects;
use super::part::Part;
use super::reading::Reading;
use super::rows::{LostRow, Row, Rows};
use super::source::Source;
use super::{Entry, FeedFormat, Payload, capture_time, decode, limits, nested, table};

/// Gives the entries of an RSS or Atom feed, or of a sitemap of news.
pub(super) fn entries(reading: &mut Reading<'_>, part: &Part, source: Source<'_>, wanted: Wanted) -> ControlFlow<()> {
    let (source, encoding) = markup(part, source);
    let mut elements = Elements::new(source, wanted);
    let first = elements.next();
    let feed: Arc<str> = decode::row(elements.take_head(), encoding).into();
    let rows = Box::new(first.into_iter().chain(elements));
    let entry = |source| Payload::Entry(Entry { format: FeedFormat::Xml, source, feed: Arc::clone(&feed) });
    give(reading, &dated(reading, part), rows, encoding, entry, "the feed holds no entries")
}

/// Gives the entries of a JSON Feed.
pub(super) fn json_entries(reading: &mut Reading<'_>, part: &Part, source: Source<'_>) -> ControlFlow<()> {
    let (mut source, encoding) = table::without_mark(source);
    let mut head = Vec::new();
    let rows: Rows<'_> = match nested::find(&mut source, &["items".to_owned()], &mut head) {
        Ok(true) => Box::new(Objects::inside(source)),
        Ok(false) => Box::new(std::iter::empty()),
        Err(reason) => return reading.failed(part.place.clone(), reason),
    };
    let feed: Arc<str> = decode::row(head, encoding).into();
    let entry = |source| Payload::Entry(Entry { format: FeedFormat::Json, source, feed: Arc::clone(&feed) });
    give(reading, &dated(reading, part), rows, encoding, entry, "the feed holds no entries")
}

/// Gives the records of an XML export.
pub(super) fn records(reading: &mut Reading<'_>, part: &Part, source: Source<'_>, wanted: Wanted) -> ControlFlow<()> {
    let none = match &wanted {
        Wanted::Records(path) => format!("no element lies at `{}`", path.join("/")),
        Wanted::Entries(name) => format!("it holds no `{name}`"),
    };
    let (source, encoding) = markup(part, source);
    let rows = Box::new(Elements::new(source, wanted));
    give(reading, part, rows, encoding, Payload::Element, &none)
}

fn give(
    reading: &mut Reading<'_>,
    part: &Part,
    rows: Rows<'_>,
    encoding: Option<&'static Encoding>,
    payload: impl Fn(String) -> Payload,
    none: &str,
) -> ControlFlow<()> {
    let before = reading.given();
    for row in rows {
        match row {
            Ok(Row { place, bytes }) => {
                let capture = reading.capture(part, &place, &bytes);
                reading.record(capture, payload(decode::row(bytes, encoding)))?;
            }
            Err(LostRow { place, reason }) => reading.failed(part.place_of(&place), reason)?,
        }
    }
    if reading.given() == before { reading.skipped(part.place.clone(), none) } else { ControlFlow::Continue(()) }
}

/// The part with the time at which it was captured, where its name tells: a feed is captured again and again, and the
/// captures are told apart by their names.
fn dated(reading: &Reading<'_>, part: &Part) -> Part {
    let mut part = part.clone();
    let name = if part.place.is_empty() { reading.file().path.as_str() } else { part.place.as_str() };
    part.told.captured = part.told.captured.or_else(|| capture_time::in_name(name));
    // The entries were not captured from the address of the feed: they are no copies of it.
    part.told.url = None;
    part
}

/// Markup in UTF-8 or in the encoding told. Encodings in which a tag looks like ASCII are decoded record by record.
fn markup<'a>(part: &Part, source: Source<'a>) -> (Source<'a>, Option<&'static Encoding>) {
    let (mut source, _) = table::without_mark(source);
    let encoding = decode::encoding_of_markup(source.peek(limits::ENCODING_BYTES), part.told.charset);
    (source, encoding)
}
