//! The seal of a generation: what its files were when the last run ended.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::durable::read_end;
use super::error::IndexError;
use super::layout::{Engines, Generation, write_whole};
use crate::release::written_digest;

/// The files of a generation as they were when a run ended.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Seal {
    files: BTreeMap<String, SealedFile>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SealedFile {
    bytes: u64,
    digest: String,
    /// Of its last bytes.
    end: String,
}

/// So many bytes at the end of a file are compared whenever it is opened. The engine keeps there where the fields of a
/// segment lie, and makes room for as many as it reads there: 2.7 terabytes, in one case of one bit.
const END: u64 = 4096;

fn path(generation: &Generation) -> PathBuf {
    generation.path.join("seal.json")
}

/// Writes down names, lengths and digests of the files of a generation. What the seal before it spoke of was not written
/// since, but may have been damaged: of that it says the same.
pub(super) fn seal(generation: &Generation, engines: &Engines) -> Result<(), IndexError> {
    let mut before = Seal::of(generation).and_then(Result::ok).map(|seal| seal.files).unwrap_or_default();
    let mut files = BTreeMap::new();
    let description = "generation.json";
    let described =
        before.remove(description).map_or_else(|| SealedFile::of(&generation.path.join(description)), Ok)?;
    files.insert(description.to_owned(), described);
    for (part, engine) in [("latest", &engines.latest), ("earlier", &engines.earlier)] {
        let folder = generation.path.join(part);
        let segments: Vec<String> = engine.searchable_segment_ids()?.iter().map(|id| id.uuid_string()).collect();
        for entry in fs::read_dir(&folder).map_err(IndexError::io(&folder))? {
            let entry = entry.map_err(IndexError::io(&folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // What belongs to no segment of the commit is on its way out, and so is the copy that sorting leaves.
            let is_ours = segments.iter().any(|id| name.starts_with(id)) && !name.ends_with(".temp");
            if !is_ours && name != "meta.json" {
                continue;
            }
            let written_once = name != "meta.json";
            let name = format!("{part}/{name}");
            let sealed =
                before.remove(&name).filter(|_| written_once).map_or_else(|| SealedFile::of(&entry.path()), Ok)?;
            files.insert(name, sealed);
        }
    }
    let text = serde_json::to_vec_pretty(&Seal { files }).unwrap_or_default();
    write_whole(&path(generation), &text)
}

/// Whether the seal speaks of the newest commit.
pub(super) fn is_sealed(generation: &Generation) -> bool {
    matches!(Seal::of(generation), Some(Ok(seal)) if seal.is_current(generation))
}

/// Refuses a generation whose files are not what they were when its last run ended, as far as that is quickly seen:
/// the length and the end of each, and the content of dictionaries and columns, on whose damage the engine panics or asks
/// for all the memory there is. What the seal does not speak of belongs to a run that did not end, and is left to the engine.
pub(super) fn check_at_start(index: &Path, generation: &Generation) -> Result<(), IndexError> {
    let Some(seal) = Seal::of(generation) else { return Ok(()) };
    let damaged = |what: String| Err(IndexError::damaged(index, what));
    let seal = match seal {
        Ok(seal) => seal,
        Err(error) => return damaged(format!("{}/seal.json: {error}", generation.name)),
    };
    if !seal.is_current(generation) {
        return Ok(());
    }
    for (name, sealed) in &seal.files {
        let path = generation.path.join(name);
        match fs::metadata(&path) {
            Ok(found) if found.len() == sealed.bytes => {
                let trips_the_engine =
                    [".term", ".fast", ".del", ".fieldnorm"].iter().any(|ending| name.ends_with(ending));
                let is_as_sealed = if trips_the_engine {
                    digest(&path)? == sealed.digest
                } else {
                    digest_of_end(&path)? == sealed.end
                };
                if !is_as_sealed {
                    return damaged(format!("{name} does not hold what was written"));
                }
            }
            Ok(found) => return damaged(format!("{name} has {} bytes of {}", found.len(), sealed.bytes)),
            Err(error) => return damaged(format!("{name}: {error}")),
        }
    }
    Ok(())
}

/// Refuses a generation of which any file is not what it was when its last run ended.
pub(super) fn check_all(index: &Path, generation: &Generation) -> Result<(), IndexError> {
    let mut problems = Vec::new();
    Seal::compare(generation, &mut problems);
    if problems.is_empty() { Ok(()) } else { Err(IndexError::damaged(index, problems.join("; "))) }
}

impl Seal {
    /// That of a generation; `None` where it has none.
    fn of(generation: &Generation) -> Option<Result<Self, serde_json::Error>> {
        Some(serde_json::from_slice(&fs::read(path(generation)).ok()?))
    }

    /// Compares files with the seal, and says how many. Files newer than the seal belong to a run that did not end, or to
    /// one under way: the engine's checksums cover them.
    pub(super) fn compare(generation: &Generation, problems: &mut Vec<String>) -> usize {
        let Some(seal) = Self::of(generation) else { return 0 };
        let seal = match seal {
            Ok(seal) => seal,
            Err(error) => {
                problems.push(format!("seal.json: {error}"));
                return 0;
            }
        };
        let rewritten = |name: &str| name.ends_with("meta.json");
        let unchanged = seal.is_current(generation);
        let mut compared = 0;
        for (name, sealed) in &seal.files {
            let path = generation.path.join(name);
            match SealedFile::of(&path) {
                Ok(found) if found == *sealed => compared += 1,
                // A later commit replaces the list of segments and removes those it merged.
                _ if !unchanged && (rewritten(name) || !path.exists()) => {}
                Ok(_) => problems.push(format!("{name} does not hold what was written")),
                Err(error) => problems.push(format!("{name} cannot be read: {error}")),
            }
        }
        compared
    }

    /// Whether nothing was committed or merged since.
    fn is_current(&self, generation: &Generation) -> bool {
        ["earlier/meta.json", "latest/meta.json"].into_iter().all(|name| {
            let found = fs::read(generation.path.join(name)).unwrap_or_default();
            self.files.get(name).is_some_and(|sealed| sealed.digest == written_digest(&blake3::hash(&found)))
        })
    }
}

impl SealedFile {
    fn of(path: &Path) -> Result<Self, IndexError> {
        let bytes = fs::metadata(path).map_err(IndexError::io(path))?.len();
        Ok(Self { bytes, digest: digest(path)?, end: digest_of_end(path)? })
    }
}

/// The digest of the last bytes of a file.
fn digest_of_end(path: &Path) -> Result<String, IndexError> {
    Ok(written_digest(&blake3::hash(&read_end(path, END).map_err(IndexError::io(path))?)))
}

fn digest(path: &Path) -> Result<String, IndexError> {
    let mut hasher = blake3::Hasher::new();
    let file = File::open(path).map_err(IndexError::io(path))?;
    hasher.update_reader(file).map_err(IndexError::io(path))?;
    Ok(written_digest(&hasher.finalize()))
}
