//! Reading, parsing and writing side by side, in bounded memory.
//!
//! One thread reads records, as many as asked parse and enrich them, and one writes. Chunks of records carry numbers
//! and are written in the order in which they were read, so that the account does not depend on the number of threads.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::IngestError;
use super::account::{Outcome, RecordOutcome, Summary};
use super::manifest::{Entry, Manifest};
use crate::archive::{self, ArchiveFile, Fault, FaultKind, Payload, Record, Walk};
use crate::enrich::{Enriched, Topics, enrich};
use crate::index::{Commit, Start, Writer};
use crate::parse::{Parsed, Settings, parse};
use crate::text::Stems;

/// Records in a chunk, at most.
const CHUNK_RECORDS: usize = 64;
/// Bytes in a chunk, unless one record alone has more.
const CHUNK_BYTES: usize = 1 << 20;
/// Stack of a parsing thread: markup nests deeply, and its guards leave room.
const STACK: usize = 32 << 20;

/// What to read, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files and folders.
    pub archives: Vec<PathBuf>,
    /// Where the index is, or is to be.
    pub index: PathBuf,
    /// Go on, or begin anew.
    pub start: Start,
    /// Threads that parse.
    pub jobs: NonZeroUsize,
    /// What the operator knows of the archive.
    pub settings: Settings,
    /// Bytes of text between two commits; see [`TEXT_PER_COMMIT`].
    pub text_per_commit: usize,
}

/// Bytes of text between two commits, where nothing else is said.
///
/// Each commit waits for the disk and leaves a small segment per thread; what lies between two is held in memory, and
/// read again after a kill.
pub const TEXT_PER_COMMIT: usize = 128 << 20;

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What became of the records that were read.
    pub summary: Summary,
    /// The last commit.
    pub commit: Commit,
    /// Whether it was asked to stop before everything was read.
    pub stopped: bool,
}

/// Is told what happens, as it happens.
pub trait Observer {
    /// The archive was listed: so many files, so many bytes.
    fn listed(&mut self, _files: u64, _bytes: u64) {}
    /// A record has its outcome.
    fn record(&mut self, _record: &RecordOutcome) {}
    /// So many bytes of archive files are done.
    fn bytes(&mut self, _bytes: u64) {}
    /// Whether to commit what there is and stop: asked after every chunk.
    fn stop(&mut self) -> bool {
        false
    }
}

/// Some records of one file, in order.
struct Chunk {
    number: u64,
    file: usize,
    /// Whether the file ends here.
    last: bool,
    records: Vec<Result<Record, Fault>>,
}

/// The same, read and understood.
struct Understood {
    file: usize,
    last: bool,
    items: Vec<Item>,
}

enum Item {
    Release(Box<Enriched>),
    Lost { path: String, record: String, outcome: Outcome, reason: String },
}

/// Reads archives into an index.
///
/// # Errors
///
/// See [`IngestError`]. A record that cannot be read is none: it is in the account, and the run goes on.
pub fn run(options: &Options, topics: &Topics, observer: &mut dyn Observer) -> Result<Run, IngestError> {
    let Walk { mut files, faults } = archive::walk(&options.archives)?;
    leave_out(&mut files, &options.index);
    observer.listed(files.len() as u64, files.iter().map(|file| file.bytes).sum());
    let failed = |source| IngestError::Index { source, durable: None };
    let writer = Writer::open(&options.index, options.start, topics, options.jobs.get()).map_err(failed)?;
    let mut sink = Sink {
        manifest: Manifest::open(writer.generation()),
        writer,
        summary: Summary { files: files.len() as u64, ..Summary::default() },
        settings: fingerprint(&options.settings),
        text_per_commit: options.text_per_commit,
        finished: Vec::new(),
        current: Tally::default(),
        durable: None,
        observer,
    };
    for fault in faults {
        // Of no file: what one file's records came to is kept for the next run, and must not take these in.
        if let Item::Lost { path, record, outcome, reason } = lost(fault) {
            sink.account(&RecordOutcome { path, record, outcome, reason: Some(reason), id: None });
        }
    }
    let mut to_read = Vec::with_capacity(files.len());
    for file in files {
        if !sink.pass_over(&file) {
            to_read.push(file);
        }
    }
    let jobs = options.jobs.get();
    let stopped = thread::scope(|scope| -> Result<bool, IngestError> {
        // Chunks under way at any time, those included that wait for one before them to be understood.
        let in_flight = jobs * 2 + 2;
        let (chunks_in, chunks) = bounded::<Chunk>(in_flight);
        let (done_in, done) = bounded::<(u64, Understood)>(in_flight);
        let (tickets_in, tickets) = bounded::<()>(in_flight);
        let files = &to_read;
        let spawn = |name: String| thread::Builder::new().name(name).stack_size(STACK);
        spawn("read".into())
            .spawn_scoped(scope, move || read(files, &chunks_in, &tickets_in))
            .map_err(IngestError::Thread)?;
        for worker in 0..jobs {
            let (chunks, done_in) = (chunks.clone(), done_in.clone());
            spawn(format!("parse-{worker}"))
                .spawn_scoped(scope, move || understand(&chunks, &done_in, &options.settings, topics))
                .map_err(IngestError::Thread)?;
        }
        drop((chunks, done_in));
        sink.take(&done, &tickets, files)
    })?;
    sink.finish(stopped)
}

/// Leaves out the files of the index itself, where it lies inside the archive.
fn leave_out(files: &mut Vec<ArchiveFile>, index: &Path) {
    if let Ok(index) = index.canonicalize() {
        files.retain(|file| !file.location.canonicalize().is_ok_and(|location| location.starts_with(&index)));
    }
}

/// Everything that decides how a file is read.
fn fingerprint(settings: &Settings) -> String {
    format!("{} {:?} {:?}", env!("CARGO_PKG_VERSION"), settings.publisher, settings.day_order)
}

/// Reads every file and hands its records over in chunks, one ticket each. Ends early where nobody takes them any more.
fn read(files: &[ArchiveFile], chunks: &Sender<Chunk>, tickets: &Sender<()>) {
    let mut number = 0;
    for (file, archive_file) in files.iter().enumerate() {
        let mut records = Vec::new();
        let mut bytes = 0;
        let mut hand_over = |records: &mut Vec<_>, last| {
            let chunk = Chunk { number, file, last, records: std::mem::take(records) };
            number += 1;
            let sent = tickets.send(()).is_ok() && chunks.send(chunk).is_ok();
            if sent { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let taken = archive::read(archive_file, &mut |record| {
            bytes += record.as_ref().map_or(0, |record| match &record.payload {
                Payload::Html(text) | Payload::Text(text) | Payload::Row(text) => text.len(),
                Payload::Document(document) => document.text.len(),
                Payload::Mail(mail) => mail.plain.len() + mail.html.len(),
                Payload::Revisit(_) => 0,
            });
            records.push(record);
            if records.len() < CHUNK_RECORDS && bytes < CHUNK_BYTES {
                return ControlFlow::Continue(());
            }
            bytes = 0;
            hand_over(&mut records, false)
        });
        if taken.is_break() || hand_over(&mut records, true).is_break() {
            return;
        }
    }
}

/// Parses and enriches chunks until there are no more.
fn understand(chunks: &Receiver<Chunk>, done: &Sender<(u64, Understood)>, settings: &Settings, topics: &Topics) {
    let mut stems = Stems::default();
    for Chunk { number, file, last, records } in chunks {
        let mut items = Vec::with_capacity(records.len());
        for record in records {
            match record {
                Ok(record) => understand_record(record, settings, topics, &mut stems, &mut items),
                Err(fault) => items.push(lost(fault)),
            }
        }
        if done.send((number, Understood { file, last, items })).is_err() {
            return;
        }
    }
}

fn understand_record(record: Record, settings: &Settings, topics: &Topics, stems: &mut Stems, items: &mut Vec<Item>) {
    let (path, place) = (record.capture.path.clone(), record.capture.record.clone());
    let lost = |outcome, reason| Item::Lost { path: path.clone(), record: place.clone(), outcome, reason };
    // Our parsers do not panic, and are tested for it; the libraries under them are not ours.
    let understood = catch_unwind(AssertUnwindSafe(|| match parse(record, settings) {
        Parsed::Releases(releases) => {
            Ok(releases.into_iter().map(|release| enrich(release, topics, stems)).collect::<Vec<_>>())
        }
        Parsed::Revisit(..) => Err((Outcome::Skipped, "a revisit".to_owned())),
        Parsed::Skipped(reason) => Err((Outcome::Skipped, reason)),
        Parsed::Failed(reason) => Err((Outcome::Failed, reason)),
    }));
    match understood {
        Ok(Ok(releases)) if releases.is_empty() => items.push(lost(Outcome::Skipped, "no release in it".to_owned())),
        Ok(Ok(releases)) => items.extend(releases.into_iter().map(|release| Item::Release(Box::new(release)))),
        Ok(Err((outcome, reason))) => items.push(lost(outcome, reason)),
        Err(_) => {
            *stems = Stems::default();
            items.push(lost(Outcome::Failed, "the parser gave up on it; please report this file".to_owned()));
        }
    }
}

fn lost(fault: Fault) -> Item {
    let outcome = match fault.kind {
        FaultKind::Skipped => Outcome::Skipped,
        FaultKind::Failed => Outcome::Failed,
    };
    Item::Lost { path: fault.path, record: fault.record, outcome, reason: fault.reason }
}

/// What is known of the file being written.
#[derive(Default)]
struct Tally {
    releases: u64,
    skipped: Vec<(String, String)>,
    failed: bool,
}

/// Where records end: the writer and the account.
struct Sink<'o> {
    writer: Writer,
    manifest: Manifest,
    summary: Summary,
    settings: String,
    text_per_commit: usize,
    /// Files read whole since the last commit.
    finished: Vec<(ArchiveFile, Entry)>,
    current: Tally,
    durable: Option<Commit>,
    observer: &'o mut dyn Observer,
}

impl Sink<'_> {
    /// Accounts for a file that is as it was; false where it must be read.
    fn pass_over(&mut self, file: &ArchiveFile) -> bool {
        let Some(entry) = self.manifest.unchanged(file, &self.settings).cloned() else { return false };
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
        for (record, reason) in entry.skipped {
            self.account(&outcome(Outcome::Skipped, record, Some(reason)));
        }
        self.observer.bytes(file.bytes);
        true
    }

    /// Writes chunks in order until there are no more, or a stop is asked for: then it is true.
    fn take(
        &mut self,
        done: &Receiver<(u64, Understood)>,
        tickets: &Receiver<()>,
        files: &[ArchiveFile],
    ) -> Result<bool, IngestError> {
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, understood) in done {
            waiting.insert(number, understood);
            while let Some(Understood { file, last, items }) = waiting.remove(&next) {
                next += 1;
                let _ = tickets.try_recv();
                for item in items {
                    self.item(item)?;
                }
                if last && let Some(file) = files.get(file) {
                    self.end_of(file);
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
            item @ Item::Lost { .. } => {
                self.lost(item);
                return Ok(());
            }
        };
        let release = &enriched.release;
        let (path, record) = release.captures.first().map(|c| (c.path.clone(), c.record.clone())).unwrap_or_default();
        let id = release.id.clone();
        let reason = (!release.notes.is_empty()).then(|| release.notes.join("; "));
        let change = self.writer.add(*enriched);
        let change = change.map_err(|source| IngestError::Index { source, durable: self.durable })?;
        self.current.releases += 1;
        self.account(&RecordOutcome { path, record, outcome: change.into(), reason, id: Some(id) });
        Ok(())
    }

    fn lost(&mut self, item: Item) {
        let Item::Lost { path, record, outcome, reason } = item else { return };
        match outcome {
            Outcome::Failed => self.current.failed = true,
            _ => self.current.skipped.push((record.clone(), reason.clone())),
        }
        self.account(&RecordOutcome { path, record, outcome, reason: Some(reason), id: None });
    }

    fn account(&mut self, record: &RecordOutcome) {
        self.summary.add(record);
        self.observer.record(record);
    }

    /// A file with a failure is read again in the next run: it may have been mended, or we.
    fn end_of(&mut self, file: &ArchiveFile) {
        let tally = std::mem::take(&mut self.current);
        if !tally.failed {
            let entry = Entry::of(file, &self.settings, tally.releases, tally.skipped);
            self.finished.push((file.clone(), entry));
        }
        self.observer.bytes(file.bytes);
    }

    fn commit(&mut self) -> Result<(), IngestError> {
        let commit = self.writer.commit().map_err(|source| IngestError::Index { source, durable: self.durable })?;
        self.committed(commit)
    }

    /// Only now may the files be listed as read.
    fn committed(&mut self, commit: Option<Commit>) -> Result<(), IngestError> {
        for (file, entry) in self.finished.drain(..) {
            self.manifest.enter(&file, entry);
        }
        self.manifest.save()?;
        self.durable = commit.or(self.durable);
        Ok(())
    }

    fn finish(mut self, stopped: bool) -> Result<Run, IngestError> {
        self.commit()?;
        let durable = self.durable;
        let ended = if stopped { self.writer.stop() } else { self.writer.finish() };
        let commit = ended.map_err(|source| IngestError::Index { source, durable })?;
        Ok(Run { summary: self.summary, commit, stopped })
    }
}
