//! How much may be unpacked of one archive file.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::damage::Damage;
use super::limits::{MAX_UNPACKING_RATIO, UNPACKED_OF_A_FILE_WITHOUT_QUESTION};

/// What all unpackers of one archive file share.
///
/// Each of them keeps to the ratio by itself. But ratios multiply where one unpacks what another gave, and a thousand
/// bombs of 64 MiB lie well within one small file.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    /// Length of the file on disk.
    stored: u64,
    unpacked: Arc<AtomicU64>,
}

impl Budget {
    pub(super) fn of(stored: u64) -> Self {
        Self { stored, unpacked: Arc::default() }
    }

    /// Length of the file on disk, in bytes.
    pub(super) fn stored_bytes(&self) -> usize {
        usize::try_from(self.stored).unwrap_or(usize::MAX)
    }

    /// Counts bytes that an unpacker gave.
    pub(super) fn spend(&self, bytes: usize) -> Result<(), Damage> {
        self.unpacked.fetch_add(bytes as u64, Ordering::Relaxed);
        if self.is_spent() { Err(Damage::Spent { unpacked: self.unpacked(), stored: self.stored }) } else { Ok(()) }
    }

    /// True where nothing more is unpacked.
    pub(super) fn is_spent(&self) -> bool {
        let unpacked = self.unpacked();
        unpacked > UNPACKED_OF_A_FILE_WITHOUT_QUESTION && unpacked / MAX_UNPACKING_RATIO > self.stored
    }

    fn unpacked(&self) -> u64 {
        self.unpacked.load(Ordering::Relaxed)
    }
}
