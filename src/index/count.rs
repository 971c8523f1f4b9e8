//! Totals and facet counts: exact, each facet ignoring its own selection.
//!
//! One pass over everything that satisfies the query. A release that meets every selection counts everywhere; one that
//! fails a single facet's counts for that facet alone ("drill sideways", as Lucene calls it); all others nowhere.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::time::Instant;

use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::{DocId, SegmentOrdinal, SegmentReader};

use super::disjoint::Disjoint;
use super::filter::{Failed, Filter, bit};
use super::matches::Pass;
use super::schema::year_and_month;
use super::terms::Terms;
use super::view::Columns;
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
        if request.facets.is_none()
            && filter.is_empty()
            && let Some(total) = known_total(terms, &parts, ordinal, segment)?
        {
            counting.counts.total += total;
            continue;
        }
        let stretch = counting.stretch(&filter, segment);
        let mut tally = counting.tally(&filter, columns);
        for weight in &weights {
            if !pass.blocks(segment, weight.as_ref(), stretch.clone(), |docs| tally.add(docs))? {
                return Ok(None);
            }
        }
        counting.take(tally)?;
    }
    Ok(Some(counting.into_counts()))
}

/// How many documents of a segment have one of the terms of which a query is, no two of which a document has; `None`
/// where the query is another, or where documents were replaced and have to be looked at.
fn known_total(
    terms: &Terms<'_>,
    parts: &[&dyn Query],
    ordinal: SegmentOrdinal,
    segment: &SegmentReader,
) -> tantivy::Result<Option<u64>> {
    if segment.has_deletes() {
        return Ok(None);
    }
    let mut total = 0;
    for part in parts {
        let Some(part) = part.downcast_ref::<TermQuery>() else { return Ok(None) };
        total += terms.documents_in(part.term(), ordinal)?;
    }
    Ok(Some(total))
}

/// Counts in the making.
pub(super) struct Counting<'r> {
    request: &'r Request,
    counts: Counts,
    /// By value of the column.
    months: HashMap<u64, u64>,
}

impl<'r> Counting<'r> {
    pub(super) fn of(request: &'r Request) -> Self {
        Self { request, counts: Counts::default(), months: HashMap::new() }
    }

    /// Where in a segment everything lies that counts.
    pub(super) fn stretch(&self, filter: &Filter, segment: &SegmentReader) -> Range<DocId> {
        // What fails by its date counts among the dates alone.
        let stretch = if self.request.facets.has(Facet::Date) { None } else { filter.stretch() };
        stretch.unwrap_or(0..segment.max_doc())
    }

    /// An empty tally of one segment.
    pub(super) fn tally<'f>(&self, filter: &'f Filter, columns: &Columns) -> Tally<'f> {
        Tally::new(self.request, filter, columns)
    }

    /// Takes in what was found in one segment.
    pub(super) fn take(&mut self, tally: Tally<'_>) -> tantivy::Result<()> {
        tally.harvest(&mut self.counts, &mut self.months)
    }

    pub(super) fn into_counts(mut self) -> Counts {
        for (value, count) in self.months {
            match year_and_month(value) {
                Some((year, month)) => {
                    *self.counts.months.entry(year).or_default().entry(month).or_default() += count;
                }
                None => self.counts.undated += count,
            }
        }
        self.counts
    }
}

/// The counts of one segment, by ordinal.
pub(super) struct Tally<'f> {
    filter: &'f Filter,
    total: u64,
    facets: Vec<FacetTally>,
    months: Option<MonthTally>,
    /// Of a block, what meets every selection.
    meets: Vec<DocId>,
}

struct FacetTally {
    facet: Facet,
    column: StrColumn,
    by_ordinal: Vec<u64>,
    values: Values,
}

/// Months come in runs: segments are sorted by date.
struct MonthTally {
    column: Column<u64>,
    counted: HashMap<u64, u64>,
    run: (u64, u64),
    values: Values,
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

impl FacetTally {
    fn add(&mut self, docs: &[DocId]) {
        for &ordinal in self.values.of(self.column.ords(), docs) {
            if let Some(count) = usize::try_from(ordinal).ok().and_then(|at| self.by_ordinal.get_mut(at)) {
                *count += 1;
            }
        }
    }
}

impl MonthTally {
    fn add(&mut self, docs: &[DocId]) {
        for &month in self.values.of(&self.column, docs) {
            if month == self.run.0 {
                self.run.1 += 1;
            } else {
                *self.counted.entry(self.run.0).or_default() += self.run.1;
                self.run = (month, 1);
            }
        }
    }

    fn into_counted(mut self) -> HashMap<u64, u64> {
        *self.counted.entry(self.run.0).or_default() += self.run.1;
        self.counted.retain(|_, count| *count > 0);
        self.counted
    }
}

impl<'f> Tally<'f> {
    fn new(request: &Request, filter: &'f Filter, columns: &Columns) -> Self {
        let mut facets = Vec::new();
        for facet in Facet::ALL.into_iter().filter(|facet| request.facets.has(*facet)) {
            if let Some(column) = columns.of_facet(facet) {
                let by_ordinal = vec![0; column.dictionary().num_terms()];
                facets.push(FacetTally { facet, column: column.clone(), by_ordinal, values: Values::default() });
            }
        }
        let months = request.facets.has(Facet::Date).then(|| MonthTally {
            column: columns.month.clone(),
            counted: HashMap::new(),
            run: (0, 0),
            values: Values::default(),
        });
        Self { filter, total: 0, facets, months, meets: Vec::new() }
    }

    pub(super) fn add(&mut self, docs: &[DocId]) {
        if self.filter.is_empty() {
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
                let value = String::from_utf8_lossy(value);
                match values.get_mut(value.as_ref()) {
                    Some(known) => *known += count,
                    None => drop(values.insert(value.into_owned(), count)),
                }
            })?;
        }
        for (value, count) in self.months.into_iter().flat_map(MonthTally::into_counted) {
            *months.entry(value).or_default() += count;
        }
        Ok(())
    }
}
