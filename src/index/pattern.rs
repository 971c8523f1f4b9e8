//! Words by their spelling: one, all that begin so, all that are one letter away.

use tantivy::postings::TermInfo;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{InvertedIndexReader, Term};

/// Which words of a dictionary are meant.
#[derive(Debug, Clone)]
pub(super) enum Pattern {
    /// This one.
    Word(String),
    /// All that begin so.
    Beginning(String),
    /// All that are at most this many letters away, as [`crate::query::within_one_letter`] counts; at most 2.
    Misspelt(String, u8),
    /// All that begin with something one letter away.
    MisspeltBeginning(String),
}

impl Pattern {
    /// Shows every word that is meant, in order, and where its releases are listed, until `take` says false.
    pub(super) fn each(
        &self,
        field: Field,
        words: &InvertedIndexReader,
        mut take: impl FnMut(&[u8], &TermInfo) -> bool,
    ) -> tantivy::Result<()> {
        match self {
            Self::Word(word) => {
                if let Some(found) = words.terms().get(word)? {
                    take(word.as_bytes(), &found);
                }
            }
            Self::Beginning(beginning) => {
                let beginning = beginning.as_bytes();
                let mut stream = words.terms().range().ge(beginning).into_stream()?;
                while let Some((word, found)) = stream.next() {
                    if !word.starts_with(beginning) || !take(word, found) {
                        break;
                    }
                }
            }
            Self::Misspelt(word, _) | Self::MisspeltBeginning(word) => {
                let term = Term::from_field_text(field, word);
                let query = match self {
                    Self::Misspelt(_, distance) => FuzzyTermQuery::new(term, *distance, true),
                    _ => FuzzyTermQuery::new_prefix(term, 1, true),
                };
                let automaton = query.automaton()?;
                let mut stream = words.terms().search(automaton).into_stream()?;
                while let Some((word, found)) = stream.next() {
                    if !take(word, found) {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}
