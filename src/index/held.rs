//! Copies that must not be shown yet, kept aside until they may.
//!
//! They are not in the engines at all: what reads the index needs no rule to leave them out, and no count, no frequency
//! and no list of words can betray them. `held.jsonl` lies in the generation, one copy a line; when its time has come,
//! whoever writes next takes it in as if it had been read just then.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::durable::{append_lines, sync_folder};
use super::error::IndexError;
use super::holds::Holds;
use super::layout::{Generation, write_whole};
use super::lists;
use crate::release::EnrichedRelease;

/// One copy that is held back, or some of one wording.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HeldCopy {
    /// What the copy itself says.
    pub(super) publish_after: Option<DateTime<Utc>>,
    pub(super) release: EnrichedRelease,
}

/// The copies of a generation that are held back.
#[derive(Debug)]
pub(super) struct HeldStore {
    index: PathBuf,
    /// Of the list, below the folder of the index.
    name: String,
    /// Digests of where they were read, and of what was read there: a file that is read again brings nothing twice.
    places: HashSet<u128>,
    copies: HashSet<u128>,
    /// Lines for the next commit.
    unwritten: Vec<u8>,
}

/// The list that the operator gave last, beside the generations.
pub(super) fn saved_holds(index: &Path) -> Result<Holds, IndexError> {
    let path = index.join("holds");
    match fs::read_to_string(&path) {
        Ok(text) => Holds::read(&text).map_err(|error| {
            IndexError::lists(index, format!("holds cannot be read ({error}): write it anew, and delete lists.json"))
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Holds::default()),
        Err(error) => Err(IndexError::io(path)(error)),
    }
}

/// Keeps a list for the runs to come.
pub(super) fn save_holds(index: &Path, holds: &Holds) -> Result<(), IndexError> {
    let path = index.join("holds");
    let text = holds.text();
    if fs::read(&path).is_ok_and(|before| before == text.as_bytes()) {
        return Ok(());
    }
    lists::rewrite(index, "holds", || write_whole(&path, text.as_bytes()))
}

/// When the next of the releases that are held back may be shown; `None` where none has a time.
///
/// # Errors
///
/// Where there is no index, or what is held back cannot be read.
pub fn next_release(index: &Path) -> Result<Option<DateTime<Utc>>, IndexError> {
    let generation = Generation::current(index)?;
    let holds = saved_holds(index)?;
    let mut next: Option<DateTime<Utc>> = None;
    for held in HeldCopies::of(&index.join(name(&generation)))? {
        let held = held?;
        // What nobody holds back any more is due at once.
        let until = holds.until(&held.release, held.publish_after).unwrap_or(DateTime::<Utc>::MIN_UTC);
        if until != DateTime::<Utc>::MAX_UTC {
            next = Some(next.map_or(until, |next| next.min(until)));
        }
    }
    Ok(next)
}

impl HeldStore {
    fn empty(index: PathBuf, name: String) -> Self {
        Self { index, name, places: HashSet::new(), copies: HashSet::new(), unwritten: Vec::new() }
    }

    pub(super) fn open(index: &Path, generation: &Generation) -> Result<Self, IndexError> {
        let mut store = Self::empty(index.to_owned(), name(generation));
        for held in store.copies()? {
            store.enter(&held?);
        }
        Ok(store)
    }

    /// Keeps a copy aside; [`HeldStore::write`] makes it durable.
    pub(super) fn hold(&mut self, held: &HeldCopy) -> Result<(), IndexError> {
        if self.enter(held) {
            let line = serde_json::to_vec(held).map_err(|error| IndexError::damaged(&self.index, error))?;
            self.unwritten.extend(line);
            self.unwritten.push(b'\n');
        }
        Ok(())
    }

    /// Takes note of a copy; false where it was known.
    fn enter(&mut self, held: &HeldCopy) -> bool {
        let mut is_new = false;
        for (place, copy) in keys(&held.release) {
            self.places.insert(place);
            is_new |= self.copies.insert(copy);
        }
        is_new
    }

    /// Makes what was kept aside durable.
    pub(super) fn write(&mut self) -> Result<(), IndexError> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        let path = self.path();
        append_lines(&path, &self.unwritten).map_err(IndexError::io(path))?;
        self.unwritten.clear();
        Ok(())
    }

    /// Whether something read at this place is held back.
    pub(super) fn holds(&self, path: &str, record: &str) -> bool {
        self.places.contains(&key(&[path, record]))
    }

    /// Everything that is held back, as far as it is written.
    pub(super) fn copies(&self) -> Result<HeldCopies, IndexError> {
        HeldCopies::of(&self.path())
    }

    /// Keeps only what is wanted, whole or not at all.
    pub(super) fn retain(&mut self, wanted: impl Fn(&HeldCopy) -> bool) -> Result<(), IndexError> {
        let path = self.path();
        let unfinished = path.with_extension("unfinished");
        let failed = || IndexError::io(&unfinished);
        let mut file = BufWriter::new(File::create(&unfinished).map_err(failed())?);
        let mut kept = Self::empty(self.index.clone(), self.name.clone());
        let mut copies = self.copies()?;
        while let Some(held) = copies.next() {
            let held = held?;
            if wanted(&held) {
                kept.enter(&held);
                file.write_all(&copies.line).map_err(failed())?;
            }
        }
        let file = file.into_inner().map_err(|error| failed()(error.into_error()))?;
        file.sync_all().map_err(failed())?;
        lists::rewrite(&self.index, &self.name, || {
            fs::rename(&unfinished, &path).map_err(failed())?;
            path.parent().map_or(Ok(()), sync_folder).map_err(IndexError::io(&path))
        })?;
        *self = kept;
        Ok(())
    }

    /// Forgets the copies that lie in these archive files.
    pub(super) fn forget(&mut self, paths: &BTreeSet<String>) -> Result<(), IndexError> {
        self.drop_where(|held| held.release.captures.iter().all(|capture| paths.contains(&capture.path)))
    }

    /// Drops copies; writes nothing where there are none of these.
    pub(super) fn drop_where(&mut self, unwanted: impl Fn(&HeldCopy) -> bool) -> Result<(), IndexError> {
        for held in self.copies()? {
            if unwanted(&held?) {
                return self.retain(|held| !unwanted(held));
            }
        }
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.copies.is_empty()
    }

    fn path(&self) -> PathBuf {
        self.index.join(&self.name)
    }
}

/// The list of a generation, below the folder of the index.
pub(super) fn name(generation: &Generation) -> String {
    format!("{}/held.jsonl", generation.name)
}

/// The copies of a store, one at a time. A line that a power cut tore was never acknowledged, and its file is read again.
pub(super) struct HeldCopies {
    path: PathBuf,
    /// `None` where nothing was ever held back.
    lines: Option<BufReader<File>>,
    line: Vec<u8>,
}

impl HeldCopies {
    fn of(path: &Path) -> Result<Self, IndexError> {
        let lines = match File::open(path) {
            Ok(file) => Some(BufReader::new(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(IndexError::io(path)(error)),
        };
        Ok(Self { path: path.to_owned(), lines, line: Vec::new() })
    }
}

impl Iterator for HeldCopies {
    type Item = Result<HeldCopy, IndexError>;

    fn next(&mut self) -> Option<Self::Item> {
        let lines = self.lines.as_mut()?;
        loop {
            self.line.clear();
            match lines.read_until(b'\n', &mut self.line) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(IndexError::io(&self.path)(error))),
            }
            if let Ok(held) = serde_json::from_slice(&self.line) {
                return Some(Ok(held));
            }
        }
    }
}

/// Where the copies of a release were read, and what was read there.
fn keys(release: &EnrichedRelease) -> impl Iterator<Item = (u128, u128)> {
    release.captures.iter().map(|capture| {
        (key(&[&capture.path, &capture.record]), key(&[&capture.path, &capture.record, &capture.digest]))
    })
}

fn key(parts: &[&str]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut first = [0; 16];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_le_bytes(first)
}
