//! The embedded engine: one index, opened for reading or writing. Door: tantivy.

mod answer;
mod check;
mod closeness;
mod count;
mod error;
mod export;
mod filter;
mod layout;
mod panel;
mod ranking;
mod rerank;
mod schema;
mod seal;
mod snapshot;
mod spelled;
mod top;
mod translate;
mod without;
mod write;

pub use check::{CheckReport, check};
pub use error::IndexError;
pub use export::Export;
pub use write::{Commit, Start, Writer};

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use arc_swap::ArcSwap;

use crate::query::Request;
use crate::release::{EnrichedRelease, Family, ReleaseId};
use crate::results::{FacetCounts, IndexState, SearchResults};
use snapshot::{Opened, Snapshot};

/// An index opened for reading: always one whole commit, until [`Index::reload`] finds a newer one.
#[derive(Debug)]
pub struct Index {
    path: PathBuf,
    opened: ArcSwap<Opened>,
    snapshot: ArcSwap<Snapshot>,
}

impl Index {
    /// Opens the index in a folder.
    ///
    /// # Errors
    ///
    /// [`IndexError::Missing`], [`IndexError::Foreign`] and [`IndexError::Damaged`] say what is there instead.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        let opened = Opened::current(path)?;
        let snapshot = opened.snapshot()?;
        Ok(Self {
            path: path.to_owned(),
            opened: ArcSwap::from_pointee(opened),
            snapshot: ArcSwap::from_pointee(snapshot),
        })
    }

    /// Takes up the newest commit, and says whether there was a newer one. On an error the old one stays.
    ///
    /// # Errors
    ///
    /// As [`Index::open`].
    pub fn reload(&self) -> Result<bool, IndexError> {
        let before = self.snapshot.load();
        if layout::Generation::current(&self.path)?.name != self.opened.load().generation.name {
            let opened = Opened::current(&self.path)?;
            self.snapshot.store(Arc::new(opened.snapshot()?));
            self.opened.store(Arc::new(opened));
            return Ok(true);
        }
        let newest = self.opened.load().snapshot()?;
        let newer = newest.state() != before.state();
        if newer {
            self.snapshot.store(Arc::new(newest));
        }
        Ok(newer)
    }

    /// Which commit is searched.
    pub fn state(&self) -> IndexState {
        self.snapshot.load().state()
    }

    /// Answers a request. Past the deadline the answer is marked as partial and has no counts.
    ///
    /// # Errors
    ///
    /// [`IndexError::Engine`] and [`IndexError::Damaged`].
    pub fn search(&self, request: &Request, deadline: Option<Instant>) -> Result<SearchResults, IndexError> {
        answer::search(&self.snapshot.load(), request, deadline)
    }

    /// The facets of a request alone, whatever it takes.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn facets(&self, request: &Request) -> Result<FacetCounts, IndexError> {
        answer::facets(&self.snapshot.load(), request)
    }

    /// All wordings of a release, oldest first, by its id or the id its own system gave it; `None` where there is no
    /// such release, or where a given id belongs to more than one.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn release(&self, name: &str) -> Result<Option<Vec<EnrichedRelease>>, IndexError> {
        let snapshot = self.snapshot.load();
        let by_id = name.parse::<ReleaseId>().ok();
        let family = match by_id.map(|id| snapshot.family(&id)).transpose()?.flatten() {
            Some(family) => Some(family),
            None => match snapshot.id_of_given(name)? {
                Some(id) => snapshot.family(&id)?,
                None => None,
            },
        };
        Ok(family.map(Family::into_versions))
    }

    /// Everything a request finds, newest first, without a limit.
    ///
    /// # Errors
    ///
    /// As [`Index::search`]; each release may fail on its own.
    pub fn export(&self, request: &Request) -> Result<Export, IndexError> {
        Export::new(self.snapshot.load_full(), request)
    }
}
