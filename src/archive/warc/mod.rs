//! Web archives: WARC 0.17 to 1.1 (ISO 28500) and ARC, packed or not.
//!
//! ```text
//! tape    stored bytes -> unpacked bytes, member by member; damage costs a member, not the file
//! header  the lines above a block: what was captured, when, how long it is
//! body    the block; ends in an error unless it is as long as it should be
//! http    the answer of the server above the payload
//! chunked, coding    the payload as the browser had it
//! passed  what is no press text by header, status or type
//! ```
//!
//! Everything is read once, from front to back. A payload is handed back to the [`Reading`] as a part of its own: what
//! it is, its bytes say.

mod arc;
mod body;
mod chunked;
mod coding;
mod fields;
mod header;
mod http;
mod moment;
mod passed;
mod tape;
mod unpacker;

pub(super) use moment::utc;

use std::io::{self, Read};
use std::ops::ControlFlow;

use encoding_rs::Encoding;
use memchr::memmem;

use self::arc::Line;
use self::body::{Body, LOOK_BYTES, line_ends};
use self::chunked::Chunked;
use self::fields::MediaType;
use self::header::{Header, RecordKind};
use self::http::Answer;
use self::tape::{Tape, unpacked_head};
use self::unpacker::{Packing, Unpacker};
use super::Payload;
use super::budget::Budget;
use super::limits::{MAX_DEPTH, UNPACK_BYTES};
use super::part::{Part, Told};
use super::reading::Reading;
use super::source::Source;
use crate::text::Grouped;

/// How records are set apart in a web archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Warc,
    Arc,
}

impl Format {
    /// The name used in reasons.
    fn name(self) -> &'static str {
        match self {
            Self::Warc => "WARC",
            Self::Arc => "ARC",
        }
    }

    /// True where a record begins with these bytes.
    fn begins_record(self, bytes: &[u8]) -> bool {
        match self {
            Self::Warc => matches!(bytes, [b'W', b'A', b'R', b'C', b'/', b'0'..=b'9', ..]),
            Self::Arc => Line::read(bytes).is_some(),
        }
    }

    /// True where a record may end before these bytes.
    fn ends_record(self, bytes: &[u8]) -> bool {
        let rest = bytes.get(line_ends(bytes)..).unwrap_or_default();
        rest.is_empty() || self.begins_record(rest)
    }

    /// What stands in front of the first letters of most records.
    fn mark(self) -> &'static [u8] {
        match self {
            Self::Warc => b"\nWARC/",
            Self::Arc => b"\nhttp",
        }
    }
}

/// A web archive, and how it is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    format: Format,
    packing: Packing,
}

/// Bytes in which a packed web archive shows itself: where the first member is damaged, one further on does.
pub(super) const SNIFF_BYTES: usize = 64 << 10;

/// Judges a file by its first bytes, packed as they are.
///
/// Web archives are told apart from other packed files here because each of their members is unpacked by itself.
pub(super) fn sniff(head: &[u8]) -> Option<Found> {
    let packing = match head {
        [0x1f, 0x8b, 0x08, ..] => Packing::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::Zstd,
        // A dictionary in front is a custom of web archives alone.
        [0x5d, 0x2a, 0x4d, 0x18, ..] => return Some(Found { format: Format::Warc, packing: Packing::Zstd }),
        _ => return format_of(head).map(|format| Found { format, packing: Packing::Bare }),
    };
    packed(head, packing)
}

/// Judges binary data of no known sort by what lies further on: the first bytes of a packed web archive may be damaged.
pub(super) fn sniff_behind_damage(head: &[u8]) -> Option<Found> {
    packed(head, Packing::Gzip).or_else(|| packed(head, Packing::Zstd))
}

fn packed(head: &[u8], packing: Packing) -> Option<Found> {
    let mut unpacker = Unpacker::new(packing, &[]).ok()?;
    let mut members = memmem::find_iter(head, packing.magic());
    members.find_map(|at| {
        let format = format_of(&unpacked_head(&mut unpacker, head.get(at..)?))?;
        Some(Found { format, packing })
    })
}

fn format_of(head: &[u8]) -> Option<Format> {
    let start = head.get(line_ends(head)..).unwrap_or_default();
    // A damaged version line still looks like one, and has its fields below.
    let looks = || start.iter().zip(b"WARC/").filter(|(one, other)| one == other).count() >= 3;
    let fields = || memmem::find(start.get(..1 << 10).unwrap_or(start), b"\nWARC-Type:").is_some();
    if Format::Warc.begins_record(start) || (looks() && fields()) {
        Some(Format::Warc)
    } else {
        (start.starts_with(b"filedesc:") || Format::Arc.begins_record(start)).then_some(Format::Arc)
    }
}

/// Gives what was captured in a web archive.
pub(super) fn read(reading: &mut Reading<'_>, part: &Part, mut stored: Source<'_>, found: Found) -> ControlFlow<()> {
    let Found { format, packing } = found;
    if part.depth >= MAX_DEPTH {
        let reason = format!("a {} file inside {MAX_DEPTH} other archives is not opened", format.name());
        return reading.failed(part.place.clone(), reason);
    }
    let tape = dictionary(&mut stored)
        .and_then(|dictionary| Tape::new(stored, format, packing, &dictionary, reading.budget().clone()));
    match tape {
        Ok(tape) => Records { tape, format, part }.give(reading),
        Err(reason) => reading.failed(part.place.clone(), reason),
    }
}

/// The dictionary in front of a zstd file, which may be packed itself; empty where there is none.
///
/// Source: IIPC, "WARC compression using Zstandard", 2021.
fn dictionary(stored: &mut Source<'_>) -> Result<Vec<u8>, String> {
    let [0x5d, 0x2a, 0x4d, 0x18, a, b, c, d] = *stored.peek(8) else { return Ok(Vec::new()) };
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    if length > LARGEST_DICTIONARY {
        return Err(format!("its zstd dictionary has {} bytes", Grouped(length as u64)));
    }
    stored.consume(8);
    let unread = |error| format!("its zstd dictionary cannot be read: {error}");
    let mut dictionary = Vec::new();
    stored.by_ref().take(length as u64).read_to_end(&mut dictionary).map_err(unread)?;
    if dictionary.starts_with(Packing::Zstd.magic()) {
        let packed = zstd::stream::read::Decoder::new(dictionary.as_slice()).map_err(unread)?;
        let mut unpacked = Vec::new();
        packed.take(LARGEST_DICTIONARY as u64).read_to_end(&mut unpacked).map_err(unread)?;
        return Ok(unpacked);
    }
    Ok(dictionary)
}

/// Archive Team's have 1 MB.
const LARGEST_DICTIONARY: usize = 16 << 20;

/// The longest header of a record: 64 KiB.
const HEADER_BYTES: usize = 64 << 10;

struct Records<'p, 'a> {
    tape: Tape<'a>,
    format: Format,
    part: &'p Part,
}

impl Records<'_, '_> {
    fn give(&mut self, reading: &mut Reading<'_>) -> ControlFlow<()> {
        let before = reading.given();
        loop {
            let at_record = self.pass_line_ends();
            let place = self.part.place_of(&self.tape.place());
            match at_record {
                Ok(true) => self.record(reading, place)?,
                Ok(false) => break,
                Err(damage) => reading.failed(place, damage)?,
            }
        }
        if reading.given() == before {
            return reading.skipped(self.part.place.clone(), "the web archive holds no records");
        }
        ControlFlow::Continue(())
    }

    /// Goes to the next byte of a record; false at the end.
    fn pass_line_ends(&mut self) -> Result<bool, String> {
        loop {
            let chunk = self.tape.chunk()?;
            if chunk.is_empty() {
                return Ok(false);
            }
            let line_ends = line_ends(chunk);
            let is_there = line_ends == 0;
            self.tape.consume(line_ends);
            if is_there {
                // A record that begins behind a line end at the end of a member has its place in the next.
                return Ok(true);
            }
        }
    }

    /// Gives the record that begins here, or says why nothing does.
    fn record(&mut self, reading: &mut Reading<'_>, place: String) -> ControlFlow<()> {
        if !self.format.begins_record(self.tape.peek(LOOK_BYTES)) {
            let passed = Grouped(self.tape.pass_to_record());
            let format = self.format.name();
            return reading.failed(place, format!("no {format} record begins here; {passed} bytes were passed over"));
        }
        let header = match self.header() {
            Ok(header) => header,
            Err(reason) => {
                let passed = Grouped(self.tape.pass_to_record());
                return reading.failed(place, format!("{reason}; {passed} bytes were passed over"));
            }
        };
        let (kind, length) = (header.kind, header.length);
        let mut body = Body::new(&mut self.tape, self.format, kind.named(), length);
        let told = Told {
            url: header.url.clone(),
            captured: header.captured.clone(),
            payload: header.payload.clone(),
            charset: None,
        };
        let mut part = Part { place, depth: self.part.depth + 1, told };
        let outcome = match passed::by_header(&header) {
            Some(reason) => Outcome::Passed(reason),
            None => captured(reading, &mut part, &header, &mut body)?,
        };
        let whole = body.finish();
        match (outcome, whole) {
            (Outcome::Given, Ok(())) => ControlFlow::Continue(()),
            // What was given was whole without what comes behind it.
            (Outcome::Given, Err(damage)) => {
                let place = self.part.place_of(&self.tape.place());
                reading.failed(place, damage)
            }
            (_, Err(damage)) => reading.failed(part.place, damage),
            (Outcome::Passed(reason), Ok(())) => reading.skipped(part.place, reason),
            (Outcome::Revisit, Ok(())) => {
                let capture = reading.capture(&part, "", part.told.payload.as_deref().unwrap_or_default().as_bytes());
                reading.record(capture, Payload::Revisit(header.revisit))
            }
        }
    }

    /// Reads the header of the record that begins here.
    fn header(&mut self) -> Result<Header, String> {
        if self.format == Format::Arc {
            let look = self.tape.peek(2 * LOOK_BYTES);
            let end = look.iter().position(|byte| *byte == b'\n').map_or(look.len(), |at| at + 1);
            let header = Line::read(look).map(|line| Header::arc(&line));
            self.tape.consume(end);
            return header.unwrap_or_else(|| Err("the line above an ARC record is too long".to_owned()));
        }
        let mut want = 1 << 10;
        loop {
            let look = self.tape.peek(want);
            let end = http::end_of_head(look);
            let is_all = look.len() < want;
            if let Some(end) = end {
                let header = Header::warc(look.get(..end).unwrap_or(look));
                self.tape.consume(end);
                return header;
            }
            if is_all || want >= HEADER_BYTES {
                // The first line is left behind, lest the next record be looked for and found here.
                self.tape.consume(1);
                return Err(match (is_all, self.tape.take_damage()) {
                    (true, Some(damage)) => damage,
                    (true, None) => "the file ends inside the header of a record".to_owned(),
                    (false, _) => format!("the header of a record is longer than {} KiB", HEADER_BYTES >> 10),
                });
            }
            want *= 4;
        }
    }
}

/// What became of a block.
enum Outcome {
    /// Its payload was given, or why it could not be.
    Given,
    /// It holds no press text, and why.
    Passed(String),
    Revisit,
}

/// Gives the payload of a block.
fn captured(
    reading: &mut Reading<'_>,
    part: &mut Part,
    header: &Header,
    body: &mut Body<'_, '_>,
) -> ControlFlow<(), Outcome> {
    let mut block = Source::new(body, UNPACK_BYTES);
    let answer = match head(header, &mut block) {
        Ok(answer) => answer,
        Err(error) => {
            reading.failed(part.place.clone(), error.to_string())?;
            return ControlFlow::Continue(Outcome::Given);
        }
    };
    if let Some(reason) = passed::by_answer(header.kind, &answer) {
        return ControlFlow::Continue(Outcome::Passed(reason));
    }
    if header.kind == RecordKind::Revisit {
        return ControlFlow::Continue(Outcome::Revisit);
    }
    part.told.charset = charset(&answer.media);
    match payload(block, &answer, reading.budget()) {
        Ok(mut payload) => {
            let note = header.truncated.as_ref().map(|why| format!("cut off by its crawler: {why}"));
            reading.noting(note, |reading| reading.part(part, &mut payload))?;
        }
        Err(error) => reading.failed(part.place.clone(), error.to_string())?,
    }
    ControlFlow::Continue(Outcome::Given)
}

/// What is said of the payload: by the server, or where none spoke, by the header of the record.
fn head(header: &Header, block: &mut Source<'_>) -> io::Result<Answer> {
    let of_header = || Answer { media: header.media.clone(), ..Answer::default() };
    let spoke = matches!(header.kind, RecordKind::Response | RecordKind::Revisit);
    let answer = if spoke { Answer::read(block)? } else { None };
    Ok(answer.unwrap_or_else(of_header))
}

fn charset(media: &MediaType) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(media.charset.as_deref()?.as_bytes())
}

/// The payload as the browser had it.
fn payload<'a>(block: Source<'a>, answer: &Answer, budget: &Budget) -> io::Result<Source<'a>> {
    let mut payload = if answer.chunked { Source::new(Chunked::new(block), UNPACK_BYTES) } else { block };
    for name in answer.codings.iter().rev().take(coding::MOST_CODINGS) {
        payload = coding::decoded(payload, name, budget)?;
    }
    Ok(payload)
}
