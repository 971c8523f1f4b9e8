//! The archive files that were read: they are not opened again until they change.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::IngestError;
use crate::archive::{ArchiveFile, Revisit};
use crate::index::write_whole;
use crate::release::Capture;

/// The list, kept inside the generation it speaks of as `files.json`: another has read none of them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Manifest {
    files: BTreeMap<Key, Entry>,
    #[serde(skip)]
    path: PathBuf,
    #[serde(skip)]
    changed: bool,
}

/// A file: where it lies on this machine, a NUL, which no name has, and its name in the archive, which captures carry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Key(String);

impl Key {
    fn of(file: &ArchiveFile) -> Self {
        let location = file.location.canonicalize().unwrap_or_else(|_| file.location.clone());
        Self(format!("{}\0{}", location.display(), file.path))
    }

    fn location(&self) -> &Path {
        Path::new(self.0.split('\0').next().unwrap_or_default())
    }

    /// The name in the archive.
    pub(super) fn path(&self) -> &str {
        self.0.rsplit('\0').next().unwrap_or_default()
    }
}

/// A file that was read, and what its records came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    bytes: u64,
    /// Nanoseconds since 1970, where the file system tells.
    modified: Option<u128>,
    digest: String,
    settings: String,
    /// Records that carried a release.
    pub(super) releases: u64,
    /// Records that were skipped, and why.
    pub(super) skipped: Vec<(String, String)>,
    /// Revisits whose originals were not there: they may come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) revisits: Vec<(Capture, Revisit)>,
    /// Whether a record failed. The file is read again in the next run: it may have been mended, or we.
    pub(super) failed: bool,
}

impl Entry {
    /// The entry of this file, of which this is what the records came to.
    pub(super) fn of(self, file: &ArchiveFile, settings: &str, digest: String) -> Self {
        Self { bytes: file.bytes, modified: modified(file), digest, settings: settings.to_owned(), ..self }
    }
}

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

    /// What was read of a file, where it is still the same and was read with the same settings: by size and time, and
    /// where only the time is another, as after a copy, by its digest.
    pub(super) fn unchanged(&mut self, file: &ArchiveFile, settings: &str) -> Option<&Entry> {
        let entry = self.files.get_mut(&Key::of(file))?;
        if entry.failed || entry.bytes != file.bytes || entry.settings != settings {
            return None;
        }
        let modified = modified(file);
        if modified.is_none() || entry.modified != modified {
            if entry.digest.is_empty() || file.digest().as_ref() != Some(&entry.digest) {
                return None;
            }
            entry.modified = modified;
            self.changed = true;
        }
        Some(entry)
    }

    /// The files of these archives that were read before and are not there any more.
    ///
    /// What could not be listed is not gone, and neither is all of an archive at once: that is a disk which is not there.
    pub(super) fn gone(&self, archives: &[PathBuf], files: &[ArchiveFile]) -> Vec<Key> {
        let there: BTreeSet<Key> = files.iter().map(Key::of).collect();
        let roots = archives.iter().filter_map(|archive| archive.canonicalize().ok());
        let roots: Vec<PathBuf> =
            roots.filter(|root| there.iter().any(|key| key.location().starts_with(root))).collect();
        let ours = |key: &&Key| roots.iter().any(|root| key.location().starts_with(root));
        let missing = |key: &&Key| {
            let found = fs::symlink_metadata(key.location());
            found.is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
        };
        self.files.keys().filter(ours).filter(|key| !there.contains(key)).filter(missing).cloned().collect()
    }

    /// Whether another file of this name in the archive was read, besides those that are gone.
    pub(super) fn has_path(&self, path: &str, gone: &[Key]) -> bool {
        self.files.keys().any(|key| key.path() == path && !gone.contains(key))
    }

    /// Enters a file; [`Manifest::save`] keeps it.
    pub(super) fn enter(&mut self, file: &ArchiveFile, entry: Entry) {
        self.files.insert(Key::of(file), entry);
        self.changed = true;
    }

    /// Strikes a file out.
    pub(super) fn remove(&mut self, file: &Key) {
        self.changed |= self.files.remove(file).is_some();
    }

    /// Has the files of these names read again.
    pub(super) fn read_again(&mut self, paths: &BTreeSet<String>) {
        let before = self.files.len();
        self.files.retain(|key, _| !paths.contains(key.path()));
        self.changed |= self.files.len() != before;
    }

    /// Has the files read again in which a record was skipped for this reason.
    pub(super) fn read_again_what_was(&mut self, reason: &str) {
        let before = self.files.len();
        self.files.retain(|_, entry| !entry.skipped.iter().any(|(_, why)| why == reason));
        self.changed |= self.files.len() != before;
    }

    /// Writes the list, whole or not at all. Only after what it lists was committed.
    pub(super) fn save(&mut self) -> Result<(), IngestError> {
        if !std::mem::take(&mut self.changed) {
            return Ok(());
        }
        let written = serde_json::to_vec(self).map_err(Into::into).and_then(|list| write_whole(&self.path, &list));
        written.map_err(|source| IngestError::Manifest { path: self.path.clone(), source })
    }
}
