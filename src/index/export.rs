//! Everything a request finds, one release at a time.

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat};
use tantivy::DocAddress;

use super::allowance::Allowance;
use super::answer::reading;
use super::error::IndexError;
use super::snapshot::Snapshot;
use super::terms::Terms;
use super::top::{Sought, top};
use super::translate::Translator;
use super::wordings::Earlier;
use crate::query::{Request, Sort, Versions};
use crate::release::{EnrichedRelease, Family, ReleaseId};
use crate::results::IndexState;

/// The releases a request finds, in their latest wording, or all wordings that it finds.
///
/// Newest first, then by id, then the later wording first; from one commit. The same index gives the same sequence,
/// however it came about.
pub struct Export {
    snapshot: Arc<Snapshot>,
    addresses: std::vec::IntoIter<DocAddress>,
    /// The release whose earlier wordings were read last: those of one release mostly stand together.
    family: Option<Family>,
}

/// What a list of addresses tells of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Its id.
    pub id: ReleaseId,
    /// When it was published, as exactly as that is known, or reworded; `None` where neither is known.
    pub changed: Option<String>,
}

impl Export {
    /// Holds some 50 bytes for every release found while they are put in order, and eight after; the releases themselves
    /// are read as they are asked for.
    /// Only those between two places of the order, where such are given.
    pub(super) fn new(
        snapshot: Arc<Snapshot>,
        request: &Request,
        between: Option<Range<usize>>,
    ) -> Result<Self, IndexError> {
        let (expr, _) = reading(&snapshot, request)?;
        let terms = Terms::of(&snapshot.latest);
        let query = Translator::new(snapshot.fields, &terms, &Allowance::new(None)).query(&expr)?;
        let request = Request { sort: Sort::Newest, cursor: None, ..request.clone() };
        let all = snapshot.latest.num_docs() + snapshot.earlier.num_docs();
        let all = usize::try_from(all).unwrap_or(usize::MAX);
        let Range { start, end: limit } = between.map_or(0..all, |between| between.start..between.end.min(all));
        let sought = Sought { terms: &terms, query: query.as_ref(), ranking: None, request: &request, deadline: None };
        let mut found = top(sought, limit, false)?;
        if request.versions == Versions::All {
            found = Earlier::of(&snapshot, &expr, None)?.beside(found, None, &request, limit, None)?;
        }
        let addresses = found.hits.into_iter().skip(start).map(|ranked| ranked.address);
        let addresses = addresses.collect::<Vec<_>>().into_iter();
        Ok(Self { snapshot, addresses, family: None })
    }

    /// What a list of addresses tells of each. No text is read for it.
    pub(super) fn listings(self) -> impl Iterator<Item = Result<Listing, IndexError>> {
        let Self { snapshot, addresses, .. } = self;
        addresses.map(move |address| {
            let hit = snapshot.listed_among_all(address)?;
            let reworded = snapshot.changed_at(address).filter(|_| hit.version > 1);
            let reworded = reworded.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
            let published = hit.published.map(|published| published.date.to_string());
            let changed = reworded.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)).or(published);
            Ok(Listing { id: hit.id, changed })
        })
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
        Some(self.snapshot.read_beside(address, &mut self.family))
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
