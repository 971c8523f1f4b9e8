//! What the writer does about releases as they stand in the index, after or before their copies are read.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use tantivy::Term;

use super::super::error::IndexError;
use super::super::{alias, day_order, revisit};
use super::Writer;
use super::pending::Pending;
use crate::release::{Capture, Change, DayOrder, Family, ReleaseId};

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
        for (id, original) in revisit::originals(&self.snapshot, &mut self.known, capture, url, captured)? {
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
    pub fn join_stubs(&mut self, text_per_commit: usize) -> Result<u64, IndexError> {
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
            if self.uncommitted() >= text_per_commit {
                self.commit()?;
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

    /// The releases with a capture that lies in one of these archive files. Commits before, since it judges what is
    /// committed.
    ///
    /// # Errors
    ///
    /// Any error ends the use of this writer.
    pub fn held_in(&mut self, paths: &BTreeSet<String>) -> Result<BTreeSet<ReleaseId>, IndexError> {
        self.commit()?;
        self.held.forget(paths)?;
        self.snapshot.holding(|capture| paths.contains(&capture.path))
    }

    /// Removes the captures of a release that lie in these archive files, and where no other capture carries a wording
    /// the release itself: then the archive files that still mention it are given.
    ///
    /// # Errors
    ///
    /// Any error ends the use of this writer.
    pub fn forget(&mut self, id: &ReleaseId, paths: &BTreeSet<String>) -> Result<Option<BTreeSet<String>>, IndexError> {
        let Some(before) = self.snapshot.family(id)? else { return Ok(None) };
        let gone = |capture: &Capture| paths.contains(&capture.path);
        self.pending_text += before.latest().text_bytes();
        self.changed = true;
        if let Some(family) = before.clone().without(gone) {
            self.pending.insert(id.clone(), Pending { family, before: Some(before), changed: true });
            return Ok(None);
        }
        self.delete(id);
        self.removed.push(id.clone());
        let captures = before.latest().captures.iter().chain(before.earlier().iter().flat_map(|v| &v.captures));
        Ok(Some(captures.filter(|capture| !gone(capture)).map(|capture| capture.path.clone()).collect()))
    }
}
