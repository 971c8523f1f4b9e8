//! The runs of an index: what each read, and what became of it.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::account::Summary;
use super::{IngestError, Run};
use crate::index::{append_lines, read_end};
use crate::results::Coverage;

/// One run that came to its end, or to a stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PastRun {
    /// When, RFC 3339 in UTC.
    pub ended: String,
    /// What it was given to read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub archives: Vec<PathBuf>,
    /// The commit that it left.
    pub commit: u64,
    /// Whether it was asked to stop.
    pub stopped: bool,
    /// What became of the records.
    pub summary: Summary,
}

/// The runs of an index, oldest first. Kept beside the generations, as one JSON object a line: a rebuild forgets none. A
/// line that cannot be read, as after a power cut, is left out.
pub fn history(index: &Path) -> Vec<PastRun> {
    let text = fs::read_to_string(file(index)).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// The most runs that [`Account::to_publish`] tells of.
const MAX_PUBLISHED: usize = 100;
/// As much of the history is read for it, in bytes: a run with many reasons takes some 4 KB.
const READ_TO_PUBLISH: u64 = 1 << 20;

/// What an archive covers, and what the runs say that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Account {
    /// What it covers.
    #[serde(flatten)]
    pub coverage: Coverage,
    /// Oldest first.
    pub runs: Vec<PastRun>,
}

impl Account {
    /// With the last runs of the index in a folder. Left out is where the archive lies on its machine, and what nobody may
    /// know of.
    pub fn to_publish(coverage: Coverage, index: &Path) -> Self {
        let runs = last_runs(&end_of(index)).into_iter();
        let runs = runs.map(|run| PastRun { archives: Vec::new(), summary: run.summary.without_withheld(), ..run });
        Self { coverage, runs: runs.collect() }
    }
}

/// The last run of an index, without reading those before it.
pub fn last_run(index: &Path) -> Option<PastRun> {
    runs(&end_of(index)).next()
}

/// The end of a history.
fn end_of(index: &Path) -> Vec<u8> {
    read_end(&file(index), READ_TO_PUBLISH).unwrap_or_default()
}

/// The runs in the end of a history, whose first line may be cut, the last one first.
fn runs(text: &[u8]) -> impl Iterator<Item = PastRun> {
    text.rsplit(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok())
}

/// The last of them, oldest first.
fn last_runs(text: &[u8]) -> Vec<PastRun> {
    let mut last: Vec<PastRun> = runs(text).take(MAX_PUBLISHED).collect();
    last.reverse();
    last
}

pub(super) fn append(index: &Path, archives: &[PathBuf], run: &Run) -> Result<(), IngestError> {
    let run = PastRun {
        ended: Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true),
        // JSON is Unicode, and names of folders need not be.
        archives: archives.iter().map(|archive| PathBuf::from(archive.to_string_lossy().into_owned())).collect(),
        commit: run.commit.number,
        stopped: run.stopped,
        summary: run.summary.clone(),
    };
    let path = file(index);
    let write = || -> std::io::Result<()> {
        let mut line = serde_json::to_vec(&run)?;
        line.push(b'\n');
        append_lines(&path, &line)
    };
    write().map_err(|source| IngestError::History { path: path.clone(), source })
}

fn file(index: &Path) -> PathBuf {
    index.join("runs.jsonl")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_runs_are_found_behind_a_line_that_is_cut() {
        let mut lines = String::from("commit\":4}\n");
        for commit in 0..150 {
            let (ended, summary) = ("2026-01-01T00:00:00Z".to_owned(), Summary::default());
            let run = PastRun { ended, archives: Vec::new(), commit, stopped: false, summary };
            lines.push_str(&serde_json::to_string(&run).expect("a line"));
            lines.push('\n');
        }
        let runs = last_runs(lines.as_bytes());
        assert_eq!((runs.len(), runs[0].commit, runs[99].commit), (100, 50, 149));
    }
}
