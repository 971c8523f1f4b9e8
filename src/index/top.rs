//! The first hits, in order.
//!
//! By score there are two looks: BM25 picks the candidates, and [`super::rerank`] adds to their scores. Since it only
//! adds, they stay before all others, which keep BM25's own order behind them; whoever asks for any page gets it out of
//! this one order.
//!
//! The filter is tested inside the engine's pruning callback: pruning goes on as if nothing were selected, and only
//! releases that could enter the page are looked at. Sorted by date, segments are read in their own order and left as
//! soon as the page is full. What was reworded may lie anywhere in them, so by last change all are read.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};
use std::ops::Range;
use std::time::Instant;

use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentReader, TERMINATED};

use super::filter::Filter;
use super::ranking::{CANDIDATES, Ranking};
use super::rerank::SecondLook;
use super::schema::UNDATED;
use super::view::{Columns, View};
use crate::query::{Cursor, Request, Sort, Versions};

/// How many releases are looked at between two looks at the clock.
const BETWEEN_LOOKS: u32 = 1024;

/// Where the dates admit less than this part of a segment, all of it is scored.
const FEW: usize = 16;

/// A release and its place in the order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranked {
    pub(super) key: Cursor,
    pub(super) address: DocAddress,
}

impl Ranked {
    /// 0 where hits are sorted by date.
    pub(super) fn score(&self) -> Score {
        Score::from_bits(self.key.score)
    }
}

/// The first hits; `in_time` is false where the deadline cut the search short.
pub(super) struct Top {
    pub(super) hits: Vec<Ranked>,
    pub(super) in_time: bool,
}

/// Compares two places: less comes first.
pub(super) fn compare(sort: Sort, one: &Cursor, other: &Cursor) -> Ordering {
    let newest = |one: &Cursor, other: &Cursor| other.when.cmp(&one.when);
    let by_date = match sort {
        Sort::Relevance | Sort::Fresh => {
            let score = |key: &Cursor| f32::from_bits(key.score);
            score(other).total_cmp(&score(one)).then_with(|| newest(one, other))
        }
        Sort::Newest | Sort::Changed => newest(one, other),
        Sort::Oldest => (one.when == UNDATED).cmp(&(other.when == UNDATED)).then(one.when.cmp(&other.when)),
    };
    let wording = match sort {
        Sort::Oldest => one.wording.cmp(&other.wording),
        Sort::Relevance | Sort::Fresh | Sort::Newest | Sort::Changed => other.wording.cmp(&one.wording),
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
    fn new(sort: Sort, limit: usize, after: Option<Cursor>) -> Self {
        Self { sort, limit, after, heap: BinaryHeap::with_capacity(limit.min(1024) + 1) }
    }

    fn into_hits(self) -> Vec<Ranked> {
        self.heap.into_sorted_vec().into_iter().map(|placed| placed.ranked).collect()
    }

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
    changed: tantivy::columnar::Column<i64>,
    id: tantivy::columnar::Column<u64>,
    /// Only where hits are wordings: else no two places share an id.
    wording: Option<tantivy::columnar::Column<u64>>,
}

impl Keys {
    fn new(columns: &Columns, versions: Versions) -> Self {
        let wording = (versions == Versions::All).then(|| columns.version_key.clone());
        Self { day: columns.first_day.clone(), changed: columns.changed.clone(), id: columns.id_key.clone(), wording }
    }

    fn of(&self, sort: Sort, doc: DocId, score: Score) -> Cursor {
        let when = if sort == Sort::Changed { &self.changed } else { &self.day };
        Cursor {
            sort,
            score: score.to_bits(),
            when: when.first(doc).unwrap_or(UNDATED),
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
    match request.sort {
        Sort::Relevance | Sort::Fresh if !ranks => Sort::Newest,
        sort => sort,
    }
}

/// The first `limit` hits of a request, after its cursor.
///
/// Without a ranking nothing is scored, and relevance is newest first.
pub(super) fn top(
    view: &View,
    query: &dyn Query,
    ranking: Option<&Ranking<'_>>,
    request: &Request,
    limit: usize,
    deadline: Option<Instant>,
) -> tantivy::Result<Top> {
    let mut clock = Clock { deadline, until_look: BETWEEN_LOOKS, over: false };
    if limit == 0 {
        return Ok(Top { hits: Vec::new(), in_time: true });
    }
    let mut places = Vec::new();
    for (ordinal, segment, columns) in view.segments() {
        let (filter, keys) = (Filter::new(request, columns)?, Keys::new(columns, request.versions));
        places.push(Place { sort: request.sort, segment, ordinal, filter, keys });
    }
    let page = match (order(request, ranking.is_some()), ranking) {
        (Sort::Relevance | Sort::Fresh, Some(ranking)) => {
            let scoring = EnableScoring::enabled_from_statistics_provider(ranking, view);
            let weight = query.weight(scoring)?;
            by_relevance(&places, weight.as_ref(), ranking, request, limit, &mut clock)?
        }
        (sort, _) => {
            let weight = query.weight(EnableScoring::disabled_from_searcher(view))?;
            let mut page = Page::new(sort, limit, request.cursor);
            for place in &places {
                place.by_date(weight.as_ref(), &mut page, &mut clock, sort == Sort::Newest)?;
            }
            page
        }
    };
    Ok(Top { hits: page.into_hits(), in_time: !clock.over })
}

/// The page of a ranked query.
fn by_relevance(
    places: &[Place<'_>],
    weight: &dyn Weight,
    ranking: &Ranking<'_>,
    request: &Request,
    limit: usize,
    clock: &mut Clock,
) -> tantivy::Result<Page> {
    // The same candidates for every page: their number does not depend on the page, nor do the engine's roundings.
    let mut candidates = Page::new(request.sort, CANDIDATES, None);
    for place in places {
        place.by_score(weight, &mut candidates, clock)?;
    }
    let last = candidates.last().map(|last| Score::from_bits(last.score));
    let mut candidates: Vec<Ranked> = candidates.into_hits();
    candidates.sort_unstable_by_key(|candidate| candidate.address);
    let mut page = Page::new(request.sort, limit, request.cursor);
    for (place, of_segment) in
        places.iter().filter_map(|place| Some((place, place.own(&candidates)?))).take_while(|_| !clock.over)
    {
        let mut look = SecondLook::new(ranking, place.segment, &place.keys.day)?;
        for candidate in of_segment {
            let first = Score::from_bits(candidate.key.score);
            let mut score = first + look.bonus(candidate.address.doc_id);
            if let Some(last) = last {
                score = score.max(last.next_up());
            }
            page.offer(Ranked { key: Cursor { score: score.to_bits(), ..candidate.key }, ..*candidate });
        }
    }
    if let Some(last) = last
        && page.heap.len() < limit
    {
        let taken: HashSet<DocAddress> = candidates.iter().map(|candidate| candidate.address).collect();
        for place in places {
            place.behind(weight, &taken, last, &mut page, clock)?;
        }
    }
    Ok(page)
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
        if let Some(stretch) = self.filter.stretch()
            && stretch.len() < self.segment.max_doc() as usize / FEW
        {
            return self.score_all(weight, stretch, page, clock);
        }
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

    /// As [`Self::by_score`], in a stretch too short for pruning to find its way to.
    fn score_all(
        &self,
        weight: &dyn Weight,
        stretch: Range<DocId>,
        page: &mut Page,
        clock: &mut Clock,
    ) -> tantivy::Result<()> {
        if stretch.is_empty() {
            return Ok(());
        }
        let mut scorer = weight.scorer(self.segment, 1.0)?;
        let mut doc = scorer.doc();
        if doc < stretch.start {
            doc = scorer.seek(stretch.start);
        }
        while doc < stretch.end && !clock.is_over() {
            if self.admits(doc) {
                page.offer(self.ranked(doc, scorer.score()));
            }
            doc = scorer.advance();
        }
        Ok(())
    }

    /// The candidates of this segment, out of all of them in order of address.
    fn own<'c>(&self, candidates: &'c [Ranked]) -> Option<&'c [Ranked]> {
        let start = candidates.partition_point(|candidate| candidate.address.segment_ord < self.ordinal);
        let end = candidates.partition_point(|candidate| candidate.address.segment_ord <= self.ordinal);
        candidates.get(start..end).filter(|own| !own.is_empty())
    }

    /// What comes behind the candidates, of which the last has this score. Nothing is pruned here: pruning adds up the
    /// scores of words in an order that depends on the page, and the last bits of a sum on that order.
    fn behind(
        &self,
        weight: &dyn Weight,
        candidates: &HashSet<DocAddress>,
        last: Score,
        page: &mut Page,
        clock: &mut Clock,
    ) -> tantivy::Result<()> {
        let mut scorer = weight.scorer(self.segment, 1.0)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED && !clock.is_over() {
            let address = DocAddress::new(self.ordinal, doc);
            if self.admits(doc) && !candidates.contains(&address) {
                page.offer(self.ranked(doc, scorer.score().min(last)));
            }
            doc = scorer.advance();
        }
        Ok(())
    }

    fn by_date(&self, weight: &dyn Weight, page: &mut Page, clock: &mut Clock, sorted: bool) -> tantivy::Result<()> {
        let stretch = self.filter.stretch().unwrap_or(0..TERMINATED);
        if stretch.is_empty() {
            return Ok(());
        }
        let mut scorer = weight.scorer(self.segment, 1.0)?;
        let mut doc = scorer.doc();
        if doc < stretch.start {
            doc = scorer.seek(stretch.start);
        }
        while doc < stretch.end && !clock.is_over() {
            if self.admits(doc) {
                let ranked = self.ranked(doc, 0.0);
                // Segments are sorted newest first: what follows is no newer.
                if sorted && page.last().is_some_and(|last| ranked.key.when < last.when) {
                    break;
                }
                page.offer(ranked);
            }
            doc = scorer.advance();
        }
        Ok(())
    }
}
