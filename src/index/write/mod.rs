//! The one writer: releases in, whole commits out.

mod end;
mod recover;
mod settle;
mod withheld;

pub use withheld::{Purged, Taken};

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tantivy::index::Index as Engine;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::error::IndexError;
use super::held::{HeldStore, saved_holds};
use super::holds::Holds;
use super::layout::{Generation, WriteLock, sweep, sync_folder};
use super::rehearsal::remove_abandoned;
use super::removed::{self, Removal, Removed, Tombstones};
use super::revisit;
use super::schema::{Fields, wording_key};
use super::seal::is_sealed;
use super::snapshot::{Opened, Payload, Snapshot};
use super::{alias, erase};
use crate::enrich::{Enriched, Topics, words};
use crate::release::{Capture, Change, EnrichedRelease, Family, LastChange, Published, ReleaseId, WordingId};
use crate::text::{Stems, Words};
use recover::{take_back_overtaken, take_back_unfinished};

/// Memory the engine may fill before it writes a segment, in bytes, over all its threads.
const ENGINE_MEMORY: usize = 192 << 20;
/// What a capture costs in memory, in bytes: its path, its digest and their keeping.
const CAPTURE_BYTES: usize = 256;
/// The share of deleted releases at which a segment is merged: the engine's own default never does, and updates would
/// swell the index and the frequencies that rank it.
const DELETED_BEFORE_MERGE: f32 = 0.25;

/// Whether to go on with what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Add to the current generation; make the first where there is none.
    Continue,
    /// Build a new generation beside the current one, which is read until the new one is finished.
    Rebuild,
}

/// A commit that is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit {
    /// Counted from 1.
    pub number: u64,
    /// Releases in the archive.
    pub releases: u64,
}

/// A family on its way into the next commit.
struct Pending {
    family: Family,
    /// As it is in the commit that readers see; `None` where it is new.
    before: Option<Family>,
    /// Whether there is more to write than was written when it was new: done once, when it is committed, however many
    /// copies come.
    changed: bool,
}

/// The writer of an index. There is one at a time on a machine; it gives way when dropped.
///
/// After an error nothing more may be written: the engine loses documents without a word after a failed commit
/// (quickwit-oss/tantivy#2540). The caller drops the writer; what was committed stays, and a new run repeats the rest.
pub struct Writer {
    index: PathBuf,
    _lock: WriteLock,
    opened: Opened,
    snapshot: Snapshot,
    fields: Fields,
    latest: IndexWriter,
    earlier: IndexWriter,
    /// Families written since the last commit: the engine shows them only after the next.
    pending: HashMap<ReleaseId, Pending>,
    /// Earlier wordings that ceased to be, as the latest again or beside a fuller copy, in the commit before: readers of
    /// that commit still count them.
    overtaken: Vec<Term>,
    /// Releases removed since the last commit.
    removed: Vec<ReleaseId>,
    tombstones: Tombstones,
    holds: Holds,
    held: HeldStore,
    /// The time of the run: what is held back until then is held back throughout.
    now: DateTime<Utc>,
    pending_text: usize,
    changed: bool,
    /// Whether anything came since a run last ended whole: where nothing did, nothing is to be joined.
    unsettled: bool,
    releases: u64,
    /// What revisits were found to point at.
    known: revisit::Known,
    stems: Stems,
    rebuilds: bool,
}

impl Writer {
    /// Opens the index in a folder for writing, or makes it. Uses `threads` for analysing.
    ///
    /// # Errors
    ///
    /// [`IndexError::Locked`] where another process writes; [`IndexError::Foreign`] where `start` is
    /// [`Start::Continue`] and the index was built by another program or with other topics.
    pub fn open(index: &Path, start: Start, topics: &Topics, threads: usize) -> Result<Self, IndexError> {
        let lock = WriteLock::take(index)?;
        remove_abandoned(index)?;
        let generation = match (start, Generation::current(index)) {
            (Start::Continue, Ok(generation)) => {
                generation.check_topics(index, topics)?;
                generation
            }
            (Start::Continue, Err(IndexError::Missing { .. })) => {
                let generation = Generation::create(index, topics)?;
                generation.publish(index)?;
                generation
            }
            (Start::Continue, Err(error)) => return Err(error),
            (Start::Rebuild, _) => Generation::create(index, topics)?,
        };
        Self::of(index, lock, generation, threads, start == Start::Rebuild)
    }

    /// Opens an index to which nothing new is added, whatever its topics.
    ///
    /// # Errors
    ///
    /// As [`Writer::open`], and where there is no index.
    pub fn open_as_it_is(index: &Path) -> Result<Self, IndexError> {
        // Before the lock, which would make the folder.
        Generation::current(index)?;
        let lock = WriteLock::take(index)?;
        remove_abandoned(index)?;
        let generation = Generation::current(index)?;
        Self::of(index, lock, generation, 1, false)
    }

    fn of(
        index: &Path,
        lock: WriteLock,
        generation: Generation,
        threads: usize,
        rebuilds: bool,
    ) -> Result<Self, IndexError> {
        let opened = Opened::of(index, generation)?;
        let snapshot = opened.snapshot()?;
        let engines = opened.engines();
        for (part, engine) in [("latest", &engines.latest), ("earlier", &engines.earlier)] {
            sweep(&opened.generation.path.join(part), engine)?;
        }
        let fields = engines.fields;
        let latest = writer(&engines.latest, threads.clamp(1, 8))?;
        let mut earlier = writer(&engines.earlier, 1)?;
        take_back_unfinished(&snapshot, &engines.earlier, &mut earlier)?;
        let unsettled = !is_sealed(&opened.generation);
        if unsettled {
            take_back_overtaken(&snapshot, &mut earlier)?;
        }
        let held = HeldStore::open(&opened.generation.path)?;
        let mut writer = Self {
            index: index.to_owned(),
            _lock: lock,
            releases: snapshot.payload.releases,
            fields,
            latest,
            earlier,
            opened,
            snapshot,
            pending: HashMap::new(),
            overtaken: Vec::new(),
            removed: Vec::new(),
            tombstones: Tombstones::of(index)?,
            holds: saved_holds(index)?,
            held,
            now: Utc::now(),
            pending_text: 0,
            changed: false,
            unsettled,
            known: revisit::Known::default(),
            stems: Stems::default(),
            rebuilds,
        };
        if erase::is_asked_for(index) {
            writer.remove_purged()?;
        }
        Ok(writer)
    }

    /// The folder of the generation that is written: what is kept there goes with it.
    pub fn generation(&self) -> &Path {
        &self.opened.generation.path
    }

    /// Takes in one copy of a release, whatever may be known of it.
    fn take_in(&mut self, enriched: Enriched) -> Result<Change, IndexError> {
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
        let Some(pending) = self.pending.get_mut(&id) else { return Ok(Change::Unchanged) };
        // What a copy adds to a family is its capture, and its text where that is new.
        self.pending_text += CAPTURE_BYTES;
        let text = release.text_bytes();
        let change = pending.family.take(release);
        if change != Change::Unchanged {
            pending.changed = true;
            self.changed = true;
            self.pending_text += if change == Change::Updated { text } else { 0 };
        }
        Ok(change)
    }

    /// Changes a family that is in the index; `None` where it is not.
    fn change(
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
    fn rewrite(&mut self, Pending { family, before, .. }: &Pending) -> Result<(), IndexError> {
        let changed = |family: &Family| LastChange::of(family.versions());
        if before.as_ref().map(Family::latest) != Some(family.latest())
            || before.as_ref().map(changed) != Some(changed(family))
        {
            self.replace_latest(family)?;
        }
        let settled = |wording: &WordingId| {
            let before = before.as_ref()?;
            let at = before.wordings().iter().position(|known| known == wording)?;
            (at < before.earlier().len()).then(|| until(before, at))
        };
        for (at, wording) in family.wordings().iter().enumerate().take(family.earlier().len()) {
            let (wordings, known) = (until(family, at), settled(wording));
            let differs = |known: &[EnrichedRelease]| {
                known.last().map(written) != wordings.last().map(written)
                    || LastChange::of(known) != LastChange::of(wordings)
            };
            if known.is_none_or(differs) {
                self.replace_earlier(wordings, known.is_some())?;
            }
        }
        let still_earlier = &family.wordings()[..family.earlier().len()];
        let known = before.iter().flat_map(|before| before.earlier().iter().zip(before.wordings()));
        for (version, _) in known.filter(|(_, wording)| !still_earlier.contains(wording)) {
            self.overtaken.push(Term::from_field_text(self.fields.wording, &wording_key(version)));
        }
        Ok(())
    }

    /// Text added since the last commit, in bytes: what would have to be read again if the process died now, and what
    /// this writer holds in memory.
    pub fn uncommitted(&self) -> usize {
        self.pending_text
    }

    /// Makes everything added so far visible and durable: when this returns, a power cut takes nothing of it.
    /// `None` where nothing was added.
    ///
    /// # Errors
    ///
    /// Any error ends the use of this writer.
    pub fn commit(&mut self) -> Result<Option<Commit>, IndexError> {
        for mut pending in std::mem::take(&mut self.pending).into_values().filter(|pending| pending.changed) {
            pending.family.order();
            self.rewrite(&pending)?;
        }
        self.pending_text = 0;
        self.held.write()?;
        if !std::mem::take(&mut self.changed) {
            return Ok(None);
        }
        self.unsettled = true;
        let overtaken = std::mem::take(&mut self.overtaken);
        // Asked for only where the index knows no such release, so a line too early does no harm, and one too late would.
        let pruned = std::mem::take(&mut self.removed).into_iter().map(|id| Removed::now(id, Removal::Pruned));
        removed::append(&self.index, &pruned.collect::<Vec<_>>())?;
        self.commit_both()?;
        if !overtaken.is_empty() {
            // Only now: were they removed in the same commit and it were cut short, nobody would have them.
            for wording in overtaken {
                self.earlier.delete_term(wording);
            }
            self.commit_both()?;
        }
        let Payload { commit, releases } = self.snapshot.payload;
        Ok(Some(Commit { number: commit, releases }))
    }

    fn commit_both(&mut self) -> Result<(), IndexError> {
        let payload = Payload { commit: self.snapshot.payload.commit + 1, releases: self.releases };
        // Earlier wordings first: readers leave out those of a commit that the latest do not know yet.
        for writer in [&mut self.earlier, &mut self.latest] {
            payload.commit(writer)?;
        }
        // The engine syncs the folder before it renames its list of segments, not after (segment_updater.rs:47): of 30
        // power cuts right after a commit, 22 lost it.
        for part in ["earlier", "latest"] {
            sync_folder(&self.opened.generation.path.join(part))?;
        }
        self.snapshot = self.opened.snapshot()?;
        self.known.forget();
        let found = self.snapshot.latest.num_docs();
        if found != self.releases {
            return Err(IndexError::Miscounted { commit: payload.commit, expected: self.releases, found });
        }
        Ok(())
    }

    fn replace_latest(&mut self, family: &Family) -> Result<(), IndexError> {
        let release = family.latest();
        let words = words(release, &mut self.stems);
        let document = self.document(release, &words, LastChange::of(family.versions()), None)?;
        self.latest.delete_term(Term::from_field_text(self.fields.id, release.id.as_str()));
        self.latest.add_document(document)?;
        Ok(())
    }

    /// Writes an earlier wording, the last of these. One that was not settled as earlier in the commit that readers see belongs to the
    /// next; were that commit cut short, the wording would be taken back.
    fn replace_earlier(&mut self, wordings: &[EnrichedRelease], settled: bool) -> Result<(), IndexError> {
        let Some(release) = wordings.last() else { return Ok(()) };
        let words = words(release, &mut self.stems);
        let commit = self.snapshot.payload.commit + u64::from(!settled);
        let document = self.document(release, &words, LastChange::of(wordings), Some(commit))?;
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

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("index", &self.index).field("releases", &self.releases).finish_non_exhaustive()
    }
}

/// What of an earlier wording can change while it stays that wording.
fn written(version: &EnrichedRelease) -> (&[Capture], Option<&Published>, u32) {
    (&version.captures, version.published.as_ref(), version.version)
}

/// The wordings of a family up to one of them.
fn until(family: &Family, at: usize) -> &[EnrichedRelease] {
    family.versions().get(..=at).unwrap_or_default()
}

fn writer(engine: &Engine, threads: usize) -> Result<IndexWriter, IndexError> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(ENGINE_MEMORY / threads)
        .num_merge_threads(1)
        .build();
    let writer: IndexWriter = engine.writer_with_options(options)?;
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(DELETED_BEFORE_MERGE);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}
