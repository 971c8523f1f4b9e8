//! `pressmark export`: everything that matches, streamed.

use std::io::Write as _;

use super::archive::IndexOpts;
use super::filter::FilterOpts;
use super::print::Output;
use super::table::cell;
use super::{CliError, Ending};
use crate::index::Index;
use crate::release::EnrichedRelease;

/// Print all matching releases, newest first, without a limit.
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
    let request = opts.filter.request(&opts.query)?;
    let export = Index::open(&opts.index.index)?.export(&request)?;
    let found = export.len();
    let mut out = Output::new();
    if opts.format == ExportFormat::Csv {
        writeln!(
            out,
            "id,given_id,date,precision,title,publisher,kind,language,topics,url,summary,body,version,versions\r"
        )?;
    }
    for release in export {
        let release = release?;
        match opts.format {
            ExportFormat::Jsonl => {
                serde_json::to_writer(&mut out, &release)?;
                writeln!(out)?;
            }
            ExportFormat::Csv => write_row(&mut out, &release)?,
        }
    }
    out.flush()?;
    Ok(if found == 0 { Ending::Nothing } else { Ending::Done })
}

fn write_row(out: &mut Output, release: &EnrichedRelease) -> Result<(), CliError> {
    let topics: Vec<&str> = release.topics.iter().map(|topic| topic.path.as_str()).collect();
    let published = release.published.as_ref();
    let date = published.map(|published| published.date.to_string()).unwrap_or_default();
    let precision = match published.map(|published| published.precision) {
        None => "",
        Some(crate::release::Precision::Year) => "year",
        Some(crate::release::Precision::Month) => "month",
        Some(crate::release::Precision::Day) => "day",
    };
    let cells = [
        release.id.as_str(),
        release.given_id.as_deref().unwrap_or_default(),
        &date,
        precision,
        release.title.as_deref().unwrap_or_default(),
        release.publisher.as_deref().unwrap_or_default(),
        release.kind.as_str(),
        release.language.as_str(),
        &topics.join("; "),
        release.url.as_deref().unwrap_or_default(),
        release.summary.as_deref().unwrap_or_default(),
        &release.body,
        &release.version.to_string(),
        &release.versions.to_string(),
    ];
    writeln!(out, "{}\r", cells.map(cell).join(","))?;
    Ok(())
}
