//! What is like a release by its words: the most telling of them, asked for as a query of any of them.
//!
//! The engine has such a query of its own; it takes the words of every indexed field, leaves out how often they stand
//! in the release, cannot prune, and panics once releases were replaced (quickwit-oss/tantivy#2964).

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Searcher, Term};

use super::error::IndexError;
use super::ranking::Ranking;
use super::schema::TITLE_WEIGHT;
use super::snapshot::Snapshot;
use super::terms::Terms;
use super::top::{Sought, top};
use crate::query::Request;
use crate::release::EnrichedRelease;
use crate::text::{Tokens, Words};

/// The most words that are asked for.
const MOST_WORDS: usize = 25;

/// In an archive so small that a tenth of it is fewer, so many releases may have a telling word.
const SMALL: f32 = 5.0;

/// The most distinct words of a release whose frequency is looked up, first come first: headline, summary, and some
/// pages of text.
const MOST_LOOKED_UP: usize = 1000;

/// The words that tell most of a release, the most telling first: each as it is indexed, and as it stands there.
pub(super) struct Telling {
    field: Field,
    words: Vec<Word>,
}

struct Word {
    indexed: String,
    written: String,
    weight: f32,
}

/// A release that shares telling words with another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alike {
    pub(super) address: DocAddress,
    pub(super) score: f32,
}

impl Telling {
    /// Of a release, whose words these are: weighted by how often they stand in it and how few releases have them.
    pub(super) fn of(snapshot: &Snapshot, release: &EnrichedRelease, words: &Words) -> Result<Self, IndexError> {
        let english = release.language.is_english();
        let field = if english { snapshot.fields.stem } else { snapshot.fields.unstemmed };
        let releases = snapshot.latest.num_docs() as f32;
        let mut telling = Vec::new();
        for (word, count) in counted(release, words, english) {
            let having = frequency(&snapshot.latest, &Term::from_field_text(field, &word.indexed))? as f32;
            // What stands in this release alone finds none, and what stands in a tenth of all tells nothing.
            if having >= 2.0 && having <= (releases / 10.0).max(SMALL) {
                let rarity = ((releases - having + 0.5) / (having + 0.5)).ln_1p();
                let weight = 1.0 + count.ln();
                telling.push((weight * rarity, Word { weight, ..word }));
            }
        }
        // The sort is stable: of equals, those that stand first in the release.
        telling.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        telling.truncate(MOST_WORDS);
        Ok(Self { field, words: telling.into_iter().map(|(_, word)| word).collect() })
    }

    /// The releases that have most of these words, the most similar first; `false` where the deadline cut it short.
    pub(super) fn find(
        &self,
        snapshot: &Snapshot,
        limit: usize,
        deadline: Option<Instant>,
    ) -> Result<(Vec<Alike>, bool), IndexError> {
        let clauses = self.words.iter().map(|word| {
            let term = Term::from_field_text(self.field, &word.indexed);
            let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            // Around a single word a boost does not hinder pruning.
            let query: Box<dyn Query> = Box::new(BoostQuery::new(query, word.weight));
            (Occur::Should, query)
        });
        let query = BooleanQuery::new(clauses.collect());
        if self.words.is_empty() {
            return Ok((Vec::new(), true));
        }
        let terms = Terms::of(&snapshot.latest);
        let ranking = Ranking::by_frequency(snapshot.fields, &terms)?;
        let request = Request::all();
        let sought = Sought { terms: &terms, query: &query, ranking: Some(&ranking), request: &request, deadline };
        let found = top(sought, limit, false)?;
        let alike = found
            .hits
            .into_iter()
            .map(|ranked| Alike { address: ranked.address, score: f32::from_bits(ranked.key.score) });
        Ok((alike.collect(), found.in_time))
    }

    /// The most telling words that another release has too, as they are written in this one.
    pub(super) fn shared_with(&self, release: &EnrichedRelease, words: &Words, most: usize) -> Vec<String> {
        let texts = [&words.title, &words.summary, &words.body];
        let has: HashSet<&str> = if release.language.is_english() {
            texts.into_iter().flat_map(Tokens::iter_stemmed).map(|(_, stem)| stem).collect()
        } else {
            texts.into_iter().flat_map(Tokens::iter).map(|token| token.folded).collect()
        };
        let shared = self.words.iter().filter(|word| has.contains(word.indexed.as_str()));
        shared.map(|word| word.written.clone()).take(most).collect()
    }
}

/// The words of a release by their first places, with how often each stands there, the title as often as in the index.
/// Numbers and single letters are left out: they say when and how much, not what about.
fn counted(release: &EnrichedRelease, words: &Words, english: bool) -> Vec<(Word, f32)> {
    let title = release.title.as_deref().unwrap_or_default();
    let summary = release.summary.as_deref().unwrap_or_default();
    let texts =
        [(title, &words.title, TITLE_WEIGHT as f32), (summary, &words.summary, 1.0), (&release.body, &words.body, 1.0)];
    let mut places = HashMap::new();
    let mut counted: Vec<(Word, f32)> = Vec::new();
    for (text, tokens, weight) in texts {
        let mut add = |indexed: &str, start: usize, end: usize| {
            let is_word = indexed.chars().count() > 1 && !indexed.contains(|c: char| c.is_numeric());
            match places.get(indexed) {
                Some(&at) => {
                    let (_, count): &mut (Word, f32) = &mut counted[at];
                    *count += weight;
                }
                None if is_word && counted.len() < MOST_LOOKED_UP => {
                    places.insert(indexed.to_owned(), counted.len());
                    let written = text.get(start..end).unwrap_or(indexed).to_owned();
                    counted.push((Word { indexed: indexed.to_owned(), written, weight: 0.0 }, weight));
                }
                None => {}
            }
        };
        if english {
            tokens.iter_stemmed().for_each(|(token, stem)| add(stem, token.start, token.end));
        } else {
            tokens.iter().for_each(|token| add(token.folded, token.start, token.end));
        }
    }
    counted
}

/// How many releases have a word, replaced ones included.
fn frequency(searcher: &Searcher, term: &Term) -> Result<u64, IndexError> {
    Ok(searcher.doc_freq(term)?)
}
