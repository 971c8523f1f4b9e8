//! The embedded engine. Door: tantivy.

use std::path::Path;
use std::time::Instant;

use crate::query::Request;
use crate::release::EnrichedRelease;
use crate::results::{IndexState, SearchResults};

/// An index opened for reading.
#[derive(Debug)]
pub struct Index;

/// What an index could not do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is none.
    #[error("there is no index")]
    Missing,
}

impl Index {
    /// Opens.
    pub fn open(_directory: &Path) -> Result<Self, IndexError> {
        Err(IndexError::Missing)
    }
    /// Answers.
    pub fn search(&self, _request: &Request, _deadline: Option<Instant>) -> Result<SearchResults, IndexError> {
        Err(IndexError::Missing)
    }
    /// One release.
    pub fn release(&self, _id: &str) -> Result<Option<Vec<EnrichedRelease>>, IndexError> {
        Err(IndexError::Missing)
    }
    /// State.
    pub fn state(&self) -> IndexState {
        IndexState { generation: String::new(), releases: 0 }
    }
}
