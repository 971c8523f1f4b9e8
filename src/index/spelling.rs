//! Another spelling for a query that found nothing, from the words of the archive itself.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::Term;

use super::allowance::Allowance;
use super::error::IndexError;
use super::pattern::Pattern;
use super::snapshot::Snapshot;
use super::terms::Terms;
use super::top::{Sought, top};
use super::translate::Translator;
use crate::query::{Expand, Leaf, Query, Request, Sort, within_one_letter};
use crate::results::Spelling;
use crate::text::{Reading, english_stem, tokenize};

/// The shortest word that is taken for misspelt, in letters.
const MIN_WORD: usize = 4;
/// From here on two letters may be wrong.
const MIN_WORD_OF_TWO: usize = 6;
/// The most words of a query that are looked at.
const MAX_WORDS: usize = 12;
/// The most other queries that are tried.
const MAX_TRIES: usize = 6;
/// How much more frequent another word must be for one that the archive knows to be taken for its misspelling.
const MUCH_MORE: u64 = 50;

/// A query that finds something under the same selections, with other words for those that the archive does not know.
pub(super) fn spelling(
    snapshot: &Snapshot,
    request: &Request,
    allowance: &Allowance,
) -> Result<Option<Spelling>, IndexError> {
    let mut corrections: Vec<(String, Vec<String>)> = Vec::new();
    for (word, exact) in words(&request.query).into_iter().take(MAX_WORDS) {
        if allowance.is_over() {
            return Ok(None);
        }
        let others = others(snapshot, &word, exact)?;
        if !others.is_empty() {
            corrections.push((word, others));
        }
    }
    let terms = Terms::of(&snapshot.latest);
    for choice in choices(&corrections) {
        if allowance.is_over() {
            return Ok(None);
        }
        let text = respelt(&request.query.text, &choice);
        let query = Query::parse(&text, request.matching);
        let request = Request { query, cursor: None, sort: Sort::Newest, ..request.clone() };
        let expr = match request.expand {
            Expand::All => snapshot.acronyms()?.expand(&request.query.expr).0,
            Expand::None => request.query.expr.clone(),
        };
        let query = Translator::new(snapshot.fields, &terms, allowance).query(&expr)?;
        let deadline = allowance.until();
        let sought = Sought { terms: &terms, query: query.as_ref(), ranking: None, request: &request, deadline };
        let found = top(sought, 1, false)?;
        if !found.hits.is_empty() && !allowance.was_exceeded() {
            return Ok(Some(Spelling { read_as: request.query.read_as(), text }));
        }
    }
    Ok(None)
}

/// The words a query asks for, and whether they were asked for exactly as written.
fn words(query: &Query) -> BTreeSet<(String, bool)> {
    let mut words = BTreeSet::new();
    for leaf in query.expr.positive_leaves() {
        match leaf {
            Leaf::Word { word, .. } => {
                words.insert((word.clone(), false));
            }
            Leaf::Exact { words: exact, .. } | Leaf::Loose { words: exact, .. } => {
                words.extend(exact.iter().map(|word| (word.clone(), true)));
            }
            Leaf::Near { sides, .. } => words.extend(sides.iter().flatten().filter_map(|way| match way {
                Leaf::Word { word, .. } => Some((word.clone(), false)),
                _ => None,
            })),
            _ => {}
        }
    }
    words.retain(|(word, _)| word.chars().count() >= MIN_WORD && word.chars().all(char::is_alphabetic));
    words
}

/// The likeliest words for one that the archive does not know, or hardly knows: nearer ones first, then frequent ones.
fn others(snapshot: &Snapshot, word: &str, exact: bool) -> Result<Vec<String>, IndexError> {
    let (searcher, fields) = (&snapshot.latest, &snapshot.fields);
    let known = if exact {
        searcher.doc_freq(&Term::from_field_text(fields.text, word))?
    } else {
        searcher.doc_freq(&Term::from_field_text(fields.stem, &english_stem(word)))?
            + searcher.doc_freq(&Term::from_field_text(fields.unstemmed, word))?
    };
    let distance = if known == 0 && word.chars().count() >= MIN_WORD_OF_TWO { 2 } else { 1 };
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let words = segment.inverted_index(fields.text)?;
        Pattern::Misspelt(word.to_owned(), distance).each(fields.text, &words, |other, listed| {
            *found.entry(String::from_utf8_lossy(other).into_owned()).or_default() += u64::from(listed.doc_freq);
            true
        })?;
    }
    found.retain(|other, releases| {
        other != word && other.chars().all(char::is_alphabetic) && *releases >= known.saturating_mul(MUCH_MORE)
    });
    let mut others: Vec<(String, u64)> = found.into_iter().collect();
    others.sort_by_cached_key(|(other, releases)| {
        let two_letters = !within_one_letter(word, other);
        // Hardly anybody errs in the first letter.
        let begins_otherwise = word.chars().next() != other.chars().next();
        (two_letters, begins_otherwise, std::cmp::Reverse(*releases), other.clone())
    });
    Ok(others.into_iter().map(|(other, _)| other).take(3).collect())
}

/// Which other word to take for each: the likeliest for all, then the next for one of them.
fn choices(corrections: &[(String, Vec<String>)]) -> Vec<Vec<(&str, &str)>> {
    let choice = |changed: usize, rank: usize| -> Option<Vec<(&str, &str)>> {
        corrections
            .iter()
            .enumerate()
            .map(|(at, (word, others))| {
                Some((word.as_str(), others.get(if at == changed { rank } else { 0 })?.as_str()))
            })
            .collect()
    };
    if corrections.is_empty() {
        return Vec::new();
    }
    let next = (1..3).flat_map(|rank| (0..corrections.len()).map(move |changed| (changed, rank)));
    std::iter::once((0, 0)).chain(next).filter_map(|(changed, rank)| choice(changed, rank)).take(MAX_TRIES).collect()
}

/// A text with some of its words replaced.
fn respelt(text: &str, choice: &[(&str, &str)]) -> String {
    let mut respelt = String::with_capacity(text.len());
    let mut at = 0;
    for token in tokenize(text, Reading::Query).iter() {
        if let Some((_, other)) = choice.iter().find(|(word, _)| *word == token.folded)
            && token.start >= at
        {
            respelt.push_str(&text[at..token.start]);
            respelt.push_str(other);
            at = token.end;
        }
    }
    respelt.push_str(&text[at..]);
    respelt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_everything_but_the_misspelt_words() {
        assert_eq!(
            respelt("\"Modren slavery\" -fruad OR x", &[("modren", "modern")]),
            "\"modern slavery\" -fruad OR x"
        );
        assert_eq!(respelt("polcie’s work", &[("polcie", "police")]), "police work");
    }

    #[test]
    fn the_likeliest_words_are_tried_first_and_then_one_other_at_a_time() {
        let others = |word: &str, others: &[&str]| (word.to_owned(), others.iter().map(|o| (*o).to_owned()).collect());
        let corrections = [others("a", &["a1", "a2"]), others("b", &["b1"])];
        assert_eq!(choices(&corrections), [[("a", "a1"), ("b", "b1")], [("a", "a2"), ("b", "b1")]]);
        assert!(choices(&[]).is_empty());
    }
}
