//! The words of one text, kept side by side.

use super::MAX_WORD;
use super::stem::Stems;

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// The folded form: what exact words and phrases are compared with.
    pub folded: &'t str,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends in the text, in bytes.
    pub end: usize,
    /// Its place in the sequence of words; several forms of one word share a place.
    pub position: u32,
}

/// The words of a text, in order of position.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    folded: String,
    spans: Vec<Span>,
    stems: String,
    stem_ends: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
    folded_end: u32,
    position: u32,
}

impl Tokens {
    pub(super) fn with_capacity(text_bytes: usize) -> Self {
        Self { folded: String::with_capacity(text_bytes), spans: Vec::with_capacity(text_bytes / 5), ..Self::default() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// True where the text has no word.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Token<'_>> {
        let mut folded_start = 0;
        self.spans.iter().map(move |span| {
            let folded = &self.folded[folded_start..span.folded_end as usize];
            folded_start = span.folded_end as usize;
            Token { folded, start: span.start as usize, end: span.end as usize, position: span.position }
        })
    }

    /// All of them with their English stems; [`Tokens::stem`] first.
    pub fn iter_stemmed(&self) -> impl Iterator<Item = (Token<'_>, &str)> {
        debug_assert_eq!(self.stem_ends.len(), self.spans.len(), "tokens were not stemmed");
        let mut start = 0;
        self.iter().zip(&self.stem_ends).map(move |(token, &end)| {
            let stem = &self.stems[start..end as usize];
            start = end as usize;
            (token, stem)
        })
    }

    /// Adds the English stem of every word.
    pub fn stem(&mut self, stems: &mut Stems) {
        let mut joined = String::with_capacity(self.folded.len());
        let mut ends = Vec::with_capacity(self.spans.len());
        for token in self.iter() {
            joined.push_str(stems.of(token.folded));
            ends.push(joined.len() as u32);
        }
        self.stems = joined;
        self.stem_ends = ends;
    }

    /// True once [`Tokens::stem`] was called, and where there is nothing to stem.
    pub fn is_stemmed(&self) -> bool {
        self.stem_ends.len() == self.spans.len()
    }

    /// The open end of the buffer in which the scanner folds the next word.
    pub(super) fn next_folded(&mut self) -> &mut String {
        &mut self.folded
    }

    /// Folds a text of ASCII alone into that buffer.
    pub(super) fn fold_ascii(&mut self, text: &str) {
        let start = self.folded.len();
        self.folded.push_str(text);
        self.folded[start..].make_ascii_lowercase();
    }

    /// Where the folded form of the next word begins.
    pub(super) fn next_start(&self) -> usize {
        self.spans.last().map_or(0, |span| span.folded_end as usize)
    }

    /// Puts the whole of a hyphened word before its parts, which began at `first_folded`: at their place, they keep order.
    pub(super) fn push_joined(&mut self, first_folded: usize, start: usize, end: usize, position: u32) {
        let whole = self.folded[first_folded..].to_owned();
        let before = self.spans.partition_point(|span| span.folded_end as usize <= first_folded);
        let parts: Vec<Span> = self.spans.drain(before..).collect();
        if whole.len() > MAX_WORD || parts.len() < 2 {
            self.spans.extend(parts);
            return;
        }
        self.folded.push_str(&whole);
        let shift = whole.len() as u32;
        let folded_end = (first_folded + whole.len()) as u32;
        self.spans.push(Span { start: start as u32, end: end as u32, folded_end, position });
        self.spans.extend(parts.into_iter().map(|part| Span { folded_end: part.folded_end + shift, ..part }));
    }

    /// Closes the word that was folded since the last one; a word that folds to nothing is none.
    pub(super) fn push(&mut self, start: usize, end: usize, position: u32) -> bool {
        let folded_start = self.next_start();
        if self.folded.len() - folded_start > MAX_WORD {
            let mut cut = folded_start + MAX_WORD;
            while !self.folded.is_char_boundary(cut) {
                cut -= 1;
            }
            self.folded.truncate(cut);
        }
        if self.folded.len() == folded_start {
            return false;
        }
        self.spans.push(Span { start: start as u32, end: end as u32, folded_end: self.folded.len() as u32, position });
        true
    }
}
