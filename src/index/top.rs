//! The first hits, in order.
//!
//! The filter is tested inside the engine's pruning callback: pruning goes on as if nothing were selected, and only
//! releases that could enter the page are looked at. Sorted by date, segments are read in their own order and left as
//! soon as the page is full.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::time::Instant;

use tantivy::query::{Bm25StatisticsProvider, EnableScoring, Query, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED};

use super::filter::Filter;
use super::schema::{UNDATED, column};
use crate::query::{Cursor, Request, Sort, Versions};

/// How many releases are looked at between two looks at the clock.
const BETWEEN_LOOKS: u32 = 1024;

/// A release and its place in the order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranked {
    pub(super) key: Cursor,
    pub(super) address: DocAddress,
}

/// The first hits; `in_time` is false where the deadline cut the search short.
pub(super) struct Top {
    pub(super) hits: Vec<Ranked>,
    pub(super) in_time: bool,
}

/// Compares two places: less comes first.
pub(super) fn compare(sort: Sort, one: &Cursor, other: &Cursor) -> Ordering {
    let newest = |one: &Cursor, other: &Cursor| other.day.cmp(&one.day);
    let by_date = match sort {
        Sort::Relevance => {
            let score = |key: &Cursor| f32::from_bits(key.score);
            score(other).total_cmp(&score(one)).then_with(|| newest(one, other))
        }
        Sort::Newest => newest(one, other),
        Sort::Oldest => (one.day == UNDATED).cmp(&(other.day == UNDATED)).then(one.day.cmp(&other.day)),
    };
    let wording = match sort {
        Sort::Oldest => one.wording.cmp(&other.wording),
        Sort::Relevance | Sort::Newest => other.wording.cmp(&one.wording),
    };
    by_date.then_with(|| one.id.cmp(&other.id)).then(wording)
}

/// The best so far, the worst of them on top.
struct Page {
    sort: Sort,
    limit: usize,
    after: Option<Cursor>,
    heap: BinaryHeap<Placed>,
}

struct Placed {
    sort: Sort,
    ranked: Ranked,
}

impl Ord for Placed {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(self.sort, &self.ranked.key, &other.ranked.key)
    }
}

impl PartialOrd for Placed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Placed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Placed {}

impl Page {
    fn offer(&mut self, ranked: Ranked) {
        if self.after.is_some_and(|after| compare(self.sort, &ranked.key, &after) != Ordering::Greater) {
            return;
        }
        let placed = Placed { sort: self.sort, ranked };
        if self.heap.len() < self.limit {
            self.heap.push(placed);
        } else if let Some(mut worst) = self.heap.peek_mut()
            && placed < *worst
        {
            *worst = placed;
        }
    }

    /// The last place of a full page.
    fn last(&self) -> Option<&Cursor> {
        (self.heap.len() == self.limit).then(|| self.heap.peek().map(|worst| &worst.ranked.key)).flatten()
    }
}

/// The columns every place is made of.
struct Keys {
    day: tantivy::columnar::Column<i64>,
    id: tantivy::columnar::Column<u64>,
    /// Only where hits are wordings: else no two places share an id.
    wording: Option<tantivy::columnar::Column<u64>>,
}

impl Keys {
    fn new(segment: &SegmentReader, versions: Versions) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        let wording = (versions == Versions::All).then(|| columns.u64(column::VERSION_KEY)).transpose()?;
        Ok(Self { day: columns.i64(column::FIRST_DAY)?, id: columns.u64(column::ID_KEY)?, wording })
    }

    fn of(&self, sort: Sort, doc: DocId, score: Score) -> Cursor {
        Cursor {
            sort,
            score: score.to_bits(),
            day: self.day.first(doc).unwrap_or(UNDATED),
            id: self.id.first(doc).unwrap_or(0),
            wording: self.wording.as_ref().and_then(|wording| wording.first(doc)).unwrap_or(0),
        }
    }
}

/// A look at the clock every so often.
struct Clock {
    deadline: Option<Instant>,
    until_look: u32,
    over: bool,
}

impl Clock {
    fn is_over(&mut self) -> bool {
        self.until_look -= 1;
        if self.until_look == 0 {
            self.until_look = BETWEEN_LOOKS;
            self.over = self.over || self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        }
        self.over
    }
}

/// The order of hits: where nothing is ranked, relevance is newest first.
pub(super) fn order(request: &Request, ranks: bool) -> Sort {
    if request.sort == Sort::Relevance && !ranks { Sort::Newest } else { request.sort }
}

/// The first `limit` hits of a request, after its cursor.
///
/// Scores go by the statistics given. Without any nothing is ranked, and relevance is newest first.
pub(super) fn top(
    searcher: &Searcher,
    query: &dyn Query,
    statistics: Option<&dyn Bm25StatisticsProvider>,
    request: &Request,
    limit: usize,
    deadline: Option<Instant>,
) -> tantivy::Result<Top> {
    let sort = order(request, statistics.is_some());
    let mut page = Page { sort, limit, after: request.cursor, heap: BinaryHeap::with_capacity(limit.min(1024) + 1) };
    let mut clock = Clock { deadline, until_look: BETWEEN_LOOKS, over: false };
    let scoring = match statistics.filter(|_| sort == Sort::Relevance) {
        Some(statistics) => EnableScoring::enabled_from_statistics_provider(statistics, searcher),
        None => EnableScoring::disabled_from_searcher(searcher),
    };
    let weight = query.weight(scoring)?;
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        if limit == 0 || clock.over {
            break;
        }
        let place = Place {
            sort: request.sort,
            segment,
            ordinal,
            filter: Filter::new(request, segment)?,
            keys: Keys::new(segment, request.versions)?,
        };
        match sort {
            Sort::Relevance => place.by_score(weight.as_ref(), &mut page, &mut clock)?,
            Sort::Newest => place.by_date(weight.as_ref(), &mut page, &mut clock, true)?,
            Sort::Oldest => place.by_date(weight.as_ref(), &mut page, &mut clock, false)?,
        }
    }
    let hits = page.heap.into_sorted_vec().into_iter().map(|placed| placed.ranked).collect();
    Ok(Top { hits, in_time: !clock.over })
}

/// One segment and what is read of it.
struct Place<'s> {
    /// The order that was asked for, which cursors carry.
    sort: Sort,
    segment: &'s SegmentReader,
    ordinal: u32,
    filter: Filter,
    keys: Keys,
}

impl Place<'_> {
    fn admits(&self, doc: DocId) -> bool {
        !self.segment.is_deleted(doc) && self.filter.admits(doc)
    }

    fn ranked(&self, doc: DocId, score: Score) -> Ranked {
        Ranked { key: self.keys.of(self.sort, doc, score), address: DocAddress::new(self.ordinal, doc) }
    }

    fn by_score(&self, weight: &dyn Weight, page: &mut Page, clock: &mut Clock) -> tantivy::Result<()> {
        // Just below the last score of the page: an equal score may still come before it, by date or id.
        let threshold = |page: &Page| page.last().map_or(Score::MIN, |last| Score::from_bits(last.score).next_down());
        weight.for_each_pruning(threshold(page), self.segment, &mut |doc, score| {
            if clock.is_over() {
                return Score::INFINITY;
            }
            if self.admits(doc) {
                page.offer(self.ranked(doc, score));
            }
            threshold(page)
        })
    }

    fn by_date(&self, weight: &dyn Weight, page: &mut Page, clock: &mut Clock, sorted: bool) -> tantivy::Result<()> {
        let mut scorer = weight.scorer(self.segment, 1.0)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED && !clock.is_over() {
            if self.admits(doc) {
                let ranked = self.ranked(doc, 0.0);
                // Segments are sorted newest first: what follows is no newer.
                if sorted && page.last().is_some_and(|last| ranked.key.day < last.day) {
                    break;
                }
                page.offer(ranked);
            }
            doc = scorer.advance();
        }
        Ok(())
    }
}
