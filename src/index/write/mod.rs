//! The one writer: releases in, whole commits out.

mod end;
mod pending;
mod recover;
mod settle;
mod withheld;

pub use withheld::{Purged, Taken};

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tantivy::index::Index as Engine;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{IndexWriter, Term};

use super::error::IndexError;
use super::held::{HeldStore, saved_holds};
use super::holds::Holds;
use super::layout::{Generation, sweep};
use super::lists;
use super::lock::{WriteLock, engine_writer};
use super::rehearsal::remove_abandoned;
use super::removed::{self, Removal, Removed, Tombstones};
use super::revisit;
use super::schema::Fields;
use super::seal::is_sealed;
use super::snapshot::{Opened, Payload, Snapshot};
use crate::enrich::Topics;
use crate::release::ReleaseId;
use crate::text::Stems;
use pending::Pending;
use recover::{take_back_overtaken, take_back_unfinished};

/// Memory the engine of the latest wordings may fill before it writes segments, in bytes, over all its threads: the text
/// between two commits fits, and is then one segment of each thread.
const ENGINE_MEMORY: usize = 384 << 20;
/// The same of earlier wordings, of which there are few.
const EARLIER_MEMORY: usize = 96 << 20;
/// So many segments of a size are merged while a run goes on that will make one of all when it ends: below, to merge them
/// would be to write them twice.
const SEGMENTS_BEFORE_MERGE: usize = 32;
/// Threads of the engine, at most, as it chooses itself.
const MAX_THREADS: usize = 8;
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
    /// Releases when a run last ended whole; 0 where none has, or something came since.
    settled: u64,
    releases: u64,
    /// What revisits were found to point at.
    known: revisit::Known,
    stems: Stems,
    rebuilds: bool,
}

impl Writer {
    /// Opens the index in a folder for writing, or makes it. The engine has a thread for each two of `threads`, which
    /// parse.
    ///
    /// # Errors
    ///
    /// [`IndexError::Locked`] where another process writes, and goes on to for a second; [`IndexError::Lists`] where what was taken down could come
    /// back; [`IndexError::Foreign`] where `start` is [`Start::Continue`] and the index was built by another program or
    /// with other topics.
    pub fn open(index: &Path, start: Start, topics: &Topics, threads: usize) -> Result<Self, IndexError> {
        let lock = WriteLock::take(index)?;
        remove_abandoned(index)?;
        lists::check(index)?;
        let generation = match (start, Generation::current(index)) {
            (Start::Continue, Ok(generation)) => {
                generation.check_topics(index, topics)?;
                lists::check_held(index, &generation)?;
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
        lists::check_all(index, &generation)?;
        Self::of(index, lock, generation, 1, false)
    }

    fn of(
        index: &Path,
        lock: WriteLock,
        generation: Generation,
        threads: usize,
        rebuilds: bool,
    ) -> Result<Self, IndexError> {
        lists::sync(index, &generation)?;
        let opened = Opened::of(index, generation)?;
        let snapshot = opened.snapshot()?;
        let engines = opened.engines();
        for (part, engine) in [("latest", &engines.latest), ("earlier", &engines.earlier)] {
            sweep(&opened.generation.path.join(part), engine)?;
        }
        let fields = engines.fields;
        let unsettled = !is_sealed(&opened.generation);
        let settled = if unsettled { 0 } else { snapshot.payload.releases };
        let latest = writer(&engines.latest, threads.div_ceil(2).clamp(1, MAX_THREADS), ENGINE_MEMORY, settled == 0)?;
        let mut earlier = writer(&engines.earlier, 1, EARLIER_MEMORY, false)?;
        take_back_unfinished(&snapshot, &engines.earlier, &mut earlier)?;
        if unsettled {
            take_back_overtaken(&snapshot, &mut earlier)?;
        }
        let held = HeldStore::open(index, &opened.generation)?;
        let mut writer = Self {
            index: index.to_owned(),
            _lock: lock,
            releases: snapshot.payload.releases,
            settled,
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
        // Of a purge that was cut short, and of an index that was put back from before one.
        writer.remove_purged()?;
        Ok(writer)
    }

    /// The folder of the generation that is written: what is kept there goes with it.
    pub fn generation(&self) -> &Path {
        &self.opened.generation.path
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
        self.snapshot = self.opened.snapshot()?;
        self.known.forget();
        let found = self.snapshot.latest.num_docs();
        if found != self.releases {
            return Err(IndexError::Miscounted { commit: payload.commit, expected: self.releases, found });
        }
        Ok(())
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("index", &self.index).field("releases", &self.releases).finish_non_exhaustive()
    }
}

/// A writer of an engine. Where all segments `become_one` in the end, they are left alone as long as they are few.
fn writer(engine: &Engine, threads: usize, memory: usize, become_one: bool) -> Result<IndexWriter, IndexError> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(memory / threads)
        .num_merge_threads(1)
        .build();
    let writer = engine_writer(engine, &options)?;
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(DELETED_BEFORE_MERGE);
    if become_one {
        policy.set_min_num_segments(SEGMENTS_BEFORE_MERGE);
    }
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}
