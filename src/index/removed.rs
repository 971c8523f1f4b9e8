//! Releases that were in the index once and were taken out: who asks for one is told so, and one that was purged does
//! not come back.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::alias;
use super::durable::append_lines;
use super::error::IndexError;
use crate::release::{EnrichedRelease, Family, ReleaseId};

/// Why a release was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Removal {
    /// Every archive file that held it is gone. It comes back with them.
    Pruned,
    /// It was taken down, and stays away whatever the archive holds.
    Purged,
    /// A release that was purged may come in again.
    Restored,
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
    /// The other ids that listings and pages without an address would give it. Hashes, as every id is: nothing of what
    /// it said is kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<ReleaseId>,
    /// Whether only listings had told of it: then its page stays away too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stub: bool,
}

impl Removed {
    /// Of a release of which no more is known than its id.
    pub(super) fn now(id: ReleaseId, reason: Removal) -> Self {
        let removed = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
        Self { id, removed, reason, also: Vec::new(), stub: false }
    }

    /// Of a release that is purged, with every id under which it might come back.
    pub(super) fn purged(family: &Family) -> Self {
        let latest = family.latest();
        let mut also: Vec<ReleaseId> = family.clone().into_versions().iter().flat_map(alias::ids).collect();
        also.sort();
        also.dedup();
        also.retain(|id| *id != latest.id);
        Self { also, stub: latest.is_stub(), ..Self::now(latest.id.clone(), Removal::Purged) }
    }

    fn speaks_of(&self, id: &ReleaseId) -> bool {
        self.id == *id || self.also.contains(id)
    }
}

/// Kept beside the generations, one JSON object a line: a rebuild forgets none.
fn file(index: &Path) -> PathBuf {
    index.join("removed.jsonl")
}

/// Writes down durably that these were taken out.
pub(super) fn append(index: &Path, removed: &[Removed]) -> Result<(), IndexError> {
    if removed.is_empty() {
        return Ok(());
    }
    let mut lines = Vec::new();
    for removed in removed {
        serde_json::to_writer(&mut lines, removed).map_err(|error| IndexError::damaged(index, error))?;
        lines.push(b'\n');
    }
    let path = file(index);
    append_lines(&path, &lines).map_err(IndexError::io(path))
}

/// What is known of a release that is not in the index any more. It may have come back since: ask the index first.
pub(super) fn find(index: &Path, id: &ReleaseId) -> Option<Removed> {
    let text = fs::read(file(index)).ok()?;
    let mut told = text.rsplit(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Removed>(line).ok());
    told.find(|removed| removed.speaks_of(id)).filter(|removed| removed.reason != Removal::Restored)
}

/// The releases that must not come in.
#[derive(Debug, Default)]
pub(super) struct Tombstones {
    /// Ids of releases that were purged, and the ids that copies of them would have.
    ids: HashSet<ReleaseId>,
    /// Those among them of which only listings had told.
    stubs: HashSet<ReleaseId>,
}

impl Tombstones {
    /// Of an index. What cannot be read is an error: a release that was taken down must not come back over it. A line
    /// that a power cut tore was never acknowledged.
    pub(super) fn of(index: &Path) -> Result<Self, IndexError> {
        let path = file(index);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(IndexError::io(path)(error)),
        };
        let mut purged: HashMap<ReleaseId, Removed> = HashMap::new();
        let lines = text.split(|byte| *byte == b'\n');
        for removed in lines.filter_map(|line| serde_json::from_slice::<Removed>(line).ok()) {
            match removed.reason {
                Removal::Purged => {
                    purged.insert(removed.id.clone(), removed);
                }
                Removal::Restored => {
                    purged.remove(&removed.id);
                }
                Removal::Pruned => {}
            }
        }
        let mut tombstones = Self::default();
        purged.into_values().for_each(|removed| tombstones.add(removed));
        Ok(tombstones)
    }

    pub(super) fn add(&mut self, removed: Removed) {
        if removed.stub {
            self.stubs.insert(removed.id.clone());
        }
        self.ids.insert(removed.id);
        self.ids.extend(removed.also);
    }

    /// Whether a release was purged.
    pub(super) fn cover(&self, release: &EnrichedRelease) -> bool {
        if self.ids.contains(&release.id) {
            return true;
        }
        !self.stubs.is_empty() && alias::ids(release).any(|id| self.stubs.contains(&id))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &ReleaseId> {
        self.ids.iter()
    }
}
