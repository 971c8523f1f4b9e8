//! What the index covers: every release counted once, by publisher and month.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use tantivy::query::{AllQuery, EnableScoring, Query};

use super::error::IndexError;
use super::filter::label_of;
use super::matches::Pass;
use super::schema::year_and_month;
use super::snapshot::Snapshot;
use super::view::Columns;
use crate::results::{Coverage, PublisherCoverage, UNKNOWN};

/// Releases by value of the column of months.
type Months = BTreeMap<u64, u64>;

/// See [`super::Index::coverage`].
pub(super) fn coverage(snapshot: &Snapshot, deadline: Option<Instant>) -> Result<Option<Coverage>, IndexError> {
    let Some(publishers) = by_publisher(snapshot, deadline)? else { return Ok(None) };
    let mut publishers: Vec<PublisherCoverage> = publishers.into_iter().map(of_publisher).collect();
    publishers.sort_by(|one, other| other.releases.cmp(&one.releases).then_with(|| one.value.cmp(&other.value)));
    Ok(Some(Coverage { index: snapshot.state(), publishers }))
}

fn of_publisher((value, months): (String, Months)) -> PublisherCoverage {
    let mut counts = BTreeMap::new();
    let mut undated = 0;
    for (month, count) in months {
        match year_and_month(month) {
            Some(place) => *counts.entry(place).or_default() += count,
            None => undated += count,
        }
    }
    PublisherCoverage::new(label_of(&value).to_owned(), value, &counts, undated)
}

/// Releases by publisher and month; `None` past the deadline.
fn by_publisher(
    snapshot: &Snapshot,
    deadline: Option<Instant>,
) -> Result<Option<BTreeMap<String, Months>>, IndexError> {
    let weight = AllQuery.weight(EnableScoring::disabled_from_searcher(&snapshot.latest))?;
    let mut all: BTreeMap<String, Months> = BTreeMap::new();
    let mut pass = Pass::new(deadline);
    for (_, segment, Columns { publisher: publishers, month: months, .. }) in snapshot.latest.segments() {
        let mut counts: HashMap<(Option<u64>, u64), u64> = HashMap::new();
        let count = |doc| {
            let publisher = publishers.as_ref().and_then(|publishers| publishers.ords().first(doc));
            *counts.entry((publisher, months.first(doc).unwrap_or(0))).or_default() += 1;
        };
        if !pass.over(segment, weight.as_ref(), count)? {
            return Ok(None);
        }
        let mut by_ordinal: HashMap<Option<u64>, Months> = HashMap::new();
        for ((publisher, month), count) in counts {
            by_ordinal.entry(publisher).or_default().insert(month, count);
        }
        for (publisher, months) in by_ordinal {
            let mut name = UNKNOWN.to_owned();
            if let (Some(publishers), Some(ordinal)) = (publishers, publisher) {
                name.clear();
                publishers.ord_to_str(ordinal, &mut name).map_err(tantivy::TantivyError::from)?;
            }
            let known = all.entry(name).or_default();
            months.into_iter().for_each(|(month, count)| *known.entry(month).or_default() += count);
        }
    }
    Ok(Some(all))
}
