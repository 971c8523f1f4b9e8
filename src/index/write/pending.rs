//! Families on their way into the next commit, and what of each is written.

use tantivy::{TantivyDocument, Term};

use super::super::alias;
use super::super::error::IndexError;
use super::super::schema::wording_key;
use super::Writer;
use crate::enrich::{Enriched, words};
use crate::release::{Capture, Change, EnrichedRelease, Family, LastChange, Published, ReleaseId, WordingId};
use crate::text::Words;

/// What a capture costs in memory, in bytes: its path, its digest and their keeping.
const CAPTURE_BYTES: usize = 256;

/// A family on its way into the next commit.
pub(super) struct Pending {
    pub(super) family: Family,
    /// As it is in the commit that readers see; `None` where it is new.
    pub(super) before: Option<Family>,
    /// Whether there is more to write than was written when it was new: done once, when it is committed, however many
    /// copies come.
    pub(super) changed: bool,
}

impl Writer {
    /// Takes in one copy of a release, whatever may be known of it.
    pub(super) fn take_in(&mut self, enriched: Enriched) -> Result<Change, IndexError> {
        let Enriched { release, words, .. } = enriched;
        let id = release.id.clone();
        if !self.hold(&id)? {
            if release.is_stub()
                && let Some(page) = alias::owner(&self.snapshot, &id)?
            {
                let known = self.change(&page, |family| family.add(release))?;
                return Ok(known.unwrap_or(Change::Unchanged));
            }
            self.latest.add_document(self.document(
                &release,
                &words,
                LastChange::of(std::slice::from_ref(&release)),
                None,
            )?)?;
            self.releases += 1;
            self.changed = true;
            self.pending_text += release.text_bytes();
            self.pending.insert(id, Pending { family: Family::of(release), before: None, changed: false });
            return Ok(Change::New);
        }
        // What a copy adds to a family is its capture, and its text where that is new.
        let text = release.text_bytes();
        let change = self.change(&id, |family| family.take(release))?.unwrap_or(Change::Unchanged);
        self.pending_text += if change == Change::Updated { text } else { 0 };
        Ok(change)
    }

    /// Changes a family that is in the index; `None` where it is not.
    pub(super) fn change(
        &mut self,
        id: &ReleaseId,
        change: impl FnOnce(&mut Family) -> Change,
    ) -> Result<Option<Change>, IndexError> {
        if !self.hold(id)? {
            return Ok(None);
        }
        let Some(pending) = self.pending.get_mut(id) else { return Ok(None) };
        self.pending_text += CAPTURE_BYTES;
        let change = change(&mut pending.family);
        if change != Change::Unchanged {
            pending.changed = true;
            self.changed = true;
        }
        Ok(Some(change))
    }

    /// Holds a family ready to be changed; false where the index does not know it.
    fn hold(&mut self, id: &ReleaseId) -> Result<bool, IndexError> {
        if !self.pending.contains_key(id) {
            let Some(family) = self.snapshot.family(id)? else { return Ok(false) };
            self.pending_text += family.latest().text_bytes();
            self.pending.insert(id.clone(), Pending { before: Some(family.clone()), family, changed: false });
        }
        Ok(true)
    }

    /// Writes what is different in a family.
    pub(super) fn rewrite(&mut self, Pending { family, before, .. }: &Pending) -> Result<(), IndexError> {
        let changes = LastChange::each(family.versions());
        // A family has at least one wording.
        let Some(last) = changes.last() else { return Ok(()) };
        let before = before.as_ref().map(|before| (before, LastChange::each(before.versions())));
        let known = before.as_ref().map(|(before, changes)| (before.latest(), changes.last()));
        if known != Some((family.latest(), Some(last))) {
            self.replace_latest(family.latest(), *last)?;
        }
        let settled = |wording: &WordingId| {
            let (before, changes) = before.as_ref()?;
            let at = before.place_of(wording).filter(|at| *at < before.earlier().len())?;
            Some((written(&before.versions()[at]), changes[at]))
        };
        for ((version, wording), change) in family.earlier().iter().zip(family.wordings()).zip(&changes) {
            let known = settled(wording);
            if known != Some((written(version), *change)) {
                self.replace_earlier(version, *change, known.is_some())?;
            }
        }
        let still_earlier = &family.wordings()[..family.earlier().len()];
        let known = before.iter().flat_map(|(before, _)| before.earlier().iter().zip(before.wordings()));
        for (version, _) in known.filter(|(_, wording)| !still_earlier.contains(wording)) {
            self.overtaken.push(Term::from_field_text(self.fields.wording, &wording_key(version)));
        }
        Ok(())
    }

    fn replace_latest(&mut self, release: &EnrichedRelease, change: LastChange) -> Result<(), IndexError> {
        let words = words(release, &mut self.stems);
        let document = self.document(release, &words, change, None)?;
        self.latest.delete_term(Term::from_field_text(self.fields.id, release.id.as_str()));
        self.latest.add_document(document)?;
        Ok(())
    }

    /// Writes an earlier wording. One that was not settled as earlier in the commit that readers see belongs to the next;
    /// were that commit cut short, the wording would be taken back.
    fn replace_earlier(
        &mut self,
        release: &EnrichedRelease,
        change: LastChange,
        settled: bool,
    ) -> Result<(), IndexError> {
        let words = words(release, &mut self.stems);
        let commit = self.snapshot.payload.commit + u64::from(!settled);
        let document = self.document(release, &words, change, Some(commit))?;
        self.earlier.delete_term(Term::from_field_text(self.fields.wording, &wording_key(release)));
        self.earlier.add_document(document)?;
        Ok(())
    }

    fn document(
        &self,
        release: &EnrichedRelease,
        words: &Words,
        change: LastChange,
        superseded_in: Option<u64>,
    ) -> Result<TantivyDocument, IndexError> {
        let document = self.fields.document(release, words, change, superseded_in);
        document.map_err(|error| IndexError::damaged(&self.index, format!("release {}: {error}", release.id)))
    }
}

/// What of an earlier wording can change while it stays that wording.
fn written(version: &EnrichedRelease) -> (&[Capture], Option<&Published>, u32) {
    (&version.captures, version.published.as_ref(), version.version)
}
