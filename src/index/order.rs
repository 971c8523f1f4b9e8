//! The order of hits, and the page that is filled in it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use tantivy::{DocAddress, DocId, Score};

use super::schema::UNDATED;
use super::view::Columns;
use crate::query::{Cursor, Request, Sort, Versions};

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

/// The order of hits: where nothing is ranked, relevance is newest first.
pub(super) fn order(request: &Request, ranks: bool) -> Sort {
    match request.sort {
        Sort::Relevance | Sort::Fresh if !ranks => Sort::Newest,
        sort => sort,
    }
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
pub(super) struct Page {
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
    pub(super) fn new(sort: Sort, limit: usize, after: Option<Cursor>) -> Self {
        Self { sort, limit, after, heap: BinaryHeap::with_capacity(limit.min(1024) + 1) }
    }

    pub(super) fn into_hits(self) -> Vec<Ranked> {
        self.heap.into_sorted_vec().into_iter().map(|placed| placed.ranked).collect()
    }

    pub(super) fn offer(&mut self, ranked: Ranked) {
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

    pub(super) fn is_full(&self) -> bool {
        self.heap.len() == self.limit
    }

    /// The last place of a full page.
    pub(super) fn last(&self) -> Option<&Cursor> {
        self.is_full().then(|| self.heap.peek().map(|worst| &worst.ranked.key)).flatten()
    }
}

/// The place of a document of a segment with these columns.
pub(super) fn place(columns: &Columns, request: &Request, doc: DocId, score: Score) -> Cursor {
    let when = if request.sort == Sort::Changed { &columns.changed } else { &columns.first_day };
    // Only where hits are wordings: else no two places share an id.
    let wording = (request.versions == Versions::All).then(|| columns.version_key.first(doc)).flatten();
    Cursor {
        sort: request.sort,
        score: score.to_bits(),
        when: when.first(doc).unwrap_or(UNDATED),
        id: columns.id_key.first(doc).unwrap_or(0),
        wording: wording.unwrap_or(0),
    }
}
