//! `pressmark export`: everything that matches, streamed.

use std::io::Write as _;

use super::archive::IndexOpts;
use super::filter::FilterOpts;
use super::print::Output;
use super::{CliError, Ending};
use crate::index::Index;
use crate::query::{Request, Versions};
use crate::table::{RELEASE_HEADING, release_row};

/// Print all matching releases, or wordings, newest first, without a limit.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pressmark export > everything.jsonl\n  pressmark export fraud --from 2016 --format csv > fraud.csv"
)]
pub(super) struct Opts {
    /// What to look for; everything where it is left out. Where it begins with -, put -- before it.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    index: IndexOpts,
    #[command(flatten)]
    filter: FilterOpts,
    /// Whether releases are printed in their latest wording, or all wordings that match.
    #[arg(long, value_name = "latest|all", default_value = "latest")]
    versions: Versions,
    /// JSON lines, or a table.
    #[arg(long, value_enum, default_value_t = ExportFormat::Jsonl)]
    format: ExportFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ExportFormat {
    Jsonl,
    Csv,
}

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    let request = Request { versions: opts.versions, ..opts.filter.request(&opts.query)? };
    let export = Index::open(&opts.index.index)?.export(&request)?;
    let found = export.len();
    let mut out = Output::new();
    if opts.format == ExportFormat::Csv {
        write!(out, "{RELEASE_HEADING}")?;
    }
    for release in export {
        let release = release?;
        match opts.format {
            ExportFormat::Jsonl => {
                serde_json::to_writer(&mut out, &release)?;
                writeln!(out)?;
            }
            ExportFormat::Csv => write!(out, "{}", release_row(&release))?,
        }
    }
    out.flush()?;
    Ok(if found == 0 { Ending::Nothing } else { Ending::Done })
}
