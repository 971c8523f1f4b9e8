//! The leaves of queries, by number, and where each of them occurs in a text: looked for all at once, word by word.

use super::ast::{Leaf, Scope};
use super::fuzzy::Misspellings;
use super::occurrences::{Found, Neighbours};
use crate::text::{Beginnings, ByWord, Token, Tokens, english_stem};

/// Leaves, and which of them each word of a text may meet.
#[derive(Debug, Clone, Default)]
pub(super) struct Leaves {
    all: Vec<Leaf>,
    /// Folded word -> leaves of exact words that begin with it.
    exact: ByWord<Vec<usize>>,
    /// English stem -> leaves.
    stems: ByWord<Vec<usize>>,
    /// How those begin.
    stems_begin: Beginnings,
    /// How all that is asked for begins.
    begin: Beginnings,
    /// Folded word -> leaves: bare words, for releases that are not English.
    bare: ByWord<Vec<usize>>,
    /// Folded beginnings and their leaves.
    prefixes: Vec<(String, usize)>,
    /// Words and the leaves that ask for what is one letter away from them.
    misspellings: Misspellings,
    /// Leaves whose words must stand near each other.
    neighbours: Vec<Neighbours>,
}

impl Leaves {
    /// Adds a leaf, and behind it those that it is made of; gives its number.
    pub(super) fn add(&mut self, leaf: &Leaf) -> usize {
        let number = self.all.len();
        self.all.push(leaf.clone());
        match leaf {
            Leaf::Word { word, .. } => {
                let stem = english_stem(word);
                self.stems_begin.add(&stem);
                self.begin.add(&stem);
                self.begin.add(word);
                self.stems.entry(stem).or_default().push(number);
                self.bare.entry(word.clone()).or_default().push(number);
            }
            Leaf::Exact { words, .. } => {
                words.iter().for_each(|word| self.begin.add(word));
                if let Some(first) = words.first() {
                    self.exact.entry(first.clone()).or_default().push(number);
                }
            }
            Leaf::Prefix { prefix, .. } => {
                self.begin.add(prefix);
                self.prefixes.push((prefix.clone(), number));
            }
            Leaf::Fuzzy { word, .. } => {
                // The first letter may be the one that is missing.
                self.begin = Beginnings::all();
                self.misspellings.add(word, number);
            }
            Leaf::Loose { scope, words, within } => {
                let exact = |word: &String| Leaf::Exact { scope: *scope, words: vec![word.clone()] };
                let sides = words.iter().map(|word| vec![self.add(&exact(word))]).collect();
                self.neighbours.push(Neighbours { leaf: number, sides, within: *within, in_order: true });
            }
            Leaf::Near { sides, within, .. } => {
                let sides = sides.iter().map(|side| side.iter().map(|way| self.add(way)).collect()).collect();
                self.neighbours.push(Neighbours { leaf: number, sides, within: *within, in_order: false });
            }
            Leaf::Topic(_)
            | Leaf::Kind(_)
            | Leaf::Publisher(_)
            | Leaf::Language(_)
            | Leaf::Date(_)
            | Leaf::Id(_)
            | Leaf::Address(_) => {}
        }
        number
    }

    /// Where a leaf looks for words; `None` where it asks for something else.
    pub(super) fn scope(&self, leaf: usize) -> Option<Scope> {
        self.all.get(leaf).and_then(Leaf::scope)
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, Leaf> {
        self.all.iter()
    }

    /// How the words begin that any of them asks for.
    pub(super) fn beginnings(&self) -> Beginnings {
        self.begin
    }

    /// Where they occur in one text: every word is looked up once.
    pub(super) fn find(&self, tokens: &Tokens) -> Found {
        if tokens.is_empty() {
            return Found::default();
        }
        let mut found = Found::new(self.all.len());
        // Tables that no query fills need no look-up: most queries are bare words alone.
        let exact = !self.exact.is_empty();
        let spelled_otherwise = !(self.prefixes.is_empty() && self.misspellings.is_empty());
        let folded = |token: Token<'_>, found: &mut Found| {
            if exact {
                found.advance(token, |leaf| self.phrase(leaf));
                for &leaf in self.exact.get(token.folded).into_iter().flatten() {
                    match self.phrase(leaf) {
                        [_] => found.add(leaf, token),
                        _ => found.begin(leaf, token),
                    }
                }
            }
            if spelled_otherwise {
                self.find_by_spelling(token, found);
            }
        };
        if tokens.is_stemmed() {
            for (token, stem) in tokens.iter_stemmed() {
                if self.stems_begin.begins(stem) {
                    for &leaf in self.stems.get(stem).into_iter().flatten() {
                        found.add(leaf, token);
                    }
                }
                folded(token, &mut found);
            }
        } else {
            for token in tokens.iter() {
                for &leaf in self.bare.get(token.folded).into_iter().flatten() {
                    found.add(leaf, token);
                }
                folded(token, &mut found);
            }
        }
        for neighbours in &self.neighbours {
            found.bring_together(neighbours);
        }
        found
    }

    /// The words of a leaf of exact words.
    fn phrase(&self, leaf: usize) -> &[String] {
        match self.all.get(leaf) {
            Some(Leaf::Exact { words, .. }) => words,
            _ => &[],
        }
    }

    fn find_by_spelling(&self, token: Token<'_>, found: &mut Found) {
        for (prefix, leaf) in &self.prefixes {
            if token.folded.starts_with(prefix.as_str()) {
                found.add(*leaf, token);
            }
        }
        self.misspellings.leaves_of(token.folded, |leaf| found.add(leaf, token));
    }
}
