//! The chunked transfer coding (RFC 9112, section 7.1).

use std::io::{self, Read};

use crate::archive::source::Source;

/// What was sent in chunks, joined.
///
/// Where no chunk begins although one should, the rest is taken as it is: many crawlers keep the field that says
/// `chunked` and store what they had joined already.
pub(super) struct Chunked<'a> {
    source: Source<'a>,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    /// At the first chunk, or behind one.
    Between {
        first: bool,
    },
    Inside {
        left: u64,
    },
    /// No chunks, or none any more.
    Plain,
    /// Behind the last one.
    Over,
}

impl<'a> Chunked<'a> {
    pub(super) fn new(source: Source<'a>) -> Self {
        Self { source, state: State::Between { first: true } }
    }

    /// The length of the chunk that begins here and that of the line which says it; `None` where none begins.
    fn begins(&mut self, first: bool) -> Option<(u64, usize)> {
        let look = self.source.peek(LONGEST_LINE);
        let before =
            if first { 0 } else { look.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count().min(2) };
        let line = look.get(before..)?;
        let end = line.iter().position(|byte| *byte == b'\n')?;
        let said = std::str::from_utf8(line.get(..end)?).ok()?;
        let digits = said.split(';').next()?.trim();
        let length = u64::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?;
        Some((length, before + end + 1))
    }
}

/// With its extensions, which nobody uses.
const LONGEST_LINE: usize = 256;

impl Read for Chunked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state {
                State::Between { first } => {
                    if self.source.chunk()?.is_empty() {
                        return Ok(0);
                    }
                    self.state = match self.begins(first) {
                        Some((length, line)) => {
                            self.source.consume(line);
                            if length == 0 { State::Over } else { State::Inside { left: length } }
                        }
                        None => State::Plain,
                    };
                }
                State::Inside { left } => {
                    let got = self.source.by_ref().take(left).read(into)?;
                    if got > 0 || into.is_empty() {
                        let left = left - got as u64;
                        self.state = if left == 0 { State::Between { first: false } } else { State::Inside { left } };
                    }
                    return Ok(got);
                }
                State::Plain => return self.source.read(into),
                // Trailers; and whether the record is whole shows at its end only.
                State::Over => {
                    let rest = self.source.chunk()?.len();
                    if rest == 0 {
                        return Ok(0);
                    }
                    self.source.consume(rest);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(bytes: &[u8]) -> String {
        let mut text = String::new();
        Chunked::new(Source::new(bytes, 3)).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn chunks_are_joined() {
        assert_eq!(joined(b"5\r\npress\r\n8;x=y\r\n release\r\n0\r\nTrailer: x\r\n\r\n"), "press release");
        assert_eq!(joined(b"5\npress\n0\n\n"), "press");
        assert_eq!(joined(b"0\r\n\r\n"), "");
    }

    #[test]
    fn what_is_not_in_chunks_is_taken_as_it_is() {
        assert_eq!(joined(b"<html> no chunks"), "<html> no chunks");
        assert_eq!(joined(b"5\r\npress\r\n<p> no chunk"), "press\r\n<p> no chunk");
        assert_eq!(joined(b"ff\r\nfewer than that"), "fewer than that");
        assert_eq!(joined(b""), "");
    }
}
