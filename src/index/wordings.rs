//! The wordings that were replaced: counted beside every search, and hits themselves where all wordings are asked for.
//!
//! Their scores go by the statistics of the latest wordings, as those of the latest do: what a word weighs must not
//! depend on how often pages with it were changed.

use std::time::Instant;

use tantivy::DocAddress;
use tantivy::query::BooleanQuery;

use super::allowance::Allowance;
use super::count::{Counts, count};
use super::error::IndexError;
use super::order::{Ranked, compare, order};
use super::ranking::Ranking;
use super::schema::UNDATED;
use super::snapshot::Snapshot;
use super::terms::Terms;
use super::top::{Sought, Top, top};
use super::translate::Translator;
use super::view::View;
use crate::query::{Expr, Facets, Request, Versions};
use crate::release::{EnrichedRelease, Family};
use crate::results::Hit;

/// The earlier wordings that satisfy a query.
pub(super) struct Earlier<'s> {
    snapshot: &'s Snapshot,
    terms: Terms<'s>,
    /// `None` where no release was ever reworded.
    query: Option<BooleanQuery>,
    allowance: Allowance,
}

impl<'s> Earlier<'s> {
    pub(super) fn of(snapshot: &'s Snapshot, expr: &Expr, deadline: Option<Instant>) -> Result<Self, IndexError> {
        let (allowance, terms) = (Allowance::new(deadline), Terms::of(&snapshot.earlier));
        if snapshot.earlier.num_docs() == 0 {
            return Ok(Self { snapshot, terms, query: None, allowance });
        }
        let query = snapshot.whole(Translator::new(snapshot.fields, &terms, &allowance).query(expr)?);
        Ok(Self { snapshot, terms, query: Some(query), allowance })
    }

    /// How many there are, by facet where they are hits; `None` past the deadline.
    pub(super) fn count(&self, request: &Request, deadline: Option<Instant>) -> Result<Option<Counts>, IndexError> {
        let Some(query) = &self.query else { return Ok(Some(Counts::default())) };
        let facets = match request.versions {
            Versions::All => request.facets.clone(),
            Versions::Latest => Facets::none(),
        };
        let counts = count(&self.terms, query, &Request { facets, ..request.clone() }, deadline)?;
        Ok(counts.filter(|_| !self.allowance.was_exceeded()))
    }

    /// The first of them and of `latest`, in one order.
    pub(super) fn beside(
        &self,
        mut latest: Top,
        ranking: Option<&Ranking<'_>>,
        request: &Request,
        limit: usize,
        deadline: Option<Instant>,
    ) -> Result<Top, IndexError> {
        let Some(query) = self.query.as_ref().filter(|_| latest.in_time) else { return Ok(latest) };
        let found = top(Sought { terms: &self.terms, query, ranking, request, deadline }, limit, false)?;
        if self.allowance.was_exceeded() {
            return Ok(Top { in_time: false, ..latest });
        }
        let here = |hit: Ranked| Ranked { address: self.snapshot.among_all(hit.address), ..hit };
        latest.hits.extend(found.hits.into_iter().map(here));
        let sort = order(request, ranking.is_some());
        latest.hits.sort_by(|one, other| compare(sort, &one.key, &other.key));
        latest.hits.truncate(limit);
        Ok(Top { in_time: found.in_time, ..latest })
    }
}

impl Snapshot {
    /// The address of an earlier wording where those of the latest are in use too: its segments are counted on from
    /// theirs.
    fn among_all(&self, earlier: DocAddress) -> DocAddress {
        DocAddress { segment_ord: earlier.segment_ord.saturating_add(self.latest_segments()), ..earlier }
    }

    fn latest_segments(&self) -> u32 {
        u32::try_from(self.latest.segment_readers().len()).unwrap_or(u32::MAX)
    }

    /// Where the wording at an address among all lies.
    fn place(&self, address: DocAddress) -> (&View, DocAddress) {
        match address.segment_ord.checked_sub(self.latest_segments()) {
            None => (&self.latest, address),
            Some(segment_ord) => (&self.earlier, DocAddress { segment_ord, ..address }),
        }
    }

    /// As [`Snapshot::listed`], of the wording at an address among all.
    pub(super) fn listed_among_all(&self, address: DocAddress) -> Result<Hit, IndexError> {
        if address.segment_ord < self.latest_segments() {
            return self.listed(&self.latest, address);
        }
        Ok(Hit::of(self.read_among_all(address)?))
    }

    /// The wording at an address among all.
    pub(super) fn read_among_all(&self, address: DocAddress) -> Result<EnrichedRelease, IndexError> {
        self.read_beside(address, &mut None)
    }

    /// The same for whoever reads many: the family that was read last is kept beside.
    pub(super) fn read_beside(
        &self,
        address: DocAddress,
        kept: &mut Option<Family>,
    ) -> Result<EnrichedRelease, IndexError> {
        let Some(segment_ord) = address.segment_ord.checked_sub(self.latest_segments()) else {
            return self.read(&self.latest, address);
        };
        let stored = self.read(&self.earlier, DocAddress { segment_ord, ..address })?;
        // How many wordings there are, a wording knows of the time when it was written.
        if kept.as_ref().is_none_or(|family| family.latest().id != stored.id) {
            *kept = self.family(&stored.id)?;
        }
        let wording = stored.wording();
        let place = kept.as_ref().and_then(|family| Some(family.versions()[family.place_of(&wording)?].clone()));
        Ok(place.unwrap_or(stored))
    }

    /// When the wording at an address among all came about, in seconds; `None` where nobody knows.
    pub(super) fn changed_at(&self, address: DocAddress) -> Option<i64> {
        let (view, address) = self.place(address);
        view.columns(address.segment_ord)?.changed.first(address.doc_id).filter(|seconds| *seconds != UNDATED)
    }
}
