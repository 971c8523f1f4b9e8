//! A copy of an index on which a run can be tried and then thrown away.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::IndexError;
use super::layout::{Generation, WriteLock, write_whole};

/// A copy of the generation that is read, in a folder of its own that goes when this is dropped.
///
/// Segments are never changed once they are written, so the copy shares them by hard links and costs no more than the few
/// small lists that are. Nobody else may write meanwhile: files that are merged away would be gone before they are linked.
#[derive(Debug)]
pub struct Rehearsal {
    folder: PathBuf,
    _lock: Option<WriteLock>,
}

impl Rehearsal {
    /// Copies an index; where there is none, the copy is of an empty one, and lies in the temporary folder of the machine.
    ///
    /// # Errors
    ///
    /// As for opening the index for writing.
    pub fn of(index: &Path) -> Result<Self, IndexError> {
        let name = format!("rehearsal-{}", std::process::id());
        match Generation::current(index) {
            Err(IndexError::Missing { .. }) => {
                let folder = std::env::temp_dir().join(format!("pressmark-{name}"));
                fs::create_dir_all(&folder).map_err(IndexError::io(&folder))?;
                Ok(Self { folder, _lock: None })
            }
            Err(error) => Err(error),
            Ok(generation) => {
                let lock = WriteLock::take(index)?;
                let rehearsal = Self { folder: index.join(name), _lock: Some(lock) };
                let copy = rehearsal.folder.join(&generation.name);
                link_all(&generation.path, &copy)?;
                for part in ["latest", "earlier"] {
                    link_all(&generation.path.join(part), &copy.join(part))?;
                }
                write_whole(&rehearsal.folder.join("current"), generation.name.as_bytes())?;
                Ok(rehearsal)
            }
        }
    }

    /// Where the copy is.
    pub fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Rehearsal {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Puts the files of a folder into another: segments as links, lists, which are rewritten in place, as copies.
fn link_all(from: &Path, to: &Path) -> Result<(), IndexError> {
    fs::create_dir_all(to).map_err(IndexError::io(to))?;
    for entry in fs::read_dir(from).map_err(IndexError::io(from))? {
        let entry = entry.map_err(IndexError::io(from))?;
        let (source, name) = (entry.path(), entry.file_name());
        let target = to.join(&name);
        let is_lock = name.to_string_lossy().ends_with(".lock");
        if is_lock || !source.is_file() {
            continue;
        }
        let is_list = name.to_string_lossy().ends_with(".json");
        if is_list || fs::hard_link(&source, &target).is_err() {
            fs::copy(&source, &target).map_err(IndexError::io(&target))?;
        }
    }
    Ok(())
}
