//! Releases that were in the index once and were taken out: who asks for one is told so.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::durable::append_lines;
use super::error::IndexError;
use crate::release::ReleaseId;

/// Why a release was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Removal {
    /// Every archive file that held it is gone.
    Pruned,
}

/// A release that was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Which.
    pub id: ReleaseId,
    /// When, RFC 3339 in UTC.
    pub removed: String,
    /// Why.
    pub reason: Removal,
}

/// Kept beside the generations, one JSON object a line: a rebuild forgets none.
fn file(index: &Path) -> PathBuf {
    index.join("removed.jsonl")
}

pub(super) fn append(index: &Path, ids: &[ReleaseId], reason: Removal) -> Result<(), IndexError> {
    if ids.is_empty() {
        return Ok(());
    }
    let removed = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut lines = Vec::new();
    for id in ids {
        let line = Removed { id: id.clone(), removed: removed.clone(), reason };
        serde_json::to_writer(&mut lines, &line).map_err(|error| IndexError::damaged(index, error))?;
        lines.push(b'\n');
    }
    let path = file(index);
    append_lines(&path, &lines).map_err(IndexError::io(path))
}

/// What is known of a release that is not in the index any more. It may have come back since: ask the index first.
pub(super) fn find(index: &Path, id: &ReleaseId) -> Option<Removed> {
    let text = fs::read_to_string(file(index)).ok()?;
    text.lines().rev().filter_map(|line| serde_json::from_str(line).ok()).find(|removed: &Removed| removed.id == *id)
}
