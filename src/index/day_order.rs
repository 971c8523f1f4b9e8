//! Day first or month first: what the archive itself proves of each publisher.
//!
//! `25/12/2017` proves how its publisher writes, and settles `03/04/2017` wherever the same publisher wrote it. The proofs
//! may lie anywhere in the archive, so dates are settled at the end of a run, from what the index holds: neither the order
//! of arrival nor the number of runs changes the result.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use super::error::IndexError;
use super::snapshot::Snapshot;
use super::view::{Columns, View};
use crate::release::{DayOrder, EnrichedRelease, Numbers, Published, ReleaseId};
use crate::results::UNKNOWN;

/// How many proofs one slip is forgiven for: `04/25/2017` among twenty that put the day first.
const PROOFS_PER_SLIP: u64 = 20;

/// What the dates of a release prove and how its doubtful ones were read: the terms of one field.
pub(super) fn terms(release: &EnrichedRelease) -> BTreeSet<&'static str> {
    let claims = release.published.iter().flat_map(Published::claims);
    claims
        .filter_map(|claim| match claim.numbers()? {
            Numbers::Proof(order) => Some(proof(order)),
            Numbers::Either { .. } => claim.read_as().map(reading),
        })
        .collect()
}

fn proof(order: DayOrder) -> &'static str {
    if order == DayOrder::MonthFirst { "proves month first" } else { "proves day first" }
}

fn reading(order: DayOrder) -> &'static str {
    match order {
        DayOrder::DayFirst => "read day first",
        DayOrder::MonthFirst => "read month first",
        DayOrder::Unknown => "read neither way",
    }
}

/// The releases whose dates are to be read in another order than they were, and in which. `stated` is what the operator
/// says of publishers who prove nothing.
pub(super) fn unsettled(snapshot: &Snapshot, stated: DayOrder) -> Result<Vec<(ReleaseId, DayOrder)>, IndexError> {
    let mut proofs: BTreeMap<String, Proofs> = BTreeMap::new();
    for order in [DayOrder::DayFirst, DayOrder::MonthFirst] {
        each(snapshot, &snapshot.latest, proof(order), |publisher, _| {
            let proofs = proofs.entry(publisher.to_owned()).or_default();
            *if order == DayOrder::DayFirst { &mut proofs.day_first } else { &mut proofs.month_first } += 1;
            Ok(())
        })?;
    }
    let mut unsettled = BTreeMap::new();
    for searcher in [&snapshot.latest, &snapshot.earlier] {
        for order in [DayOrder::DayFirst, DayOrder::MonthFirst, DayOrder::Unknown] {
            each(snapshot, searcher, reading(order), |publisher, address| {
                // Releases whose publisher is not known need not be of one.
                let known = Some(publisher).filter(|publisher| *publisher != UNKNOWN);
                let settled = known.and_then(|publisher| proofs.get(publisher)).and_then(Proofs::verdict);
                let settled = settled.or(Some(stated).filter(|stated| *stated != DayOrder::Unknown));
                if let Some(settled) = settled.filter(|settled| *settled != order) {
                    unsettled.insert(snapshot.read(searcher, address)?.id, settled);
                }
                Ok(())
            })?;
        }
    }
    Ok(unsettled.into_iter().collect())
}

/// Releases of one publisher that prove an order.
#[derive(Default)]
struct Proofs {
    day_first: u64,
    month_first: u64,
}

impl Proofs {
    /// `None` where there are none; [`DayOrder::Unknown`] where they contradict each other.
    fn verdict(&self) -> Option<DayOrder> {
        let Self { day_first, month_first } = *self;
        match (day_first, month_first) {
            (0, 0) => None,
            _ if day_first > month_first * PROOFS_PER_SLIP => Some(DayOrder::DayFirst),
            _ if month_first > day_first * PROOFS_PER_SLIP => Some(DayOrder::MonthFirst),
            _ => Some(DayOrder::Unknown),
        }
    }
}

/// Every living document with a term of the field, and its publisher.
fn each(
    snapshot: &Snapshot,
    view: &View,
    term: &str,
    mut take: impl FnMut(&str, tantivy::DocAddress) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    let term = Term::from_field_text(snapshot.fields.day_order, term);
    for (ordinal, segment, Columns { publisher: publishers, .. }) in view.segments() {
        let inverted = segment.inverted_index(term.field())?;
        let postings = inverted.read_postings(&term, IndexRecordOption::Basic).map_err(tantivy::TantivyError::from)?;
        let Some(mut postings) = postings else { continue };
        let mut publisher = String::new();
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if !segment.is_deleted(doc) {
                publisher.clear();
                if let Some(publishers) = publishers
                    && let Some(ord) = publishers.term_ords(doc).next()
                {
                    publishers.ord_to_str(ord, &mut publisher).map_err(tantivy::TantivyError::from)?;
                }
                take(&publisher, tantivy::DocAddress::new(ordinal, doc))?;
            }
            doc = postings.advance();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_proof_settles_and_a_contradiction_does_not() {
        let verdict = |day_first, month_first| Proofs { day_first, month_first }.verdict();
        assert_eq!(verdict(0, 0), None);
        assert_eq!(verdict(1, 0), Some(DayOrder::DayFirst));
        assert_eq!(verdict(0, 1), Some(DayOrder::MonthFirst));
        assert_eq!(verdict(3, 2), Some(DayOrder::Unknown));
        assert_eq!(verdict(1, 40), Some(DayOrder::MonthFirst));
    }
}
