//! A part that is read by seeking, not from its start to its end.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use super::limits::{MAX_SPOOLED_BYTES, SPOOLED_IN_MEMORY};
use super::source::Source;

/// Bytes that can be read in any order.
pub(super) trait Seekable: Read + Seek {}

impl<T: Read + Seek> Seekable for T {}

/// A part with its length.
pub(super) struct Spool {
    pub(super) bytes: BufReader<Box<dyn Seekable>>,
    pub(super) length: u64,
}

impl Spool {
    /// A file of its own, which is read where it lies.
    pub(super) fn file(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { bytes: BufReader::new(Box::new(file)), length })
    }

    /// A part inside something else: set down in memory, or in a temporary file without a name where it is large.
    ///
    /// One that is damaged further on is kept up to there: the second value says by what.
    pub(super) fn part(source: Source<'_>) -> Result<(Self, Option<String>), String> {
        let unspooled = |error| format!("it cannot be set down in {}: {error}", std::env::temp_dir().display());
        let mut spool = tempfile::spooled_tempfile(SPOOLED_IN_MEMORY);
        let mut source = source.take(MAX_SPOOLED_BYTES + 1);
        let (mut length, mut damage) = (0, None);
        let mut buffer = vec![0; SPOOL_STEP];
        loop {
            match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(got) => {
                    length += got as u64;
                    io::Write::write_all(&mut spool, buffer.get(..got).unwrap_or_default()).map_err(unspooled)?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    damage = Some(error.to_string());
                    break;
                }
            }
        }
        if length > MAX_SPOOLED_BYTES {
            return Err(format!("it lies inside another file and is longer than {} GiB", MAX_SPOOLED_BYTES >> 30));
        }
        spool.rewind().map_err(unspooled)?;
        Ok((Self { bytes: BufReader::new(Box::new(spool)), length }, damage))
    }
}

/// Bytes copied at once.
const SPOOL_STEP: usize = 64 << 10;
