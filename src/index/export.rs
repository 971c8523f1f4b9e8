//! Everything a request finds, one release at a time.

use std::sync::Arc;

use tantivy::DocAddress;

use super::allowance::Allowance;
use super::answer::reading;
use super::error::IndexError;
use super::snapshot::Snapshot;
use super::terms::Terms;
use super::top::{Sought, top};
use super::translate::Translator;
use crate::query::{Request, Sort, Versions};
use crate::release::EnrichedRelease;
use crate::results::IndexState;

/// The releases a request finds, in their latest wording, newest first and then by id, from one commit. The same index gives the same
/// sequence, however it came about.
pub struct Export {
    snapshot: Arc<Snapshot>,
    addresses: std::vec::IntoIter<DocAddress>,
}

impl Export {
    /// Holds some 40 bytes for every release found; the releases themselves are read as they are asked for.
    pub(super) fn new(snapshot: Arc<Snapshot>, request: &Request) -> Result<Self, IndexError> {
        let (expr, _) = reading(&snapshot, request)?;
        let terms = Terms::of(&snapshot.latest);
        let query = Translator::new(snapshot.fields, &terms, &Allowance::new(None)).query(&expr)?;
        let request = Request { sort: Sort::Newest, cursor: None, versions: Versions::Latest, ..request.clone() };
        let limit = usize::try_from(snapshot.latest.num_docs()).unwrap_or(usize::MAX);
        let sought = Sought { terms: &terms, query: query.as_ref(), ranking: None, request: &request, deadline: None };
        let found = top(sought, limit, false)?;
        let addresses = found.hits.into_iter().map(|ranked| ranked.address).collect::<Vec<_>>().into_iter();
        Ok(Self { snapshot, addresses })
    }

    /// Only so many of them, and not those before.
    pub fn between(mut self, skip: usize, take: usize) -> Self {
        let kept: Vec<DocAddress> = self.addresses.as_slice().iter().skip(skip).take(take).copied().collect();
        self.addresses = kept.into_iter();
        self
    }

    /// The commit it comes from.
    pub fn state(&self) -> IndexState {
        self.snapshot.state()
    }
}

impl Iterator for Export {
    type Item = Result<EnrichedRelease, IndexError>;

    fn next(&mut self) -> Option<Self::Item> {
        let address = self.addresses.next()?;
        Some(self.snapshot.read(&self.snapshot.latest, address))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.addresses.size_hint()
    }
}

impl ExactSizeIterator for Export {}

impl std::fmt::Debug for Export {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Export").field("left", &self.addresses.len()).finish_non_exhaustive()
    }
}
