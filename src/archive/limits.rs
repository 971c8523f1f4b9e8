//! How much one archive file may ask of us.

/// The most bytes one record may have, unpacked and before decoding: 32 MiB.
///
/// The longest press release we have seen has 300 KB. A longer record fails, and reading goes on behind it.
pub const MAX_RECORD_BYTES: usize = 32 << 20;

/// How many times larger than the file its content may be: 200.
///
/// Press text packs 3 to 10 times, pages full of repeated furniture 40 times; zeros pack 1,000 times.
pub const MAX_UNPACKING_RATIO: u64 = 200;

/// Bytes that a file may unpack to before its [ratio](MAX_UNPACKING_RATIO) is asked for: 64 MiB.
pub const UNPACKED_WITHOUT_QUESTION: u64 = 64 << 20;

/// Whether what so many stored bytes unpack to is no longer believed.
pub(super) fn is_bomb(unpacked: u64, stored: u64) -> bool {
    unpacked > UNPACKED_WITHOUT_QUESTION && unpacked / MAX_UNPACKING_RATIO > stored
}

/// How many packings may lie around one another: 2, as in a gzip file that a server sent gzipped.
pub const MAX_PACKING_DEPTH: usize = 2;

/// How many containers may lie around a record: 3, as around a page in a WARC file in a WACZ file in a ZIP archive.
pub(super) const MAX_DEPTH: usize = 3;

/// Bytes that everything in one archive file may unpack to together before the ratio is asked for: 1 GiB, so that
/// sixteen bombs cost their neighbours nothing.
pub(super) const UNPACKED_OF_A_FILE_WITHOUT_QUESTION: u64 = 1 << 30;

/// Memory that one unpacker may ask for: 160 MiB. `xz -9` needs 65 MiB; a hostile header asks for 4 GiB.
pub(super) const MAX_UNPACKER_BYTES: usize = 160 << 20;

/// The most entries that are read of one container: 1,000,000.
pub(super) const MAX_ENTRIES: u64 = 1_000_000;

/// The largest archive that is set down on disk because it can only be read by seeking: 4 GiB.
pub(super) const MAX_SPOOLED_BYTES: u64 = 4 << 30;

/// Bytes of such an archive that are kept in memory instead.
pub(super) const SPOOLED_IN_MEMORY: usize = 4 << 20;

/// Bytes read from a file at once.
pub(super) const READ_BYTES: usize = 256 << 10;

/// Bytes taken from an unpacker at once. What it unpacked in the very step that met damage is lost, so steps are small.
pub(super) const UNPACK_BYTES: usize = 32 << 10;

/// Bytes that decide what a file holds.
pub(super) const SNIFF_BYTES: usize = 8 << 10;

/// Bytes that decide in which encoding the rows of a file are written.
pub(super) const ENCODING_BYTES: usize = 1 << 20;

/// Bytes of a feed before its first entry that are looked at for what it says of itself.
pub(super) const MAX_FEED_HEAD_BYTES: usize = 64 << 10;
