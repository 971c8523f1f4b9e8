//! What lies inside gzip and zstd, streamed.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::damage::Damage;
use super::gzip::Members;
use super::limits::{MAX_PACKING_DEPTH, MAX_UNPACKING_RATIO, READ_BYTES, UNPACK_BYTES, UNPACKED_WITHOUT_QUESTION};
use super::source::Source;
use super::warc;

/// A compression that wraps one stream of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 0x08, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            // A skippable frame, which carries an index or a dictionary in front of the data.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }
}

impl fmt::Display for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        })
    }
}

/// A file cannot be unpacked at all.
#[derive(Debug, thiserror::Error)]
pub(super) enum UnpackError {
    #[error("more than {MAX_PACKING_DEPTH} packings lie around one another")]
    TooDeep,
    #[error("there is no memory to unpack {0} data: {1}")]
    NoDecoder(Packing, io::Error),
}

/// The content of a file, out of whatever packings lie around it; a web archive stays as it is packed.
pub(super) fn unpack<'a>(file: impl Read + 'a) -> Result<Source<'a>, UnpackError> {
    let stored = Arc::new(AtomicU64::new(0));
    let mut source = Source::new(Stored { file, read: Arc::clone(&stored) }, READ_BYTES);
    let mut depth = 0;
    while let Some(packing) = Packing::of(source.peek(4)) {
        if warc::sniff(source.peek(warc::SNIFF_BYTES)).is_some() {
            break;
        }
        if depth == MAX_PACKING_DEPTH {
            return Err(UnpackError::TooDeep);
        }
        source = Source::new(Unpacked::new(packing, source, Arc::clone(&stored))?, UNPACK_BYTES);
        depth += 1;
    }
    Ok(source)
}

/// The bytes as they lie on disk, counted.
struct Stored<R> {
    file: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Stored<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.file.read(into)?;
        self.read.fetch_add(got as u64, Ordering::Relaxed);
        Ok(got)
    }
}

/// What comes out of one packing, counted and measured against the bytes on disk.
struct Unpacked<'a> {
    packing: Packing,
    decoder: Box<dyn Read + 'a>,
    stored: Arc<AtomicU64>,
    unpacked: u64,
}

impl<'a> Unpacked<'a> {
    fn new(packing: Packing, source: Source<'a>, stored: Arc<AtomicU64>) -> Result<Self, UnpackError> {
        let decoder: Box<dyn Read + 'a> = match packing {
            Packing::Gzip => Box::new(Members::new(source)),
            Packing::Zstd => Box::new(
                zstd::stream::read::Decoder::new(source).map_err(|error| UnpackError::NoDecoder(packing, error))?,
            ),
        };
        Ok(Self { packing, decoder, stored, unpacked: 0 })
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Self { packing, unpacked, .. } = *self;
        let got = self.decoder.read(into).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ => Damage::while_unpacking(packing, unpacked, error).into(),
        })?;
        self.unpacked += got as u64;
        let stored = self.stored.load(Ordering::Relaxed);
        if self.unpacked > UNPACKED_WITHOUT_QUESTION && self.unpacked / MAX_UNPACKING_RATIO > stored {
            return Err(Damage::Bomb { packing, unpacked: self.unpacked, stored }.into());
        }
        Ok(got)
    }
}
