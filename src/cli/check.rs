//! `pressmark check`: whether the index holds what was written.

use std::io::Write as _;

use super::archive::IndexOpts;
use super::print::{Format, Output, counted};
use super::{CliError, Ending};
use crate::index;

/// Verify the index: digests, checksums, counts, every release.
#[derive(Debug, clap::Args)]
pub(super) struct Opts {
    #[command(flatten)]
    index: IndexOpts,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    let report = index::check(&opts.index.index)?;
    let mut out = Output::new();
    match opts.format {
        Format::Json => {
            serde_json::to_writer(&mut out, &report)?;
            writeln!(out)?;
        }
        Format::Text => {
            for problem in report.problems.iter().chain(&report.list_problems) {
                writeln!(out, "{problem}")?;
            }
            if report.verdict(&opts.index.index).is_ok() {
                writeln!(
                    out,
                    "index {} is sound: {}, {}, {} as they were written",
                    report.generation,
                    counted(report.releases, "release"),
                    counted(report.earlier_wordings, "earlier wording"),
                    counted(report.files as u64, "file")
                )?;
            }
        }
    }
    out.flush()?;
    report.verdict(&opts.index.index)?;
    Ok(Ending::Done)
}
