//! The best by score, so many of them, as they are found.
//!
//! Most of what is offered is outdone by something later. So where a release stands among others of its score, which takes
//! three columns, is asked only where that decides. And a segment is newest first: once one of it is too old to come in
//! among others of its score, so is everything behind it.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use tantivy::{DocAddress, Score};

use super::order::compare;
use crate::query::{Cursor, Sort};

/// More of one score than this are thinned out before the end.
const MOST_TIED: usize = 256;

pub(super) struct Candidates<'o> {
    limit: usize,
    sort: Sort,
    /// The place of a release, whatever its score.
    place: &'o dyn Fn(DocAddress) -> Cursor,
    /// The best, the worst of them on top.
    best: BinaryHeap<Reverse<Scored>>,
    /// What has the score of the worst, and did not find room.
    tied: Vec<DocAddress>,
    /// Nothing of this score that lies behind it in its segment can find room.
    closed: Option<DocAddress>,
}

#[derive(Debug, Clone, Copy)]
struct Scored {
    score: Score,
    address: DocAddress,
}

impl<'o> Candidates<'o> {
    /// `place` tells where a release stands, whatever its score.
    pub(super) fn new(limit: usize, sort: Sort, place: &'o dyn Fn(DocAddress) -> Cursor) -> Self {
        Self { limit, sort, place, best: BinaryHeap::with_capacity(limit), tied: Vec::new(), closed: None }
    }

    /// The score of the last of them, below which nothing is taken any more; `None` while there is room.
    pub(super) fn last(&self) -> Option<Score> {
        self.best.peek().filter(|_| self.best.len() == self.limit).map(|worst| worst.0.score)
    }

    /// The same, and the least of all scores while there is room.
    pub(super) fn bar(&self) -> Score {
        self.last().unwrap_or(Score::MIN)
    }

    pub(super) fn offer(&mut self, score: Score, address: DocAddress) {
        let offered = Reverse(Scored { score, address });
        if self.best.len() < self.limit {
            self.best.push(offered);
            return;
        }
        let Some(mut worst) = self.best.peek_mut() else { return };
        match score.total_cmp(&worst.0.score) {
            Ordering::Less => {}
            Ordering::Equal if self.closed.is_some_and(|closed| lies_behind(closed, address)) => {}
            Ordering::Equal => {
                self.tied.push(address);
                drop(worst);
                if self.tied.len() > MOST_TIED {
                    self.settle();
                }
            }
            Ordering::Greater => {
                let out = worst.0;
                *worst = offered;
                drop(worst);
                if self.bar().total_cmp(&out.score).is_eq() {
                    self.tied.push(out.address);
                } else {
                    self.tied.clear();
                    self.closed = None;
                }
            }
        }
    }

    /// Gives the places that ties contend for to those who come first.
    fn settle(&mut self) {
        let bar = self.bar();
        let placed = |address| ((self.place)(address), address);
        let mut tied: Vec<(Cursor, DocAddress)> = self.tied.drain(..).map(placed).collect();
        let Some(&(latest, at)) = tied.last() else { return };
        while let Some(worst) = self.best.peek_mut().filter(|worst| worst.0.score.total_cmp(&bar).is_eq()) {
            tied.push(placed(PeekMut::pop(worst).0.address));
        }
        let left = self.limit - self.best.len();
        let (_, last, _) = tied.select_nth_unstable_by(left - 1, |one, other| compare(self.sort, &one.0, &other.0));
        self.closed = (latest.when < last.0.when).then_some(at);
        self.best.extend(tied.into_iter().take(left).map(|(_, address)| Reverse(Scored { score: bar, address })));
    }

    /// The best, in no order.
    pub(super) fn into_best(mut self) -> impl Iterator<Item = (Score, DocAddress)> {
        self.settle();
        self.best.into_iter().map(|Reverse(Scored { score, address })| (score, address))
    }
}

fn lies_behind(one: DocAddress, other: DocAddress) -> bool {
    other.segment_ord == one.segment_ord && other.doc_id > one.doc_id
}

impl Ord for Scored {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score)
    }
}

impl PartialOrd for Scored {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scored {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Scored {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The oracle sorts everything. Two segments, newest first, of which each is gone through in two passes, as
        /// inflected and other words are.
        #[test]
        fn candidates_are_the_first_of_everything_in_order(
            scores in prop::collection::vec(0_u8..6, 0..4000), limit in 1_usize..60, seed in any::<u32>(), a_day in 1_u32..400,
        ) {
            let place = |address: DocAddress| Cursor {
                sort: Sort::Relevance, score: 0, when: -i64::from(address.doc_id / a_day), wording: 0,
                id: u64::from((address.doc_id * 2 + address.segment_ord).wrapping_mul(2_654_435_761).wrapping_add(seed)),
            };
            let half = scores.len() as u32 / 2;
            let address = |at: u32| DocAddress::new(at / (half + 1), at % (half + 1));
            let all = (0..).zip(&scores).map(|(at, score)| (Score::from(*score), address(at)));
            let mut all: Vec<(Score, DocAddress)> = all.collect();
            let mut candidates = Candidates::new(limit, Sort::Relevance, &place);
            for segment in 0..2 {
                for pass in 0..2 {
                    for (score, address) in &all {
                        if address.segment_ord == segment && address.doc_id * 7 / 3 % 2 == pass {
                            candidates.offer(*score, *address);
                        }
                    }
                }
            }
            let mut best: Vec<_> = candidates.into_best().collect();
            best.sort_unstable_by_key(|(_, address)| *address);
            all.sort_by(|one, other| {
                other.0.total_cmp(&one.0).then_with(|| compare(Sort::Relevance, &place(one.1), &place(other.1)))
            });
            all.truncate(limit);
            all.sort_unstable_by_key(|(_, address)| *address);
            prop_assert_eq!(best, all);
        }
    }
}
