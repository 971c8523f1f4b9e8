//! One segment, and the ways in which hits are found in it.
//!
//! By one word, the engine passes over what cannot come first, and the filter is tested inside its callback: pruning goes
//! on as if nothing were selected, and only releases that could enter the page are looked at. Several words are gone
//! through window by window, and whatever else there is one release after the other. Sorted by date, a segment is read in its
//! own order and left as soon as the page is full. What was reworded may lie anywhere in it, so by last change all is read.

use std::collections::HashSet;
use std::ops::{ControlFlow, Range};
use std::time::Instant;

use tantivy::query::{Scorer, Weight};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocAddress, DocId, Score, SegmentOrdinal, SegmentReader, TERMINATED, Term};

use super::candidates::Candidates;
use super::count::Counting;
use super::filter::Filter;
use super::order::{Page, Ranked, place};
use super::terms::Terms;
use super::view::Columns;
use super::words::WordsWeight;
use crate::query::Request;

/// How many releases are looked at between two looks at the clock.
const BETWEEN_LOOKS: u32 = 1024;

/// Where the dates admit less than this part of a segment, all that is found there is scored: the first hits of it lie
/// behind many that are not selected.
const FEW: usize = 4;

/// A look at the clock every so often.
pub(super) struct Clock {
    deadline: Option<Instant>,
    until_look: u32,
    pub(super) over: bool,
}

impl Clock {
    pub(super) fn new(deadline: Option<Instant>) -> Self {
        Self { deadline, until_look: BETWEEN_LOOKS, over: false }
    }

    fn is_over(&mut self) -> bool {
        self.until_look -= 1;
        if self.until_look == 0 {
            self.until_look = BETWEEN_LOOKS;
            self.look();
        }
        self.over
    }

    fn look(&mut self) -> bool {
        self.over = self.over || self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        self.over
    }
}

/// One segment and what is read of it.
pub(super) struct Place<'s> {
    request: &'s Request,
    segment: &'s SegmentReader,
    pub(super) ordinal: SegmentOrdinal,
    pub(super) columns: &'s Columns,
    filter: Filter,
}

impl<'s> Place<'s> {
    pub(super) fn new(
        request: &'s Request,
        ordinal: SegmentOrdinal,
        segment: &'s SegmentReader,
        columns: &'s Columns,
    ) -> tantivy::Result<Self> {
        Ok(Self { request, segment, ordinal, columns, filter: Filter::new(request, columns)? })
    }

    pub(super) fn ranked(&self, doc: DocId, score: Score) -> Ranked {
        Ranked { key: place(self.columns, self.request, doc, score), address: DocAddress::new(self.ordinal, doc) }
    }

    /// Offers a release, where it is selected and its score may still be among the best.
    fn propose(&self, candidates: &mut Candidates<'_>, doc: DocId, score: Score) {
        if score >= candidates.bar() && self.filter.admits(doc) {
            candidates.offer(score, DocAddress::new(self.ordinal, doc));
        }
    }

    /// The same for what may still come on the page.
    fn offer(&self, page: &mut Page, doc: DocId, score: Score) {
        let may_come = page.last().is_none_or(|last| score >= Score::from_bits(last.score));
        if may_come && self.filter.admits(doc) {
            page.offer(self.ranked(doc, score));
        }
    }

    /// The candidates of this segment, out of all of them in order of address.
    pub(super) fn own<'c>(&self, candidates: &'c [(Score, DocAddress)]) -> Option<&'c [(Score, DocAddress)]> {
        let start = candidates.partition_point(|(_, address)| address.segment_ord < self.ordinal);
        let end = candidates.partition_point(|(_, address)| address.segment_ord <= self.ordinal);
        candidates.get(start..end).filter(|own| !own.is_empty())
    }

    /// Every release that is found in some pieces, selected or not, while there is time.
    fn each(
        &self,
        weight: &dyn Weight,
        pieces: &[Range<DocId>],
        clock: &mut Clock,
        mut take: impl FnMut(DocId, &mut dyn Scorer) -> ControlFlow<()>,
    ) -> tantivy::Result<()> {
        let mut scorer = weight.scorer(self.segment, 1.0)?;
        for piece in pieces {
            let mut doc = scorer.doc();
            if doc < piece.start {
                doc = scorer.seek(piece.start);
            }
            while doc < piece.end && !clock.is_over() {
                if !self.segment.is_deleted(doc) && take(doc, scorer.as_mut()).is_break() {
                    return Ok(());
                }
                doc = scorer.advance();
            }
        }
        Ok(())
    }

    pub(super) fn by_score(
        &self,
        weight: &dyn Weight,
        prunes: bool,
        candidates: &mut Candidates<'_>,
        clock: &mut Clock,
    ) -> tantivy::Result<()> {
        // Just below the last score: an equal one may still come before it, by date or id.
        let threshold = |candidates: &Candidates<'_>| candidates.last().map_or(Score::MIN, Score::next_down);
        let documents = self.segment.max_doc();
        // Too few for pruning to find its way to.
        if !prunes || self.filter.documents_in_pieces(documents) < documents as usize / FEW {
            return self.each(weight, &self.filter.pieces(documents), clock, |doc, scorer| {
                self.propose(candidates, doc, scorer.score());
                ControlFlow::Continue(())
            });
        }
        weight.for_each_pruning(threshold(candidates), self.segment, &mut |doc, score| {
            if clock.is_over() {
                return Score::INFINITY;
            }
            if !self.segment.is_deleted(doc) {
                self.propose(candidates, doc, score);
            }
            threshold(candidates)
        })
    }

    /// As [`Self::by_score`], window by window, and counts what it comes by where that is asked.
    pub(super) fn by_words(
        &self,
        words: &[WordsWeight],
        terms: &Terms<'_>,
        candidates: &mut Candidates<'_>,
        counting: Option<&mut Counting<'_>>,
        clock: &mut Clock,
    ) -> tantivy::Result<()> {
        let pieces = match &counting {
            Some(counting) => counting.pieces(&self.filter, self.segment),
            None => self.filter.pieces(self.segment.max_doc()),
        };
        let mut tally = counting.as_ref().map(|counting| counting.tally(&self.filter, self.columns));
        for part in words {
            let known = |term: &Term| terms.in_segment(term, self.ordinal);
            let Some(mut windows) = part.windows(self.segment, known, pieces.clone(), 1.0)? else { continue };
            while windows.next() && !clock.look() {
                windows.retain_alive(self.segment);
                windows.score(candidates.bar(), |doc, score| self.propose(candidates, doc, score));
                if let Some(tally) = &mut tally {
                    tally.add_window(&windows);
                }
            }
        }
        match (counting, tally) {
            (Some(counting), Some(tally)) => counting.take(tally),
            _ => Ok(()),
        }
    }

    /// As [`Self::by_score`], and counts what it comes by.
    pub(super) fn score_and_count(
        &self,
        weight: &dyn Weight,
        candidates: &mut Candidates<'_>,
        counting: &mut Counting<'_>,
        clock: &mut Clock,
    ) -> tantivy::Result<()> {
        let mut tally = counting.tally(&self.filter, self.columns);
        let mut block = Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN);
        self.each(weight, &counting.pieces(&self.filter, self.segment), clock, |doc, scorer| {
            self.propose(candidates, doc, scorer.score());
            block.push(doc);
            if block.len() == COLLECT_BLOCK_BUFFER_LEN {
                tally.add(&block);
                block.clear();
            }
            ControlFlow::Continue(())
        })?;
        tally.add(&block);
        counting.take(tally)
    }

    /// What comes behind the candidates, of which the last has this score.
    pub(super) fn behind(
        &self,
        weight: &dyn Weight,
        candidates: &HashSet<DocAddress>,
        last: Score,
        page: &mut Page,
        clock: &mut Clock,
    ) -> tantivy::Result<()> {
        self.each(weight, std::slice::from_ref(&(0..TERMINATED)), clock, |doc, scorer| {
            if !candidates.contains(&DocAddress::new(self.ordinal, doc)) {
                self.offer(page, doc, scorer.score().min(last));
            }
            ControlFlow::Continue(())
        })
    }

    pub(super) fn by_date(
        &self,
        weight: &dyn Weight,
        page: &mut Page,
        clock: &mut Clock,
        sorted: bool,
    ) -> tantivy::Result<()> {
        self.each(weight, &self.filter.pieces(TERMINATED), clock, |doc, _| {
            if self.filter.admits(doc) {
                let ranked = self.ranked(doc, 0.0);
                // Segments are sorted newest first: what follows is no newer.
                if sorted && page.last().is_some_and(|last| ranked.key.when < last.when) {
                    return ControlFlow::Break(());
                }
                page.offer(ranked);
            }
            ControlFlow::Continue(())
        })
    }
}
