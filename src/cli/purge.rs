//! `pressmark purge`: releases that are taken down.

use std::collections::BTreeSet;
use std::io::Write as _;

use super::archive::IndexOpts;
use super::print::{Output, counted, printable};
use super::{CliError, Ending};
use crate::ingest;
use crate::release::ReleaseId;

/// Take releases down: out of every byte of the index, for good.
///
/// Neither a later run nor `--rebuild` brings them back, and their addresses answer 410 Gone. The archive itself, reports
/// and backups are yours to clean.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pressmark purge 5m2k8d0q7x1r9t3v6w4y\n  pressmark purge --undo 5m2k8d0q7x1r9t3v6w4y"
)]
pub(super) struct Opts {
    /// The ids of the releases, or the ids their own system gave them.
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    index: IndexOpts,
    /// Let these releases in again: the next `pressmark index` reads them from the archive.
    #[arg(long)]
    undo: bool,
}

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    let mut out = Output::new();
    if opts.undo {
        let ids: Result<BTreeSet<ReleaseId>, _> = opts.ids.iter().map(|id| id.parse()).collect();
        let ids = ids.map_err(|error| CliError::Usage(format!("{error}: what was purged is known by its own id")))?;
        ingest::restore(&opts.index.index, &ids)?;
        writeln!(out, "{} may come in again with the next `pressmark index`.", counted(ids.len() as u64, "release"))?;
        out.flush()?;
        return Ok(Ending::Done);
    }
    let (purged, commit) = ingest::purge(&opts.index.index, &opts.ids)?;
    for id in &purged.releases {
        writeln!(out, "{id} is purged.")?;
    }
    for id in &purged.unknown {
        writeln!(out, "{id} is not in the index, and will not come in.")?;
    }
    writeln!(out, "The index holds {} (commit {}).", counted(commit.releases, "release"), commit.number)?;
    out.flush()?;
    if let Some(name) = purged.nobodys.first() {
        return Err(CliError::Usage(format!("no release has the id `{}`", printable(name))));
    }
    Ok(Ending::Done)
}
