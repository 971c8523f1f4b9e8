//! The block of one record, and whether it is as long as its header says.

use std::io::{self, Read};

use memchr::memmem;

use super::Format;
use super::http::end_of_head;
use super::tape::Tape;
use crate::archive::damage::Damage;
use crate::archive::limits::MAX_RECORD_BYTES;
use crate::text::Grouped;

/// Bytes that show whether a record begins.
pub(super) const LOOK_BYTES: usize = 4 << 10;

/// Line ends behind a record, WARC has two, ARC one, and some crawlers write more; and zeros that fill up a block, in bytes.
const MOST_LINE_ENDS: usize = 4 << 10;

/// The bytes of a block, to the end that its header states.
///
/// The end of the file comes only after it was seen that a record, a member or the end of the file follows: a block that
/// is shorter or longer than stated ends in an error instead. So nothing is given for whole that is not.
pub(super) struct Body<'t, 'a> {
    tape: &'t mut Tape<'a>,
    format: Format,
    /// For reasons: "a response record".
    named: &'static str,
    start: u64,
    length: u64,
    left: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    /// A record begins inside, and the stated length is right all the same: it holds a web archive, or tells of one.
    Proven,
    Over,
}

impl<'t, 'a> Body<'t, 'a> {
    pub(super) fn new(tape: &'t mut Tape<'a>, format: Format, named: &'static str, length: u64) -> Self {
        let start = tape.position();
        Self { tape, format, named, start, length, left: length, state: State::Reading }
    }

    /// Reads what nobody wanted.
    pub(super) fn finish(mut self) -> Result<(), String> {
        loop {
            match self.some(|bytes| bytes.len()) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(damage) => return Err(damage),
            }
        }
    }

    /// Reads some bytes, as many as `take` says.
    fn some(&mut self, take: impl FnOnce(&[u8]) -> usize) -> Result<usize, String> {
        let outcome = match self.state {
            State::Over => return Ok(0),
            _ if self.left == 0 => self.settle().map(|()| 0),
            _ => self.within().map(|bytes| {
                let taken = self.tape.chunk().map_or(0, |chunk| take(chunk.get(..bytes).unwrap_or(chunk)));
                self.tape.consume(taken);
                self.left -= taken as u64;
                taken
            }),
        };
        if !matches!(outcome, Ok(1..)) {
            self.state = State::Over;
        }
        outcome.map_err(|damage| format!("{}: {damage}", self.named))
    }

    /// How many of the next bytes belong to the block.
    fn within(&mut self) -> Result<usize, String> {
        let position = self.tape.position();
        if self.tape.is_at_start() && position > self.start && self.format.begins_record(self.tape.peek(LOOK_BYTES)) {
            return Err(self.too_long());
        }
        // A mark may lie across the end of the block, or of the chunk.
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        self.tape.peek(left.min(LOOK_BYTES) + HELD_BACK);
        let chunk = self.tape.chunk()?;
        if chunk.is_empty() {
            return Err(self.ends_early());
        }
        let bytes = chunk.len().min(left);
        let look = chunk.get(..bytes + HELD_BACK).unwrap_or(chunk);
        if self.state == State::Reading
            && let Some(at) = memmem::find(look, self.format.mark())
            && at + 1 < bytes
        {
            return self.at_mark(at + 1);
        }
        Ok(if bytes <= LOOK_BYTES { bytes } else { bytes - HELD_BACK })
    }

    /// What to do where, behind so many bytes, a line begins as a record does.
    fn at_mark(&mut self, at: usize) -> Result<usize, String> {
        let look = self.tape.peek(at + LOOK_BYTES);
        if !self.format.begins_record(look.get(at..).unwrap_or_default()) {
            return Ok(at);
        }
        let is_below_head = end_of_head(look.get(..at).unwrap_or_default()) == Some(at);
        let begins_at_once = is_below_head && self.tape.position() == self.start;
        let is_right = match usize::try_from(self.left).ok().filter(|left| *left <= MAX_RECORD_BYTES) {
            Some(left) => {
                let look = self.tape.peek(left + LOOK_BYTES);
                look.len() >= left && self.format.ends_record(look.get(left..).unwrap_or_default())
            }
            // Too far ahead to look. An archive within an archive begins below the head, a swallowed record further on.
            None => begins_at_once,
        };
        if is_right {
            self.state = State::Proven;
            return Ok(at);
        }
        self.tape.consume(at);
        self.left -= at as u64;
        Err(self.too_long())
    }

    /// Sees what follows the block.
    fn settle(&mut self) -> Result<(), String> {
        let position = self.tape.position();
        let look = self.tape.peek(MOST_LINE_ENDS + LOOK_BYTES);
        let line_ends = line_ends(look);
        let is_all = look.len() == line_ends;
        let begins = self.format.begins_record(look.get(line_ends..).unwrap_or_default());
        let next = self.tape.next_start().map(|start| start - position);
        // Where the next member begins, whatever it holds, this one was unpacked to its end without damage.
        if self.tape.is_at_start() || next.is_some_and(|next| next <= line_ends as u64) {
            return Ok(());
        }
        if is_all && let Some(damage) = self.tape.take_damage() {
            return Err(damage);
        }
        if begins || is_all {
            return Ok(());
        }
        let passed = Grouped(self.tape.pass_to_record());
        let length = Grouped(self.length);
        Err(format!("its length is wrong: no record begins behind its {length} bytes; {passed} more were passed over"))
    }

    fn too_long(&self) -> String {
        let there = Grouped(self.length - self.left);
        format!("its length is wrong: the next record begins {there} bytes into its {}", Grouped(self.length))
    }

    fn ends_early(&self) -> String {
        let there = Grouped(self.length - self.left);
        format!("the file ends early, after {there} of its {} bytes", Grouped(self.length))
    }
}

/// Bytes at the end of a chunk in which the beginning of a mark may lie.
const HELD_BACK: usize = 16;

/// How many line ends and zeros these bytes begin with.
pub(super) fn line_ends(bytes: &[u8]) -> usize {
    bytes.iter().take(MOST_LINE_ENDS).take_while(|byte| matches!(byte, b'\r' | b'\n' | 0)).count()
}

impl Read for Body<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        let read = self.some(|bytes| {
            let taken = bytes.len().min(into.len());
            if let (Some(into), Some(bytes)) = (into.get_mut(..taken), bytes.get(..taken)) {
                into.copy_from_slice(bytes);
            }
            taken
        });
        read.map_err(|damage| Damage::Record(damage).into())
    }
}
