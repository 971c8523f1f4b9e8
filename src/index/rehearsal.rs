//! A copy of an index on which a run can be tried and then thrown away.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;

use super::error::IndexError;
use super::layout::{Generation, write_whole};
use super::lists;
use super::lock::WriteLock;

/// A copy of the generation that is read, in a folder of its own that goes when this is dropped.
///
/// Segments are never changed once they are written, so the copy shares them by hard links and costs no more than the few
/// small lists that are. Nobody else may write meanwhile: files that are merged away would be gone before they are linked.
#[derive(Debug)]
pub struct Rehearsal {
    folder: TempDir,
    _lock: Option<WriteLock>,
}

impl Rehearsal {
    /// Copies an index; where there is none, the copy is of an empty one, and lies in the temporary folder of the machine.
    ///
    /// # Errors
    ///
    /// As for opening the index for writing.
    pub fn of(index: &Path) -> Result<Self, IndexError> {
        // A name that nobody had before: a link to a segment must never be taken for a file to be written over.
        let mut named = tempfile::Builder::new();
        named.prefix(PREFIX);
        match Generation::current(index) {
            Err(IndexError::Missing { .. }) => {
                let folder = named.tempdir().map_err(IndexError::io(std::env::temp_dir()))?;
                Ok(Self { folder, _lock: None })
            }
            Err(error) => Err(error),
            Ok(_) => {
                let lock = WriteLock::take(index)?;
                let generation = Generation::current(index)?;
                remove_abandoned(index)?;
                lists::check_all(index, &generation)?;
                let folder = named.tempdir_in(index).map_err(IndexError::io(index))?;
                let rehearsal = Self { folder, _lock: Some(lock) };
                link_generation(&generation, rehearsal.path())?;
                // What must not come in must not come into the copy.
                copy_lists(index, rehearsal.path(), &lists::FILES)?;
                generation.publish(rehearsal.path())?;
                Ok(rehearsal)
            }
        }
    }

    /// Where the copy is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// What the folders of rehearsals are called at first.
const PREFIX: &str = "rehearsal-";

/// Removes what a killed process rehearsed in. Only for whoever holds the lock.
pub(super) fn remove_abandoned(index: &Path) -> Result<(), IndexError> {
    for entry in fs::read_dir(index).map_err(IndexError::io(index))? {
        let entry = entry.map_err(IndexError::io(index))?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            fs::remove_dir_all(entry.path()).map_err(IndexError::io(entry.path()))?;
        }
    }
    Ok(())
}

/// Puts a generation into another folder, under its name.
pub(super) fn link_generation(generation: &Generation, to: &Path) -> Result<(), IndexError> {
    let copy = to.join(&generation.name);
    link_all(&generation.path, &copy)?;
    for part in ["latest", "earlier"] {
        link_all(&generation.path.join(part), &copy.join(part))?;
    }
    Ok(())
}

/// Copies those of the lists beside the generations that are there.
pub(super) fn copy_lists(index: &Path, to: &Path, lists: &[&str]) -> Result<(), IndexError> {
    for list in lists {
        let path = index.join(list);
        match fs::read(&path) {
            Ok(text) => write_whole(&to.join(list), &text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(IndexError::io(path)(error)),
        }
    }
    Ok(())
}

/// Puts the files of a folder into another: segments as links, lists, which are written to in place, as copies.
fn link_all(from: &Path, to: &Path) -> Result<(), IndexError> {
    fs::create_dir_all(to).map_err(IndexError::io(to))?;
    for entry in fs::read_dir(from).map_err(IndexError::io(from))? {
        let entry = entry.map_err(IndexError::io(from))?;
        let (source, name) = (entry.path(), entry.file_name());
        let target = to.join(&name);
        // What is being written is not linked: whoever goes on with it would write into the copy.
        let is_passing = [".lock", ".unfinished"].iter().any(|ending| name.to_string_lossy().ends_with(ending))
            || name.to_string_lossy().starts_with(".tmp");
        if is_passing || !source.is_file() {
            continue;
        }
        let is_list = [".json", ".jsonl"].iter().any(|ending| name.to_string_lossy().ends_with(ending));
        let is_there = !is_list && target.exists();
        if !is_there && (is_list || fs::hard_link(&source, &target).is_err()) {
            fs::copy(&source, &target).map_err(IndexError::io(&target))?;
        }
    }
    Ok(())
}
