//! `pressmark parse`: what would be indexed.

use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::archive::ArchiveOpts;
use super::print::{Output, counted, date, note, printable};
use super::{CliError, Ending};
use crate::archive::{self, Fault, FaultKind, Record};
use crate::enrich::{Topics, enrich};
use crate::parse::{Parsed, parse};
use crate::release::EnrichedRelease;
use crate::text::Stems;

/// Show what would be indexed, one release per line; nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pressmark parse page.html\n  pressmark parse --format text archive/ | less")]
pub(super) struct Opts {
    /// Files and folders to read.
    #[arg(required = true, value_name = "ARCHIVE")]
    archives: Vec<PathBuf>,
    #[command(flatten)]
    archive: ArchiveOpts,
    /// JSON lines, or a digest for people.
    #[arg(long, value_enum, default_value_t = ParseFormat::Jsonl)]
    format: ParseFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ParseFormat {
    Jsonl,
    Text,
}

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    let topics = Topics::read(Topics::BUILT_IN)?;
    let settings = opts.archive.settings()?;
    let mut stems = Stems::default();
    let mut out = Output::new();
    let (mut releases, mut skipped, mut failed) = (0, 0, 0);
    let walk = archive::walk(&opts.archives)?;
    let mut take = |record: Result<Record, Fault>| -> Result<(), CliError> {
        let (path, place) = match &record {
            Ok(record) => (record.capture.path.clone(), record.capture.record.clone()),
            Err(fault) => (fault.path.clone(), fault.record.clone()),
        };
        let parsed = match record {
            Ok(record) => parse(record, &settings),
            Err(fault) if fault.kind == FaultKind::Skipped => Parsed::Skipped(fault.reason),
            Err(fault) => Parsed::Failed(fault.reason),
        };
        let (outcome, reason) = match parsed {
            Parsed::Releases(parsed) => {
                for release in parsed {
                    releases += 1;
                    print(&mut out, &enrich(release, &topics, &mut stems).release, opts.format)?;
                }
                return Ok(());
            }
            Parsed::Revisit(..) => {
                skipped += 1;
                ("skipped", "a revisit: the same again, without its text".to_owned())
            }
            Parsed::Skipped(reason) => {
                skipped += 1;
                ("skipped", reason)
            }
            Parsed::Failed(reason) => {
                failed += 1;
                ("failed", reason)
            }
        };
        let place = if place.is_empty() { path } else { format!("{path}, {place}") };
        note(format_args!("{outcome} {}: {}", printable(&place), printable(&reason)));
        Ok(())
    };
    for fault in walk.faults {
        take(Err(fault))?;
    }
    for file in &walk.files {
        let mut outcome = Ok(());
        let _ = archive::read(file, settings.mapping.as_deref(), &mut |record| {
            outcome = take(record);
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        outcome?;
    }
    out.flush()?;
    note(format_args!("{}, {skipped} skipped, {failed} failed", counted(releases, "release")));
    Ok(match (failed, releases) {
        (1.., _) => Ending::SomeFailed,
        (_, 0) => Ending::Nothing,
        _ => Ending::Done,
    })
}

fn print(out: &mut Output, release: &EnrichedRelease, format: ParseFormat) -> Result<(), CliError> {
    if format == ParseFormat::Jsonl {
        serde_json::to_writer(&mut *out, release)?;
        writeln!(out)?;
        return Ok(());
    }
    let title = release.title.as_deref().unwrap_or("(no headline)");
    let made = if release.title_made { " (made from the text)" } else { "" };
    writeln!(out, "{}{made}", out.bold(printable(title)))?;
    let publisher = release.publisher.as_deref().unwrap_or("publisher unknown");
    let topics: Vec<&str> = release.topics.iter().map(|topic| topic.path.as_str()).collect();
    writeln!(
        out,
        "  {} · {} · {} · {} · {} words",
        date(release.published.as_ref()),
        release.kind,
        printable(publisher),
        release.language.as_str(),
        release.summary.iter().chain([&release.body]).flat_map(|text| text.split_whitespace()).count()
    )?;
    if !topics.is_empty() {
        writeln!(out, "  {}", topics.join(", "))?;
    }
    if let Some(capture) = release.captures.first() {
        writeln!(out, "  {}", out.dim(format!("{} {}", capture.path, capture.record).trim()))?;
    }
    writeln!(out)?;
    Ok(())
}
