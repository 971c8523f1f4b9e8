//! The postings of one word in one segment, window by window.

use std::ops::Range;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::{DocId, Score, TERMINATED};

use super::bits::{BITS, Bits, clear, each, has, mark, meet, set};

pub(super) struct List {
    postings: BlockSegmentPostings,
    /// Of the posting to be read next, in its block.
    at: usize,
    ranked: Option<Ranked>,
    /// The most that the word adds to the score of a document of the window, as the engine noted it for its blocks.
    most: Score,
    /// Which documents of the window have the word.
    marked: Bits,
    marks_any: bool,
    /// How often each of them does, in order.
    frequencies: Vec<u32>,
    /// How many are marked before each word of bits.
    before: [u16; BITS],
    before_is_known: bool,
}

/// What a word is ranked by.
pub(super) struct Ranked {
    /// Lengths of documents.
    pub(super) lengths: FieldNormReader,
    pub(super) weight: Bm25Weight,
    /// How far what the engine noted of a block may lie below the truth.
    pub(super) slack: Score,
}

impl Ranked {
    fn score(&self, doc: DocId, frequency: u32) -> Score {
        self.weight.score(self.lengths.fieldnorm_id(doc), frequency)
    }
}

impl List {
    pub(super) fn new(postings: BlockSegmentPostings, ranked: Option<Ranked>) -> Self {
        Self {
            postings,
            at: 0,
            ranked,
            most: 0.0,
            marked: [0; BITS],
            marks_any: false,
            frequencies: Vec::new(),
            before: [0; BITS],
            before_is_known: false,
        }
    }

    /// How many documents have the word.
    pub(super) fn documents(&self) -> u32 {
        self.postings.doc_freq()
    }

    /// No less than the word adds to the score of any document of the window.
    pub(super) fn bound(&self) -> Score {
        self.ranked.as_ref().map_or(0.0, |ranked| self.most * ranked.slack)
    }

    /// Takes note of the block that is read.
    fn bind(&mut self) {
        if let Some(Ranked { lengths, weight, .. }) = &self.ranked {
            self.most = self.most.max(self.postings.block_max_score(lengths, weight));
        }
    }

    /// The document to be read next.
    fn next(&self) -> DocId {
        self.postings.docs().get(self.at).copied().unwrap_or(TERMINATED)
    }

    /// Goes on to the first document from `target` on.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.next() < target {
            self.at = self.postings.seek(target);
        }
        self.next()
    }

    /// Which documents of the window have the word; `None` where none does.
    pub(super) fn marked(&self) -> Option<&Bits> {
        self.marks_any.then_some(&self.marked)
    }

    /// Reads the postings of a window.
    pub(super) fn read(&mut self, window: &Range<DocId>) {
        self.empty();
        self.seek(window.start);
        while self.next() < window.end {
            self.marks_any = true;
            self.bind();
            let docs = &self.postings.docs()[self.at..];
            let last = docs[docs.len() - 1];
            let inside = if last < window.end { docs.len() } else { docs.partition_point(|doc| *doc < window.end) };
            mark(&mut self.marked, window.start, &docs[..inside]);
            if self.ranked.is_some() {
                self.frequencies.extend_from_slice(&self.postings.freqs()[self.at..self.at + inside]);
            }
            if last < window.end {
                self.postings.advance();
                self.at = 0;
            } else {
                self.at += inside;
            }
        }
    }

    /// Looks some documents of a window up instead, where they are few beside its postings.
    pub(super) fn look_up(&mut self, start: DocId, documents: &Bits) {
        self.empty();
        each(documents, |place| {
            let doc = start + place;
            if self.seek(doc) == doc {
                self.marks_any = true;
                set(&mut self.marked, place);
                self.bind();
                if self.ranked.is_some() {
                    self.frequencies.push(self.postings.freq(self.at));
                }
            }
        });
    }

    fn empty(&mut self) {
        if self.marks_any {
            self.marked = [0; BITS];
            self.frequencies.clear();
            (self.marks_any, self.before_is_known, self.most) = (false, false, 0.0);
        }
    }

    /// Adds what the word says of documents of the window that have it, and lets go of those that are below `bar` then.
    pub(super) fn add_scores(&mut self, start: DocId, documents: &mut Bits, scores: &mut [Score], bar: Score) {
        if !self.marks_any {
            return;
        }
        self.know_before();
        let mut with_it = *documents;
        meet(&mut with_it, &self.marked);
        each(&with_it, |place| {
            let score = &mut scores[place as usize];
            *score += self.score(start, place);
            if *score < bar {
                *score = 0.0;
                clear(documents, place);
            }
        });
    }

    /// What the word says of a document of the window, if it has it.
    pub(super) fn score_of(&mut self, start: DocId, place: u32) -> Option<Score> {
        if !has(&self.marked, place) {
            return None;
        }
        self.know_before();
        Some(self.score(start, place))
    }

    fn score(&self, start: DocId, place: u32) -> Score {
        let Some(ranked) = &self.ranked else { return 0.0 };
        let (bits, bit) = (place as usize / 64, place % 64);
        let rank = usize::from(self.before[bits]) + (self.marked[bits] & ((1 << bit) - 1)).count_ones() as usize;
        ranked.score(start + place, self.frequencies[rank])
    }

    fn know_before(&mut self) {
        if !self.before_is_known {
            let mut sum = 0;
            for (before, bits) in self.before.iter_mut().zip(&self.marked) {
                *before = sum;
                sum += bits.count_ones() as u16;
            }
            self.before_is_known = true;
        }
    }
}
