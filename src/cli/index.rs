//! `pressmark index`: archives into the index.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use super::archive::{ArchiveOpts, IndexOpts, WriteOpts};
use super::print::{Format, Output, counted, note};
use super::progress::Progress;
use super::signal::Stop;
use super::{CliError, Ending};
use crate::enrich::Topics;
use crate::index::{Commit, Rehearsal, Start};
use crate::ingest::{self, Observer, Options, RecordOutcome, Run, Summary};
use crate::text::Grouped;

/// Read archives into an index.
///
/// Files that have not changed since the last run are not read again. Safe to kill and run again at any time.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pressmark index ~/archive --publisher \"Northmere Police\" --day-first\n  pressmark index a.jsonl.zst pages/ --index /srv/pressmark --report outcomes.jsonl"
)]
pub(super) struct Opts {
    /// Files and folders to read.
    #[arg(required = true, value_name = "ARCHIVE")]
    archives: Vec<PathBuf>,
    #[command(flatten)]
    index: IndexOpts,
    #[command(flatten)]
    archive: ArchiveOpts,
    #[command(flatten)]
    write: WriteOpts,
    /// Build the index anew beside the old one, and switch when it is done.
    #[arg(long)]
    rebuild: bool,
    /// Remove what was read from files of these archives that are gone.
    #[arg(long)]
    prune: bool,
    /// Do all this on a copy of the index that is thrown away, and tell what would have become of each record.
    #[arg(long, conflicts_with = "rebuild")]
    dry_run: bool,
    /// Write the outcome of every record here, as JSON lines.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    let rehearsal = opts.dry_run.then(|| Rehearsal::of(&opts.index.index)).transpose()?;
    let report = opts.report.map(Report::create).transpose()?;
    let written = report.iter().flat_map(|report| [&report.path, &report.unfinished]);
    let options = Options {
        archives: opts.archives,
        apart: written.chain([&opts.index.index]).cloned().collect(),
        index: rehearsal.as_ref().map_or(opts.index.index.clone(), |rehearsal| rehearsal.path().to_owned()),
        start: if opts.rebuild { Start::Rebuild } else { Start::Continue },
        jobs: opts.archive.jobs(),
        settings: opts.archive.settings()?,
        text_per_commit: opts.write.text_per_commit(),
        prune: opts.prune,
        holds: opts.write.holds()?,
    };
    let Run { summary, commit, stopped } = index(&options, report)?;
    let mut out = Output::new();
    match opts.format {
        Format::Text => print_summary(&mut out, &summary, commit, opts.dry_run)?,
        Format::Json => {
            serde_json::to_writer(&mut out, &summary)?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    if stopped {
        return Err(CliError::Stopped(commit));
    }
    Ok(if summary.failed > 0 {
        Ending::SomeFailed
    } else if summary.releases() == 0 {
        Ending::Nothing
    } else {
        Ending::Done
    })
}

/// Indexes with progress, and a report where one is wanted.
pub(super) fn index(options: &Options, report: Option<Report>) -> Result<Run, CliError> {
    let topics = Topics::read(Topics::BUILT_IN)?;
    let mut watcher = Watcher { progress: Progress::new(0), report, stop: Stop::on_signal(), problem: None };
    let done = ingest::run(options, &topics, &mut watcher);
    watcher.progress.done();
    let done = done?;
    watcher.finish()?;
    Ok(done)
}

struct Watcher {
    progress: Progress,
    report: Option<Report>,
    stop: Stop,
    problem: Option<CliError>,
}

/// A report in the making. It takes its name when the run has ended: what a run before left under it stays till then.
pub(super) struct Report {
    path: PathBuf,
    unfinished: PathBuf,
    file: BufWriter<File>,
}

impl Report {
    fn create(path: PathBuf) -> Result<Self, CliError> {
        // A link leads to the report; a pipe or a device is written to as it is.
        let path = path.canonicalize().unwrap_or(path);
        let is_replaceable = path.metadata().map_or(true, |found| found.is_file());
        let mut unfinished = path.clone().into_os_string();
        unfinished.push(if is_replaceable { ".unfinished" } else { "" });
        let unfinished = PathBuf::from(unfinished);
        let file =
            File::create(&unfinished).map_err(|source| CliError::Io { what: path.display().to_string(), source })?;
        Ok(Self { path, unfinished, file: BufWriter::new(file) })
    }

    fn write(&mut self, record: &RecordOutcome) -> std::io::Result<()> {
        serde_json::to_writer(&mut self.file, record)?;
        self.file.write_all(b"\n")
    }

    fn finish(mut self) -> Result<(), CliError> {
        let done = self.file.flush().and_then(|()| match self.unfinished == self.path {
            true => Ok(()),
            false => std::fs::rename(&self.unfinished, &self.path),
        });
        done.map_err(|source| self.failed(source))
    }

    fn failed(&self, source: std::io::Error) -> CliError {
        CliError::Io { what: self.path.display().to_string(), source }
    }
}

impl Watcher {
    fn finish(self) -> Result<(), CliError> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        self.report.map_or(Ok(()), Report::finish)
    }
}

impl Observer for Watcher {
    fn listed(&mut self, _files: u64, bytes: u64) {
        self.progress = Progress::new(bytes);
    }

    fn record(&mut self, record: &RecordOutcome) {
        self.progress.record();
        if let Some(report) = &mut self.report
            && let Err(error) = report.write(record)
        {
            // The run is worth more than its report: it goes on, and says so at the end.
            self.problem = Some(report.failed(error));
            self.report = None;
        }
    }

    fn bytes(&mut self, bytes: u64) {
        self.progress.bytes(bytes);
    }

    fn stop(&mut self) -> bool {
        self.stop.asked()
    }
}

fn print_summary(out: &mut Output, summary: &Summary, commit: Commit, dry_run: bool) -> Result<(), CliError> {
    let read = summary.files - summary.files_unchanged;
    writeln!(
        out,
        "{} in {} ({} read, {} unchanged):",
        counted(summary.records, "record"),
        counted(summary.files, "file"),
        Grouped(read),
        Grouped(summary.files_unchanged)
    )?;
    for (count, outcome) in [
        (summary.new, "new"),
        (summary.updated, "updated: a new wording of a known release"),
        (summary.duplicate, "duplicate: another copy of a known wording"),
        (summary.unchanged, "unchanged"),
        (summary.skipped, "skipped"),
        (summary.failed, "failed"),
    ] {
        if count > 0 {
            writeln!(out, "{:>10} {outcome}", Grouped(count))?;
        }
    }
    for (reason, count) in &summary.reasons {
        writeln!(out, "{:>10} {}", "", out.dim(format!("{} {reason}", Grouped(*count))))?;
    }
    for (count, what) in [
        (summary.published, "held back before, and in the index now"),
        (summary.stubs_joined, "known from listings, joined with their pages"),
        (summary.dates_settled, "with the order of day and month settled by the archive"),
        (summary.pruned, "removed: every file that held them is gone"),
    ] {
        if count > 0 {
            writeln!(out, "{:>10} {what}", Grouped(count))?;
        }
    }
    let releases = counted(commit.releases, "release");
    if dry_run {
        writeln!(out, "The index would hold {releases}. Nothing was written.")?;
    } else {
        let read = [summary.new, summary.updated, summary.duplicate];
        let settled = [summary.published, summary.pruned, summary.dates_settled];
        let unchanged = if [read, settled] == [[0; 3]; 2] { "Nothing has changed. " } else { "" };
        writeln!(out, "{unchanged}The index holds {releases} (commit {}).", commit.number)?;
    }
    if summary.files_gone > 0 && summary.pruned == 0 {
        let gone = counted(summary.files_gone, "file");
        note(format_args!("{gone} read before and now gone: `--prune` removes what only they held"));
    }
    if summary.failed > 0 {
        note("some records failed: `--report FILE` lists them with their reasons");
    }
    Ok(())
}
