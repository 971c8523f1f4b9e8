//! `pressmark stats`: what the archive covers, and where it has gaps.

use std::io::Write as _;

use super::archive::IndexOpts;
use super::print::{Format, Output, counted, printable};
use super::{CliError, Ending};
use crate::index::Index;
use crate::ingest::{Account, PastRun, history};
use crate::results::Coverage;
use crate::text::Grouped;

/// Show what the archive covers: releases per month and publisher, gaps, undated.
#[derive(Debug, clap::Args)]
pub(super) struct Opts {
    #[command(flatten)]
    index: IndexOpts,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How many runs people are shown.
const RUNS_SHOWN: usize = 5;

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    let index = Index::open(&opts.index.index)?;
    let Some(coverage) = index.coverage(None)? else { return Ok(Ending::Nothing) };
    let stats = Account { coverage, runs: history(&opts.index.index) };
    let mut out = Output::new();
    match opts.format {
        Format::Json => {
            serde_json::to_writer(&mut out, &stats)?;
            writeln!(out)?;
        }
        Format::Text => print_text(&mut out, &stats)?,
    }
    out.flush()?;
    Ok(if stats.coverage.index.releases == 0 { Ending::Nothing } else { Ending::Done })
}

fn print_text(out: &mut Output, stats: &Account) -> Result<(), CliError> {
    let Coverage { index, publishers } = &stats.coverage;
    writeln!(out, "{} (index {})", out.bold(counted(index.releases, "release")), index.generation)?;
    for publisher in publishers {
        writeln!(out, "\n{}", out.bold(printable(&publisher.publisher)))?;
        let range = match (&publisher.first, &publisher.last) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => "no dated release".to_owned(),
        };
        writeln!(out, "  {}, {range}, {} undated", counted(publisher.releases, "release"), Grouped(publisher.undated))?;
        match publisher.gaps.len() {
            0 => {}
            gaps @ 1..=24 => {
                writeln!(out, "  {} without a release: {}", counted(gaps as u64, "month"), publisher.gaps.join(", "))?
            }
            gaps => writeln!(out, "  {} without a release; --format json lists them", counted(gaps as u64, "month"))?,
        }
        let mut line = String::new();
        let mut year = None;
        for month in &publisher.months {
            let this = month.value.in_year();
            if year != Some(this) {
                if !line.is_empty() {
                    writeln!(out, "  {line}")?;
                }
                line = format!("{this:04} ");
                year = Some(this);
            }
            let name = month.value.in_month().map_or("unknown month".into(), |month| format!("{month:02}"));
            line.push_str(&format!(" {name}:{}", Grouped(month.count)));
        }
        if !line.is_empty() {
            writeln!(out, "  {line}")?;
        }
    }
    print_runs(out, &stats.runs)
}

fn print_runs(out: &mut Output, runs: &[PastRun]) -> Result<(), CliError> {
    let Some(latest) = runs.last() else { return Ok(()) };
    writeln!(out, "\n{}", out.bold(counted(runs.len() as u64, "run")))?;
    for PastRun { ended, summary, stopped, .. } in runs.iter().rev().take(RUNS_SHOWN) {
        writeln!(
            out,
            "  {ended}  {}: {} new, {} updated, {} duplicate, {} unchanged, {} skipped, {} failed{}",
            counted(summary.records, "record"),
            Grouped(summary.new),
            Grouped(summary.updated),
            Grouped(summary.duplicate),
            Grouped(summary.unchanged),
            Grouped(summary.skipped),
            Grouped(summary.failed),
            if *stopped { " (stopped)" } else { "" }
        )?;
    }
    for (reason, count) in &latest.summary.reasons {
        writeln!(out, "  {}", out.dim(format!("in the last one {} {}", Grouped(*count), printable(reason))))?;
    }
    Ok(())
}
