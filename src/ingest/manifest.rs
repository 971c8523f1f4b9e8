//! The archive files that were read whole: they are not opened again until they change.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::IngestError;
use crate::archive::ArchiveFile;

/// The list, kept inside the generation it speaks of as `files.json`: another has read none of them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Manifest {
    files: BTreeMap<String, Entry>,
    #[serde(skip)]
    path: PathBuf,
    #[serde(skip)]
    changed: bool,
}

/// A file that was read whole, without a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    bytes: u64,
    modified: Option<u128>,
    settings: String,
    /// Records that carried a release.
    pub(super) releases: u64,
    /// Records that were skipped, and why.
    pub(super) skipped: Vec<(String, String)>,
}

impl Entry {
    pub(super) fn of(file: &ArchiveFile, settings: &str, releases: u64, skipped: Vec<(String, String)>) -> Self {
        Self { bytes: file.bytes, modified: modified(file), settings: settings.to_owned(), releases, skipped }
    }
}

/// Nanoseconds since 1970, where the file system tells.
fn modified(file: &ArchiveFile) -> Option<u128> {
    file.modified?.duration_since(SystemTime::UNIX_EPOCH).ok().map(|age| age.as_nanos())
}

impl Manifest {
    /// The list of a generation; empty where there is none.
    pub(super) fn open(generation: &Path) -> Self {
        let path = generation.join("files.json");
        // A list that cannot be read costs only time: its files are read again.
        let known: Option<Self> = fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok());
        Self { path, changed: false, ..known.unwrap_or_default() }
    }

    /// What was read of a file, where it is still the same and was read with the same settings.
    pub(super) fn unchanged(&self, file: &ArchiveFile, settings: &str) -> Option<&Entry> {
        let entry = self.files.get(&key(file))?;
        let same = entry.bytes == file.bytes && entry.modified == modified(file) && entry.settings == settings;
        (same && entry.modified.is_some()).then_some(entry)
    }

    /// Enters a file; [`Manifest::save`] keeps it.
    pub(super) fn enter(&mut self, file: &ArchiveFile, entry: Entry) {
        self.files.insert(key(file), entry);
        self.changed = true;
    }

    /// Writes the list, whole or not at all. Only after what it lists was committed.
    pub(super) fn save(&mut self) -> Result<(), IngestError> {
        if !std::mem::take(&mut self.changed) {
            return Ok(());
        }
        let unfinished = self.path.with_extension("unfinished");
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&unfinished)?;
            file.write_all(&serde_json::to_vec(self)?)?;
            file.sync_all()?;
            fs::rename(&unfinished, &self.path)?;
            self.path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
        };
        write().map_err(|source| IngestError::Manifest { path: self.path.clone(), source })
    }
}

/// Where it lies on this machine, and its name in the archive: captures carry the name.
fn key(file: &ArchiveFile) -> String {
    let location = file.location.canonicalize().unwrap_or_else(|_| file.location.clone());
    format!("{}\n{}", location.display(), file.path)
}
