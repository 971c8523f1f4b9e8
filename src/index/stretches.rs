//! Where in a segment all lie that a range of days admits.
//!
//! A segment is sorted newest first, by the first day that a date may mean. So what is published on known days of the range
//! lies together. What is known to the month or year may have begun before it, and lies among what is older: of each
//! segment these few are listed, once, when a range is first asked for.

use std::ops::Range;

use tantivy::DocId;
use tantivy::columnar::Column;

use super::schema::UNDATED;

/// Days between the first and the last that a date may mean: a year, known to the year only.
const LONGEST: i64 = 365;

/// Where it lies apart in more pieces than this, all between them is gone through.
const MOST_PIECES: usize = 512;

/// Dates that are read at once where all are.
const AT_ONCE: u32 = 1024;

/// Pieces of a segment, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretches {
    pub(super) pieces: Vec<Range<DocId>>,
    /// Whether everything in them is admitted.
    pub(super) exact: bool,
}

impl Stretches {
    /// Of what was published in these days, both included; `vague` is what [`vague`] gives.
    pub(super) fn of(first_day: &Column<i64>, last_day: &Column<i64>, vague: &[DocId], days: (i64, i64)) -> Self {
        Self::in_pieces(first_day, last_day, vague, days, MOST_PIECES)
    }

    fn in_pieces(
        first_day: &Column<i64>,
        last_day: &Column<i64>,
        vague: &[DocId],
        (from, to): (i64, i64),
        most: usize,
    ) -> Self {
        let start = first_at_or_before(first_day, to);
        // Nothing lies between where a range ends before it begins.
        let known = start..first_at_or_before(first_day, from.saturating_sub(1)).max(start);
        let oldest = first_at_or_before(first_day, from.saturating_sub(LONGEST + 1));
        let mut pieces = vec![known.clone()];
        let before = vague.partition_point(|doc| *doc < known.end)..vague.partition_point(|doc| *doc < oldest);
        for &doc in vague.get(before).unwrap_or_default() {
            if last_day.first(doc).is_some_and(|last| last >= from) {
                if let Some(piece) = pieces.last_mut().filter(|piece| piece.end == doc) {
                    piece.end += 1;
                } else if pieces.len() < most {
                    pieces.push(doc..doc + 1);
                } else {
                    return Self { pieces: std::iter::once(start..oldest).collect(), exact: false };
                }
            }
        }
        Self { pieces, exact: true }
    }

    /// How many documents lie in them.
    pub(super) fn len(&self) -> usize {
        self.pieces.iter().map(Range::len).sum()
    }
}

/// The first document, newest first, that begins on this day or before.
fn first_at_or_before(first_day: &Column<i64>, day: i64) -> DocId {
    let (mut low, mut high) = (0, first_day.num_docs());
    while low < high {
        let middle = low + (high - low) / 2;
        let later = first_day.first(middle).unwrap_or(UNDATED) > day;
        (low, high) = if later { (middle + 1, high) } else { (low, middle) };
    }
    low
}

/// Documents that are dated to more than one day, in order.
pub(super) fn vague(first_day: &Column<i64>, last_day: &Column<i64>) -> Vec<DocId> {
    let all = first_day.num_docs();
    let mut documents = Vec::with_capacity(AT_ONCE as usize);
    let (mut first, mut last, mut vague) = (Vec::new(), Vec::new(), Vec::new());
    for start in (0..all).step_by(AT_ONCE as usize) {
        documents.clear();
        documents.extend(start..all.min(start + AT_ONCE));
        for (column, days) in [(first_day, &mut first), (last_day, &mut last)] {
            days.clear();
            days.resize(documents.len(), None);
            column.first_vals(&documents, days);
        }
        let days = first.iter().zip(&last);
        vague.extend(documents.iter().zip(days).filter(|(_, (first, last))| first != last).map(|(doc, _)| *doc));
    }
    vague
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::schema::{FAST, Schema};
    use tantivy::{Index, TantivyDocument};

    use super::*;

    /// Columns of dates, newest first, each known to so many days.
    fn columns(dates: &[(i64, i64)]) -> [Column<i64>; 2] {
        let mut schema = Schema::builder();
        let fields = ["first", "last"].map(|name| schema.add_i64_field(name, FAST));
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15 << 20).expect("a writer");
        for (first, days) in dates {
            let mut document = TantivyDocument::default();
            document.add_i64(fields[0], *first);
            document.add_i64(fields[1], if *first == UNDATED { UNDATED } else { first + days });
            writer.add_document(document).expect("a document");
        }
        writer.commit().expect("a commit");
        let searcher = index.reader().expect("a reader").searcher();
        ["first", "last"].map(|name| searcher.segment_reader(0).fast_fields().i64(name).expect("a column"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn all_that_the_days_admit_lies_in_the_pieces_and_nothing_else_where_they_are_exact(
            mut dates in prop::collection::vec(
                (prop_oneof![9 => 700_000_i64..700_900, 1 => Just(UNDATED)], prop_oneof![6 => Just(0_i64), 1 => Just(29), 1 => Just(365)]),
                1..200,
            ),
            ranges in prop::collection::vec((699_800_i64..701_000, 699_800_i64..701_000), 20),
            most in 1_usize..9,
        ) {
            dates.sort_unstable_by(|one, other| other.cmp(one));
            let [first_day, last_day] = columns(&dates);
            let vague = vague(&first_day, &last_day);
            for days in ranges.into_iter().chain([(UNDATED + 1, i64::MAX)]) {
                let found = Stretches::in_pieces(&first_day, &last_day, &vague, days, most);
                let inside = |doc: DocId| found.pieces.iter().any(|piece| piece.contains(&doc));
                prop_assert!(found.pieces.len() <= most);
                prop_assert!(found.pieces.is_sorted_by(|one, other| one.end <= other.start));
                for (doc, (first, known_to)) in (0..).zip(&dates) {
                    let admitted = *first != UNDATED && *first <= days.1 && first + known_to >= days.0;
                    prop_assert!(!admitted || inside(doc));
                    prop_assert!(!found.exact || admitted == inside(doc));
                }
            }
        }
    }
}
