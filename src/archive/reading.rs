//! Where the records of one archive file go, in order.

use std::ops::ControlFlow;

use super::budget::Budget;
use super::part::{Part, Told};
use super::{ArchiveFile, Fault, FaultKind, Mapping, Payload, Record};
use crate::release::{Capture, written_digest};

/// Gives records and faults of one file to whoever asked for them.
///
/// Readers hand over what they find as they find it, rather than being asked for the next one: only so can a stream
/// inside a stream inside a stream be read while all of them are borrowed. [`ControlFlow::Break`] says that nobody takes
/// any more; readers end at once.
pub(super) struct Reading<'t> {
    file: &'t ArchiveFile,
    budget: Budget,
    mapping: Option<&'t Mapping>,
    taker: &'t mut dyn FnMut(Result<Record, Fault>) -> ControlFlow<()>,
    given: u64,
    failures: u64,
    /// What is noted of every record that is given.
    notes: Vec<String>,
}

impl<'t> Reading<'t> {
    pub(super) fn of(
        file: &'t ArchiveFile,
        mapping: Option<&'t Mapping>,
        taker: &'t mut dyn FnMut(Result<Record, Fault>) -> ControlFlow<()>,
    ) -> Self {
        Self { file, budget: Budget::of(file.bytes), mapping, taker, given: 0, failures: 0, notes: Vec::new() }
    }

    /// The file that is read.
    pub(super) fn file(&self) -> &'t ArchiveFile {
        self.file
    }

    /// What may still be unpacked of it.
    pub(super) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// What the operator said of exports.
    pub(super) fn mapping(&self) -> Option<&'t Mapping> {
        self.mapping
    }

    /// Records and faults given so far: a reader that adds none says why.
    pub(super) fn given(&self) -> u64 {
        self.given
    }

    /// Failures among them.
    pub(super) fn failures(&self) -> u64 {
        self.failures
    }

    /// The copy that these bytes are, at a place inside a part.
    pub(super) fn capture(&self, part: &Part, inside: &str, bytes: &[u8]) -> Capture {
        let Told { url, captured, payload, .. } = &part.told;
        Capture {
            path: self.file.path.clone(),
            record: part.place_of(inside),
            captured: captured.clone(),
            url: url.clone(),
            payload: payload.clone(),
            digest: written_digest(&blake3::hash(bytes)),
            mention: false,
            edition: 0,
        }
    }

    /// Gives what a container says something of that is no damage, as that its crawler cut it off.
    pub(super) fn noting(
        &mut self,
        note: Option<String>,
        give: impl FnOnce(&mut Self) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let noted = self.notes.len();
        self.notes.extend(note);
        let taken = give(self);
        self.notes.truncate(noted);
        taken
    }

    /// Gives what `give` does, and shows its records to `watch` first.
    pub(super) fn watched(
        &mut self,
        watch: &mut dyn FnMut(&Record),
        give: impl FnOnce(&mut Reading<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let taker = &mut *self.taker;
        let mut shown = |given: Result<Record, Fault>| {
            if let Ok(record) = &given {
                watch(record);
            }
            taker(given)
        };
        let notes = self.notes.clone();
        let mut watched = Reading { taker: &mut shown, budget: self.budget.clone(), notes, ..*self };
        let taken = give(&mut watched);
        (self.given, self.failures) = (watched.given, watched.failures);
        taken
    }

    /// Gives a record.
    pub(super) fn record(&mut self, capture: Capture, payload: Payload) -> ControlFlow<()> {
        self.given += 1;
        (self.taker)(Ok(Record { capture, payload, notes: self.notes.clone() }))
    }

    /// Says that something was meant to be read, and could not be.
    pub(super) fn failed(&mut self, place: String, reason: impl Into<String>) -> ControlFlow<()> {
        self.fault(place, FaultKind::Failed, reason.into())
    }

    /// Says that something is no press text.
    pub(super) fn skipped(&mut self, place: String, reason: impl Into<String>) -> ControlFlow<()> {
        self.fault(place, FaultKind::Skipped, reason.into())
    }

    fn fault(&mut self, place: String, kind: FaultKind, reason: String) -> ControlFlow<()> {
        self.given += 1;
        self.failures += u64::from(kind == FaultKind::Failed);
        (self.taker)(Err(Fault { path: self.file.path.clone(), record: place, kind, reason }))
    }
}
