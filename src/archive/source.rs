//! The bytes of an archive file, which can be looked at before they are read.

use std::io::{self, BufRead, Read};

use super::damage::Damage;

/// Room behind what was read that is worth a call for more, in bytes.
pub(super) const LEAST_ROOM: usize = 1 << 10;

/// A stream of bytes with a look-ahead.
///
/// Damage is told once, after all the bytes before it; then the stream is at its end.
pub(super) struct Source<'a> {
    inner: Box<dyn Read + 'a>,
    /// Bytes asked of `inner` at once.
    step: usize,
    buffer: Vec<u8>,
    /// How much of `buffer` was read already.
    start: usize,
    /// Bytes that `inner` gave.
    taken: u64,
    damage: Option<Damage>,
    ended: bool,
}

impl<'a> Source<'a> {
    pub(super) fn new(inner: impl Read + 'a, step: usize) -> Self {
        Self { inner: Box::new(inner), step, buffer: Vec::new(), start: 0, taken: 0, damage: None, ended: false }
    }

    /// The next `want` bytes without reading them; fewer where the stream ends or is damaged.
    pub(super) fn peek(&mut self, want: usize) -> &[u8] {
        while self.waiting().len() < want && !self.ended {
            self.fill();
        }
        let waiting = self.waiting();
        waiting.get(..want).unwrap_or(waiting)
    }

    /// Some bytes, still to be [consumed](Self::consume); none at the end.
    pub(super) fn chunk(&mut self) -> Result<&[u8], Damage> {
        while self.waiting().is_empty() {
            if self.ended {
                return self.damage.take().map_or(Ok(&[]), Err);
            }
            self.fill();
        }
        Ok(self.waiting())
    }

    /// All that is left, or one byte more than a limit where that is longer.
    pub(super) fn rest(mut self, limit: usize) -> Result<Vec<u8>, Damage> {
        while !self.ended && self.waiting().len() <= limit {
            self.fill();
        }
        if let Some(damage) = self.damage {
            return Err(damage);
        }
        self.buffer.drain(..self.start);
        self.buffer.truncate(limit.saturating_add(1));
        Ok(self.buffer)
    }

    /// Counts bytes of the last chunk as read.
    pub(super) fn consume(&mut self, bytes: usize) {
        self.start = self.start.saturating_add(bytes).min(self.buffer.len());
    }

    /// Bytes read so far.
    pub(super) fn offset(&self) -> u64 {
        self.taken.saturating_sub(self.waiting().len() as u64)
    }

    /// Gives back the last bytes that were read, to be read again.
    pub(super) fn put_back(&mut self, bytes: &[u8]) {
        self.buffer.splice(..self.start, bytes.iter().copied());
        self.start = 0;
    }

    fn waiting(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    fn fill(&mut self) {
        self.buffer.drain(..self.start);
        self.start = 0;
        let filled = self.buffer.len();
        // To ask whether there is more must not cost a larger buffer and a copy of this one.
        let room = self.buffer.capacity() - filled;
        let asked = if room < LEAST_ROOM { self.step } else { room.min(self.step) };
        self.buffer.resize(filled + asked, 0);
        let got = loop {
            match self.inner.read(self.buffer.get_mut(filled..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome,
            }
        };
        let got = got.unwrap_or_else(|error| {
            self.damage = Some(Damage::while_reading(self.taken, error));
            0
        });
        self.buffer.truncate(filled + got);
        self.taken += got as u64;
        self.ended = got == 0;
    }
}

impl Read for Source<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.chunk()?.read(into)?;
        self.consume(got);
        Ok(got)
    }
}

impl BufRead for Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(self.chunk()?)
    }

    fn consume(&mut self, bytes: usize) {
        Self::consume(self, bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing;

    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("bad sector"))
        }
    }

    #[test]
    fn looking_ahead_takes_nothing_away() {
        let mut source = Source::new(&b"press release"[..], 4);
        assert_eq!(source.peek(7), b"press r");
        assert_eq!(source.peek(100), b"press release");
        let mut all = String::new();
        source.read_to_string(&mut all).unwrap();
        assert_eq!(all, "press release");
    }

    #[test]
    fn damage_comes_after_all_the_bytes_before_it_and_once() {
        let mut source = Source::new((&b"press"[..]).chain(Failing), 2);
        assert_eq!(source.peek(100), b"press");
        let mut read = Vec::new();
        let damage = loop {
            match source.chunk() {
                Ok(chunk) => {
                    read.extend_from_slice(chunk);
                    let bytes = chunk.len();
                    source.consume(bytes);
                }
                Err(damage) => break damage,
            }
        };
        assert_eq!(read, b"press");
        assert_eq!(damage.to_string(), "reading stopped at byte 5: bad sector");
        assert!(source.chunk().unwrap().is_empty());
    }
}
