//! The runs of an index: what each read, and what became of it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::{SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::account::Summary;
use super::{IngestError, Run};

/// One run that came to its end, or to a stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastRun {
    /// When, RFC 3339 in UTC.
    pub ended: String,
    /// What it was given to read.
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

pub(super) fn append(index: &Path, archives: &[PathBuf], run: &Run) -> Result<(), IngestError> {
    let run = PastRun {
        ended: Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true),
        archives: archives.to_vec(),
        commit: run.commit.number,
        stopped: run.stopped,
        summary: run.summary.clone(),
    };
    let path = file(index);
    let write = || -> std::io::Result<()> {
        let mut line = serde_json::to_vec(&run)?;
        line.push(b'\n');
        File::options().create(true).append(true).open(&path)?.write_all(&line)
    };
    write().map_err(|source| IngestError::History { path: path.clone(), source })
}

fn file(index: &Path) -> PathBuf {
    index.join("runs.jsonl")
}
