//! Digests as they are written: in captures, in lists of files, in seals.

/// The first 128 bits of a BLAKE3 hash in hexadecimal: enough that no two records of any archive share them by chance.
pub fn written_digest(hash: &blake3::Hash) -> String {
    hash.to_hex().chars().take(32).collect()
}
