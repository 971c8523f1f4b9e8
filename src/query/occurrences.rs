//! Where the leaves of a query occur in one text.

use std::collections::{HashMap, VecDeque};

use crate::text::Token;

/// A passage that satisfied a word, phrase or prefix: a byte range of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
    /// Which leaf of the query, counted from 0: spans of one leaf are occurrences of one thing.
    pub leaf: usize,
}

/// A word that one of the leaves asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) leaf: usize,
    /// Its place in the phrase, from 0.
    pub(super) place: u32,
    /// Words in the phrase.
    pub(super) of: u32,
}

/// What was found of each leaf in one text.
pub(super) struct Found {
    spans: Vec<Vec<Span>>,
    phrases: HashMap<usize, Phrase>,
}

/// A phrase under way, followed by the shift-and method (Baeza-Yates and Gonnet 1992): one bit for every beginning of
/// the phrase that the words up to here make.
#[derive(Default)]
struct Phrase {
    position: u32,
    /// Beginnings that end at the position before.
    before: Vec<u64>,
    /// Beginnings that end at this position.
    here: Vec<u64>,
    /// Where the words that may be its first one stand: position and byte.
    starts: VecDeque<(u32, usize)>,
}

impl Phrase {
    /// Takes the word for a place; gives the first byte of the phrase where that was its last.
    fn advance(&mut self, Wanted { place, of, .. }: Wanted, token: Token<'_>) -> Option<usize> {
        let words = (of as usize).div_ceil(64);
        if self.before.len() != words {
            self.before = vec![0; words];
            self.here = vec![0; words];
        }
        if token.position != self.position {
            let follows = token.position == self.position + 1;
            std::mem::swap(&mut self.before, &mut self.here);
            self.here.fill(0);
            if !follows {
                self.before.fill(0);
            }
            self.position = token.position;
        }
        if place == 0 {
            if self.starts.back().is_none_or(|&(position, _)| position != token.position) {
                self.starts.push_back((token.position, token.start));
            }
            while self.starts.front().is_some_and(|&(position, _)| position + of <= token.position) {
                self.starts.pop_front();
            }
        } else if !bit(&self.before, place - 1) {
            return None;
        }
        if bit(&self.here, place) {
            return None;
        }
        self.here[place as usize / 64] |= 1 << (place % 64);
        if place + 1 < of {
            return None;
        }
        let first = token.position + 1 - of;
        let at = self.starts.binary_search_by_key(&first, |&(position, _)| position).ok()?;
        self.starts.get(at).map(|&(_, start)| start)
    }
}

fn bit(bits: &[u64], place: u32) -> bool {
    bits[place as usize / 64] >> (place % 64) & 1 == 1
}

impl Found {
    pub(super) fn new(leaves: usize) -> Self {
        Self { spans: vec![Vec::new(); leaves], phrases: HashMap::new() }
    }

    pub(super) fn has(&self, leaf: usize) -> bool {
        !self.spans[leaf].is_empty()
    }

    pub(super) fn add(&mut self, leaf: usize, start: usize, end: usize) {
        let spans = &mut self.spans[leaf];
        // Several forms of one word (`£40`, `40`) are one occurrence.
        match spans.last_mut() {
            Some(last) if start < last.end => last.end = last.end.max(end),
            _ => spans.push(Span { start, end, leaf }),
        }
    }

    /// Takes a word that a leaf asks for. Words come in order of position.
    pub(super) fn advance(&mut self, wanted: Wanted, token: Token<'_>) {
        if wanted.of == 1 {
            self.add(wanted.leaf, token.start, token.end);
        } else if let Some(start) = self.phrases.entry(wanted.leaf).or_default().advance(wanted, token) {
            self.add(wanted.leaf, start, token.end);
        }
    }

    pub(super) fn spans(&self, leaves: &[usize]) -> Vec<Span> {
        let mut spans: Vec<Span> = leaves.iter().flat_map(|&leaf| self.spans[leaf].iter().copied()).collect();
        spans.sort();
        spans.dedup();
        spans
    }
}
