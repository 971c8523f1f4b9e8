//! A query in our language as a query of the engine; nothing else.

use std::collections::BTreeSet;
use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::schema::{Fields, UNDATED};
use super::without::Without;
use crate::query::{DateRange, Expr, Leaf, Scope};
use crate::text::english_stem;

/// Up to this many words, the completions of a prefix are ranked one by one; beyond it all of them still match, and
/// all alike.
const MAX_RANKED_COMPLETIONS: usize = 64;

/// Writes queries for one state of an index.
pub(super) struct Translator<'s> {
    pub(super) fields: Fields,
    pub(super) searcher: &'s Searcher,
}

impl Translator<'_> {
    /// The engine's query that returns what satisfies `expr`.
    pub(super) fn query(&self, expr: &Expr) -> tantivy::Result<Box<dyn Query>> {
        match expr {
            Expr::Leaf(leaf) => self.leaf(leaf),
            Expr::Not(_) => self.all_of(std::slice::from_ref(expr)),
            Expr::And(parts) => self.all_of(parts),
            Expr::Or(parts) => {
                let parts = parts.iter().map(|part| Ok((Occur::Should, self.query(part)?)));
                any_of(parts.collect::<tantivy::Result<_>>()?)
            }
        }
    }

    fn all_of(&self, parts: &[Expr]) -> tantivy::Result<Box<dyn Query>> {
        let mut required = Vec::with_capacity(parts.len());
        let mut excluded = Vec::new();
        for part in parts {
            match part {
                Expr::Not(inner) => excluded.push(self.query(inner)?),
                part => required.push((Occur::Must, self.query(part)?)),
            }
        }
        let found: Box<dyn Query> = match required.len() {
            0 => fact(AllQuery),
            1 => required.swap_remove(0).1,
            _ => Box::new(BooleanQuery::new(required)),
        };
        Ok(if excluded.is_empty() { found } else { Box::new(Without { found, excluded }) })
    }

    fn leaf(&self, leaf: &Leaf) -> tantivy::Result<Box<dyn Query>> {
        let fields = &self.fields;
        Ok(match leaf {
            Leaf::Word { scope, word } => return self.bare_word(*scope, word),
            Leaf::Exact { scope, words } => in_sequence(self.exact_field(*scope), words),
            Leaf::Prefix { scope, prefix } => return self.completions(self.exact_field(*scope), prefix),
            Leaf::Topic(name) => fact(term(fields.topic_name, name, IndexRecordOption::Basic)),
            Leaf::Kind(kind) => fact(term(fields.kind, kind.as_str(), IndexRecordOption::Basic)),
            Leaf::Language(language) => fact(term(fields.language, language.as_str(), IndexRecordOption::Basic)),
            Leaf::Publisher(words) => Box::new(ConstScoreQuery::new(in_sequence(fields.publisher_words, words), 0.0)),
            Leaf::Date(range) => fact(self.date(*range)),
        })
    }

    fn exact_field(&self, scope: Scope) -> Field {
        match scope {
            Scope::Anywhere => self.fields.text,
            Scope::Title => self.fields.title,
        }
    }

    /// Stems where releases are English, the word itself where they are not. Most archives have but one of the two,
    /// and a single term is what the engine can prune by.
    fn bare_word(&self, scope: Scope, word: &str) -> tantivy::Result<Box<dyn Query>> {
        let (stemmed, unstemmed) = match scope {
            Scope::Anywhere => (self.fields.stem, self.fields.unstemmed),
            Scope::Title => (self.fields.title_stem, self.fields.title_unstemmed),
        };
        let mut terms = Vec::new();
        for term in [Term::from_field_text(stemmed, &english_stem(word)), Term::from_field_text(unstemmed, word)] {
            if self.searcher.doc_freq(&term)? > 0 {
                terms.push((Occur::Should, ranked(term)));
            }
        }
        any_of(terms)
    }

    fn completions(&self, field: Field, prefix: &str) -> tantivy::Result<Box<dyn Query>> {
        let mut words: BTreeSet<Vec<u8>> = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut stream = inverted.terms().range().ge(prefix.as_bytes()).into_stream()?;
            while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                words.insert(stream.key().to_vec());
            }
        }
        let ranks = words.len() <= MAX_RANKED_COMPLETIONS;
        let terms = words.iter().filter_map(|word| Some(Term::from_field_text(field, std::str::from_utf8(word).ok()?)));
        if ranks {
            return any_of(terms.map(|term| (Occur::Should, ranked(term))).collect());
        }
        Ok(Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 1.0)))
    }

    fn date(&self, range: DateRange) -> BooleanQuery {
        let Fields { first_day, last_day, .. } = self.fields;
        let day = |field, day| Term::from_field_i64(field, day);
        let clauses = match range.days() {
            None => vec![RangeQuery::new(
                Bound::Included(day(first_day, UNDATED)),
                Bound::Included(day(first_day, UNDATED)),
            )],
            Some((from, to)) => vec![
                RangeQuery::new(Bound::Excluded(day(first_day, UNDATED)), Bound::Included(day(first_day, to))),
                RangeQuery::new(
                    Bound::Included(day(last_day, from.max(UNDATED + 1))),
                    Bound::Included(day(last_day, i64::MAX)),
                ),
            ],
        };
        BooleanQuery::new(clauses.into_iter().map(|clause| (Occur::Must, Box::new(clause) as Box<dyn Query>)).collect())
    }
}

/// Whether anything in a query is ranked; where nothing is, newest comes first.
pub(super) fn ranks(expr: &Expr) -> bool {
    expr.positive_leaves().into_iter().any(Leaf::is_words)
}

fn term(field: Field, text: &str, option: IndexRecordOption) -> TermQuery {
    TermQuery::new(Term::from_field_text(field, text), option)
}

/// With frequencies: without them the engine cannot prune.
fn ranked(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// A condition that adds nothing to the score.
fn fact(query: impl Query) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
}

fn in_sequence(field: Field, words: &[String]) -> Box<dyn Query> {
    let mut terms: Vec<Term> = words.iter().map(|word| Term::from_field_text(field, word)).collect();
    match terms.len() {
        1 => ranked(terms.swap_remove(0)),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}

fn any_of(mut parts: Vec<(Occur, Box<dyn Query>)>) -> tantivy::Result<Box<dyn Query>> {
    Ok(match parts.len() {
        0 => Box::new(EmptyQuery),
        1 => parts.swap_remove(0).1,
        _ => Box::new(BooleanQuery::new(parts)),
    })
}
