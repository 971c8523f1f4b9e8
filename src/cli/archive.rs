//! Options shared by the commands that read archives.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::Utc;

use super::CliError;
use crate::archive::Mapping;
use crate::index::Holds;
use crate::ingest::TEXT_PER_COMMIT;
use crate::parse::{DayOrder, Settings};
use crate::release::last_day;

/// What to read, and what its records do not say.
#[derive(Debug, clap::Args)]
pub(super) struct ArchiveOpts {
    /// The publisher of records that name none; it never overrides one.
    #[arg(long, value_name = "NAME")]
    pub(super) publisher: Option<String>,
    /// Read 03/04/2017 as 3 April. Without it such a date is known to the year only; 22/02/2017 is clear either way.
    #[arg(long)]
    pub(super) day_first: bool,
    /// Read tables and exports by the names in this TOML file: `record = "path/of/record"`, `title = "headline"`,
    /// `date = ["released", "@date"]`, … In XML a path of elements, in JSON of keys with dots, in CSV a column.
    #[arg(long, value_name = "FILE")]
    pub(super) map: Option<PathBuf>,
    /// Threads that parse [default: one per processor].
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<NonZeroUsize>,
}

/// How an index is written.
#[derive(Debug, clap::Args)]
pub(super) struct WriteOpts {
    /// Commit after so many KiB of text: a smaller figure loses less work when the run is killed, a larger one is
    /// faster.
    #[arg(long, value_name = "KIB", default_value_t = TEXT_PER_COMMIT >> 10)]
    commit_every: usize,
    /// Hold back the releases that this file names, one id or address a line, until the time that stands behind it, if
    /// one does. The list holds until another is given; an empty one holds back nothing. Rows may also say
    /// `publish_after` themselves.
    #[arg(long, value_name = "FILE")]
    hold: Option<PathBuf>,
}

impl WriteOpts {
    pub(super) fn text_per_commit(&self) -> usize {
        self.commit_every.saturating_mul(1 << 10)
    }

    /// Reads the list of holds, where one was given.
    pub(super) fn holds(&self) -> Result<Option<Holds>, CliError> {
        let Some(path) = &self.hold else { return Ok(None) };
        let what = || format!("the list of holds {} cannot be read", path.display());
        let text = std::fs::read_to_string(path).map_err(|source| CliError::Io { what: what(), source })?;
        Ok(Some(Holds::read(&text)?))
    }
}

impl ArchiveOpts {
    /// Reads the map, where one was given.
    pub(super) fn settings(&self) -> Result<Settings, CliError> {
        let mapping = self.map.as_deref().map(Mapping::open).transpose()?;
        Ok(Settings {
            publisher: self.publisher.clone(),
            mapping: mapping.map(Arc::new),
            day_order: if self.day_first { DayOrder::DayFirst } else { DayOrder::Unknown },
            not_after: last_day(Utc::now()),
        })
    }

    pub(super) fn jobs(&self) -> NonZeroUsize {
        self.jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
    }
}

/// Where the index is.
#[derive(Debug, clap::Args)]
pub(super) struct IndexOpts {
    /// The folder of the index.
    #[arg(long, value_name = "DIR", env = "PRESSMARK_INDEX", default_value = "index/built")]
    pub(super) index: PathBuf,
}

/// The same where a file may say it too.
#[derive(Debug, clap::Args)]
pub(super) struct MaybeIndexOpts {
    /// The folder of the index [default: index/built].
    #[arg(long, value_name = "DIR", env = "PRESSMARK_INDEX")]
    index: Option<PathBuf>,
}

impl MaybeIndexOpts {
    /// What was given, else what the file says, else the usual one.
    pub(super) fn or(&self, configured: Option<PathBuf>) -> PathBuf {
        self.index.clone().or(configured).unwrap_or_else(|| PathBuf::from("index/built"))
    }
}
