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

/// How many packings may lie around one another: 2, as in a gzip file that a server sent gzipped.
pub const MAX_PACKING_DEPTH: usize = 2;

/// How many containers may lie around a record: 3, as around a page in a WARC file in a WACZ file in a ZIP archive.
pub(super) const MAX_DEPTH: usize = 3;

/// Bytes read from a file at once.
pub(super) const READ_BYTES: usize = 256 << 10;

/// Bytes taken from an unpacker at once. What it unpacked in the very step that met damage is lost, so steps are small.
pub(super) const UNPACK_BYTES: usize = 32 << 10;

/// Bytes that decide what a file holds.
pub(super) const SNIFF_BYTES: usize = 8 << 10;

/// Bytes that decide in which encoding the rows of a file are written.
pub(super) const ENCODING_BYTES: usize = 1 << 20;
