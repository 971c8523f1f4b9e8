//! What the writer does about releases as they stand in the index, after or before their copies are read.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use tantivy::Term;

use super::super::error::IndexError;
use super::super::{alias, day_order, revisit};
use super::{Pending, Writer};
use crate::release::{Capture, Change, DayOrder, Family, ReleaseId};

/// What went with archive files that are gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Releases that were removed.
    pub releases: u64,
    /// The archive files that still mention some of them.
    pub mentioned_in: BTreeSet<String>,
}

impl Writer {
    /// Takes in a revisit: another capture of whatever it points at among what was committed. `None` where that is not in
    /// the index.
    ///
    /// # Errors
    ///
    /// Any error ends the use of this writer.
    pub fn revisit(
        &mut self,
        capture: &Capture,
        url: &Option<String>,
        captured: &Option<String>,
    ) -> Result<Option<(ReleaseId, Change)>, IndexError> {
        let mut first = None;
        for (id, original) in revisit::originals(&self.snapshot, capture, url, captured)? {
            let record = revisit::place(&capture.record, &original.record);
            let capture = Capture { record, ..capture.clone() };
            let change = self.change(&id, |family| family.add_capture(&original, capture))?;
            first = first.or(change.map(|change| (id, change)));
        }
        Ok(first)
    }

    /// Joins stubs with the pages that turned out to be of the same release. Commits before, since it judges what is
    /// committed. Returns how many stubs that ended.
    ///
    /// # Errors
    ///
    /// Any error ends the use of this writer.
    pub fn join_stubs(&mut self) -> Result<u64, IndexError> {
        self.commit()?;
        if !self.unsettled {
            return Ok(0);
        }
        let mut joined = 0;
        for (stub, page) in alias::stubs_with_pages(&self.snapshot)? {
            let Some(family) = self.snapshot.family(&stub)? else { continue };
            let absorb = |page: &mut Family| {
                page.absorb(family);
                Change::Duplicate
            };
            if self.change(&page, absorb)?.is_some() {
                self.delete(&stub);
                joined += 1;
            }
        }
        Ok(joined)
    }

    pub(super) fn delete(&mut self, id: &ReleaseId) {
        let id = Term::from_field_text(self.fields.id, id.as_str());
        self.latest.delete_term(id.clone());
        self.overtaken.push(id);
        self.releases -= 1;
        self.changed = true;
    }

    /// Reads the dates in numbers again that can be read either way, where the archive proves another order than they
    /// were read in; where it proves none, in the order `stated`. Commits before, since it judges what is committed.
    /// Returns how many releases that changed.
    ///
    /// # Errors
    ///
    /// Any error ends the use of this writer.
    pub fn settle_dates(
        &mut self,
        stated: DayOrder,
        not_after: NaiveDate,
        text_per_commit: usize,
    ) -> Result<u64, IndexError> {
        self.commit()?;
        let mut settled = 0;
        for (id, order) in day_order::unsettled(&self.snapshot, stated)? {
            let read = |family: &mut Family| {
                family.read_dates(order, not_after);
                Change::Duplicate
            };
            settled += u64::from(self.change(&id, read)?.is_some());
            if self.uncommitted() >= text_per_commit {
                self.commit()?;
            }
        }
        Ok(settled)
    }

    /// Removes the captures that lie in these archive files, and the releases of which no other capture carries a wording.
    /// Judges what is committed.
    ///
    /// # Errors
    ///
    /// Any error ends the use of this writer.
    pub fn forget(&mut self, paths: &BTreeSet<String>) -> Result<Forgotten, IndexError> {
        self.commit()?;
        self.held.forget(paths)?;
        let gone = |capture: &Capture| paths.contains(&capture.path);
        let mut forgotten = Forgotten::default();
        for id in self.snapshot.holding(gone)? {
            let Some(before) = self.snapshot.family(&id)? else { continue };
            let captures = || before.latest().captures.iter().chain(before.earlier().iter().flat_map(|v| &v.captures));
            match before.clone().without(gone) {
                Some(family) => {
                    self.pending_text += family.latest().text_bytes();
                    self.pending.insert(id, Pending { family, before: Some(before), changed: true });
                }
                None => {
                    let left = captures().filter(|capture| !gone(capture)).map(|capture| capture.path.clone());
                    forgotten.mentioned_in.extend(left);
                    forgotten.releases += 1;
                    self.delete(&id);
                    self.removed.push(id);
                }
            }
            self.changed = true;
        }
        Ok(forgotten)
    }
}
