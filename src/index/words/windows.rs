//! Stretches of a segment, one after the other, and what is found in each.

use std::ops::Range;

use tantivy::{DocId, Score, SegmentReader, TERMINATED};

use super::Wanted;
use super::bits::{BITS, Bits, SPAN, clear, count, each, is_empty, join, mark_all, meet};
use super::enough::{Enough, ROUNDING};
use super::list::List;

/// The least that is looked at together, where something lies far from what was looked at before.
const LEAST_SPAN: u32 = 64;

/// To look a document up takes as long as to read so many postings.
const LOOK_UP: u64 = 12;

/// The windows in which something is found.
pub(in crate::index) struct Windows {
    wanted: Wanted,
    /// In the order of the query.
    lists: Vec<List>,
    /// What each adds to a score in this window, at most.
    bounds: Vec<Score>,
    /// What all behind each add, the last first.
    still: Vec<Score>,
    enough: Enough,
    /// Their numbers, the rarest first.
    rarest_first: Vec<usize>,
    /// Of the segment.
    documents: DocId,
    /// What is looked for lies in these pieces of the segment, which are in order.
    pieces: Vec<Range<DocId>>,
    /// Of the pieces, the first that does not end before the window.
    piece: usize,
    window: Range<DocId>,
    span: u32,
    found: Bits,
    scores: Vec<Score>,
}

impl Windows {
    pub(super) fn new(wanted: Wanted, lists: Vec<List>, documents: DocId, pieces: Vec<Range<DocId>>) -> Self {
        let mut rarest_first: Vec<usize> = (0..lists.len()).collect();
        rarest_first.sort_by_key(|list| lists[*list].documents());
        Self {
            wanted,
            bounds: Vec::with_capacity(lists.len()),
            still: Vec::with_capacity(lists.len()),
            enough: Enough::default(),
            lists,
            rarest_first,
            documents,
            pieces,
            piece: 0,
            window: 0..0,
            span: SPAN,
            found: [0; BITS],
            scores: Vec::new(),
        }
    }

    /// Documents that it may have to go through.
    pub(super) fn cost(&self) -> u64 {
        let documents = self.lists.iter().map(|list| u64::from(list.documents()));
        match self.wanted {
            Wanted::All => documents.min().unwrap_or(0),
            Wanted::Any => documents.sum(),
        }
    }

    /// As many as it may find.
    pub(super) fn most(&self) -> u32 {
        u32::try_from(self.cost()).unwrap_or(u32::MAX).min(self.documents)
    }

    /// Goes on to the next window in which something is found; false where there is none.
    pub(in crate::index) fn next(&mut self) -> bool {
        self.span = SPAN.min(self.span * 8);
        self.find(self.window.end)
    }

    /// Goes on to the first window with something from `target` on, which lies behind this one.
    pub(super) fn seek(&mut self, target: DocId) -> bool {
        self.span = LEAST_SPAN;
        self.find(target)
    }

    fn find(&mut self, mut target: DocId) -> bool {
        while let Some(piece) = self.pieces.get(self.piece) {
            if piece.end <= target {
                self.piece += 1;
                continue;
            }
            let piece_end = piece.end;
            target = self.first_from(target.max(piece.start));
            if target >= piece_end {
                continue;
            }
            let start = target / 64 * 64;
            self.window = start..start.saturating_add(self.span).min(self.documents);
            self.read();
            // What lies before it in its word of bits belongs to what was before.
            self.found[0] &= u64::MAX << (target - start);
            self.keep_to_pieces();
            if !is_empty(&self.found) {
                return true;
            }
            target = self.window.end;
        }
        self.window = self.documents..self.documents;
        self.found = [0; BITS];
        false
    }

    fn keep_to_pieces(&mut self) {
        let window = &self.window;
        if self.pieces.get(self.piece).is_some_and(|piece| piece.start <= window.start && piece.end >= window.end) {
            return;
        }
        let mut inside = [0; BITS];
        for piece in &self.pieces[self.piece..] {
            if piece.start >= window.end {
                break;
            }
            let (from, to) = (piece.start.max(window.start) - window.start, piece.end.min(window.end) - window.start);
            mark_all(&mut inside, from, to);
        }
        meet(&mut self.found, &inside);
    }

    /// No document before this one is found from `target` on.
    fn first_from(&mut self, target: DocId) -> DocId {
        match self.wanted {
            Wanted::All => self.rarest_first.iter().fold(target, |target, list| self.lists[*list].seek(target)),
            Wanted::Any => self.lists.iter_mut().map(|list| list.seek(target)).min().unwrap_or(TERMINATED),
        }
    }

    fn read(&mut self) {
        if self.wanted == Wanted::Any {
            self.found = [0; BITS];
            for list in &mut self.lists {
                list.read(&self.window);
                if let Some(marked) = list.marked() {
                    join(&mut self.found, marked);
                }
            }
            return;
        }
        self.found = [u64::MAX; BITS];
        for (nth, &list) in self.rarest_first.iter().enumerate() {
            let list = &mut self.lists[list];
            // Of its documents, as many as lie in a window on average.
            let here = u64::from(list.documents()) * self.window.len() as u64 / u64::from(self.documents.max(1));
            if nth > 0 && count(&self.found) * LOOK_UP < here {
                list.look_up(self.window.start, &self.found);
            } else {
                list.read(&self.window);
            }
            match list.marked() {
                Some(marked) => meet(&mut self.found, marked),
                None => self.found = [0; BITS],
            }
            if is_empty(&self.found) {
                return;
            }
        }
    }

    /// Takes out what was deleted.
    pub(in crate::index) fn retain_alive(&mut self, segment: &SegmentReader) {
        if segment.has_deletes() {
            let mut alive = self.found;
            each(&self.found, |place| {
                if segment.is_deleted(self.window.start + place) {
                    clear(&mut alive, place);
                }
            });
            self.found = alive;
        }
    }

    /// How many are found in the window.
    pub(in crate::index) fn count(&self) -> u64 {
        count(&self.found)
    }

    /// What is found in the window, in order.
    pub(in crate::index) fn each(&self, mut take: impl FnMut(DocId)) {
        each(&self.found, |place| take(self.window.start + place));
    }

    /// What is found in the window and has at least this score, or hardly less, in order, with its score.
    pub(in crate::index) fn score(&mut self, bar: Score, mut take: impl FnMut(DocId, Score)) {
        self.bounds.clear();
        self.bounds.extend(self.lists.iter().map(List::bound));
        self.still.clear();
        let mut most = 0.0;
        for bound in self.bounds.iter().rev() {
            self.still.push(most);
            most += bound;
        }
        if most < bar {
            return;
        }
        let mut documents = match self.wanted {
            Wanted::All => self.found,
            Wanted::Any => {
                let mut documents = self.enough.mark(&self.lists, &self.bounds, bar);
                meet(&mut documents, &self.found);
                documents
            }
        };
        self.scores.resize(SPAN as usize, 0.0);
        let start = self.window.start;
        for (list, still) in self.lists.iter_mut().zip(self.still.iter().rev()) {
            if is_empty(&documents) {
                return;
            }
            // A little below it, since sums are rounded: what is not wanted is turned away by whoever takes it.
            list.add_scores(start, &mut documents, &mut self.scores, (bar - still) / ROUNDING);
        }
        each(&documents, |place| take(start + place, std::mem::take(&mut self.scores[place as usize])));
    }

    /// The first document found from `target` on, in this window.
    pub(super) fn first_in_window(&self, target: DocId) -> Option<DocId> {
        let place = target.checked_sub(self.window.start)?;
        if target >= self.window.end {
            return None;
        }
        let at = place as usize / 64;
        let here = self.found[at] & (u64::MAX << (place % 64));
        if here != 0 {
            return Some(self.window.start + at as u32 * 64 + here.trailing_zeros());
        }
        let next = (at + 1..BITS).find(|at| self.found[*at] != 0)?;
        Some(self.window.start + next as u32 * 64 + self.found[next].trailing_zeros())
    }

    /// The first document found in this window.
    pub(super) fn first(&self) -> Option<DocId> {
        self.first_in_window(self.window.start)
    }

    /// The score of a document found in this window.
    pub(super) fn score_of(&mut self, doc: DocId) -> Score {
        let start = self.window.start;
        self.lists.iter_mut().filter_map(|list| list.score_of(start, doc - start)).fold(0.0, |sum, score| sum + score)
    }

    pub(super) fn end_of_window(&self) -> DocId {
        self.window.end
    }
}
