//! Why the bytes of an archive file ended before their end.

use std::io;

use super::limits::MAX_UNPACKER_BYTES;
use crate::text::Grouped;

/// Reading stopped here, and nothing after it can be had.
///
/// Travels through the readers inside an [`io::Error`], so that the layer which saw it first is the one that names it.
#[derive(Debug, thiserror::Error)]
pub(super) enum Damage {
    #[error("reading stopped at byte {}: {source}", Grouped(*offset))]
    Unreadable { offset: u64, source: io::Error },
    #[error("{packing} data ends early, after {} unpacked bytes", Grouped(*unpacked))]
    EndsEarly { packing: &'static str, unpacked: u64 },
    #[error("{packing} data is damaged after {} unpacked bytes: {source}", Grouped(*unpacked))]
    Corrupt { packing: &'static str, unpacked: u64, source: io::Error },
    #[error(
        "{packing} data grew to {} bytes out of {}: taken for a decompression bomb",
        Grouped(*unpacked), Grouped(*stored)
    )]
    Bomb { packing: &'static str, unpacked: u64, stored: u64 },
    #[error("{packing} data asks for more than {} MiB of memory", MAX_UNPACKER_BYTES >> 20)]
    Hungry { packing: &'static str },
    #[error(
        "the archive file grew to {} bytes out of {}: taken for a decompression bomb",
        Grouped(*unpacked), Grouped(*stored)
    )]
    Spent { unpacked: u64, stored: u64 },
    #[error("the tar archive ends after {} of its {} bytes", Grouped(*read), Grouped(*told))]
    CutOff { read: u64, told: u64 },
    /// What a web archive found wrong with one of its records.
    #[error("{0}")]
    Record(String),
}

impl Damage {
    /// What stopped an unpacker: its own finding, or the damage it met beneath.
    pub(super) fn while_unpacking(packing: &'static str, unpacked: u64, error: io::Error) -> Self {
        error.downcast::<Self>().unwrap_or_else(|source| match source.kind() {
            io::ErrorKind::UnexpectedEof => Self::EndsEarly { packing, unpacked },
            io::ErrorKind::OutOfMemory => Self::Hungry { packing },
            _ => Self::Corrupt { packing, unpacked, source },
        })
    }

    /// What stopped a reader at an offset of its own.
    pub(super) fn while_reading(offset: u64, error: io::Error) -> Self {
        error.downcast::<Self>().unwrap_or_else(|source| Self::Unreadable { offset, source })
    }
}

impl From<Damage> for io::Error {
    fn from(damage: Damage) -> Self {
        Self::other(damage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_says_what_broke_and_where() {
        let torn = io::Error::from(io::ErrorKind::UnexpectedEof);
        let damage = Damage::while_unpacking("gzip", 1_040_112, torn);
        assert_eq!(damage.to_string(), "gzip data ends early, after 1,040,112 unpacked bytes");
    }

    #[test]
    fn the_layer_that_saw_the_damage_first_names_it() {
        let disk = Damage::Unreadable { offset: 512, source: io::Error::other("disk on fire") };
        let seen_above = Damage::while_unpacking("zstd", 0, disk.into());
        assert_eq!(seen_above.to_string(), "reading stopped at byte 512: disk on fire");
    }
}
