//! Whether an index holds what was written.

use std::panic::catch_unwind;
use std::path::Path;

use serde::Serialize;

use super::error::IndexError;
use super::layout::Generation;
use super::lists;
use super::seal::Seal;
use super::snapshot::{Opened, Snapshot};

/// The result of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// `<generation>.<commit>`.
    pub generation: String,
    /// Releases in the archive.
    pub releases: u64,
    /// Earlier wordings.
    pub earlier_wordings: u64,
    /// Files whose digest was compared.
    pub files: usize,
    /// What is wrong, in sentences; empty where nothing is. A rebuild mends it.
    pub problems: Vec<String>,
    /// What is wrong with the lists of what was taken down and what is to be held back, which no rebuild mends, and what
    /// to do about it.
    pub list_problems: Vec<String>,
}

impl CheckReport {
    /// Of damage that leaves nothing to look at.
    fn damaged(problem: String) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }

    /// The error that says what to do; none where nothing is wrong.
    ///
    /// # Errors
    ///
    /// [`IndexError::Lists`], without which nothing else is mended, or [`IndexError::Damaged`].
    pub fn verdict(&self, index: &Path) -> Result<(), IndexError> {
        if !self.list_problems.is_empty() {
            return Err(IndexError::lists(index, self.list_problems.join("; ")));
        }
        match &self.problems[..] {
            [] => Ok(()),
            [problem] => Err(IndexError::damaged(index, problem)),
            [first, others @ ..] => Err(IndexError::damaged(index, format!("{first}; and {} more", others.len()))),
        }
    }
}

/// Verifies an index.
///
/// Every sealed file by its digest, every other by the engine's own checksums, every release readable, every id once,
/// every count as acknowledged; and the lists beside them, as they were when a run last ended.
///
/// # Errors
///
/// Only where there is no index to check; damage is in the report.
pub fn check(index: &Path) -> Result<CheckReport, IndexError> {
    // What no seal speaks of is read by the engine, which does not expect damage.
    let mut report = catch_unwind(|| examine(index))
        .unwrap_or_else(|_| Ok(CheckReport::damaged("the engine gave up on it".to_owned())))?;
    if let Ok(generation) = Generation::current(index) {
        report.problems.extend(lists::compare_held(index, &generation));
    }
    report.list_problems = lists::compare(index);
    Ok(report)
}

fn examine(index: &Path) -> Result<CheckReport, IndexError> {
    let generation = match Generation::current(index) {
        Ok(generation) => generation,
        Err(error @ IndexError::Damaged { .. }) => return Ok(CheckReport::damaged(error.to_string())),
        Err(error) => return Err(error),
    };
    let mut problems = Vec::new();
    let files = Seal::compare(&generation, &mut problems);
    // Opening what the seal shows to be damaged can panic inside the engine.
    if !problems.is_empty() {
        return Ok(CheckReport { generation: generation.name, files, problems, ..CheckReport::default() });
    }
    let opened = match Opened::checked(index, generation.clone()) {
        Ok(opened) => opened,
        Err(error @ IndexError::Foreign { .. }) => return Err(error),
        Err(error) => return Ok(CheckReport { files, ..CheckReport::damaged(error.to_string()) }),
    };
    let engines = opened.engines();
    for (part, engine) in [("latest", &engines.latest), ("earlier", &engines.earlier)] {
        match engine.validate_checksum() {
            Ok(bad) => problems.extend(bad.iter().map(|path| format!("{part}/{} fails its checksum", path.display()))),
            Err(error) => problems.push(format!("{part} cannot be verified: {error}")),
        }
    }
    if !problems.is_empty() {
        return Ok(CheckReport { generation: generation.name, files, problems, ..CheckReport::default() });
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
        list_problems: Vec::new(),
    })
}

/// Compares the sealed files of the generation that is open with their digests; what is wrong is told in sentences.
///
/// A run that writes meanwhile merges files away, and a rebuild replaces the generation, so what looks wrong is looked at
/// again in what is open then.
pub(super) fn verify(opened: impl Fn() -> Generation) -> Vec<String> {
    let mut problems = Vec::new();
    for _ in 0..3 {
        problems.clear();
        let generation = opened();
        let before = read_metas(&generation);
        Seal::compare(&generation, &mut problems);
        let after = read_metas(&generation);
        if after == [None, None] {
            // A rebuild has removed it. What comes in its place is compared before it is taken up.
            return Vec::new();
        }
        if problems.is_empty() || (opened().name == generation.name && after == before) {
            break;
        }
    }
    problems
}

/// The lists of segments, as they are.
fn read_metas(generation: &Generation) -> [Option<Vec<u8>>; 2] {
    ["earlier", "latest"].map(|part| std::fs::read(generation.path.join(part).join("meta.json")).ok())
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
