//! Totals and facet counts: exact, each facet ignoring its own selection.
//!
//! One pass over everything that satisfies the query. A release that meets every selection counts everywhere; one that
//! fails a single facet's counts for that facet alone ("drill sideways", as Lucene calls it); all others nowhere.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::{DocId, SegmentOrdinal, SegmentReader};

use super::by_value::ByValue;
use super::disjoint::Disjoint;
use super::filter::{Failed, Filter, bit};
use super::matches::Pass;
use super::schema::year_and_month;
use super::terms::Terms;
use super::view::{Columns, TextColumn};
use super::words::Windows;
use crate::query::{Facet, Request};

/// What was counted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Releases that satisfy query and selections.
    pub(super) total: u64,
    /// Values and counts of the string facets that were asked for.
    pub(super) values: BTreeMap<Facet, ByValue<Arc<str>>>,
    /// By month, as the column has it ([`month_of`](super::schema::month_of)).
    pub(super) months: ByValue<u64>,
}

impl Counts {
    /// Takes in the counts of what another pass found.
    pub(super) fn add(&mut self, other: Self) {
        self.total += other.total;
        for (facet, values) in other.values {
            self.values.entry(facet).or_default().add(values);
        }
        self.months.add(other.months);
    }

    /// Years and months, oldest first, and in each year first what is known to no month.
    pub(super) fn dated(&self) -> impl Iterator<Item = ((i32, Option<u32>), u64)> {
        self.months.iter().filter_map(|(month, count)| Some((year_and_month(*month)?, *count)))
    }

    /// Releases without a date.
    pub(super) fn undated(&self) -> u64 {
        self.months.iter().filter(|(month, _)| year_and_month(*month).is_none()).map(|(_, count)| count).sum()
    }
}

/// Counts; `None` where the deadline passed first.
pub(super) fn count(
    terms: &Terms<'_>,
    query: &dyn Query,
    request: &Request,
    deadline: Option<Instant>,
) -> tantivy::Result<Option<Counts>> {
    let view = terms.view();
    let mut counting = Counting::of(request);
    let scoring = EnableScoring::disabled_from_searcher(view);
    let parts: Vec<&dyn Query> = match query.downcast_ref::<Disjoint>() {
        Some(several) => several.parts().iter().map(AsRef::as_ref).collect(),
        None => vec![query],
    };
    let weights = parts.iter().map(|part| part.weight(scoring)).collect::<tantivy::Result<Vec<_>>>()?;
    let mut pass = Pass::new(deadline);
    for (ordinal, segment, columns) in view.segments() {
        let filter = Filter::new(request, columns)?;
        let pieces = counting.pieces(&filter, segment);
        if request.facets.is_none()
            && filter.is_met_in_pieces()
            && let Some(total) = known_total(terms, &parts, ordinal, segment, &pieces)?
        {
            counting.counts.total += total;
            continue;
        }
        let mut tally = counting.tally(&filter, columns);
        for weight in &weights {
            if !pass.blocks(segment, weight.as_ref(), &pieces, |docs| tally.add(docs))? {
                return Ok(None);
            }
        }
        counting.take(tally)?;
    }
    Ok(Some(counting.into_counts()))
}

/// How many documents of these pieces of a segment have one of the terms of which a query is, no two of which a document has; `None`
/// where the query is another, or where documents were replaced and have to be looked at.
fn known_total(
    terms: &Terms<'_>,
    parts: &[&dyn Query],
    ordinal: SegmentOrdinal,
    segment: &SegmentReader,
    pieces: &[Range<DocId>],
) -> tantivy::Result<Option<u64>> {
    if segment.has_deletes() {
        return Ok(None);
    }
    let mut total = 0;
    for part in parts {
        let Some(part) = part.downcast_ref::<TermQuery>() else { return Ok(None) };
        total += match pieces {
            [piece] if piece.len() == segment.max_doc() as usize => terms.documents_in(part.term(), ordinal)?,
            pieces => terms.documents_within(part.term(), ordinal, pieces)?,
        };
    }
    Ok(Some(total))
}

/// Counts in the making.
pub(super) struct Counting<'r> {
    request: &'r Request,
    counts: Counts,
}

impl<'r> Counting<'r> {
    pub(super) fn of(request: &'r Request) -> Self {
        Self { request, counts: Counts::default() }
    }

    /// Where in a segment everything lies that counts.
    pub(super) fn pieces(&self, filter: &Filter, segment: &SegmentReader) -> Vec<Range<DocId>> {
        // What fails by its date counts among the dates alone.
        let documents = segment.max_doc();
        let all = self.request.facets.has(Facet::Date);
        if all { std::iter::once(0..documents).collect() } else { filter.pieces(documents) }
    }

    /// An empty tally of one segment.
    pub(super) fn tally<'f>(&self, filter: &'f Filter, columns: &'f Columns) -> Tally<'f> {
        Tally::new(self.request, filter, columns)
    }

    /// Takes in what was found in one segment.
    pub(super) fn take(&mut self, tally: Tally<'_>) -> tantivy::Result<()> {
        self.counts.add(tally.into_counts()?);
        Ok(())
    }

    pub(super) fn into_counts(self) -> Counts {
        self.counts
    }
}

/// The counts of one segment, by ordinal.
pub(super) struct Tally<'f> {
    filter: &'f Filter,
    /// Whether there is nothing to be tested of what counts.
    all_meet: bool,
    total: u64,
    facets: Vec<FacetTally<'f>>,
    months: Option<MonthTally<'f>>,
    /// Of a block, what meets every selection.
    meets: Vec<DocId>,
    /// What is found in a window.
    found: Vec<DocId>,
}

struct FacetTally<'f> {
    facet: Facet,
    column: &'f TextColumn,
    by_ordinal: Vec<u64>,
    values: Values,
}

struct MonthTally<'f> {
    column: &'f Column<u64>,
    months: Months,
    values: Values,
}

/// Months come in runs: segments are sorted by date.
#[derive(Default)]
struct Months {
    runs: Vec<(u64, u64)>,
    /// What was in runs before.
    counted: ByValue<u64>,
}

/// More runs than this are added up: as many months as three centuries have.
const MOST_RUNS: usize = 4096;

impl Months {
    fn add(&mut self, month: u64) {
        match self.runs.last_mut() {
            Some((last, count)) if *last == month => *count += 1,
            _ => {
                if self.runs.len() == MOST_RUNS {
                    self.add_up();
                }
                self.runs.push((month, 1));
            }
        }
    }

    fn add_up(&mut self) {
        self.counted.add(ByValue::of(std::mem::take(&mut self.runs)));
    }

    fn into_counted(mut self) -> ByValue<u64> {
        self.add_up();
        self.counted
    }
}

/// The values of a block of releases.
#[derive(Default)]
struct Values {
    docs: Vec<DocId>,
    rows: Vec<u32>,
    values: Vec<u64>,
}

impl Values {
    fn of(&mut self, column: &Column<u64>, docs: &[DocId]) -> &[u64] {
        self.docs.clear();
        self.rows.clear();
        column.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
        self.values.resize(self.rows.len(), 0);
        column.values.get_vals(&self.rows, &mut self.values);
        &self.values
    }
}

impl FacetTally<'_> {
    fn add(&mut self, docs: &[DocId]) {
        for &ordinal in self.values.of(self.column.ords(), docs) {
            if let Some(count) = usize::try_from(ordinal).ok().and_then(|at| self.by_ordinal.get_mut(at)) {
                *count += 1;
            }
        }
    }
}

impl MonthTally<'_> {
    fn add(&mut self, docs: &[DocId]) {
        self.values.of(self.column, docs).iter().for_each(|month| self.months.add(*month));
    }
}

impl<'f> Tally<'f> {
    fn new(request: &Request, filter: &'f Filter, columns: &'f Columns) -> Self {
        let mut facets = Vec::new();
        for facet in Facet::ALL.into_iter().filter(|facet| request.facets.has(*facet)) {
            if let Some(column) = columns.of_facet(facet) {
                let by_ordinal = vec![0; column.num_terms()];
                facets.push(FacetTally { facet, column, by_ordinal, values: Values::default() });
            }
        }
        let months = request.facets.has(Facet::Date).then(|| MonthTally {
            column: &columns.month,
            months: Months::default(),
            values: Values::default(),
        });
        let confined = !request.facets.has(Facet::Date);
        let all_meet = filter.is_empty() || (confined && filter.is_met_in_pieces());
        Self { filter, all_meet, total: 0, facets, months, meets: Vec::new(), found: Vec::new() }
    }

    pub(super) fn add(&mut self, docs: &[DocId]) {
        if self.all_meet {
            self.add_to_all(docs);
            return;
        }
        let mut meets = std::mem::take(&mut self.meets);
        meets.clear();
        for &doc in docs {
            let failed = self.filter.failed(doc);
            if failed == 0 {
                meets.push(doc);
            } else if failed.count_ones() == 1 {
                self.add_to_one(failed, doc);
            }
        }
        self.add_to_all(&meets);
        self.meets = meets;
    }

    /// What is found in a window.
    pub(super) fn add_window(&mut self, window: &Windows) {
        if self.all_meet && self.facets.is_empty() && self.months.is_none() {
            self.total += window.count();
            return;
        }
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        window.each(|doc| found.push(doc));
        self.add(&found);
        self.found = found;
    }

    fn add_to_all(&mut self, docs: &[DocId]) {
        self.total += docs.len() as u64;
        self.facets.iter_mut().for_each(|tally| tally.add(docs));
        if let Some(months) = &mut self.months {
            months.add(docs);
        }
    }

    /// Counts a release for the one facet whose selection it does not meet.
    fn add_to_one(&mut self, failed: Failed, doc: DocId) {
        for tally in self.facets.iter_mut().filter(|tally| failed == bit(tally.facet)) {
            tally.add(&[doc]);
        }
        if let Some(months) = &mut self.months
            && failed == bit(Facet::Date)
        {
            months.add(&[doc]);
        }
    }

    fn into_counts(self) -> tantivy::Result<Counts> {
        let mut counts = Counts { total: self.total, ..Counts::default() };
        for FacetTally { facet, column, by_ordinal, .. } in self.facets {
            let counted: Vec<(u64, u64)> = (0..).zip(by_ordinal).filter(|(_, count)| *count > 0).collect();
            counts.values.insert(facet, ByValue::of(column.named(&counted)?));
        }
        counts.months = self.months.map(|tally| tally.months.into_counted()).unwrap_or_default();
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_any_order_are_counted_in_little_memory() {
        let mut months = Months::default();
        for _ in 0..MOST_RUNS {
            [7, 3, 3, 5].into_iter().for_each(|month| months.add(month));
        }
        assert!(months.runs.len() <= MOST_RUNS);
        let counted: Vec<(u64, u64)> = months.into_counted().iter().copied().collect();
        let times = MOST_RUNS as u64;
        assert_eq!(counted, [(3, 2 * times), (5, times), (7, times)]);
    }
}
