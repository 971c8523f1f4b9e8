//! Where the leaves of a query occur in one text.

use std::collections::HashMap;

use super::near::{Nearness, Place};
use super::phrases::Phrases;
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

/// What was found of each leaf in one text.
///
/// The rules of topics have a thousand leaves, of which a release has few: so what there is of a leaf is chained,
/// and a leaf of which there is nothing costs four bytes.
#[derive(Default)]
pub(super) struct Found {
    /// In order of position, each with the number of the one before it of its leaf.
    all: Vec<(Occurrence, u32)>,
    /// By leaf, the number of its last one, counted from 1; 0 where there is none.
    last: Vec<u32>,
    /// By leaf that asks for nearness.
    near: HashMap<usize, Vec<Span>>,
    phrases: Phrases,
}

/// Something that a leaf asks for, in one text.
#[derive(Debug, Clone, Copy)]
struct Occurrence {
    /// Bytes.
    start: usize,
    end: usize,
    /// Positions, both included.
    first: u32,
    last: u32,
}

impl Occurrence {
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
    /// Nothing yet of so many leaves.
    pub(super) fn new(leaves: usize) -> Self {
        Self { last: vec![0; leaves], ..Self::default() }
    }

    pub(super) fn has(&self, leaf: usize) -> bool {
        self.last.get(leaf).is_some_and(|last| *last > 0) || self.near.get(&leaf).is_some_and(|spans| !spans.is_empty())
    }

    /// Takes a word that a leaf asks for. Words come in order of position.
    pub(super) fn add(&mut self, leaf: usize, token: Token<'_>) {
        self.put(leaf, Occurrence { start: token.start, end: token.end, first: token.position, last: token.position });
    }

    /// Takes a word that a phrase may go on with. `words` are those of a phrase.
    pub(super) fn advance<'w>(&mut self, token: Token<'_>, words: impl Fn(usize) -> &'w [String]) {
        let mut phrases = std::mem::take(&mut self.phrases);
        phrases.advance(token, &words, |leaf, start| {
            let first = token.position + 1 - words(leaf).len() as u32;
            self.put(leaf, Occurrence { start, end: token.end, first, last: token.position });
        });
        self.phrases = phrases;
    }

    /// Takes the word that a phrase of several begins with, after [`Found::advance`] for the same word.
    pub(super) fn begin(&mut self, leaf: usize, token: Token<'_>) {
        self.phrases.begin(leaf, token);
    }

    fn put(&mut self, leaf: usize, occurrence: Occurrence) {
        let Some(number) = self.last.get_mut(leaf) else { return };
        // Several forms of one word (`£40`, `40`) are one occurrence.
        if let Some((last, _)) = number.checked_sub(1).and_then(|last| self.all.get_mut(last as usize))
            && (last.first, last.last) == (occurrence.first, occurrence.last)
        {
            last.start = last.start.min(occurrence.start);
            last.end = last.end.max(occurrence.end);
            return;
        }
        self.all.push((occurrence, *number));
        *number = self.all.len() as u32;
    }

    /// What there is of a leaf, in order of position.
    fn of(&self, leaf: usize) -> Vec<Occurrence> {
        let mut of_leaf = Vec::new();
        let mut number = self.last.get(leaf).copied().unwrap_or(0);
        while let Some((occurrence, before)) = number.checked_sub(1).and_then(|last| self.all.get(last as usize)) {
            of_leaf.push(*occurrence);
            number = *before;
        }
        of_leaf.reverse();
        of_leaf
    }

    /// Finds where neighbours stand near each other, once all words were taken.
    pub(super) fn bring_together(&mut self, Neighbours { leaf, sides, within, in_order }: &Neighbours) {
        let occurs = |way: &usize| self.last.get(*way).is_some_and(|last| *last > 0);
        if !sides.iter().all(|side| side.iter().any(occurs)) {
            return;
        }
        let mut places: Vec<(Place, Span)> = Vec::new();
        for (side, ways) in sides.iter().enumerate() {
            for &way in ways {
                let place = |found: &Occurrence| Place { first: found.first, last: found.last, side };
                places.extend(self.of(way).iter().map(|found| (place(found), found.span(way))));
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
            for span in self.of(leaf).iter().map(|found| found.span(leaf)) {
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
