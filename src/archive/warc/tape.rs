//! The unpacked bytes of a web archive, of which each knows where it is stored.

use std::collections::VecDeque;

use memchr::memmem;

use super::Format;
use super::body::LOOK_BYTES;
use super::unpacker::{Packing, Unpacker};
use crate::archive::budget::Budget;
use crate::archive::limits::{UNPACK_BYTES, is_bomb};
use crate::archive::source::Source;
use crate::text::Grouped;

/// Bytes of a member that are kept to be searched again when it turns out to be damaged: decoding may run on into the
/// members behind it before it notices.
const KEPT_BYTES: usize = 64 << 10;

/// Bytes in which the beginning of a member must show itself.
const MEMBER_HEAD_BYTES: usize = 4 << 10;

/// A member or frame, or the whole of a file that is not packed.
#[derive(Debug, Clone, Copy)]
struct Unit {
    /// The unpacked byte with which it begins.
    start: u64,
    /// The stored byte with which it begins.
    stored: u64,
}

/// One stream out of all members of a file, that goes on behind a damaged one.
///
/// Damage is told once, after all the bytes before it; then the next member that begins with a record follows.
pub(super) struct Tape<'a> {
    stored: Source<'a>,
    format: Format,
    packing: Packing,
    unpacker: Unpacker,
    /// Asked whether something is a member at all.
    probe: Unpacker,
    buffer: Vec<u8>,
    /// How much of `buffer` was read already.
    read: usize,
    /// The unpacked byte at which reading stands.
    position: u64,
    /// That which the position is in, then those that begin further on in the buffer.
    units: VecDeque<Unit>,
    /// Whether the last of them goes on.
    open: bool,
    /// The last stored bytes that the open unit took.
    kept: Vec<u8>,
    /// Bytes that were put back to be searched again, ever: no more than were read, or damage costs quadratic time.
    put_back: u64,
    damage: Option<String>,
    /// What may still be unpacked of the archive file.
    budget: Budget,
    ended: bool,
}

impl<'a> Tape<'a> {
    pub(super) fn new(
        stored: Source<'a>,
        format: Format,
        packing: Packing,
        dictionary: &[u8],
        budget: Budget,
    ) -> Result<Self, String> {
        Ok(Self {
            stored,
            format,
            packing,
            unpacker: Unpacker::new(packing, dictionary)?,
            probe: Unpacker::new(packing, dictionary)?,
            buffer: Vec::new(),
            read: 0,
            position: 0,
            units: VecDeque::new(),
            open: false,
            kept: Vec::new(),
            put_back: 0,
            damage: None,
            budget,
            ended: false,
        })
    }

    /// The place of the next byte: where it is stored if a member begins with it, else also how far inside one it is.
    pub(super) fn place(&self) -> String {
        match self.units.front() {
            Some(unit) if self.packing == Packing::Bare => {
                format!("offset {}", unit.stored + self.position - unit.start)
            }
            Some(unit) if self.position > unit.start => {
                format!("offset {} byte {}", unit.stored, self.position - unit.start)
            }
            Some(unit) => format!("offset {}", unit.stored),
            None => format!("offset {}", self.stored.offset()),
        }
    }

    /// The unpacked byte at which reading stands.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// The next `want` bytes without reading them; fewer before damage and at the end.
    pub(super) fn peek(&mut self, want: usize) -> &[u8] {
        while self.waiting().len() < want && self.fill() {}
        let waiting = self.waiting();
        waiting.get(..want).unwrap_or(waiting)
    }

    /// Some bytes of one member, still to be [consumed](Self::consume); none at the end. Damage is told here.
    pub(super) fn chunk(&mut self) -> Result<&[u8], String> {
        while self.waiting().is_empty() && self.fill() {}
        if self.waiting().is_empty()
            && let Some(damage) = self.damage.take()
        {
            return Err(damage);
        }
        let within = self.next_start().map_or(usize::MAX, |start| (start - self.position) as usize);
        let waiting = self.waiting();
        Ok(waiting.get(..within).unwrap_or(waiting))
    }

    /// Counts bytes as read.
    pub(super) fn consume(&mut self, bytes: usize) {
        let bytes = bytes.min(self.waiting().len());
        self.read += bytes;
        self.position += bytes as u64;
        while self.units.get(1).is_some_and(|next| next.start <= self.position) {
            self.units.pop_front();
        }
    }

    /// Whether a member begins with the next byte.
    pub(super) fn is_at_start(&self) -> bool {
        self.packing != Packing::Bare && self.units.front().is_some_and(|unit| unit.start == self.position)
    }

    /// The first byte of the next member that was seen.
    pub(super) fn next_start(&self) -> Option<u64> {
        self.units.get(1).map(|unit| unit.start)
    }

    /// Takes the damage that lies directly behind the bytes that were looked at.
    pub(super) fn take_damage(&mut self) -> Option<String> {
        self.damage.take()
    }

    /// Goes to the next line with which a record begins, or to the end or the next damage; tells how far that was.
    pub(super) fn pass_to_record(&mut self) -> u64 {
        let start = self.position;
        loop {
            let at_line = self.pass_line();
            let at_start = self.is_at_start() && self.position > start;
            let format = self.format;
            let begins = format.begins_record(self.peek(LOOK_BYTES));
            if at_line.is_none() || (begins && (at_start || at_line == Some(true))) {
                return self.position - start;
            }
        }
    }

    /// Goes behind the next line end in sight, or behind all that is; false then, and none at the end or before damage.
    fn pass_line(&mut self) -> Option<bool> {
        if self.peek(LOOK_BYTES).is_empty() {
            return None;
        }
        let chunk = self.chunk().ok()?;
        let line_end = memchr::memchr(b'\n', chunk);
        let passed = line_end.map_or(chunk.len(), |at| at + 1);
        self.consume(passed);
        Some(line_end.is_some())
    }

    fn waiting(&self) -> &[u8] {
        self.buffer.get(self.read..).unwrap_or_default()
    }

    /// Unpacks some more; false where there is no more, or not before the damage is told.
    fn fill(&mut self) -> bool {
        if self.damage.is_some() || self.ended {
            return false;
        }
        if !self.open && !self.open_unit() {
            return false;
        }
        self.buffer.drain(..self.read);
        self.read = 0;
        let filled = self.buffer.len();
        self.buffer.resize(filled + UNPACK_BYTES, 0);
        let step = match self.stored.chunk() {
            Ok(stored) => {
                let output = self.buffer.get_mut(filled..).unwrap_or_default();
                self.unpacker.step(stored, output).map(|step| (step, stored.is_empty()))
            }
            Err(damage) => {
                self.buffer.truncate(filled);
                self.ended = true;
                self.damage = Some(damage.to_string());
                return false;
            }
        };
        let (step, at_end) = match step {
            Ok(step) => step,
            Err(reason) => {
                self.buffer.truncate(filled);
                let unpacked = Grouped(self.unpacked()).to_string();
                let what = self.packing.name();
                self.abandon(&format!("{what} data is damaged after {unpacked} unpacked bytes: {reason}"));
                return false;
            }
        };
        self.buffer.truncate(filled + step.given);
        self.keep(step.taken);
        if self.packing != Packing::Bare
            && let Err(spent) = self.budget.spend(step.given)
        {
            self.damage = Some(spent.to_string());
            self.ended = true;
            return false;
        }
        if step.ended {
            self.unpacker.reset();
            self.open = false;
        } else if step.given == 0 && at_end {
            if self.packing == Packing::Bare {
                self.ended = true;
            } else {
                // Not always cut off: where the bit is damaged that ends a member, it runs on through all the others.
                let (what, unpacked) = (self.packing.name(), Grouped(self.unpacked()).to_string());
                self.abandon(&format!("{what} data ends early, after {unpacked} unpacked bytes"));
            }
            return false;
        } else if self.is_bomb() {
            let (what, unpacked) = (self.packing.name(), Grouped(self.unpacked()).to_string());
            self.abandon(&format!("{what} data grew to {unpacked} bytes: taken for a decompression bomb"));
            return false;
        }
        true
    }

    /// Goes to the next member. Zeros between members fill up the blocks of a tape.
    fn open_unit(&mut self) -> bool {
        while let Ok(stored) = self.stored.chunk() {
            if stored.is_empty() {
                self.ended = true;
                return false;
            }
            let zeros = stored.iter().take_while(|byte| **byte == 0).count();
            let only_zeros = zeros == stored.len();
            if self.packing == Packing::Bare {
                break;
            }
            self.stored.consume(zeros);
            let skippable = match *self.stored.peek(8) {
                [0x50..=0x5f, 0x2a, 0x4d, 0x18, a, b, c, d] if self.packing == Packing::Zstd => Some([a, b, c, d]),
                _ => None,
            };
            match skippable {
                Some(length) => {
                    self.stored.consume(8);
                    self.pass(u64::from(u32::from_le_bytes(length)));
                }
                None if only_zeros => {}
                None => break,
            }
        }
        self.open = true;
        self.kept.clear();
        let unit = Unit { start: self.position + self.waiting().len() as u64, stored: self.stored.offset() };
        if self.waiting().is_empty() {
            self.units.clear();
        } else if self.units.back().is_some_and(|last| last.start == unit.start) {
            self.units.pop_back(); // an empty member
        }
        self.units.push_back(unit);
        true
    }

    fn pass(&mut self, mut bytes: u64) {
        while bytes > 0
            && let Ok(chunk) = self.stored.chunk()
            && !chunk.is_empty()
        {
            let passed = chunk.len().min(usize::try_from(bytes).unwrap_or(usize::MAX));
            self.stored.consume(passed);
            bytes -= passed as u64;
        }
    }

    /// Takes stored bytes and keeps the last of them.
    fn keep(&mut self, taken: usize) {
        if self.packing != Packing::Bare
            && let Ok(chunk) = self.stored.chunk()
        {
            let taken = chunk.get(..taken).unwrap_or(chunk);
            let telling = taken.get(taken.len().saturating_sub(KEPT_BYTES)..).unwrap_or(taken);
            if self.kept.len() + telling.len() > 2 * KEPT_BYTES {
                self.kept.drain(..self.kept.len() - KEPT_BYTES);
            }
            self.kept.extend_from_slice(telling);
        }
        self.stored.consume(taken);
    }

    /// Bytes that the open unit has given.
    fn unpacked(&self) -> u64 {
        let start = self.units.back().map_or(0, |unit| unit.start);
        self.position + self.waiting().len() as u64 - start
    }

    fn is_bomb(&self) -> bool {
        let unpacked = self.unpacked();
        let stored = self.stored.offset() - self.units.back().map_or(0, |unit| unit.stored);
        self.packing != Packing::Bare && is_bomb(unpacked, stored)
    }

    /// Leaves the open unit and goes to the next one that begins with a record.
    fn abandon(&mut self, reason: &str) {
        let start = self.units.back().map_or(0, |unit| unit.stored);
        let again = self.kept.get(1..).unwrap_or_default();
        if self.kept.is_empty() {
            self.stored.consume(1);
        } else if self.put_back + again.len() as u64 <= self.stored.offset() + KEPT_BYTES as u64 {
            self.put_back += again.len() as u64;
            self.stored.put_back(again);
        }
        self.kept.clear();
        self.unpacker.reset();
        self.open = false;
        self.ended = !self.find_unit();
        let passed = Grouped(self.stored.offset() - start);
        let goal = if self.ended { "the end of the file" } else { "the next good record" };
        self.damage = Some(format!("{reason}; {passed} stored bytes were passed over, up to {goal}"));
    }

    fn find_unit(&mut self) -> bool {
        let finder = memmem::Finder::new(self.packing.magic());
        loop {
            let head = self.stored.peek(2 * MEMBER_HEAD_BYTES);
            match finder.find(head) {
                Some(at) => {
                    self.stored.consume(at);
                    let head = self.stored.peek(MEMBER_HEAD_BYTES);
                    if self.format.begins_record(&unpacked_head(&mut self.probe, head)) {
                        return true;
                    }
                    self.stored.consume(1);
                }
                None if head.len() < 2 * MEMBER_HEAD_BYTES => {
                    let rest = head.len();
                    self.stored.consume(rest);
                    return false;
                }
                None => {
                    let all_but_a_torn_magic = head.len() - self.packing.magic().len() + 1;
                    self.stored.consume(all_but_a_torn_magic);
                }
            }
        }
    }
}

/// The first bytes of a member or frame; none where it is neither.
pub(super) fn unpacked_head(unpacker: &mut Unpacker, head: &[u8]) -> Vec<u8> {
    unpacker.reset();
    let mut unpacked = vec![0; 1 << 10];
    let mut given = 0;
    let mut rest = head;
    while let Some(output) = unpacked.get_mut(given..).filter(|output| !output.is_empty())
        && let Ok(step) = unpacker.step(rest, output)
    {
        given += step.given;
        rest = rest.get(step.taken..).unwrap_or_default();
        if step.ended || (step.taken == 0 && step.given == 0) {
            break;
        }
    }
    unpacked.truncate(given);
    unpacked
}
