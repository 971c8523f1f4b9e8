//! The records of a CSV or TSV file, found by delimiters, quotes and line ends alone.

use super::limits::MAX_RECORD_BYTES;
use super::rows::{self, Gathered, LostRow, Row};
use super::source::Source;

/// The records of a table that are not blank, each named by the line on which it begins.
///
/// Where a record ends is judged as the `csv` crate judges it: a quote counts only where it opens a cell, and any of
/// `\n`, `\r\n` and `\r` ends a line.
pub(super) struct Records<'a> {
    source: Source<'a>,
    delimiter: u8,
    /// The line that is being read, from 1.
    line: u64,
    /// A `\n` that follows belongs to the line end before it.
    after_return: bool,
    ended: bool,
}

/// Where in a record the reading stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    InCell,
    InQuotes,
    /// Behind a quote that closes the cell, unless another one follows.
    AfterQuote,
}

impl<'a> Records<'a> {
    pub(super) fn new(source: Source<'a>, delimiter: u8) -> Self {
        Self { source, delimiter, line: 1, after_return: false, ended: false }
    }

    /// The next record without its line end, or why it is lost. It may be blank.
    fn record(&mut self) -> Result<Vec<u8>, String> {
        let mut record = Gathered::up_to(MAX_RECORD_BYTES);
        let mut state = State::CellStart;
        loop {
            let chunk = rows::chunk(&mut self.source, &mut self.ended)?;
            if chunk.is_empty() {
                let whole = record.finish()?;
                return if state == State::InQuotes {
                    Err("the file ends inside a quoted cell".to_owned())
                } else {
                    Ok(whole)
                };
            }
            let (mut read, mut ends) = (0, None);
            for &byte in chunk {
                read += 1;
                if is_line_end(byte) {
                    let second_half = byte == b'\n' && std::mem::take(&mut self.after_return);
                    self.after_return = byte == b'\r';
                    if second_half && state != State::InQuotes {
                        // The rest of the line end behind the record before this one.
                        ends = Some(0);
                        break;
                    }
                    self.line += u64::from(!second_half);
                    if state != State::InQuotes || record.is_overrun() {
                        ends = Some(read - 1);
                        break;
                    }
                    continue;
                }
                self.after_return = false;
                state = match state {
                    State::CellStart if byte == b'"' => State::InQuotes,
                    State::InQuotes if byte == b'"' => State::AfterQuote,
                    State::AfterQuote if byte == b'"' => State::InQuotes,
                    State::InQuotes => State::InQuotes,
                    _ if byte == self.delimiter => State::CellStart,
                    _ => State::InCell,
                };
            }
            record.push(chunk.get(..ends.unwrap_or(read)).unwrap_or_default());
            self.source.consume(read);
            if ends.is_some() {
                return record.finish();
            }
        }
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

impl Iterator for Records<'_> {
    type Item = Result<Row, LostRow>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let place = format!("line {}", self.line);
            match self.record() {
                Ok(record) if record.iter().all(|byte| byte.is_ascii_whitespace() || *byte == self.delimiter) => {}
                Ok(bytes) => return Some(Ok(Row { place, bytes })),
                Err(reason) => return Some(Err(LostRow { place, reason })),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    /// Place and bytes of the records, place and reason of the lost ones.
    fn records(table: &'static str) -> Vec<(String, String)> {
        let shown = |record| match record {
            Ok(Row { place, bytes }) => (place, String::from_utf8(bytes).unwrap()),
            Err(LostRow { place, reason }) => (place, format!("lost: {reason}")),
        };
        let at_a_time = |step| Records::new(Source::new(table.as_bytes(), step), b',').map(shown).collect::<Vec<_>>();
        // Quotes and line ends fall between chunks.
        let found = at_a_time(1);
        for step in [2, 3, 1_000] {
            assert_eq!(at_a_time(step), found, "{step} bytes at a time");
        }
        found
    }

    fn pair(line: u64, text: &str) -> (String, String) {
        (format!("line {line}"), text.to_owned())
    }

    #[test]
    fn a_record_is_named_by_the_line_on_which_it_begins() {
        assert_eq!(
            records("a,b\r\n\r\n\"x\n\ny, \"\"z\"\"\",1\r\n2,\"3\"\n,\n4,5"),
            [pair(1, "a,b"), pair(3, "\"x\n\ny, \"\"z\"\"\",1"), pair(6, "2,\"3\""), pair(8, "4,5")]
        );
        assert_eq!(records("a\rb\r\rc"), [pair(1, "a"), pair(2, "b"), pair(4, "c")]);
        assert_eq!(records("\"a\r\nb\",c\r\nd"), [pair(1, "\"a\r\nb\",c"), pair(3, "d")]);
    }

    #[test]
    fn a_quote_inside_a_cell_is_a_character() {
        assert_eq!(records("a 12\" gun,1\nb"), [pair(1, "a 12\" gun,1"), pair(2, "b")]);
        assert_eq!(records("\"a\"b\",1\nc"), [pair(1, "\"a\"b\",1"), pair(2, "c")]);
    }

    #[test]
    fn a_cell_that_never_closes_is_lost() {
        assert_eq!(records("a\nb,\"c\nd\n"), [pair(1, "a"), pair(2, "lost: the file ends inside a quoted cell")]);
    }

    #[test]
    fn after_a_record_over_the_limit_reading_goes_on_at_the_next_line() {
        let long = (&b"a\n\""[..]).chain(std::io::repeat(b'x').take(MAX_RECORD_BYTES as u64 + 1));
        let mut records = Records::new(Source::new(long.chain(&b"\nb,c\n"[..]), 1 << 16), b',');
        assert_eq!(records.next().unwrap().unwrap().bytes, b"a");
        let lost = records.next().unwrap().unwrap_err();
        assert_eq!(lost.reason, "it is longer than 32 MiB and was passed over");
        assert_eq!(lost.place, "line 2");
        assert_eq!(records.next().unwrap().unwrap(), Row { place: "line 3".to_owned(), bytes: b"b,c".to_vec() });
        assert_eq!(records.next(), None);
    }
}
