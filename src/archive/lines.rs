//! JSON Lines: one row a line.

use super::limits::MAX_RECORD_BYTES;
use super::rows::{self, Gathered, LostRow, Row};
use super::source::Source;

/// The lines of a file that are not blank, numbered as an editor numbers them.
pub(super) struct Lines<'a> {
    source: Source<'a>,
    /// The line last read, from 1.
    number: u64,
    ended: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(source: Source<'a>) -> Self {
        Self { source, number: 0, ended: false }
    }

    /// The next line without its break, or why it is lost. The last one may be empty.
    fn line(&mut self) -> Result<Vec<u8>, String> {
        let mut line = Gathered::up_to(MAX_RECORD_BYTES);
        loop {
            let chunk = rows::chunk(&mut self.source, &mut self.ended)?;
            if chunk.is_empty() {
                return line.finish();
            }
            let found = memchr::memchr(b'\n', chunk);
            let (part, _) = chunk.split_at(found.unwrap_or(chunk.len()));
            line.push(part);
            let read = part.len() + usize::from(found.is_some());
            self.source.consume(read);
            if found.is_some() {
                return line.finish();
            }
        }
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Row, LostRow>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.number += 1;
            match self.line() {
                Ok(line) if line.trim_ascii().is_empty() => {}
                Ok(mut line) => {
                    if line.last() == Some(&b'\r') {
                        line.pop();
                    }
                    return Some(Ok(Row { place: format!("line {}", self.number), bytes: line }));
                }
                Err(reason) => return Some(Err(LostRow { place: format!("line {}", self.number), reason })),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn lines(text: &'static str) -> Vec<(String, Vec<u8>)> {
        // Three bytes at a time, so that breaks fall between chunks.
        Lines::new(Source::new(text.as_bytes(), 3)).map(|row| row.unwrap()).map(|row| (row.place, row.bytes)).collect()
    }

    #[test]
    fn blank_lines_are_counted_and_left_out() {
        let expected = [("line 2".to_owned(), b"{\"a\":1}".to_vec()), ("line 5".to_owned(), b"{}".to_vec())];
        assert_eq!(lines("\n{\"a\":1}\r\n  \n\r\n{}"), expected);
    }

    #[test]
    fn the_last_break_makes_no_line() {
        assert_eq!(lines("{}\n").len(), 1);
        assert_eq!(lines("").len(), 0);
    }

    #[test]
    fn a_line_over_the_limit_is_lost_and_the_next_one_comes() {
        let long = std::io::repeat(b'x').take(MAX_RECORD_BYTES as u64 + 1);
        let file = long.chain(&b"\n{\"next\":true}"[..]);
        let mut lines = Lines::new(Source::new(file, 1 << 16));
        let lost = lines.next().unwrap().unwrap_err();
        assert_eq!(
            (lost.place.as_str(), lost.reason.as_str()),
            ("line 1", "it is longer than 32 MiB and was passed over")
        );
        assert_eq!(lines.next().unwrap().unwrap().bytes, b"{\"next\":true}");
        assert_eq!(lines.next(), None);
    }
}
