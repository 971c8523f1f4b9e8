//! Archive to index: every file, every record, and what became of each.

mod about;
mod account;
mod history;
mod leftovers;
mod manifest;
mod pipeline;
mod publish;
mod purge;
mod sink;

pub use about::{About, Allowed, Program};
pub use account::{Outcome, RecordOutcome, Summary};
pub use history::{Account, PastRun, history, last_run};
pub use pipeline::{Observer, Options, Run, TEXT_PER_COMMIT, run};
pub use publish::publish_due;
pub use purge::{purge, restore};

use std::path::PathBuf;

use crate::archive::ArchiveError;
use crate::index::{Commit, IndexError};

/// Why a run ended before it was done. What was committed stays; running again does the rest.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// The archive could not be read at all.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The index could not be written.
    #[error("{source}{}", since(.durable.as_ref()))]
    Index {
        /// Why.
        source: IndexError,
        /// The last commit of this run that is on disk.
        durable: Option<Commit>,
    },
    /// The list of files that were read could not be written.
    #[error("{}: {source}", path.display())]
    Manifest {
        /// The list.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The history of runs could not be written. What was read is in the index.
    #[error("{}: {source}; what was read is in the index", path.display())]
    History {
        /// The history.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A thread could not be started.
    #[error("a thread could not be started: {0}")]
    Thread(#[source] std::io::Error),
}

impl IngestError {
    /// Of an index of which this run has committed nothing.
    fn before_any_commit(source: IndexError) -> Self {
        Self::Index { source, durable: None }
    }
}

fn since(durable: Option<&Commit>) -> String {
    durable.map_or_else(String::new, |commit| {
        format!(
            "; commit {} with {} releases is on disk, run again to go on from there",
            commit.number, commit.releases
        )
    })
}
