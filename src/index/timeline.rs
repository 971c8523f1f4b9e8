//! Releases per month or year, for several queries at once.
//!
//! One pass per query over its matches, reading the column of months alone; another over everything where shares are
//! asked for. No release is read.

use std::collections::BTreeMap;
use std::time::Instant;

use tantivy::DocId;
use tantivy::query::EnableScoring;

use super::allowance::Allowance;
use super::answer::{reading, took_ms};
use super::error::IndexError;
use super::filter::Filter;
use super::matches::Pass;
use super::schema::year_and_month;
use super::snapshot::Snapshot;
use super::terms::Terms;
use super::translate::Translator;
use crate::query::{Expansion, Interval, Request, TimelineRequest};
use crate::results::{Partial, Point, ReadQuery, Series, Share, Timeline, month_after};

/// A year, and a month of it: 0 where only the year is known, or only years are told apart.
type Place = (i32, u32);

/// Releases by interval.
#[derive(Debug, Default)]
struct Tally {
    points: BTreeMap<Place, u64>,
    month_unknown: BTreeMap<Place, u64>,
    undated: u64,
    /// What was looked for beside the words.
    expansions: Vec<Expansion>,
}

/// See [`super::Index::timeline`].
pub(super) fn timeline(
    snapshot: &Snapshot,
    asked: &TimelineRequest,
    deadline: Option<Instant>,
) -> Result<Timeline, IndexError> {
    let start = Instant::now();
    let series = series(snapshot, asked, deadline)?;
    let partial = series.is_none().then(|| Partial {
        reason: "counting took too long; ask for fewer queries at once, or narrow them by a topic or a date".to_owned(),
    });
    Ok(Timeline { interval: asked.interval, partial, series, took_ms: took_ms(start), index: snapshot.state() })
}

/// The series; `None` past the deadline.
fn series(
    snapshot: &Snapshot,
    asked: &TimelineRequest,
    deadline: Option<Instant>,
) -> Result<Option<Vec<Series>>, IndexError> {
    let mut tallies = Vec::with_capacity(asked.queries.len());
    for query in &asked.queries {
        let Some(tally) = tally(snapshot, &asked.of(query), asked.interval, deadline)? else { return Ok(None) };
        tallies.push(tally);
    }
    let all = if asked.share {
        let Some(all) = tally(snapshot, &asked.selection, asked.interval, deadline)? else { return Ok(None) };
        Some(all)
    } else {
        None
    };
    let intervals = intervals(&tallies, asked.interval);
    let series = asked.queries.iter().zip(tallies).map(|(query, tally)| Series {
        total: tally.undated + tally.points.values().sum::<u64>() + tally.month_unknown.values().sum::<u64>(),
        undated: tally.undated,
        month_unknown: points(
            &tally.month_unknown,
            tally.month_unknown.keys(),
            all.as_ref().map(|all| &all.month_unknown),
        ),
        points: points(&tally.points, &intervals, all.as_ref().map(|all| &all.points)),
        query: ReadQuery { expansions: tally.expansions, ..ReadQuery::of(query) },
    });
    Ok(Some(series.collect()))
}

/// Counts what a request finds by interval; `None` past the deadline.
fn tally(
    snapshot: &Snapshot,
    request: &Request,
    interval: Interval,
    deadline: Option<Instant>,
) -> Result<Option<Tally>, IndexError> {
    let view = &snapshot.latest;
    let allowance = Allowance::new(deadline);
    let (expr, expansions) = reading(snapshot, request)?;
    let query = Translator::new(snapshot.fields, &Terms::of(view), &allowance).query(&expr)?;
    let weight = query.weight(EnableScoring::disabled_from_searcher(view))?;
    let mut pass = Pass::new(deadline);
    let mut tally = Tally { expansions, ..Tally::default() };
    for (_, segment, columns) in view.segments() {
        let filter = Filter::new(request, columns)?;
        let months = &columns.month;
        let first = months.min_value();
        // Months are numbers that lie close together: at most 13 for each year there is.
        let span = usize::try_from(months.max_value().saturating_sub(first)).unwrap_or(usize::MAX).saturating_add(1);
        let mut by_month = vec![0_u64; span.min(MAX_MONTHS)];
        let mut count = |&doc: &DocId| {
            if filter.admits(doc) {
                let at = months.first(doc).and_then(|month| usize::try_from(month.saturating_sub(first)).ok());
                if let Some(count) = at.and_then(|at| by_month.get_mut(at)) {
                    *count += 1;
                }
            }
        };
        let pieces = filter.pieces(segment.max_doc());
        if !pass.blocks(segment, weight.as_ref(), &pieces, |docs| docs.iter().for_each(&mut count))? {
            return Ok(None);
        }
        for (month, count) in (first..).zip(by_month).filter(|(_, count)| *count > 0) {
            tally.add(month, count, interval);
        }
    }
    Ok(Some(tally).filter(|_| !allowance.was_exceeded()))
}

/// One more than the highest value of the column: December 9999.
const MAX_MONTHS: usize = 10_000 * 13;

impl Tally {
    /// Takes in the releases of one value of the column of months.
    fn add(&mut self, month: u64, count: u64, interval: Interval) {
        let (counts, place) = match (year_and_month(month), interval) {
            (None, _) => {
                self.undated += count;
                return;
            }
            (Some((year, _)), Interval::Year) => (&mut self.points, (year, 0)),
            (Some((year, Some(month))), Interval::Month) => (&mut self.points, (year, month)),
            (Some((year, None)), Interval::Month) => (&mut self.month_unknown, (year, 0)),
        };
        *counts.entry(place).or_default() += count;
    }
}

/// Every interval from the first to the last in which any of the queries finds something.
fn intervals(tallies: &[Tally], interval: Interval) -> Vec<Place> {
    let first = tallies.iter().filter_map(|tally| tally.points.keys().next()).min();
    let last = tallies.iter().filter_map(|tally| tally.points.keys().next_back()).max();
    let (Some(&first), Some(&last)) = (first, last) else { return Vec::new() };
    let next = |&place: &Place| match interval {
        Interval::Year => Some((place.0 + 1, 0)),
        Interval::Month => Some(month_after(place)),
    };
    std::iter::successors(Some(first), next).take_while(|place| *place <= last).collect()
}

/// The points of these intervals.
fn points<'p>(
    counts: &BTreeMap<Place, u64>,
    places: impl IntoIterator<Item = &'p Place>,
    all: Option<&BTreeMap<Place, u64>>,
) -> Vec<Point> {
    let at = |counts: &BTreeMap<Place, u64>, place| counts.get(&place).copied().unwrap_or(0);
    let point = |&place: &Place| {
        let count = at(counts, place);
        let value = match place {
            (year, 0) => format!("{year:04}"),
            (year, month) => format!("{year:04}-{month:02}"),
        };
        Point { value, count, share: all.map(|all| Share::new(count, at(all, place))) }
    };
    places.into_iter().map(point).collect()
}
