//! Where the leaves of a query occur in one text.

use std::collections::HashMap;

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
    /// Phrases under way: per leaf, the position of the first word, its start, and how many words were seen.
    open: HashMap<usize, Vec<Open>>,
}

struct Open {
    first: u32,
    start: usize,
    seen: u32,
}

impl Found {
    pub(super) fn new(leaves: usize) -> Self {
        Self { spans: vec![Vec::new(); leaves], open: HashMap::new() }
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

    /// Takes a word of a phrase. Words come in order of position, so a phrase is under way in few places at a time.
    pub(super) fn advance(&mut self, wanted: Wanted, token: Token<'_>) {
        let Wanted { leaf, place, of } = wanted;
        if of == 1 {
            self.add(leaf, token.start, token.end);
            return;
        }
        let open = self.open.entry(leaf).or_default();
        open.retain(|phrase| phrase.first + of > token.position);
        if place == 0 {
            open.push(Open { first: token.position, start: token.start, seen: 1 });
            return;
        }
        let complete = open
            .iter_mut()
            .find(|phrase| phrase.first + place == token.position && phrase.seen == place)
            .and_then(|phrase| {
                phrase.seen += 1;
                (phrase.seen == of).then_some(phrase.start)
            });
        if let Some(start) = complete {
            self.add(leaf, start, token.end);
        }
    }

    pub(super) fn spans(&self, leaves: &[usize]) -> Vec<Span> {
        let mut spans: Vec<Span> = leaves.iter().flat_map(|&leaf| self.spans[leaf].iter().copied()).collect();
        spans.sort();
        spans.dedup();
        spans
    }
}
