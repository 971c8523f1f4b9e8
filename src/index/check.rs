//! Whether an index holds what was written.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::IndexError;
use super::layout::{Generation, write_whole};
use super::snapshot::{Opened, Snapshot};

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// `<generation>.<commit>`.
    pub generation: String,
    /// Releases in the archive.
    pub releases: u64,
    /// Earlier wordings.
    pub earlier_wordings: u64,
    /// Files whose digest was compared.
    pub files: usize,
    /// What is wrong, in sentences; empty where nothing is.
    pub problems: Vec<String>,
}

/// The files of a generation as they were when a run ended.
#[derive(Debug, Serialize, Deserialize)]
struct Seal {
    files: BTreeMap<String, SealedFile>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SealedFile {
    bytes: u64,
    digest: String,
}

/// Writes down names, lengths and digests of the files of a generation.
pub(super) fn seal(opened: &Opened) -> Result<(), IndexError> {
    let engines = opened.engines();
    let mut files = BTreeMap::new();
    for (part, engine) in [("latest", &engines.latest), ("earlier", &engines.earlier)] {
        let folder = opened.generation.path.join(part);
        let segments: Vec<String> = engine.searchable_segment_ids()?.iter().map(|id| id.uuid_string()).collect();
        for entry in fs::read_dir(&folder).map_err(IndexError::io(&folder))? {
            let entry = entry.map_err(IndexError::io(&folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // What belongs to no segment of the commit is on its way out, and so is the copy that sorting leaves.
            let is_ours = segments.iter().any(|id| name.starts_with(id)) && !name.ends_with(".temp");
            if !is_ours && name != "meta.json" {
                continue;
            }
            let path = entry.path();
            let bytes = entry.metadata().map_err(IndexError::io(&path))?.len();
            let sealed = SealedFile { bytes, digest: digest(&path)? };
            files.insert(format!("{part}/{name}"), sealed);
        }
    }
    let text = serde_json::to_vec_pretty(&Seal { files }).unwrap_or_default();
    write_whole(&opened.generation.path.join("seal.json"), &text)
}

/// Refuses a generation whose files are missing or of another length than when its last run ended: the engine would
/// panic on some of them. What the seal does not speak of belongs to a run that did not end, and is left to the engine.
pub(super) fn check_lengths(index: &Path, generation: &Generation) -> Result<(), IndexError> {
    let Ok(text) = fs::read(generation.path.join("seal.json")) else { return Ok(()) };
    let damaged = |what: String| Err(IndexError::damaged(index, what));
    let seal: Seal = match serde_json::from_slice(&text) {
        Ok(seal) => seal,
        Err(error) => return damaged(format!("{}/seal.json: {error}", generation.name)),
    };
    if !seal.is_current(generation) {
        return Ok(());
    }
    for (name, sealed) in &seal.files {
        match fs::metadata(generation.path.join(name)) {
            Ok(found) if found.len() == sealed.bytes => {}
            Ok(found) => return damaged(format!("{name} has {} bytes of {}", found.len(), sealed.bytes)),
            Err(error) => return damaged(format!("{name}: {error}")),
        }
    }
    Ok(())
}

impl Seal {
    /// Whether nothing was committed or merged since.
    fn is_current(&self, generation: &Generation) -> bool {
        ["earlier/meta.json", "latest/meta.json"].into_iter().all(|name| {
            let found = fs::read(generation.path.join(name)).unwrap_or_default();
            self.files.get(name).is_some_and(|sealed| sealed.digest == blake3::hash(&found).to_hex()[..32])
        })
    }
}

fn digest(path: &Path) -> Result<String, IndexError> {
    let mut hasher = blake3::Hasher::new();
    let file = File::open(path).map_err(IndexError::io(path))?;
    hasher.update_reader(file).map_err(IndexError::io(path))?;
    Ok(hasher.finalize().to_hex()[..32].to_owned())
}

/// Verifies an index: every sealed file by its digest, every other by the engine's own checksums, every release
/// readable, every id once, every count as acknowledged.
///
/// # Errors
///
/// Only where there is no index to check; damage is in the report.
pub fn check(index: &Path) -> Result<CheckReport, IndexError> {
    let generation = match Generation::current(index) {
        Ok(generation) => generation,
        Err(error @ IndexError::Damaged { .. }) => return Ok(damaged(error.to_string())),
        Err(error) => return Err(error),
    };
    let mut problems = Vec::new();
    let files = check_seal(&generation, &mut problems);
    // Opening what the seal shows to be damaged can panic inside the engine.
    if !problems.is_empty() {
        return Ok(CheckReport { generation: generation.name, files, problems, ..damaged(String::new()) });
    }
    let opened = match Opened::of(index, generation.clone()) {
        Ok(opened) => opened,
        Err(error @ IndexError::Foreign { .. }) => return Err(error),
        Err(error) => return Ok(CheckReport { files, ..damaged(error.to_string()) }),
    };
    let engines = opened.engines();
    for (part, engine) in [("latest", &engines.latest), ("earlier", &engines.earlier)] {
        match engine.validate_checksum() {
            Ok(bad) => problems.extend(bad.iter().map(|path| format!("{part}/{} fails its checksum", path.display()))),
            Err(error) => problems.push(format!("{part} cannot be verified: {error}")),
        }
    }
    if !problems.is_empty() {
        return Ok(CheckReport { generation: generation.name, files, problems, ..damaged(String::new()) });
    }
    let snapshot = opened.snapshot()?;
    check_releases(&snapshot, &mut problems)?;
    let state = snapshot.state();
    Ok(CheckReport {
        generation: state.generation,
        releases: state.releases,
        earlier_wordings: snapshot.earlier.num_docs(),
        files,
        problems,
    })
}

fn damaged(problem: String) -> CheckReport {
    CheckReport { generation: String::new(), releases: 0, earlier_wordings: 0, files: 0, problems: vec![problem] }
}

/// Compares files with the seal, and says how many. Files newer than the seal belong to a run that did not end, or to
/// one under way: the engine's checksums cover them.
fn check_seal(generation: &Generation, problems: &mut Vec<String>) -> usize {
    let Ok(text) = fs::read(generation.path.join("seal.json")) else { return 0 };
    let seal: Seal = match serde_json::from_slice(&text) {
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
        match digest(&path) {
            Ok(found) if found == sealed.digest => compared += 1,
            // A later commit replaces the list of segments and removes those it merged.
            _ if !unchanged && (rewritten(name) || !path.exists()) => {}
            Ok(_) => problems.push(format!("{name} does not hold what was written")),
            Err(error) => problems.push(format!("{name} cannot be read: {error}")),
        }
    }
    compared
}

fn check_releases(snapshot: &Snapshot, problems: &mut Vec<String>) -> Result<(), IndexError> {
    use tantivy::DocAddress;
    let mut ids = std::collections::HashSet::new();
    let mut count = 0;
    for (searcher, is_latest) in [(&snapshot.latest, true), (&snapshot.earlier, false)] {
        for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
            for doc in segment.doc_ids_alive() {
                match snapshot.read(searcher, DocAddress::new(ordinal, doc)) {
                    Ok(release) if is_latest => {
                        count += 1;
                        if !ids.insert(release.id.clone()) {
                            problems.push(format!("release {} is there twice", release.id));
                        }
                    }
                    Ok(_) => {}
                    Err(error) => problems.push(error.to_string()),
                }
            }
        }
    }
    if count != snapshot.payload.releases {
        problems.push(format!("{count} releases are there, {} were acknowledged", snapshot.payload.releases));
    }
    Ok(())
}
