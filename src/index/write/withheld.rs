//! What the writer does about releases that must not be seen: held back for a time, or taken down for good.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use tantivy::{DocAddress, Term};

use super::super::error::IndexError;
use super::super::held::{HeldCopy, save_holds};
use super::super::holds::{Holds, Named};
use super::super::removed::{self, Removal, Removed};
use super::super::snapshot::find;
use super::super::{erase, family_named};
use super::Writer;
use crate::enrich::{Enriched, words};
use crate::release::{Change, Family, ReleaseId, canonical_url};

/// Text that comes in between two commits, in bytes.
const TEXT_AT_ONCE: usize = 64 << 20;

/// What became of a copy that was handed to the writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is in.
    In(Change),
    /// It is kept aside until its time.
    Held,
    /// Its release was purged.
    Purged,
}

/// What a purge did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purged {
    /// The releases that were removed.
    pub releases: Vec<ReleaseId>,
    /// Ids that nothing in the index had: they stay away too.
    pub unknown: Vec<ReleaseId>,
    /// Names that are no ids, and that nothing in the index had.
    pub nobodys: Vec<String>,
    /// The archive files that their copies lie in.
    pub files: BTreeSet<String>,
}

impl Writer {
    /// Takes in one copy of a release, unless it is to be held back or was purged.
    ///
    /// # Errors
    ///
    /// Any error ends the use of this writer.
    pub fn add(&mut self, enriched: Enriched) -> Result<Taken, IndexError> {
        let Enriched { release, publish_after, .. } = &enriched;
        if self.tombstones.cover(release) {
            return Ok(Taken::Purged);
        }
        if self.is_early(self.holds.until(release, *publish_after)) {
            let held = HeldCopy { publish_after: *publish_after, release: release.clone() };
            self.pending_text += held.release.text_bytes();
            self.held.hold(&held)?;
            return Ok(Taken::Held);
        }
        self.take_in(enriched).map(Taken::In)
    }

    fn is_early(&self, until: Option<DateTime<Utc>>) -> bool {
        until.is_some_and(|until| until > self.now)
    }

    /// Whether something that was read at this place is held back.
    pub fn holds(&self, path: &str, record: &str) -> bool {
        self.held.holds(path, record)
    }

    /// Takes the operator's list of what is held back, in place of the one before.
    ///
    /// # Errors
    ///
    /// Any error ends the use of this writer.
    pub fn set_holds(&mut self, holds: Holds) -> Result<(), IndexError> {
        save_holds(&self.index, &holds)?;
        self.holds = holds;
        Ok(())
    }

    /// Takes in what was held back and may be shown by now, and takes out what is in the index and is held back by now.
    /// Commits. Returns how many copies came in.
    ///
    /// # Errors
    ///
    /// Any error ends the use of this writer.
    pub fn settle_held(&mut self) -> Result<u64, IndexError> {
        self.hold_back_known()?;
        if self.held.is_empty() {
            return Ok(0);
        }
        let (mut came, mut purged) = (0, false);
        for copy in self.held.copies()? {
            let HeldCopy { publish_after, release } = copy?;
            if self.tombstones.cover(&release) {
                purged = true;
            } else if !self.is_early(self.holds.until(&release, publish_after)) {
                let words = words(&release, &mut self.stems);
                self.take_in(Enriched { release, words, publish_after })?;
                came += 1;
                if self.uncommitted() >= TEXT_AT_ONCE {
                    self.commit()?;
                }
            }
        }
        self.commit()?;
        // Only now: were they struck out first and the process killed, nobody would have them.
        if came > 0 || purged {
            let (now, holds, tombstones) = (self.now, &self.holds, &self.tombstones);
            self.held.retain(|HeldCopy { release, publish_after }| {
                !tombstones.cover(release) && holds.until(release, *publish_after).is_some_and(|until| until > now)
            })?;
        }
        Ok(came)
    }

    /// Takes out the releases that the list of holds names, and keeps them aside.
    fn hold_back_known(&mut self) -> Result<(), IndexError> {
        self.commit()?;
        let mut named: Vec<Family> = Vec::new();
        for name in self.holds.names(self.now) {
            match name {
                Named::Id(name) => {
                    let given = Term::from_field_text(self.fields.given_id, name);
                    for address in find(&self.snapshot.latest, &given)? {
                        named.extend(self.family_at(address)?);
                    }
                    named.extend(family_named(&self.snapshot, name)?);
                }
                Named::Address(key) => {
                    for address in find(&self.snapshot.latest, &Term::from_field_text(self.fields.address, key))? {
                        let family = self.family_at(address)?;
                        // The field has the addresses above it too.
                        let is_it = |family: &Family| {
                            family.latest().url.as_deref().and_then(canonical_url).as_ref() == Some(key)
                        };
                        named.extend(family.filter(is_it));
                    }
                }
            }
        }
        named.sort_by(|one, other| one.latest().id.cmp(&other.latest().id));
        named.dedup_by(|one, other| one.latest().id == other.latest().id);
        if named.is_empty() {
            return Ok(());
        }
        erase::ask_for(&self.index)?;
        for family in named {
            let id = family.latest().id.clone();
            for release in family.into_versions() {
                self.held.hold(&HeldCopy { publish_after: None, release })?;
            }
            self.delete(&id);
        }
        self.commit()?;
        Ok(())
    }

    fn family_at(&self, address: DocAddress) -> Result<Option<Family>, IndexError> {
        let release = self.snapshot.read(&self.snapshot.latest, address)?;
        self.snapshot.family(&release.id)
    }

    /// Takes releases down: they are removed, with all wordings and what is held back of them, and never come in again.
    /// [`Writer::finish`] erases them from every byte.
    ///
    /// # Errors
    ///
    /// Any error ends the use of this writer. Whatever happens after the first line was written, the next writer goes on
    /// with the purge.
    pub fn purge(&mut self, names: &[String]) -> Result<Purged, IndexError> {
        let mut purged = Purged::default();
        let mut tombstones = Vec::new();
        for name in names {
            match (family_named(&self.snapshot, name)?, name.parse::<ReleaseId>()) {
                (Some(family), _) => {
                    let tombstone = Removed::purged(&family);
                    purged.releases.push(tombstone.id.clone());
                    for release in family.into_versions() {
                        purged.files.extend(release.captures.into_iter().map(|capture| capture.path));
                    }
                    tombstones.push(tombstone);
                }
                (None, Ok(id)) => {
                    tombstones.push(Removed::now(id.clone(), Removal::Purged));
                    purged.unknown.push(id);
                }
                (None, Err(_)) => purged.nobodys.push(name.clone()),
            }
        }
        if tombstones.is_empty() {
            return Ok(purged);
        }
        erase::ask_for(&self.index)?;
        removed::append(&self.index, &tombstones)?;
        tombstones.into_iter().for_each(|tombstone| self.tombstones.add(tombstone));
        for copy in self.held.copies()? {
            let HeldCopy { release, .. } = copy?;
            if self.tombstones.cover(&release) {
                purged.files.extend(release.captures.into_iter().map(|capture| capture.path));
            }
        }
        self.remove_purged()?;
        Ok(purged)
    }

    /// Lets releases that were purged come in again with the next run.
    ///
    /// # Errors
    ///
    /// Any error ends the use of this writer.
    pub fn restore(&mut self, ids: &BTreeSet<ReleaseId>) -> Result<(), IndexError> {
        let restored: Vec<Removed> = ids.iter().map(|id| Removed::now(id.clone(), Removal::Restored)).collect();
        removed::append(&self.index, &restored)
    }

    /// Removes whatever is in the index of releases that were purged.
    pub(super) fn remove_purged(&mut self) -> Result<(), IndexError> {
        if self.tombstones.is_empty() {
            // The copies that are held back need not be read once more at every start.
            return Ok(());
        }
        let mut there: Vec<ReleaseId> = Vec::new();
        for id in self.tombstones.ids() {
            if !find(&self.snapshot.latest, &Term::from_field_text(self.fields.id, id.as_str()))?.is_empty() {
                there.push(id.clone());
            }
        }
        if !there.is_empty() {
            erase::ask_for(&self.index)?;
            there.iter().for_each(|id| self.delete(id));
            self.commit()?;
        }
        let tombstones = &self.tombstones;
        self.held.drop_where(|copy| tombstones.cover(&copy.release))
    }
}
