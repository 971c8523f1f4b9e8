//! Totals and facet counts: exact, each facet ignoring its own selection.
//!
//! One pass over everything that satisfies the query. A release that meets every selection counts everywhere; one that
//! fails a single facet's counts for that facet alone ("drill sideways", as Lucene calls it); all others nowhere.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocId, Searcher, SegmentReader};

use super::filter::{Failed, Filter, bit, column_of};
use super::matches::Pass;
use super::schema::{column, year_and_month};
use crate::query::{Facet, Request};

/// What was counted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Releases that satisfy query and selections.
    pub(super) total: u64,
    /// Values and counts of the string facets that were asked for.
    pub(super) values: BTreeMap<Facet, HashMap<String, u64>>,
    /// Year -> month (`None` where unknown) -> releases.
    pub(super) months: BTreeMap<i32, BTreeMap<Option<u32>, u64>>,
    /// Releases without a date.
    pub(super) undated: u64,
}

impl Counts {
    /// Takes in the counts of what another pass found.
    pub(super) fn add(&mut self, other: Self) {
        self.total += other.total;
        self.undated += other.undated;
        for (facet, values) in other.values {
            let known = self.values.entry(facet).or_default();
            values.into_iter().for_each(|(value, count)| *known.entry(value).or_default() += count);
        }
        for (year, months) in other.months {
            let known = self.months.entry(year).or_default();
            months.into_iter().for_each(|(month, count)| *known.entry(month).or_default() += count);
        }
    }
}

/// Counts; `None` where the deadline passed first.
pub(super) fn count(
    searcher: &Searcher,
    query: &dyn Query,
    request: &Request,
    deadline: Option<Instant>,
) -> tantivy::Result<Option<Counts>> {
    let mut counts = Counts::default();
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut months: HashMap<u64, u64> = HashMap::new();
    let mut pass = Pass::new(deadline);
    for segment in searcher.segment_readers() {
        let mut tally = Tally::new(request, segment)?;
        if !pass.over(segment, weight.as_ref(), |doc| tally.add(doc))? {
            return Ok(None);
        }
        tally.harvest(&mut counts, &mut months)?;
    }
    for (value, count) in months {
        match year_and_month(value) {
            Some((year, month)) => *counts.months.entry(year).or_default().entry(month).or_default() += count,
            None => counts.undated += count,
        }
    }
    Ok(Some(counts))
}

/// The counts of one segment, by ordinal.
struct Tally {
    filter: Filter,
    total: u64,
    facets: Vec<FacetTally>,
    months: Option<(Column<u64>, HashMap<u64, u64>)>,
}

struct FacetTally {
    facet: Facet,
    column: StrColumn,
    by_ordinal: Vec<u64>,
}

impl Tally {
    fn new(request: &Request, segment: &SegmentReader) -> tantivy::Result<Self> {
        let mut facets = Vec::new();
        for facet in Facet::ALL.into_iter().filter(|facet| request.facets.has(*facet)) {
            if let Some(name) = column_of(facet)
                && let Some(column) = segment.fast_fields().str(name)?
            {
                let by_ordinal = vec![0; column.dictionary().num_terms()];
                facets.push(FacetTally { facet, column, by_ordinal });
            }
        }
        let months = if request.facets.has(Facet::Date) {
            Some((segment.fast_fields().u64(column::MONTH)?, HashMap::new()))
        } else {
            None
        };
        Ok(Self { filter: Filter::new(request, segment)?, total: 0, facets, months })
    }

    fn add(&mut self, doc: DocId) {
        let failed: Failed = if self.filter.is_empty() { 0 } else { self.filter.failed(doc) };
        if failed == 0 {
            self.total += 1;
        } else if failed.count_ones() > 1 {
            return;
        }
        let counts_for = |facet: Facet| failed == 0 || failed == bit(facet);
        for tally in &mut self.facets {
            if counts_for(tally.facet) {
                for ordinal in tally.column.ords().values_for_doc(doc) {
                    if let Some(count) = usize::try_from(ordinal).ok().and_then(|at| tally.by_ordinal.get_mut(at)) {
                        *count += 1;
                    }
                }
            }
        }
        if let Some((column, months)) = &mut self.months
            && counts_for(Facet::Date)
        {
            *months.entry(column.first(doc).unwrap_or(0)).or_default() += 1;
        }
    }

    /// Adds the counts of this segment; labels are looked up in one run through each dictionary.
    fn harvest(self, counts: &mut Counts, months: &mut HashMap<u64, u64>) -> tantivy::Result<()> {
        counts.total += self.total;
        for tally in self.facets {
            let values = counts.values.entry(tally.facet).or_default();
            let counted: Vec<(u64, u64)> = (0..).zip(tally.by_ordinal).filter(|(_, count)| *count > 0).collect();
            let ordinals: Vec<u64> = counted.iter().map(|(ordinal, _)| *ordinal).collect();
            let mut next = counted.iter().map(|(_, count)| *count);
            tally.column.dictionary().sorted_ords_to_term_cb(&ordinals, |value| {
                let count = next.next().unwrap_or(0);
                *values.entry(String::from_utf8_lossy(value).into_owned()).or_default() += count;
            })?;
        }
        for (value, count) in self.months.into_iter().flat_map(|(_, months)| months) {
            *months.entry(value).or_default() += count;
        }
        Ok(())
    }
}
