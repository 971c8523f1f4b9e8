//! What lies inside gzip, bzip2, xz and zstd, streamed.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bzip2::bufread::BzDecoder;
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;

use super::budget::Budget;
use super::damage::Damage;
use super::limits::{MAX_PACKING_DEPTH, READ_BYTES, UNPACK_BYTES, is_bomb};
use super::members::Members;
use super::source::{LEAST_ROOM, Source};
use super::warc;

/// A compression that wraps one stream of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}

/// Bytes that tell a packing.
const MAGIC_BYTES: usize = 10;

impl Packing {
    fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 0x08, ..] => Some(Self::Gzip),
            // Its first block, or the end of an empty file: a text may begin with `BZh`.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => Some(Self::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            // A skippable frame, which carries an index or a dictionary in front of the data.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
        }
    }
}

/// A file cannot be unpacked at all.
#[derive(Debug, thiserror::Error)]
pub(super) enum UnpackError {
    #[error("more than {MAX_PACKING_DEPTH} packings lie around one another")]
    TooDeep,
    #[error("there is no memory to unpack zstd data: {0}")]
    NoDecoder(#[from] io::Error),
}

/// The content of a file, out of whatever packings lie around it, and how many these were; a web archive stays as it is
/// packed.
pub(super) fn unpack<'a>(file: impl Read + 'a, budget: &Budget) -> Result<(Source<'a>, usize), UnpackError> {
    let stored = Arc::new(AtomicU64::new(0));
    let step = budget.stored_bytes().saturating_add(LEAST_ROOM).clamp(UNPACK_BYTES, READ_BYTES);
    let mut source = Source::new(Stored { file, read: Arc::clone(&stored) }, step);
    let mut depth = 0;
    while let Some(packing) = Packing::of(source.peek(MAGIC_BYTES)) {
        if warc::sniff(source.peek(warc::SNIFF_BYTES)).is_some() {
            break;
        }
        if depth == MAX_PACKING_DEPTH {
            return Err(UnpackError::TooDeep);
        }
        let decoder: Box<dyn Read + 'a> = match packing {
            Packing::Gzip => Box::new(Members::<GzDecoder<Source<'a>>>::new(source)),
            Packing::Bzip2 => Box::new(Members::<BzDecoder<Source<'a>>>::new(source)),
            Packing::Xz => Box::new(Members::<XzReader<Source<'a>>>::new(source)),
            Packing::Zstd => Box::new(zstd::stream::read::Decoder::new(source)?),
        };
        let packing = packing.name();
        let unpacked = Unpacked { packing, decoder, stored: Arc::clone(&stored), budget: budget.clone(), unpacked: 0 };
        source = Source::new(unpacked, UNPACK_BYTES);
        depth += 1;
    }
    Ok((source, depth))
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

/// What comes out of one packing, counted and measured against the bytes that went in.
pub(super) struct Unpacked<'a> {
    packing: &'static str,
    decoder: Box<dyn Read + 'a>,
    stored: Arc<AtomicU64>,
    budget: Budget,
    unpacked: u64,
}

impl<'a> Unpacked<'a> {
    /// What comes out of an entry of a ZIP archive that has so many bytes there.
    pub(super) fn entry(decoder: impl Read + 'a, stored: u64, budget: &Budget) -> Self {
        Self {
            packing: "ZIP",
            decoder: Box::new(decoder),
            stored: Arc::new(AtomicU64::new(stored)),
            budget: budget.clone(),
            unpacked: 0,
        }
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Self { packing, unpacked, .. } = *self;
        self.budget.spend(0)?;
        let got = self.decoder.read(into).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ => Damage::while_unpacking(packing, unpacked, error).into(),
        })?;
        self.unpacked += got as u64;
        let stored = self.stored.load(Ordering::Relaxed);
        if is_bomb(self.unpacked, stored) {
            return Err(Damage::Bomb { packing, unpacked: self.unpacked, stored }.into());
        }
        self.budget.spend(got)?;
        Ok(got)
    }
}
