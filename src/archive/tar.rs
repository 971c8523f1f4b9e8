//! Tar archives, as a stream: ustar, the long names of GNU, pax.
//!
//! Blocks are read here and only their headers by the `tar` package: its own reader keeps whatever an entry says is a
//! long name, and ends at the first damaged header.

use std::io::{self, Read};
use std::ops::ControlFlow;

use ::tar::{EntryType, Header, PaxExtensions};

use super::damage::Damage;
use super::entries::{Entered, Entries};
use super::part::Part;
use super::reading::Reading;
use super::source::Source;
use crate::text::Grouped;

/// Everything in a tar archive is a multiple of this.
const BLOCK: usize = 512;

/// The longest name, and the longest list of pax records, that is read: 1 MiB.
const LONGEST_RECORDS: u64 = 1 << 20;

/// True for the beginning of a tar archive. Those of before 1988 have no magic number; all have a checksum.
pub(super) fn is_tar(head: &[u8]) -> bool {
    head.first_chunk::<BLOCK>().is_some_and(|block| header(block).is_some())
}

/// Gives what the entries of a tar archive hold.
pub(super) fn read(reading: &mut Reading<'_>, part: &Part, source: Source<'_>) -> ControlFlow<()> {
    let mut entries = match Entries::open(reading, part, "tar archive") {
        Ok(entries) => entries,
        Err(said) => return said,
    };
    let before = reading.given();
    let mut tape = Tape { source, marked: false };
    let mut ahead = Ahead::default();
    loop {
        let (size, header) = match tape.header() {
            Ok(Found::Header(size, header)) => (ahead.size.unwrap_or(size), header),
            Ok(Found::End) => return entries.close(reading, before),
            Ok(Found::Lost(bytes)) => {
                let lost = format!("{} bytes where a tar header should be were passed over", Grouped(bytes));
                reading.failed(part.place.clone(), lost)?;
                ahead = Ahead::default();
                continue;
            }
            Err(reason) => return reading.failed(part.place.clone(), reason),
        };
        let failures = reading.failures();
        let mut content = Content { source: &mut tape.source, told: size, left: size, cut_off: false };
        if let Err(reason) = ahead.read(header.entry_type(), &mut content) {
            reading.failed(part.place.clone(), reason)?;
        } else if !is_ahead(header.entry_type()) {
            let name = ahead.name.take().unwrap_or_else(|| header.path_bytes().into_owned());
            match left_out(&header, &name, ahead.sparse) {
                Some("") => {}
                Some(reason) => entries.skip(reading, &name, reason)?,
                None => match entries.file(reading, &name) {
                    Entered::Part(part) => reading.part(&part, &mut content)?,
                    Entered::Passed(said) => said?,
                    Entered::Closed(said) => return said,
                },
            }
            ahead = Ahead::default();
        }
        if content.cut_off && reading.failures() > failures {
            // The entry said so itself.
            return ControlFlow::Continue(());
        }
        let padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
        if let Err(error) = io::copy(&mut content, &mut io::sink()).and_then(|_| tape.skip(padding)) {
            return reading.failed(part.place.clone(), error.to_string());
        }
    }
}

/// What is said of an entry in entries of their own ahead of it.
#[derive(Default)]
struct Ahead {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

impl Ahead {
    /// Takes in such an entry; leaves any other alone.
    fn read(&mut self, kind: EntryType, content: &mut Content<'_, '_>) -> Result<(), String> {
        if !(kind.is_gnu_longname() || kind.is_pax_local_extensions()) {
            return Ok(());
        }
        if content.left > LONGEST_RECORDS {
            return Err(format!("what is said ahead of an entry takes {} bytes", Grouped(content.left)));
        }
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if kind.is_gnu_longname() {
            while bytes.pop_if(|last| *last == 0).is_some() {}
            self.name = Some(bytes);
            return Ok(());
        }
        for record in PaxExtensions::new(&bytes).flatten() {
            match record.key_bytes() {
                b"path" => self.name = Some(record.value_bytes().to_vec()),
                b"size" => {
                    self.size = std::str::from_utf8(record.value_bytes()).ok().and_then(|size| size.parse().ok())
                }
                key => self.sparse |= key.starts_with(b"GNU.sparse."),
            }
        }
        Ok(())
    }
}

/// True for an entry that says something of another and is none itself.
fn is_ahead(kind: EntryType) -> bool {
    kind.is_gnu_longname()
        || kind.is_gnu_longlink()
        || kind.is_pax_local_extensions()
        || kind.is_pax_global_extensions()
        || matches!(kind.as_byte(), b'X' | b'V')
}

/// Why an entry is not read, where it is not; folders are left without a word.
fn left_out(header: &Header, name: &[u8], sparse: bool) -> Option<&'static str> {
    let kind = header.entry_type();
    match kind.as_byte() {
        _ if sparse || kind.is_gnu_sparse() => Some("a sparse file, which is not read"),
        // Before ustar a folder was a file with a slash at its end.
        b'\0' | b'0' | b'7' => name.ends_with(b"/").then_some(""),
        b'5' | b'D' => Some(""),
        b'1' => Some("a link to another entry"),
        b'2' => Some("a symbolic link, which is not followed"),
        b'3' | b'4' | b'6' => Some("a pipe or device, and no file"),
        b'M' => Some("the rest of a file that begins in another archive"),
        _ => Some("an entry that is no file"),
    }
}

/// The stream of blocks.
struct Tape<'a> {
    source: Source<'a>,
    /// Whether the mark of the end was met.
    marked: bool,
}

enum Found {
    /// The next header, and the size of what follows it.
    Header(u64, Box<Header>),
    /// So many bytes are no header, and behind them comes one, or nothing.
    Lost(u64),
    End,
}

impl Tape<'_> {
    /// Looks for the next header. Two blocks of zeros end an archive, but another may have been appended behind them.
    fn header(&mut self) -> Result<Found, String> {
        let (mut zeros, mut lost) = (0_u64, 0_u64);
        loop {
            let block = self.source.peek(BLOCK);
            let length = block.len();
            if let Some(block) = block.first_chunk::<BLOCK>() {
                if let Some((size, found)) = header(block) {
                    if lost > 0 {
                        return Ok(Found::Lost(lost));
                    }
                    self.marked = false;
                    let found = Box::new(found.clone());
                    self.source.consume(BLOCK);
                    self.skip_sparse_map(&found).map_err(|error| error.to_string())?;
                    return Ok(Found::Header(size, found));
                }
                let zero = block.iter().all(|byte| *byte == 0);
                zeros += u64::from(zero);
                self.marked |= zero;
                // Behind the end lies whatever was on the tape before.
                lost += if zero || zeros >= 2 { 0 } else { BLOCK as u64 };
                self.source.consume(BLOCK);
                continue;
            }
            self.source.consume(length);
            self.source.chunk().map_err(|damage| damage.to_string())?;
            return match (lost, self.marked) {
                (1.., _) => Ok(Found::Lost(lost)),
                (0, true) => Ok(Found::End),
                (0, false) => Err("the tar archive ends without the mark of its end".to_owned()),
            };
        }
    }

    /// The map of an old sparse file goes on in blocks behind its header.
    fn skip_sparse_map(&mut self, header: &Header) -> io::Result<()> {
        let mut goes_on = header.entry_type().is_gnu_sparse() && header.as_bytes().get(482) == Some(&1);
        while goes_on {
            goes_on = self.source.peek(BLOCK).get(504) == Some(&1);
            self.skip(BLOCK as u64)?;
        }
        Ok(())
    }

    fn skip(&mut self, bytes: u64) -> io::Result<()> {
        io::copy(&mut (&mut self.source).take(bytes), &mut io::sink()).map(drop)
    }
}

/// A block as a header with the size it states, where its checksum says that it is one.
fn header(block: &[u8; BLOCK]) -> Option<(u64, &Header)> {
    let header = Header::from_byte_slice(block);
    let sum = |signed: bool| -> i64 {
        block
            .iter()
            .enumerate()
            .map(|(at, byte)| match at {
                148..156 => i64::from(b' '),
                // Some old programs added up signed bytes.
                _ if signed => i64::from(byte.cast_signed()),
                _ => i64::from(*byte),
            })
            .sum()
    };
    let told = i64::from(header.cksum().ok()?);
    let named = block.first().is_some_and(|first| *first != 0) || header.as_ustar().is_some();
    (named && (told == sum(false) || told == sum(true))).then_some(())?;
    Some((header.entry_size().ok()?, header))
}

/// The bytes of one entry.
struct Content<'s, 'a> {
    source: &'s mut Source<'a>,
    told: u64,
    left: u64,
    cut_off: bool,
}

impl Read for Content<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let into = into.get_mut(..most).unwrap_or_default();
        let got = self.source.read(into).inspect_err(|_| self.cut_off = true)?;
        if got == 0 && !into.is_empty() {
            self.cut_off = true;
            return Err(Damage::CutOff { read: self.told - self.left, told: self.told }.into());
        }
        self.left -= got as u64;
        Ok(got)
    }
}
