//! The archive files that were read: they are not opened again until they change.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::IngestError;
use super::leftovers::{Leftovers, Span};
use crate::archive::{ArchiveFile, Revisit};
use crate::index::{append_lines, write_whole};
use crate::release::Capture;

/// The list, kept inside the generation it speaks of as `files.jsonl`: another has read none of them.
///
/// A line is added for each file that was read; the last of a file counts. What of a file came to no release is not in
/// it, as there can be more of that than fits in memory, but in two lists beside it.
#[derive(Debug)]
pub(super) struct Manifest {
    generation: PathBuf,
    files: BTreeMap<Key, Entry>,
    /// Files whose entries are not on disk yet.
    unsaved: BTreeSet<Key>,
    /// Lines on disk, those that do not count any more included.
    lines: usize,
    /// Which lists beside it belong to it: they are moved together from time to time.
    beside: u64,
    /// Records that were skipped, and why.
    pub(super) skipped: Leftovers<(String, String)>,
    /// Revisits whose originals were not there: they may come.
    pub(super) revisits: Leftovers<(Capture, Revisit)>,
}

/// A line of the list: a file with its entry, or without one that it is no longer listed; or, in the first,
/// [`Manifest::beside`].
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Key>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<Entry>,
}

/// A file: where it lies on this machine, a NUL, which no name has, and its name in the archive, which captures carry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Key(String);

impl Key {
    fn of(file: &ArchiveFile) -> Self {
        Self(format!("{}\0{}", file.location.display(), file.path))
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
    /// Where in [`Manifest::skipped`] its own are.
    pub(super) skipped: Span,
    /// Where in [`Manifest::revisits`] its own are.
    pub(super) revisits: Span,
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

/// So many lines and bytes that do not count any more are left to lie.
const LINES_LEFT_TO_LIE: usize = 1_000;
const BYTES_LEFT_TO_LIE: u64 = 1 << 20;

fn list(generation: &Path) -> PathBuf {
    generation.join("files.jsonl")
}

fn skipped(generation: &Path, beside: u64) -> PathBuf {
    generation.join(format!("skipped-{beside}.jsonl"))
}

fn revisits(generation: &Path, beside: u64) -> PathBuf {
    generation.join(format!("revisits-{beside}.jsonl"))
}

impl Manifest {
    /// The list of a generation; empty where there is none.
    pub(super) fn open(generation: &Path) -> Result<Self, IngestError> {
        let (mut files, mut lines, mut beside) = (BTreeMap::new(), 0, 0);
        // A line that cannot be read, as after a power cut, costs only time: its file is read again.
        if let Ok(list) = File::open(list(generation)) {
            for line in BufReader::new(list).split(b'\n').map_while(Result::ok) {
                lines += 1;
                let Ok(line) = serde_json::from_slice::<Line>(&line) else { continue };
                beside = line.beside.unwrap_or(beside);
                match (line.file, line.entry) {
                    (Some(file), Some(entry)) => drop(files.insert(file, entry)),
                    (Some(file), None) => drop(files.remove(&file)),
                    (None, _) => {}
                }
            }
        }
        Ok(Self {
            skipped: Leftovers::open(skipped(generation, beside))?,
            revisits: Leftovers::open(revisits(generation, beside))?,
            generation: generation.to_owned(),
            files,
            unsaved: BTreeSet::new(),
            lines,
            beside,
        })
    }

    /// What was read of a file, where it is still the same and was read with the same settings: by size and time, and
    /// where only the time is another, as after a copy, by its digest.
    pub(super) fn unchanged(&mut self, file: &ArchiveFile, settings: &str) -> Option<Entry> {
        let key = Key::of(file);
        let entry = self.files.get_mut(&key)?;
        let there = self.skipped.holds(&entry.skipped) && self.revisits.holds(&entry.revisits);
        if entry.failed || !there || entry.bytes != file.bytes || entry.settings != settings {
            return None;
        }
        let modified = modified(file);
        if modified.is_none() || entry.modified != modified {
            if entry.digest.is_empty() || file.digest().as_ref() != Some(&entry.digest) {
                return None;
            }
            entry.modified = modified;
            self.unsaved.insert(key);
        }
        Some(entry.clone())
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

    /// The names in the archive that files which are gone had, and no other: another archive may hold one of the same name.
    pub(super) fn only_in(&self, gone: &[Key]) -> BTreeSet<String> {
        let gone: BTreeSet<&Key> = gone.iter().collect();
        let kept: BTreeSet<&str> = self.files.keys().filter(|key| !gone.contains(key)).map(Key::path).collect();
        gone.into_iter().map(Key::path).filter(|path| !kept.contains(path)).map(str::to_owned).collect()
    }

    /// Enters a file; [`Manifest::save`] keeps it.
    pub(super) fn enter(&mut self, file: &ArchiveFile, entry: Entry) {
        let key = Key::of(file);
        self.files.insert(key.clone(), entry);
        self.unsaved.insert(key);
    }

    /// Strikes a file out.
    pub(super) fn remove(&mut self, file: &Key) {
        if self.files.remove(file).is_some() {
            self.unsaved.insert(file.clone());
        }
    }

    /// Has the files of these names read again.
    pub(super) fn read_again(&mut self, paths: &BTreeSet<String>) {
        let again = self.files.keys().filter(|key| paths.contains(key.path()));
        for key in again.cloned().collect::<Vec<_>>() {
            self.remove(&key);
        }
    }

    /// Has the files read again in which a record was skipped for this reason.
    pub(super) fn read_again_what_was(&mut self, reason: &str) -> Result<(), IngestError> {
        let mut again = Vec::new();
        for (key, entry) in self.files.iter().filter(|(_, entry)| !entry.skipped.is_empty()) {
            for skipped in self.skipped.read(&entry.skipped)? {
                let (_, why) = skipped?;
                if why == reason {
                    again.push(key.clone());
                    break;
                }
            }
        }
        again.iter().for_each(|key| self.remove(key));
        Ok(())
    }

    /// Writes what is new in the list, durably. Only after what it lists was committed.
    pub(super) fn save(&mut self) -> Result<(), IngestError> {
        self.skipped.sync()?;
        self.revisits.sync()?;
        let unsaved = std::mem::take(&mut self.unsaved);
        if unsaved.is_empty() {
            return Ok(());
        }
        self.lines += unsaved.len();
        let lines = unsaved.into_iter().map(|file| Line {
            entry: self.files.get(&file).cloned(),
            file: Some(file),
            ..Line::default()
        });
        let path = list(&self.generation);
        let written = written(lines).and_then(|lines| append_lines(&path, &lines));
        written.map_err(|source| IngestError::Manifest { path, source })
    }

    /// Leaves out what does not count any more, where that is most of it.
    pub(super) fn compact(&mut self) -> Result<(), IngestError> {
        let counting = |span: fn(&Entry) -> Span| self.files.values().map(|entry| span(entry).bytes()).sum::<u64>();
        let idle = self.skipped.end().saturating_sub(counting(|entry| entry.skipped))
            + self.revisits.end().saturating_sub(counting(|entry| entry.revisits));
        let stale = idle > BYTES_LEFT_TO_LIE && idle * 2 > self.skipped.end() + self.revisits.end();
        if !stale && self.lines <= LINES_LEFT_TO_LIE + self.files.len() * 2 {
            return Ok(());
        }
        self.rewrite()
    }

    /// Writes everything anew, without what does not count any more.
    pub(super) fn rewrite(&mut self) -> Result<(), IngestError> {
        let beside = self.beside + 1;
        let moved = skipped(&self.generation, beside);
        let moved = self.skipped.copy_to(moved, self.files.values_mut().map(|entry| &mut entry.skipped))?;
        let old = [std::mem::replace(&mut self.skipped, moved).path().to_owned(), self.revisits.path().to_owned()];
        let moved = revisits(&self.generation, beside);
        self.revisits = self.revisits.copy_to(moved, self.files.values_mut().map(|entry| &mut entry.revisits))?;
        let lines = self.files.iter().map(|(file, entry)| Line {
            file: Some(file.clone()),
            entry: Some(entry.clone()),
            ..Line::default()
        });
        let path = list(&self.generation);
        let all = written([Line { beside: Some(beside), ..Line::default() }].into_iter().chain(lines));
        all.and_then(|lines| write_whole(&path, &lines)).map_err(|source| IngestError::Manifest { path, source })?;
        (self.beside, self.lines) = (beside, self.files.len() + 1);
        self.unsaved.clear();
        // What they held is in the new ones; left behind, they would only take room.
        old.iter().for_each(|old| drop(fs::remove_file(old)));
        Ok(())
    }
}

fn written(lines: impl Iterator<Item = Line>) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut text, &line)?;
        text.push(b'\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> ArchiveFile {
        ArchiveFile {
            location: PathBuf::from("/nowhere").join(path),
            path: path.to_owned(),
            bytes: 3,
            modified: Some(SystemTime::now()),
        }
    }

    #[test]
    fn files_stay_listed_with_what_was_left_over_when_the_list_is_compacted() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut manifest = Manifest::open(folder.path()).expect("a list");
        let files: Vec<ArchiveFile> = (0..3).map(|number| file(&number.to_string())).collect();
        let rounds = LINES_LEFT_TO_LIE / files.len() + 5;
        for round in 0..rounds {
            for file in &files {
                let start = manifest.skipped.end();
                manifest.skipped.add(&(file.path.clone(), round.to_string())).expect("a line");
                let skipped = manifest.skipped.since(start);
                manifest.enter(file, Entry { skipped, ..Entry::default() }.of(file, "s", String::new()));
            }
            manifest.save().expect("saved");
        }
        manifest.remove(&Key::of(&files[2]));
        manifest.save().expect("saved");
        for _ in 0..2 {
            let mut known = Manifest::open(folder.path()).expect("a list");
            for file in &files[..2] {
                let entry = known.unchanged(file, "s").expect("listed");
                let left: Vec<_> = known.skipped.read(&entry.skipped).expect("lines").flatten().collect();
                assert_eq!(left, [(file.path.clone(), (rounds - 1).to_string())]);
            }
            assert!(known.unchanged(&files[2], "s").is_none() && known.unchanged(&files[0], "t").is_none());
            let before = known.lines;
            manifest.compact().expect("compacted");
            assert!(before == 3 || manifest.lines == 3, "{before} lines");
        }
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 3, "the old lists are gone");
    }
}
