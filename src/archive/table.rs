//! A part that is made of rows: JSON in its layouts, CSV and TSV.

use std::ops::ControlFlow;

use encoding_rs::Encoding;

use super::heading::Heading;
use super::lines::Lines;
use super::objects::Objects;
use super::part::Part;
use super::reading::Reading;
use super::records::Records;
use super::rows::{LostRow, Row, Rows};
use super::source::Source;
use super::tables::Layout;
use super::utf16::Utf16;
use super::{Payload, decode, limits, nested};

/// Gives the rows of JSON in one of its layouts.
pub(super) fn json(reading: &mut Reading<'_>, part: &Part, source: Source<'_>, layout: Layout) -> ControlFlow<()> {
    let (mut source, encoding) = without_mark(source);
    if let Layout::Under(path) = &layout {
        match nested::find(&mut source, path, &mut Vec::new()) {
            Ok(true) => {}
            Ok(false) => {
                return reading.skipped(part.place.clone(), format!("the map finds no `{}` in it", path.join(".")));
            }
            Err(reason) => return reading.failed(part.place.clone(), reason),
        }
    }
    let rows: Rows<'_> = match layout {
        Layout::Under(_) => Box::new(Objects::inside(source)),
        Layout::Lines => Box::new(Lines::new(source)),
        Layout::Objects => Box::new(Objects::new(source)),
    };
    let before = reading.given();
    give(reading, part, rows, |bytes| Ok(decode::row(bytes, encoding)))?;
    if reading.given() == before {
        return reading.skipped(part.place.clone(), "its JSON array holds no rows");
    }
    ControlFlow::Continue(())
}

/// Gives the records of a table, whose first line names their cells.
pub(super) fn cells(reading: &mut Reading<'_>, part: &Part, source: Source<'_>, delimiter: u8) -> ControlFlow<()> {
    let place = || part.place.clone();
    let (source, encoding) = without_mark(source);
    let mut rows: Rows<'_> = Box::new(Records::new(source, delimiter));
    let heading = match rows.next() {
        Some(Ok(Row { bytes, .. })) => Heading::read(&decode::row(bytes, encoding), delimiter, reading.mapping()),
        Some(Err(LostRow { reason, .. })) => {
            return reading.failed(place(), format!("its heading cannot be read: {reason}"));
        }
        None => Err("the table is empty".to_owned()),
    };
    let heading = match heading {
        Ok(heading) => heading,
        Err(reason) => return reading.skipped(place(), reason),
    };
    let before = reading.given();
    give(reading, part, rows, |bytes| heading.object(&decode::row(bytes, encoding)))?;
    if reading.given() == before {
        return reading.skipped(place(), "its table holds no rows below the heading");
    }
    ControlFlow::Continue(())
}

fn give(
    reading: &mut Reading<'_>,
    part: &Part,
    rows: Rows<'_>,
    object: impl Fn(Vec<u8>) -> Result<String, String>,
) -> ControlFlow<()> {
    for row in rows {
        match row {
            Ok(Row { place, bytes }) => {
                let capture = reading.capture(part, &place, &bytes);
                match object(bytes) {
                    Ok(row) => reading.record(capture, Payload::Row(row))?,
                    Err(reason) => reading.failed(capture.record, reason)?,
                }
            }
            Err(LostRow { place, reason }) => reading.failed(part.place_of(&place), reason)?,
        }
    }
    ControlFlow::Continue(())
}

/// Rows in UTF-8, or in the encoding told, without a byte order mark.
pub(super) fn without_mark(mut source: Source<'_>) -> (Source<'_>, Option<&'static Encoding>) {
    if let Some(utf16) = decode::utf16(source.peek(limits::SNIFF_BYTES)) {
        source = Source::new(Utf16::new(source, utf16), limits::READ_BYTES);
    }
    if source.peek(3) == b"\xef\xbb\xbf" {
        source.consume(3);
    }
    let encoding = decode::encoding_of_rows(source.peek(limits::ENCODING_BYTES));
    (source, encoding)
}
