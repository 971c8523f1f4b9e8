//! `pressmark backup`: a copy of the index, taken while it may be written.

use std::io::Write as _;
use std::path::PathBuf;

use super::archive::IndexOpts;
use super::print::{Output, counted};
use super::{CliError, Ending};
use crate::index;

/// Copy the index as it is now, and check the copy. Runs and services go on meanwhile.
///
/// On the same file system the copy shares what it can and takes little room; to restore, put it where the index was.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pressmark backup backups/monday\n  pressmark search --index backups/monday fraud")]
pub(super) struct Opts {
    /// The folder of the copy, which must not be there yet.
    #[arg(value_name = "FOLDER")]
    to: PathBuf,
    #[command(flatten)]
    index: IndexOpts,
}

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    let report = index::back_up(&opts.index.index, &opts.to)?;
    let mut out = Output::new();
    let releases = counted(report.releases, "release");
    writeln!(out, "{} holds {releases} as they were in commit {}, checked.", opts.to.display(), report.generation)?;
    out.flush()?;
    Ok(Ending::Done)
}
