//! `pressmark stats`: what the archive covers, and where it has gaps.

use std::collections::BTreeSet;
use std::io::Write as _;

use serde::Serialize;

use super::archive::IndexOpts;
use super::print::{Format, Output, counted, printable, thousands};
use super::{CliError, Ending};
use crate::index::Index;
use crate::ingest::{PastRun, history};
use crate::query::{Facets, Request};
use crate::release::PartialDate;
use crate::results::{FacetCounts, IndexState, MonthCount};

/// Show what the archive covers: releases per month and publisher, gaps, undated.
#[derive(Debug, clap::Args)]
pub(super) struct Opts {
    #[command(flatten)]
    index: IndexOpts,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What is known of one publisher.
#[derive(Debug, Serialize)]
struct Coverage {
    publisher: String,
    releases: u64,
    undated: u64,
    /// First and last month with a release.
    first: Option<String>,
    last: Option<String>,
    /// Months between them without any.
    gaps: Vec<String>,
    months: Vec<MonthCount>,
}

#[derive(Debug, Serialize)]
struct Stats {
    index: IndexState,
    publishers: Vec<Coverage>,
    /// The runs that made the index, oldest first.
    runs: Vec<PastRun>,
}

/// How many runs people are shown.
const RUNS_SHOWN: usize = 5;

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    let index = Index::open(&opts.index.index)?;
    let all = index.facets(&Request::all())?;
    let mut publishers = Vec::new();
    for publisher in all.publisher.unwrap_or_default() {
        let mut request = Request { facets: "date".parse().unwrap_or_else(|_| Facets::all()), ..Request::all() };
        request.publisher.any_of = vec![publisher.value];
        publishers.push(coverage(publisher.label, publisher.count, index.facets(&request)?));
    }
    let stats = Stats { index: index.state(), publishers, runs: history(&opts.index.index) };
    let mut out = Output::new();
    match opts.format {
        Format::Json => {
            serde_json::to_writer(&mut out, &stats)?;
            writeln!(out)?;
        }
        Format::Text => print_text(&mut out, &stats)?,
    }
    out.flush()?;
    Ok(if stats.index.releases == 0 { Ending::Nothing } else { Ending::Done })
}

fn coverage(publisher: String, releases: u64, facets: FacetCounts) -> Coverage {
    let mut months: Vec<MonthCount> = facets
        .year
        .unwrap_or_default()
        .into_iter()
        .flat_map(|year| {
            // Of a release known to the year only, no month can be said to have it.
            year.months.into_iter().map(move |month| match month.value.as_str() {
                "unknown" => MonthCount { value: year.value.to_string(), ..month },
                _ => month,
            })
        })
        .collect();
    months.sort_by(|one, other| one.value.cmp(&other.value));
    let known: BTreeSet<(i32, u32)> = months
        .iter()
        .filter_map(|month| match month.value.parse() {
            Ok(PartialDate::Month(year, month)) => Some((year, month)),
            _ => None,
        })
        .collect();
    let name = |(year, month): (i32, u32)| format!("{year:04}-{month:02}");
    let mut gaps = Vec::new();
    if let (Some(&first), Some(&last)) = (known.first(), known.last()) {
        let mut at = first;
        while at < last {
            if !known.contains(&at) {
                gaps.push(name(at));
            }
            at = if at.1 == 12 { (at.0 + 1, 1) } else { (at.0, at.1 + 1) };
        }
    }
    Coverage {
        publisher,
        releases,
        undated: facets.undated.unwrap_or(0),
        first: known.first().copied().map(name),
        last: known.last().copied().map(name),
        gaps,
        months,
    }
}

fn print_text(out: &mut Output, stats: &Stats) -> Result<(), CliError> {
    writeln!(out, "{} (index {})", out.bold(counted(stats.index.releases, "release")), stats.index.generation)?;
    for publisher in &stats.publishers {
        writeln!(out, "\n{}", out.bold(printable(&publisher.publisher)))?;
        let range = match (&publisher.first, &publisher.last) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => "no dated release".to_owned(),
        };
        writeln!(
            out,
            "  {}, {range}, {} undated",
            counted(publisher.releases, "release"),
            thousands(publisher.undated)
        )?;
        match publisher.gaps.len() {
            0 => {}
            gaps @ 1..=24 => {
                writeln!(out, "  {} without a release: {}", counted(gaps as u64, "month"), publisher.gaps.join(", "))?
            }
            gaps => writeln!(out, "  {} without a release; --format json lists them", counted(gaps as u64, "month"))?,
        }
        let mut line = String::new();
        let mut year = "";
        for month in &publisher.months {
            let this = month.value.get(..4).unwrap_or_default();
            if this != year {
                if !line.is_empty() {
                    writeln!(out, "  {line}")?;
                }
                line = format!("{this} ");
                year = this;
            }
            let name = month.value.get(5..).unwrap_or("unknown month");
            line.push_str(&format!(" {name}:{}", thousands(month.count)));
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
            thousands(summary.new),
            thousands(summary.updated),
            thousands(summary.duplicate),
            thousands(summary.unchanged),
            thousands(summary.skipped),
            thousands(summary.failed),
            if *stopped { " (stopped)" } else { "" }
        )?;
    }
    for (reason, count) in &latest.summary.reasons {
        writeln!(out, "  {}", out.dim(format!("in the last one {} {}", thousands(*count), printable(reason))))?;
    }
    Ok(())
}
