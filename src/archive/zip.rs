//! ZIP archives, and what else is one: office documents, web archives with their lists.
//!
//! The directory at the end is read entry by entry and never kept. Where it is missing or damaged, the entries are found by
//! their own headers.

use std::collections::BTreeMap;
use std::io::{BufRead as _, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use ::zip::read::{Config, ZipFileEntry, ZipReadOptions, read_zipfile_from_stream};
use ::zip::result::ZipError;
use ::zip::unstable::read::ZipIterable;
use ::zip::{SUPPORTED_COMPRESSION_METHODS, ZipArchive};

use super::entries::{Entered, Entries};
use super::magic::not_read;
use super::part::Part;
use super::reading::Reading;
use super::spool::{Seekable, Spool};
use super::unpack::Unpacked;
use super::{document, limits, wacz};

type Bytes = std::io::BufReader<Box<dyn Seekable>>;

/// Gives what a ZIP archive holds.
pub(super) fn read(reading: &mut Reading<'_>, part: &Part, spool: Spool, damage: Option<String>) -> ControlFlow<()> {
    let Spool { mut bytes, length } = spool;
    let mut directory = match ZipIterable::try_new(&mut bytes, Config::default()) {
        Ok(directory) => directory,
        Err(error) => {
            let reason = damage.unwrap_or_else(|| reason(&error));
            return match Entries::open(reading, part, "ZIP archive") {
                Ok(entries) => without_directory(reading, part, Spool { bytes, length }, 0, entries, &reason),
                Err(said) => said,
            };
        }
    };
    match package(&mut directory) {
        Package::Document => return document::read(reading, part, &mut Names { directory, length }),
        Package::WebArchive => {
            return match ZipArchive::new(bytes) {
                Ok(mut archive) => wacz::read(reading, part, &mut archive),
                Err(error) => reading.failed(part.place.clone(), reason(&error)),
            };
        }
        Package::Unread(what) => return reading.skipped(part.place.clone(), not_read(what)),
        Package::Archive => {}
    }
    let mut entries = match Entries::open(reading, part, "ZIP archive") {
        Ok(entries) => entries,
        Err(said) => return said,
    };
    let before = reading.given();
    let mut taken = BTreeMap::new();
    let files = match directory.files() {
        Ok(files) => files,
        Err(error) => return reading.failed(part.place.clone(), reason(&error)),
    };
    while let Some(entry) = files.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let reason = format!("damaged directory: {}", reason(&error));
                // Entries lie in the order of the directory, and what it still told of was taken.
                let end = taken.values().copied().max().unwrap_or_default();
                return without_directory(reading, part, Spool { bytes, length }, end, entries, &reason);
            }
        };
        if entry.is_dir() {
            continue;
        }
        let name = entry.name_raw().to_vec();
        if let Some(reason) = left_out(&entry) {
            entries.skip(reading, &name, &reason)?;
            continue;
        }
        let inside = match entries.file(reading, &name) {
            Entered::Part(inside) => inside,
            Entered::Passed(said) => {
                said?;
                continue;
            }
            Entered::Closed(said) => return said,
        };
        if overlaps(&mut taken, &entry, length) {
            reading.failed(inside.place, "it lies over another entry: taken for a decompression bomb")?;
            continue;
        }
        let stored = entry.compressed_size().min(length);
        let budget = reading.budget().clone();
        match entry.with_reader(files.reader_mut(), ZipReadOptions::new()) {
            Ok(file) => reading.part(&inside, &mut Unpacked::entry(file, stored, &budget))?,
            Err(error) => reading.failed(inside.place, reason(&error))?,
        }
    }
    entries.close(reading, before)
}

/// Begins an entry, before its name.
const HEADER: &[u8; 4] = b"PK\x03\x04";

/// Reads the entries of a ZIP archive from a place on, by their own headers. What lies between them is passed over.
fn without_directory(
    reading: &mut Reading<'_>,
    part: &Part,
    spool: Spool,
    mut at: u64,
    mut entries: Entries<'_>,
    reason: &str,
) -> ControlFlow<()> {
    let Spool { mut bytes, length } = spool;
    let budget = reading.budget().clone();
    let failed =
        |reading: &mut Reading<'_>, error: std::io::Error| reading.failed(part.place.clone(), error.to_string());
    loop {
        match next_header(&mut bytes, at) {
            Ok(Some(header)) => at = header,
            Ok(None) => break,
            Err(error) => return failed(reading, error),
        }
        let begun = at;
        at += HEADER.len() as u64;
        let stored = {
            let Ok(Some(file)) = read_zipfile_from_stream(&mut bytes) else { continue };
            let stored = file.compressed_size();
            if !file.is_dir() {
                match entries.file(reading, file.name_raw()) {
                    Entered::Part(inside) => {
                        reading.part(&inside, &mut Unpacked::entry(file, stored.min(length), &budget))?;
                    }
                    Entered::Passed(said) => said?,
                    Entered::Closed(said) => return said,
                }
            }
            stored
        };
        // An entry that states more than there is says nothing of where the next one lies.
        let whole = end_of(begun, stored) <= length;
        if whole {
            at = match bytes.stream_position() {
                Ok(end) => at.max(end),
                Err(error) => return failed(reading, error),
            };
        }
    }
    let count = entries.count();
    let reason = format!("the ZIP archive is cut off or damaged ({reason}); {count} entries were found in it");
    reading.failed(part.place.clone(), reason)
}

/// Where the next entry begins, from a place on; stands there.
fn next_header(bytes: &mut Bytes, from: u64) -> std::io::Result<Option<u64>> {
    let mut at = bytes.seek(SeekFrom::Start(from))?;
    loop {
        let buffer = bytes.fill_buf()?;
        let Some(sign) = memchr::memchr(b'P', buffer) else {
            let passed = buffer.len();
            if passed == 0 {
                return Ok(None);
            }
            bytes.consume(passed);
            at += passed as u64;
            continue;
        };
        bytes.consume(sign);
        at += sign as u64;
        let mut start = Vec::with_capacity(HEADER.len());
        bytes.by_ref().take(HEADER.len() as u64).read_to_end(&mut start)?;
        if start == HEADER {
            bytes.seek(SeekFrom::Start(at))?;
            return Ok(Some(at));
        }
        if start.len() < HEADER.len() {
            return Ok(None);
        }
        at += 1;
        bytes.seek_relative(1 - HEADER.len() as i64)?;
    }
}

/// What a ZIP archive is.
enum Package {
    /// A collection of files.
    Archive,
    /// One text document, of Word or `OpenDocument`.
    Document,
    /// A web archive with its lists.
    WebArchive,
    /// One document of another kind, which is not read.
    Unread(&'static str),
}

/// Tells by the names of the entries.
fn package<R: Read + Seek>(directory: &mut ZipIterable<R>) -> Package {
    let Ok(files) = directory.files() else { return Package::Archive };
    let (mut office, mut content, mut described, mut captures) = (false, false, false, false);
    for entry in files.flatten().take(limits::MAX_ENTRIES as usize) {
        match entry.name_raw() {
            b"[Content_Types].xml" | b"META-INF/manifest.xml" => office = true,
            b"word/document.xml" => return Package::Document,
            // Which of the two comes first is the program's choice.
            b"content.xml" => content = true,
            b"xl/workbook.xml" => return Package::Unread("a spreadsheet"),
            b"ppt/presentation.xml" => return Package::Unread("a set of slides"),
            b"datapackage.json" => described = true,
            name if wacz::is_capture(name) => captures = true,
            _ => {}
        }
        if office && content {
            return Package::Document;
        }
    }
    // Captures alone may lie beside other files of an archive.
    if described && captures { Package::WebArchive } else { Package::Archive }
}

/// Why an entry is not read, where it is not.
fn left_out(entry: &ZipFileEntry<'_>) -> Option<String> {
    if entry.encrypted() {
        Some("the entry is encrypted".to_owned())
    } else if entry.is_symlink() {
        Some("a symbolic link, which is not followed".to_owned())
    } else if !SUPPORTED_COMPRESSION_METHODS.contains(&entry.compression()) {
        Some(not_read("an entry packed in a rare way"))
    } else {
        None
    }
}

/// Whether an entry lies where another does, header and content; if not, notes where it lies.
///
/// Bombs of this kind name one block of zeros a thousand times.
fn overlaps(taken: &mut BTreeMap<u64, u64>, entry: &ZipFileEntry<'_>, length: u64) -> bool {
    let start = entry.header_start();
    let end = end_of(start, entry.compressed_size());
    if taken.range(..end).next_back().is_some_and(|(_, other_end)| *other_end > start) {
        return true;
    }
    // One that states more than there is says nothing of where the next one lies.
    taken.insert(start, if end > length { end_of(start, 0) } else { end });
    false
}

/// Where an entry of so many stored bytes ends at the earliest: its header has 30 bytes and a name.
fn end_of(start: u64, stored: u64) -> u64 {
    start.saturating_add(30).saturating_add(stored)
}

fn reason(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) => error.to_string(),
        ZipError::InvalidArchive(reason) => reason.to_string(),
        other => other.to_string(),
    }
}

/// Entries of a document by name.
pub(super) struct Names<'b> {
    directory: ZipIterable<&'b mut Bytes>,
    length: u64,
}

impl Names<'_> {
    /// The bytes of the first entry of this name, where there is one.
    pub(super) fn bytes(&mut self, reading: &Reading<'_>, name: &str) -> Result<Option<Vec<u8>>, String> {
        let files = self.directory.files().map_err(|error| reason(&error))?;
        let named = |entry: &ZipFileEntry<'_>| entry.name_raw() == name.as_bytes();
        let Some(entry) = files.by_ref().flatten().find(named) else { return Ok(None) };
        let stored = entry.compressed_size().min(self.length);
        let file = entry.with_reader(files.reader_mut(), ZipReadOptions::new()).map_err(|error| reason(&error))?;
        let limit = limits::MAX_RECORD_BYTES;
        let mut bytes = Vec::new();
        let mut content = Unpacked::entry(file, stored, reading.budget()).take(limit as u64 + 1);
        content.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if bytes.len() > limit {
            return Err(format!("its text is longer than {} MiB", limit >> 20));
        }
        Ok(Some(bytes))
    }
}
