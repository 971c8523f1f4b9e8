//! Reading, parsing and writing side by side, in bounded memory.
//!
//! One thread reads records, as many as asked parse and enrich them, and one writes. Chunks of records carry numbers
//! and are written in the order in which they were read, so that the account does not depend on the number of threads.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::account::{Outcome, RecordOutcome, Summary};
use super::manifest::Manifest;
use super::sink::Sink;
use super::{IngestError, history};
use crate::archive::{self, ArchiveFile, Fault, FaultKind, Mapping, Record, Revisit, Walk};
use crate::enrich::{Enriched, Topics, enrich};
use crate::index::{Commit, Holds, Start, Writer};
use crate::parse::{Parsed, Settings, parse};
use crate::release::Capture;
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
    /// Remove what was read from files of these archives that are gone.
    pub prune: bool,
    /// Files and folders that are not of the archive wherever they lie, besides the index: a report, say.
    pub apart: Vec<PathBuf>,
    /// What is held back from now on; `None` leaves the list as it was.
    pub holds: Option<Holds>,
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
    /// Where the file ends here, the digest of all of it; empty where it could not be had.
    end: Option<String>,
    records: Vec<Result<Record, Fault>>,
}

/// The same, read and understood.
pub(super) struct Understood {
    pub(super) file: usize,
    pub(super) end: Option<String>,
    pub(super) items: Vec<Item>,
}

pub(super) enum Item {
    Release(Box<Enriched>),
    Revisit(Box<(Capture, Revisit)>),
    Lost { path: String, record: String, outcome: Outcome, reason: String },
}

/// Reads archives into an index.
///
/// # Errors
///
/// See [`IngestError`]. A record that cannot be read is none: it is in the account, and the run goes on.
pub fn run(options: &Options, topics: &Topics, observer: &mut dyn Observer) -> Result<Run, IngestError> {
    let Walk { mut files, faults } = archive::walk(&options.archives)?;
    leave_out(&mut files, options.apart.iter().chain([&options.index]));
    observer.listed(files.len() as u64, files.iter().map(|file| file.bytes).sum());
    let failed = IngestError::before_any_commit;
    let mut writer = Writer::open(&options.index, options.start, topics, options.jobs.get()).map_err(failed)?;
    if let Some(holds) = &options.holds {
        writer.set_holds(holds.clone()).map_err(failed)?;
    }
    let manifest = Manifest::open(writer.generation())?;
    let mut sink = Sink::new(writer, manifest, options, files.len() as u64, observer);
    sink.gone(&files, &options.archives)?;
    sink.settle_held()?;
    for fault in faults {
        // Of no file: what one file's records came to is kept for the next run, and must not take these in.
        if let Item::Lost { path, record, outcome, reason } = lost(fault) {
            sink.account(&RecordOutcome { path, record, outcome, reason: Some(reason), id: None });
        }
    }
    let mut to_read = Vec::with_capacity(files.len());
    for file in files {
        if !sink.pass_over(&file)? {
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
            .spawn_scoped(scope, move || read(files, options.settings.mapping.as_deref(), &chunks_in, &tickets_in))
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
    let run = sink.finish(stopped)?;
    history::append(&options.index, &options.archives, &run)?;
    Ok(run)
}

/// Leaves out what this program writes itself, where it lies inside the archive.
fn leave_out<'a>(files: &mut Vec<ArchiveFile>, apart: impl Iterator<Item = &'a PathBuf>) {
    let apart: Vec<PathBuf> = apart.filter_map(|path| path.canonicalize().ok()).collect();
    files.retain(|file| !apart.iter().any(|apart| file.location.starts_with(apart)));
}

/// Reads every file and hands its records over in chunks, one ticket each. Ends early where nobody takes them any more.
fn read(files: &[ArchiveFile], mapping: Option<&Mapping>, chunks: &Sender<Chunk>, tickets: &Sender<()>) {
    let mut number = 0;
    for (file, archive_file) in files.iter().enumerate() {
        let mut records = Vec::new();
        let mut bytes = 0;
        let mut hand_over = |records: &mut Vec<_>, end| {
            let chunk = Chunk { number, file, end, records: std::mem::take(records) };
            number += 1;
            let sent = tickets.send(()).is_ok() && chunks.send(chunk).is_ok();
            if sent { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        // Our readers do not panic, and are tested for it; the libraries under them are not ours.
        let taken = catch_unwind(AssertUnwindSafe(|| {
            archive::read(archive_file, mapping, &mut |record| {
                bytes += record.as_ref().map_or(0, |record| record.payload.bytes());
                records.push(record);
                if records.len() < CHUNK_RECORDS && bytes < CHUNK_BYTES {
                    return ControlFlow::Continue(());
                }
                bytes = 0;
                hand_over(&mut records, None)
            })
        }));
        let taken = taken.unwrap_or_else(|_| {
            records.push(Err(Fault {
                path: archive_file.path.clone(),
                record: String::new(),
                kind: FaultKind::Failed,
                reason: "the reader gave up on it; please report this file".to_owned(),
            }));
            ControlFlow::Continue(())
        });
        if taken.is_break() || hand_over(&mut records, Some(archive_file.digest().unwrap_or_default())).is_break() {
            return;
        }
    }
}

/// Parses and enriches chunks until there are no more.
fn understand(chunks: &Receiver<Chunk>, done: &Sender<(u64, Understood)>, settings: &Settings, topics: &Topics) {
    let mut stems = Stems::default();
    for Chunk { number, file, end, records } in chunks {
        let mut items = Vec::with_capacity(records.len());
        for record in records {
            match record {
                Ok(record) => understand_record(record, settings, topics, &mut stems, &mut items),
                Err(fault) => items.push(lost(fault)),
            }
        }
        if done.send((number, Understood { file, end, items })).is_err() {
            return;
        }
    }
}

fn understand_record(record: Record, settings: &Settings, topics: &Topics, stems: &mut Stems, items: &mut Vec<Item>) {
    let (path, place) = (record.capture.path.clone(), record.capture.record.clone());
    let lost = |outcome, reason| Item::Lost { path: path.clone(), record: place.clone(), outcome, reason };
    // Our parsers do not panic, and are tested for it; the libraries under them are not ours.
    let understood = catch_unwind(AssertUnwindSafe(|| match parse(record, settings) {
        Parsed::Releases(releases) if releases.is_empty() => {
            vec![lost(Outcome::Skipped, "no release in it".to_owned())]
        }
        Parsed::Releases(releases) => {
            let enriched = releases.into_iter().map(|release| enrich(release, topics, stems));
            enriched.map(|release| Item::Release(Box::new(release))).collect()
        }
        Parsed::Revisit(capture, revisit) => vec![Item::Revisit(Box::new((capture, revisit)))],
        Parsed::Skipped(reason) => vec![lost(Outcome::Skipped, reason)],
        Parsed::Failed(reason) => vec![lost(Outcome::Failed, reason)],
    }));
    if let Ok(understood) = understood {
        items.extend(understood);
    } else {
        *stems = Stems::default();
        items.push(lost(Outcome::Failed, "the parser gave up on it; please report this file".to_owned()));
    }
}

fn lost(fault: Fault) -> Item {
    let outcome = match fault.kind {
        FaultKind::Skipped => Outcome::Skipped,
        FaultKind::Failed => Outcome::Failed,
    };
    Item::Lost { path: fault.path, record: fault.record, outcome, reason: fault.reason }
}
