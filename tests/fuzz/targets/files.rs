//! Bytes as a file of an archive: unpacked, recognised, taken apart, and every record read.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use pressmark::archive::{ArchiveFile, Mapping, Payload, Record, read};
use pressmark::release::Capture;
use tempfile::NamedTempFile;

use super::laws;

/// A file of whatever kind.
pub(super) fn file(bytes: &[u8]) {
    held(bytes, None);
}

/// An export: as it is, as an operator mapped it, and as one row or element.
pub(super) fn rows(bytes: &[u8]) {
    static MAPPING: OnceLock<Mapping> = OnceLock::new();
    let mapping = MAPPING.get_or_init(|| {
        let mut file = NamedTempFile::new().expect("a file");
        file.write_all(
            b"record = \"export/entry\"\nid = \"@number\"\ntitle = [\"head/title\", \"Head\"]\nbody = \"text\"\n",
        )
        .expect("a map");
        Mapping::open(file.path()).expect("a map")
    });
    held(bytes, None);
    held(bytes, Some(mapping));
    let text = String::from_utf8_lossy(bytes).into_owned();
    for payload in [Payload::Row(text.clone()), Payload::Element(text)] {
        laws::record(&record(payload), &laws::settings());
    }
}

/// A web archive of which every record is packed on its own, as crawlers write them. What is packed already is taken as
/// it is.
pub(super) fn packed_captures(bytes: &[u8]) {
    if bytes.starts_with(b"\x1f\x8b") {
        return file(bytes);
    }
    let mut starts: Vec<usize> =
        (0..bytes.len()).filter(|&at| bytes.get(at..).is_some_and(|rest| rest.starts_with(b"WARC/1"))).collect();
    starts.insert(0, 0);
    starts.push(bytes.len());
    starts.dedup();
    let mut packed = Vec::new();
    for bounds in starts.windows(2) {
        let mut member = GzEncoder::new(&mut packed, Compression::fast());
        member.write_all(&bytes[bounds[0]..bounds[1]]).expect("memory");
        member.finish().expect("memory");
    }
    file(&packed);
}

/// Some record of no archive.
pub(super) fn record(payload: Payload) -> Record {
    let capture = Capture {
        path: "file".to_owned(),
        record: String::new(),
        captured: None,
        url: Some("https://www.harbour.example/news/2017/02/ferries".to_owned()),
        payload: None,
        digest: "0".repeat(32),
        mention: false,
        edition: 0,
    };
    Record { capture, payload, notes: Vec::new() }
}

/// Reads a file with these bytes: something is said of it, and no two records lie at one place.
fn held(bytes: &[u8], mapping: Option<&Mapping>) {
    thread_local! {
        static FILE: NamedTempFile = NamedTempFile::new().expect("a file");
    }
    FILE.with(|file| {
        fs::write(file.path(), bytes).expect("a file that can be written");
        let location = file.path().to_owned();
        let file = ArchiveFile { location, path: "file".to_owned(), bytes: bytes.len() as u64, modified: None };
        let settings = laws::settings();
        let (mut given, mut places) = (0_usize, HashSet::new());
        let read = read(&file, mapping, &mut |found| {
            given += 1;
            match found {
                Ok(record) => {
                    assert_eq!(record.capture.path, "file");
                    laws::record(&record, &settings);
                    let place = record.capture.record;
                    assert!(places.insert(place.clone()), "two records at {place:?}");
                }
                Err(fault) => {
                    assert_eq!(fault.path, "file");
                    laws::fault(&fault);
                }
            }
            ControlFlow::Continue(())
        });
        assert!(read.is_continue());
        assert!(given > 0, "nothing is said of the file");
    });
}
