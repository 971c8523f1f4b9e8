//! Where records end: the writer, and the account of what became of each.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use crossbeam_channel::Receiver;

use super::IngestError;
use super::account::{Outcome, RecordOutcome, Summary};
use super::manifest::{Entry, Manifest};
use super::pipeline::{Item, Observer, Options, Run, Understood};
use crate::archive::ArchiveFile;
use crate::index::{Commit, IndexError, Taken, Writer};
use crate::parse::Settings;
use crate::release::DayOrder;

/// Why a copy is not in the index yet, and why it never will be.
pub(super) const HELD: &str = "held back until it may be published";
pub(super) const PURGED: &str = "purged";

/// Why a revisit comes to nothing.
const WITHOUT_ORIGINAL: &str = "a revisit of a capture that gave no release, or that is not in the archive";

pub(super) struct Sink<'o> {
    writer: Writer,
    manifest: Manifest,
    summary: Summary,
    settings: String,
    day_order: DayOrder,
    not_after: NaiveDate,
    text_per_commit: usize,
    prune: bool,
    /// Files read whole since the last commit.
    finished: Vec<(ArchiveFile, Entry)>,
    /// Files with revisits, whose originals may still come.
    revisiting: Vec<(ArchiveFile, Entry)>,
    /// What the file that is being read has come to.
    current: Entry,
    /// Where its leftovers begin.
    skipped_before: u64,
    revisits_before: u64,
    durable: Option<Commit>,
    observer: &'o mut dyn Observer,
}

/// Everything that decides how a file is read.
fn fingerprint(settings: &Settings) -> String {
    let Settings { publisher, mapping, day_order, not_after: _ } = settings;
    format!("{} {publisher:?} {mapping:?} {day_order:?}", env!("CARGO_PKG_VERSION"))
}

impl<'o> Sink<'o> {
    pub(super) fn new(
        writer: Writer,
        manifest: Manifest,
        options: &Options,
        files: u64,
        observer: &'o mut dyn Observer,
    ) -> Self {
        Self {
            skipped_before: manifest.skipped.end(),
            revisits_before: manifest.revisits.end(),
            writer,
            manifest,
            summary: Summary { files, ..Summary::default() },
            settings: fingerprint(&options.settings),
            day_order: options.settings.day_order,
            not_after: options.settings.not_after,
            text_per_commit: options.text_per_commit,
            prune: options.prune,
            finished: Vec::new(),
            revisiting: Vec::new(),
            current: Entry::default(),
            durable: None,
            observer,
        }
    }

    /// Takes note of the files that were read before and are gone, and removes what came from them where that is wanted.
    pub(super) fn gone(&mut self, files: &[ArchiveFile], archives: &[PathBuf]) -> Result<(), IngestError> {
        let gone = self.manifest.gone(archives, files);
        self.summary.files_gone = gone.len() as u64;
        if !self.prune || gone.is_empty() {
            return Ok(());
        }
        let paths = self.manifest.only_in(&gone);
        let held = self.writer.held_in(&paths).map_err(|source| self.failed(source))?;
        for id in held {
            if let Some(mentioned_in) = self.writer.forget(&id, &paths).map_err(|source| self.failed(source))? {
                self.summary.pruned += 1;
                // What only mentioned a release that is gone is read again: now it is all there is of it. To be killed
                // between these steps costs time and nothing else: what must be read again is struck out first, and
                // what is gone last.
                self.manifest.read_again(&mentioned_in);
            }
            if self.writer.uncommitted() >= self.text_per_commit {
                self.manifest.save()?;
                self.commit()?;
            }
        }
        self.manifest.save()?;
        self.commit()?;
        for file in &gone {
            self.manifest.remove(file);
        }
        self.manifest.save()
    }

    /// Takes in what was held back until now, and holds back what is to be from now on.
    pub(super) fn settle_held(&mut self) -> Result<(), IngestError> {
        self.summary.published = self.writer.settle_held().map_err(|source| self.failed(source))?;
        Ok(())
    }

    fn failed(&self, source: IndexError) -> IngestError {
        IngestError::Index { source, durable: self.durable }
    }

    /// Accounts for a file that is as it was; false where it must be read.
    pub(super) fn pass_over(&mut self, file: &ArchiveFile) -> Result<bool, IngestError> {
        let Some(entry) = self.manifest.unchanged(file, &self.settings) else { return Ok(false) };
        self.summary.files_unchanged += 1;
        let outcome = |outcome, record: String, reason| RecordOutcome {
            path: file.path.clone(),
            record,
            outcome,
            reason,
            id: None,
        };
        for _ in 0..entry.releases {
            self.account(&outcome(Outcome::Unchanged, String::new(), None));
        }
        for skipped in self.manifest.skipped.read(&entry.skipped)? {
            let (record, reason) = skipped?;
            // What was held back when the file was read may have come in since.
            if reason == HELD && !self.writer.holds(&file.path, &record) {
                self.account(&outcome(Outcome::Unchanged, record, None));
            } else {
                self.account(&outcome(Outcome::Skipped, record, Some(reason)));
            }
        }
        if !entry.revisits.is_empty() {
            self.revisiting.push((file.clone(), entry));
        }
        self.observer.bytes(file.bytes);
        Ok(true)
    }

    /// Writes chunks in order until there are no more, or a stop is asked for: then it is true.
    pub(super) fn take(
        &mut self,
        done: &Receiver<(u64, Understood)>,
        tickets: &Receiver<()>,
        files: &[ArchiveFile],
    ) -> Result<bool, IngestError> {
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, understood) in done {
            waiting.insert(number, understood);
            while let Some(Understood { file, end, items }) = waiting.remove(&next) {
                next += 1;
                let _ = tickets.try_recv();
                for item in items {
                    self.item(item)?;
                }
                if let Some(digest) = end
                    && let Some(file) = files.get(file)
                {
                    self.end_of(file, digest);
                }
                if self.writer.uncommitted() >= self.text_per_commit {
                    self.commit()?;
                }
            }
            if self.observer.stop() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn item(&mut self, item: Item) -> Result<(), IngestError> {
        let enriched = match item {
            Item::Release(enriched) => enriched,
            Item::Revisit(revisit) => {
                return self.manifest.revisits.add(&revisit);
            }
            Item::Lost { path, record, outcome, reason } => {
                match outcome {
                    Outcome::Failed => self.current.failed = true,
                    _ => self.manifest.skipped.add(&(record.clone(), reason.clone()))?,
                }
                self.account(&RecordOutcome { path, record, outcome, reason: Some(reason), id: None });
                return Ok(());
            }
        };
        let release = &enriched.release;
        let (path, record) = release.captures.first().map(|c| (c.path.clone(), c.record.clone())).unwrap_or_default();
        let id = release.id.clone();
        let reason = (!release.notes.is_empty()).then(|| release.notes.join("; "));
        let taken = self.writer.add(*enriched).map_err(|source| self.failed(source))?;
        let kept_out = match taken {
            Taken::In(change) => {
                self.current.releases += 1;
                self.account(&RecordOutcome { path, record, outcome: change.into(), reason, id: Some(id) });
                return Ok(());
            }
            Taken::Held => HELD,
            Taken::Purged => PURGED,
        };
        self.manifest.skipped.add(&(record.clone(), kept_out.to_owned()))?;
        let (outcome, reason) = (Outcome::Skipped, Some(kept_out.to_owned()));
        self.account(&RecordOutcome { path, record, outcome, reason, id: Some(id) });
        Ok(())
    }

    pub(super) fn account(&mut self, record: &RecordOutcome) {
        self.summary.add(record);
        self.observer.record(record);
    }

    fn end_of(&mut self, file: &ArchiveFile, digest: String) {
        let mut entry = std::mem::take(&mut self.current).of(file, &self.settings, digest);
        entry.skipped = self.manifest.skipped.since(self.skipped_before);
        entry.revisits = self.manifest.revisits.since(self.revisits_before);
        self.begin();
        if !entry.revisits.is_empty() {
            self.revisiting.push((file.clone(), entry.clone()));
        }
        self.finished.push((file.clone(), entry));
        self.observer.bytes(file.bytes);
    }

    /// What comes now is of the next file.
    fn begin(&mut self) {
        (self.skipped_before, self.revisits_before) = (self.manifest.skipped.end(), self.manifest.revisits.end());
    }

    /// Makes each revisit a capture of what it points at, now that all is read that it may point at.
    fn resolve_revisits(&mut self) -> Result<(), IngestError> {
        for (file, mut entry) in std::mem::take(&mut self.revisiting) {
            let (before, unresolved) = (entry.releases, self.manifest.revisits.end());
            for revisit in self.manifest.revisits.read(&entry.revisits)? {
                let (capture, revisit) = revisit?;
                let resolved = self.writer.revisit(&capture, &revisit.url, &revisit.captured);
                let resolved = resolved.map_err(|source| self.failed(source))?;
                let (path, record) = (capture.path.clone(), capture.record.clone());
                let (outcome, reason, id) = match resolved {
                    Some((id, change)) => {
                        entry.releases += 1;
                        (change.into(), None, Some(id))
                    }
                    None => {
                        self.manifest.revisits.add(&(capture, revisit))?;
                        (Outcome::Skipped, Some(WITHOUT_ORIGINAL.to_owned()), None)
                    }
                };
                self.account(&RecordOutcome { path, record, outcome, reason, id });
                if self.writer.uncommitted() >= self.text_per_commit {
                    self.commit()?;
                }
            }
            if entry.releases == before {
                // All wait as before.
                self.manifest.revisits.take_back(unresolved)?;
            } else {
                entry.revisits = self.manifest.revisits.since(unresolved);
                self.finished.push((file, entry));
            }
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), IngestError> {
        let commit = self.writer.commit().map_err(|source| self.failed(source))?;
        // Only now may the files be listed as read.
        for (file, entry) in self.finished.drain(..) {
            self.manifest.enter(&file, entry);
        }
        self.manifest.save()?;
        self.durable = commit.or(self.durable);
        Ok(())
    }

    pub(super) fn finish(mut self, stopped: bool) -> Result<Run, IngestError> {
        self.commit()?;
        if !stopped {
            // Days first: by them stubs are known for what they are.
            let settled = self.writer.settle_dates(self.day_order, self.not_after, self.text_per_commit);
            self.summary.dates_settled = settled.map_err(|source| self.failed(source))?;
            self.commit()?;
            self.summary.stubs_joined =
                self.writer.join_stubs(self.text_per_commit).map_err(|source| self.failed(source))?;
            self.commit()?;
            self.resolve_revisits()?;
            self.commit()?;
            self.manifest.compact()?;
        }
        let durable = self.durable;
        let ended = if stopped { self.writer.stop() } else { self.writer.finish() };
        let commit = ended.map_err(|source| IngestError::Index { source, durable })?;
        Ok(Run { summary: self.summary, commit, stopped })
    }
}
