//! The account of a run: one outcome for every record, and they add up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::sink::{HELD, PURGED};
use crate::release::{Change, ReleaseId};

/// What became of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// A release not known before.
    New,
    /// A new wording of a known release.
    Updated,
    /// Another copy of a known wording.
    Duplicate,
    /// This very record was known.
    Unchanged,
    /// Not press text.
    Skipped,
    /// Meant to be read, and could not be.
    Failed,
}

impl Outcome {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Updated => "updated",
            Self::Duplicate => "duplicate",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

impl From<Change> for Outcome {
    fn from(change: Change) -> Self {
        match change {
            Change::New => Self::New,
            Change::Updated => Self::Updated,
            Change::Duplicate => Self::Duplicate,
            Change::Unchanged => Self::Unchanged,
        }
    }
}

/// One record and its outcome: a line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordOutcome {
    /// The archive file.
    pub path: String,
    /// The place inside it; empty for the whole file.
    pub record: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was skipped or failed; what was noted of it otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The release it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ReleaseId>,
}

/// The account of a whole run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Summary {
    /// Archive files.
    pub files: u64,
    /// Those that had not changed since they were last read, and were not opened.
    pub files_unchanged: u64,
    /// Files of these archives that were read before and are gone.
    pub files_gone: u64,
    /// Releases that were removed because every file that held them is gone: only where that was asked for.
    pub pruned: u64,
    /// Copies that were held back by earlier runs and came in.
    pub published: u64,
    /// Releases that only listings had told of, and whose pages were found under another id.
    pub stubs_joined: u64,
    /// Releases whose dates in numbers were read again, since the archive proves the order of day and month.
    pub dates_settled: u64,
    /// Records read: the sum of the six below.
    pub records: u64,
    /// Releases not known before.
    pub new: u64,
    /// New wordings of known releases.
    pub updated: u64,
    /// Other copies of known wordings.
    pub duplicate: u64,
    /// Records that were known.
    pub unchanged: u64,
    /// Not press text.
    pub skipped: u64,
    /// Could not be read.
    pub failed: u64,
    /// Why records were skipped or failed, and how many each.
    pub reasons: BTreeMap<String, u64>,
}

/// Reasons kept apart; an archive of noise gives each record a reason of its own.
const MAX_REASONS: usize = 50;

impl Summary {
    /// Takes one record into the account.
    pub fn add(&mut self, record: &RecordOutcome) {
        self.records += 1;
        *match record.outcome {
            Outcome::New => &mut self.new,
            Outcome::Updated => &mut self.updated,
            Outcome::Duplicate => &mut self.duplicate,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Failed => &mut self.failed,
        } += 1;
        if !matches!(record.outcome, Outcome::Skipped | Outcome::Failed) {
            return;
        }
        let reason = general(record.reason.as_deref().unwrap_or("no reason given"));
        let known = self.reasons.len() < MAX_REASONS || self.reasons.contains_key(&reason);
        let reason = if known { reason } else { "other reasons: see --report".to_owned() };
        *self.reasons.entry(format!("{}: {reason}", record.outcome.as_str())).or_default() += 1;
    }

    /// Records that carry a release, known or not.
    pub fn releases(&self) -> u64 {
        self.new + self.updated + self.duplicate + self.unchanged
    }

    /// As everybody may see it: without the records of releases that are held back or were taken down. How many there
    /// are, and when they came, is nobody's business either.
    pub(super) fn without_withheld(mut self) -> Self {
        for reason in [HELD, PURGED] {
            let withheld = self.reasons.remove(&format!("{}: {reason}", Outcome::Skipped.as_str())).unwrap_or(0);
            self.skipped = self.skipped.saturating_sub(withheld);
            self.records = self.records.saturating_sub(withheld);
        }
        self
    }

    /// Whether the outcomes add up to the records.
    pub fn adds_up(&self) -> bool {
        self.releases() + self.skipped + self.failed == self.records
    }
}

/// A reason without its figures, so that "ends early at byte 40,112" is counted with its like.
fn general(reason: &str) -> String {
    let mut general = String::with_capacity(reason.len());
    let mut chars = reason.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii_digit() {
            general.push(c);
            continue;
        }
        while chars.next_if(|c| c.is_ascii_digit() || *c == ',').is_some() {}
        general.push('N');
    }
    general
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_add_up_and_like_reasons_are_counted_together() {
        let mut summary = Summary::default();
        for (outcome, reason) in [
            (Outcome::New, None),
            (Outcome::Failed, Some("ends early at byte 40,112")),
            (Outcome::Failed, Some("ends early at byte 7")),
            (Outcome::Skipped, Some("a PNG image")),
        ] {
            summary.add(&RecordOutcome {
                path: "a".into(),
                record: String::new(),
                outcome,
                reason: reason.map(Into::into),
                id: None,
            });
        }
        assert!(summary.adds_up());
        assert_eq!(summary.reasons["failed: ends early at byte N"], 2);
    }
}
