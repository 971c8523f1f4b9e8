//! The lists that decide what may be answered: what was taken down, what is held back, and what the runs came to.
//!
//! No rebuild mends them, as the archive does not say what they do. So `lists.json` says what each was when a run last
//! ended. They grow at their end while a run writes them, and what a power cut tears there was never acknowledged: what is
//! compared is what they had then.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::IndexError;
use super::held;
use super::layout::{Generation, write_whole};
use crate::release::written_digest;

/// Those beside the generations.
pub(super) const BESIDE: [&str; 3] = ["removed.jsonl", "holds", "runs.jsonl"];

/// The lists as they were, by their names below the folder of the index.
type Lists = BTreeMap<String, SealedList>;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SealedList {
    bytes: u64,
    /// Of so many bytes.
    digest: String,
}

/// What `lists.json` holds.
#[derive(Debug, Serialize, Deserialize)]
struct Seal {
    lists: Lists,
    /// Of these, as JSON: a list whose name were lost would not be compared.
    digest: String,
}

impl Seal {
    fn new(lists: Lists) -> Self {
        let digest = written_digest(&blake3::hash(&serde_json::to_vec(&lists).unwrap_or_default()));
        Self { lists, digest }
    }

    /// `None` where no run has ended; `Some(None)` where it does not hold what was written.
    fn read(index: &Path) -> Option<Option<Lists>> {
        let text = fs::read(path(index)).ok()?;
        Some(serde_json::from_slice(&text).ok().and_then(|Self { lists, digest }| {
            let written = Self::new(lists);
            (written.digest == digest).then_some(written.lists)
        }))
    }

    fn write(&self, index: &Path) -> Result<(), IndexError> {
        write_whole(&path(index), &serde_json::to_vec(self).unwrap_or_default())
    }
}

fn path(index: &Path) -> PathBuf {
    index.join("lists.json")
}

/// Writes down what the lists are. Only for a writer, which has compared them when it began.
pub(super) fn seal(index: &Path, generation: &Generation) -> Result<(), IndexError> {
    let mut lists = Lists::new();
    for name in BESIDE.map(str::to_owned).into_iter().chain([held::name(generation)]) {
        let path = index.join(&name);
        match File::open(&path).and_then(|list| read_beginning(list, u64::MAX)) {
            Ok(list) => drop(lists.insert(name, list)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(IndexError::io(path)(error)),
        }
    }
    if matches!(Seal::read(index), Some(Some(before)) if before == lists) {
        return Ok(());
    }
    Seal::new(lists).write(index)
}

/// Puts what the lists are beside a copy of them, before they are copied.
pub(super) fn copy_seal(index: &Path, to: &Path) -> Result<(), IndexError> {
    match fs::read(path(index)) {
        Ok(sealed) => write_whole(&path(to), &sealed),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(IndexError::io(path(index))(error)),
    }
}

/// Forgets what one of them was, before it is written anew.
pub(super) fn unseal(index: &Path, name: &str) -> Result<(), IndexError> {
    let Some(Some(mut lists)) = Seal::read(index) else { return Ok(()) };
    if lists.remove(name).is_none() {
        return Ok(());
    }
    Seal::new(lists).write(index)
}

/// What is wrong with the lists beside the generations, and those of this one, in sentences.
pub(super) fn compare(index: &Path, generation: Option<&Generation>) -> Vec<String> {
    let lists = match Seal::read(index) {
        None => return Vec::new(),
        Some(None) => return vec!["lists.json does not hold what was written".to_owned()],
        Some(Some(lists)) => lists,
    };
    let held = generation.map(held::name);
    let is_ours = |name: &String| BESIDE.contains(&name.as_str()) || held.as_ref() == Some(name);
    let mut problems = Vec::new();
    for (name, sealed) in lists.iter().filter(|(name, _)| is_ours(name)) {
        match File::open(index.join(name)).and_then(|list| read_beginning(list, sealed.bytes)) {
            Ok(found) if found == *sealed => {}
            Ok(_) => problems.push(format!("{name} does not hold what was written")),
            Err(error) => problems.push(format!("{name} cannot be read: {error}")),
        }
    }
    problems
}

/// Refuses lists that are not what they were.
pub(super) fn check(index: &Path, generation: Option<&Generation>) -> Result<(), IndexError> {
    let problems = compare(index, generation);
    if problems.is_empty() {
        return Ok(());
    }
    Err(IndexError::Lists { path: index.to_owned(), what: problems.join("; ") })
}

/// Of so many bytes of a list, where it has as many.
fn read_beginning(list: File, bytes: u64) -> io::Result<SealedList> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(list.take(bytes))?;
    Ok(SealedList { bytes: hasher.count(), digest: written_digest(&hasher.finalize()) })
}
