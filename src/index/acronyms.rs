//! The short forms of an archive, by the votes of its releases.
//!
//! Each release carries the pairs that it explains as terms. Nothing is kept beside them: who reads a commit counts
//! the releases of each term. So it does not matter in which order releases came, which were replaced, or where a run
//! was killed.

use std::collections::BTreeMap;

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{InvertedIndexReader, Searcher, SegmentReader, Term};

use super::error::IndexError;
use super::schema::Fields;
use crate::enrich::{acronyms, built_in_acronyms};
use crate::query::Acronyms;
use crate::release::EnrichedRelease;
use crate::text::english_stem;

/// Releases that must explain a short form alike before it is believed: one press officer errs, or has a house name.
const ENOUGH: u64 = 3;

/// The most long forms of one short form.
const MAX_SENSES: usize = 4;

/// A short form that is explained in less than one in so many of the releases with that word is a word of its own
/// (`who`, `act`, `us`).
const EXPLAINED_IN: u64 = 50;

/// Stands between short and long form. No folded word holds it.
const BETWEEN: char = '\u{1}';

/// The pairs that a release explains, as terms.
pub(super) fn acronym_terms(release: &EnrichedRelease) -> impl Iterator<Item = String> {
    let texts = [release.title.as_deref(), release.summary.as_deref(), Some(release.body.as_str())];
    acronyms(texts.map(Option::unwrap_or_default)).into_iter().map(|(short, long)| format!("{short}{BETWEEN}{long}"))
}

/// The pairs that are believed: ours, where the archive knows the words, and its own.
pub(super) fn voted(searcher: &Searcher, fields: &Fields) -> Result<Acronyms, IndexError> {
    let mut votes: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let pairs = segment.inverted_index(fields.acronym)?;
        let mut stream = pairs.terms().stream().map_err(tantivy::TantivyError::from)?;
        while let Some((pair, found)) = stream.next() {
            let releases = living(segment, &pairs, found)?;
            *votes.entry(String::from_utf8_lossy(pair).into_owned()).or_default() += releases;
        }
    }
    let mut senses: BTreeMap<&str, Vec<(u64, &str)>> = BTreeMap::new();
    for (pair, &releases) in votes.iter().filter(|(_, releases)| **releases >= ENOUGH) {
        if let Some((short, long)) = pair.split_once(BETWEEN) {
            senses.entry(short).or_default().push((releases, long));
        }
    }
    let having = |word: &str| -> Result<u64, IndexError> {
        let word = Term::from_field_text(fields.text, word);
        let mut releases = 0;
        for segment in searcher.segment_readers() {
            let words = segment.inverted_index(fields.text)?;
            if let Some(found) = words.get_term_info(&word).map_err(tantivy::TantivyError::from)? {
                releases += living(segment, &words, &found)?;
            }
        }
        Ok(releases)
    };
    let mut believed = Acronyms::default();
    for (short, long) in built_in_acronyms().unwrap_or_default() {
        let mut known = true;
        for word in long.split(' ') {
            known = known && having(word)? > 0;
        }
        if known {
            believed.learn(&short, &long, true);
        }
    }
    for (short, mut senses) in senses {
        let all: u64 = senses.iter().map(|(releases, _)| releases).sum();
        if all * EXPLAINED_IN < having(short)? {
            continue;
        }
        senses.sort_by(|(one, long), (other, longer)| other.cmp(one).then_with(|| long.cmp(longer)));
        // `support officer` and `support officers` are one meaning.
        let meaning = |long: &str| long.split(' ').map(english_stem).collect::<Vec<_>>();
        let mut meant: BTreeMap<Vec<String>, u64> = BTreeMap::new();
        for (releases, long) in &senses {
            *meant.entry(meaning(long)).or_default() += releases;
        }
        for (_, long) in senses.into_iter().take(MAX_SENSES) {
            let stands_for_it = meant.get(&meaning(long)).is_some_and(|releases| 2 * releases > all);
            believed.learn(short, long, stands_for_it);
        }
    }
    Ok(believed)
}

/// How many releases of a segment have a term. The engine's own number counts those that were replaced until their
/// segment is merged, and so depends on how the index came about.
fn living(segment: &SegmentReader, terms: &InvertedIndexReader, found: &TermInfo) -> Result<u64, IndexError> {
    let Some(alive) = segment.alive_bitset() else { return Ok(u64::from(found.doc_freq)) };
    let listed = terms.read_postings_from_terminfo(found, IndexRecordOption::Basic);
    let listed = listed.map_err(tantivy::TantivyError::from)?;
    Ok(u64::from(listed.doc_freq_given_deletes(alive)))
}
