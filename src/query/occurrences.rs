//! Where the leaves of a query occur in one text.

use std::collections::{HashMap, VecDeque};

use super::near::{Nearness, Place};
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
    /// By leaf, in order of position.
    found: Vec<Vec<Occurrence>>,
    /// By leaf that asks for nearness.
    near: HashMap<usize, Vec<Span>>,
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

/// Something that a leaf asks for, in one text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occurrence {
    /// Bytes.
    start: usize,
    end: usize,
    /// Positions, both included.
    first: u32,
    last: u32,
}

impl Occurrence {
    pub(super) fn of(token: Token<'_>) -> Self {
        Self { start: token.start, end: token.end, first: token.position, last: token.position }
    }

    fn span(&self, leaf: usize) -> Span {
        Span { start: self.start, end: self.end, leaf }
    }
}

/// Leaves that count only where they stand near each other.
#[derive(Debug, Clone)]
pub(super) struct Neighbours {
    /// The leaf that asks for it.
    pub(super) leaf: usize,
    /// The leaves that meet each side.
    pub(super) sides: Vec<Vec<usize>>,
    pub(super) within: u32,
    pub(super) in_order: bool,
}

impl Found {
    pub(super) fn new(leaves: usize) -> Self {
        Self { found: vec![Vec::new(); leaves], near: HashMap::new(), phrases: HashMap::new() }
    }

    pub(super) fn has(&self, leaf: usize) -> bool {
        !self.found[leaf].is_empty() || self.near.get(&leaf).is_some_and(|spans| !spans.is_empty())
    }

    pub(super) fn add(&mut self, leaf: usize, occurrence: Occurrence) {
        let known = &mut self.found[leaf];
        // Several forms of one word (`£40`, `40`) are one occurrence.
        match known.last_mut() {
            Some(last) if (last.first, last.last) == (occurrence.first, occurrence.last) => {
                last.start = last.start.min(occurrence.start);
                last.end = last.end.max(occurrence.end);
            }
            _ => known.push(occurrence),
        }
    }

    /// Takes a word that a leaf asks for. Words come in order of position.
    pub(super) fn advance(&mut self, wanted: Wanted, token: Token<'_>) {
        if wanted.of == 1 {
            self.add(wanted.leaf, Occurrence::of(token));
        } else if let Some(start) = self.phrases.entry(wanted.leaf).or_default().advance(wanted, token) {
            let (first, last) = (token.position + 1 - wanted.of, token.position);
            self.add(wanted.leaf, Occurrence { start, end: token.end, first, last });
        }
    }

    /// Finds where neighbours stand near each other, once all words were taken.
    pub(super) fn bring_together(&mut self, Neighbours { leaf, sides, within, in_order }: &Neighbours) {
        if sides.iter().any(|side| side.iter().all(|&way| self.found[way].is_empty())) {
            return;
        }
        let mut places: Vec<(Place, Span)> = Vec::new();
        for (side, ways) in sides.iter().enumerate() {
            for &way in ways {
                let place = |found: &Occurrence| Place { first: found.first, last: found.last, side };
                places.extend(self.found[way].iter().map(|found| (place(found), found.span(way))));
            }
        }
        places.sort_unstable();
        let (places, spans): (Vec<Place>, Vec<Span>) = places.into_iter().unzip();
        let nearness = Nearness { sides: sides.len(), within: *within, in_order: *in_order };
        let shown = nearness.shown(&places).into_iter().filter_map(|number| spans.get(number).copied()).collect();
        self.near.insert(*leaf, shown);
    }

    /// In order, those of one leaf not overlapping.
    pub(super) fn spans(&self, leaves: &[usize]) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for &leaf in leaves {
            for span in self.found[leaf].iter().map(|found| found.span(leaf)) {
                match spans.last_mut() {
                    Some(last) if last.leaf == leaf && span.start < last.end => last.end = last.end.max(span.end),
                    _ => spans.push(span),
                }
            }
            spans.extend(self.near.get(&leaf).into_iter().flatten());
        }
        spans.sort_unstable();
        spans.dedup();
        spans
    }
}
