//! Bytes on disk.

use std::path::{Path, PathBuf};

/// What lies in a file or folder, but for what the engine leaves behind of a store before it was sorted.
pub(crate) fn bytes_in(path: &Path) -> u64 {
    match path.is_dir() {
        true => {
            let entries: Vec<PathBuf> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
            entries.iter().map(|path| bytes_in(path)).sum()
        }
        false if path.to_string_lossy().ends_with(".temp") => 0,
        false => path.metadata().unwrap().len(),
    }
}
