//! A query in our language as a query of the engine; nothing else.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::allowance::Allowance;
use super::any_word::AnyWord;
use super::disjoint::Disjoint;
use super::nearby::{Nearby, Way};
use super::pattern::Pattern;
use super::schema::{Fields, UNDATED};
use super::terms::Terms;
use super::without::Without;
use super::words::{Wanted, Words};
use crate::query::{DateRange, Expr, Leaf, Nearness, Scope};
use crate::text::english_stem;

/// Up to this many words, those of a prefix or fuzzy word are ranked one by one; beyond it all of them still match,
/// and all alike.
const MAX_RANKED: usize = 64;

/// The same for all prefixes and fuzzy words of a query together.
const MAX_RANKED_IN_ALL: usize = 1024;

/// Writes queries for one state of an index, whose terms these are.
pub(super) struct Translator<'s> {
    fields: Fields,
    terms: &'s Terms<'s>,
    allowance: Allowance,
    /// How many more words may be ranked one by one.
    ranked_left: Cell<usize>,
}

impl<'s> Translator<'s> {
    pub(super) fn new(fields: Fields, terms: &'s Terms<'s>, allowance: &Allowance) -> Self {
        Self { fields, terms, allowance: allowance.clone(), ranked_left: Cell::new(MAX_RANKED_IN_ALL) }
    }

    /// The engine's query that returns what satisfies `expr`.
    pub(super) fn query(&self, expr: &Expr) -> tantivy::Result<Box<dyn Query>> {
        match expr {
            Expr::Leaf(leaf) => self.leaf(leaf),
            Expr::Not(_) => self.all_of(std::slice::from_ref(expr)),
            Expr::And(parts) => self.all_of(parts),
            Expr::Or(parts) if parts.iter().all(is_bare_word) => {
                self.bare_words(Wanted::Any, &parts.iter().collect::<Vec<_>>())
            }
            Expr::Or(parts) => {
                let parts = parts.iter().map(|part| Ok((Occur::Should, self.query(part)?)));
                Ok(joined(parts.collect::<tantivy::Result<_>>()?))
            }
        }
    }

    /// The query that returns what satisfies at least so many of some conditions, and all of others.
    pub(super) fn at_least(&self, least: usize, some: &[Expr], all: &[Expr]) -> tantivy::Result<Box<dyn Query>> {
        let some = some.iter().map(|part| Ok((Occur::Should, self.query(part)?)));
        let some = BooleanQuery::with_minimum_required_clauses(some.collect::<tantivy::Result<_>>()?, least);
        if all.is_empty() {
            return Ok(Box::new(some));
        }
        // Exclusions stay with something to exclude from.
        let all = self.all_of(all)?;
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, Box::new(some)), (Occur::Must, all)])))
    }

    fn all_of(&self, parts: &[Expr]) -> tantivy::Result<Box<dyn Query>> {
        let (excluded, required): (Vec<&Expr>, Vec<&Expr>) =
            parts.iter().partition(|part| matches!(part, Expr::Not(_)));
        let found: Box<dyn Query> = match required.as_slice() {
            [] => fact(AllQuery),
            [one] => self.query(one)?,
            several => {
                let (words, others): (Vec<&Expr>, Vec<&Expr>) = several.iter().partition(|part| is_bare_word(part));
                let mut required = Vec::with_capacity(others.len() + 1);
                if !words.is_empty() {
                    required.push((Occur::Must, self.bare_words(Wanted::All, &words)?));
                }
                for part in others {
                    required.push((Occur::Must, self.query(part)?));
                }
                joined(required)
            }
        };
        let excluded =
            excluded.into_iter().filter_map(|part| if let Expr::Not(inner) = part { Some(inner) } else { None });
        let excluded: Vec<Box<dyn Query>> = excluded.map(|inner| self.query(inner)).collect::<tantivy::Result<_>>()?;
        Ok(if excluded.is_empty() { found } else { Box::new(Without { found, excluded }) })
    }

    fn leaf(&self, leaf: &Leaf) -> tantivy::Result<Box<dyn Query>> {
        let fields = &self.fields;
        Ok(match leaf {
            Leaf::Word { .. } => return self.bare_words(Wanted::All, &[&Expr::Leaf(leaf.clone())]),
            Leaf::Exact { scope, words } => in_sequence(self.exact_field(*scope), words),
            Leaf::Prefix { scope, prefix } => {
                return self.any_word(self.exact_field(*scope), Pattern::Beginning(prefix.clone()));
            }
            Leaf::Fuzzy { scope, word } => {
                return self.any_word(self.exact_field(*scope), Pattern::Misspelt(word.clone(), 1));
            }
            Leaf::Loose { scope, words, within } => {
                let field = self.exact_field(*scope);
                let found = words.iter().map(|word| Term::from_field_text(field, word));
                let found = Box::new(Words::new(Wanted::All, found.collect()));
                let sides = words.iter().map(|word| vec![Way::Word(field, Pattern::Word(word.clone()))]).collect();
                return Ok(self.nearby(found, sides, *within, true));
            }
            Leaf::Near { sides, within, .. } => {
                let mut found = Vec::with_capacity(sides.len());
                for side in sides {
                    let ways = side.iter().map(|way| Ok((Occur::Should, self.leaf(way)?)));
                    found.push((Occur::Must, joined(ways.collect::<tantivy::Result<_>>()?)));
                }
                let sides = sides.iter().map(|side| side.iter().flat_map(|way| self.ways(way)).collect()).collect();
                return Ok(self.nearby(Box::new(BooleanQuery::new(found)), sides, *within, false));
            }
            Leaf::Topic(name) => fact(term(fields.topic_name, name, IndexRecordOption::Basic)),
            Leaf::Kind(kind) => fact(term(fields.kind, kind.as_str(), IndexRecordOption::Basic)),
            Leaf::Language(language) => fact(term(fields.language, language.as_str(), IndexRecordOption::Basic)),
            Leaf::Publisher(words) => Box::new(ConstScoreQuery::new(in_sequence(fields.publisher_words, words), 0.0)),
            Leaf::Date(range) => fact(self.date(*range)),
            Leaf::Id(id) => {
                let named = |field| Box::new(term(field, id, IndexRecordOption::Basic)) as Box<dyn Query>;
                let either = [fields.id, fields.given_id].map(|field| (Occur::Should, named(field)));
                fact(BooleanQuery::new(either.into()))
            }
            Leaf::Address(address) => fact(term(fields.address, address.key(), IndexRecordOption::Basic)),
        })
    }

    fn nearby(&self, found: Box<dyn Query>, sides: Vec<Vec<Way>>, within: u32, in_order: bool) -> Box<dyn Query> {
        let nearness = Nearness { sides: sides.len(), within, in_order };
        Box::new(Nearby { found, sides: sides.into(), nearness, allowance: self.allowance.clone() })
    }

    /// How the positions of one way to meet a side are read. Positions agree between fields of one scope.
    fn ways(&self, leaf: &Leaf) -> Vec<Way> {
        match leaf {
            Leaf::Word { scope, word } => {
                let (stemmed, unstemmed) = self.bare_fields(*scope);
                let word_in = |field, word: String| Way::Word(field, Pattern::Word(word));
                vec![word_in(stemmed, english_stem(word)), word_in(unstemmed, word.clone())]
            }
            Leaf::Exact { scope, words } => vec![Way::Phrase(self.exact_field(*scope), words.clone())],
            Leaf::Prefix { scope, prefix } => {
                vec![Way::Word(self.exact_field(*scope), Pattern::Beginning(prefix.clone()))]
            }
            Leaf::Fuzzy { scope, word } => {
                vec![Way::Word(self.exact_field(*scope), Pattern::Misspelt(word.clone(), 1))]
            }
            // No side holds any of these.
            _ => Vec::new(),
        }
    }

    fn exact_field(&self, scope: Scope) -> Field {
        match scope {
            Scope::Anywhere => self.fields.text,
            Scope::Title => self.fields.title,
        }
    }

    fn bare_fields(&self, scope: Scope) -> (Field, Field) {
        match scope {
            Scope::Anywhere => (self.fields.stem, self.fields.unstemmed),
            Scope::Title => (self.fields.title_stem, self.fields.title_unstemmed),
        }
    }

    /// Stems where releases are English, the words themselves where they are not: two queries that share no release, and
    /// one where the archive has but one sort.
    fn bare_words(&self, wanted: Wanted, words: &[&Expr]) -> tantivy::Result<Box<dyn Query>> {
        let (mut of_english, mut of_others) = (Vec::new(), Vec::new());
        for word in words {
            let Expr::Leaf(Leaf::Word { scope, word }) = word else { continue };
            let (stemmed, unstemmed) = self.bare_fields(*scope);
            let forms = [(&mut of_english, stemmed, &english_stem(word)), (&mut of_others, unstemmed, word)];
            for (terms, field, form) in forms {
                let term = Term::from_field_text(field, form);
                if self.terms.documents(&term)? > 0 {
                    terms.push(term);
                }
            }
        }
        let found = [of_english, of_others].into_iter().filter(|terms| match wanted {
            Wanted::All => terms.len() == words.len(),
            Wanted::Any => !terms.is_empty(),
        });
        let mut found: Vec<Vec<Term>> = found.collect();
        // Words are gone through together or one by one, and all parts of a query in one way.
        let together = found.iter().any(|terms| terms.len() > 1);
        let query = |terms| if together { Box::new(Words::new(wanted, terms)) } else { of_words(wanted, terms) };
        Ok(match found.len() {
            0 => Box::new(EmptyQuery),
            1 => query(found.swap_remove(0)),
            _ => Box::new(Disjoint::of(found.into_iter().map(query).collect())),
        })
    }

    /// The words of a pattern, ranked one by one where they are few.
    fn any_word(&self, field: Field, pattern: Pattern) -> tantivy::Result<Box<dyn Query>> {
        if self.allowance.is_over() {
            return Ok(Box::new(EmptyQuery));
        }
        let most = MAX_RANKED.min(self.ranked_left.get());
        let mut words: BTreeSet<Vec<u8>> = BTreeSet::new();
        for segment in self.terms.view().segment_readers() {
            pattern.each(field, segment.inverted_index(field)?.as_ref(), |word, _| {
                words.insert(word.to_vec());
                words.len() <= most
            })?;
        }
        if words.len() > most {
            return Ok(Box::new(AnyWord { field, pattern, allowance: self.allowance.clone() }));
        }
        self.ranked_left.update(|left| left - words.len());
        let terms = words.iter().filter_map(|word| Some(Term::from_field_text(field, std::str::from_utf8(word).ok()?)));
        Ok(of_words(Wanted::Any, terms.collect()))
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

fn of_words(wanted: Wanted, mut terms: Vec<Term>) -> Box<dyn Query> {
    match terms.len() {
        0 => Box::new(EmptyQuery),
        1 => ranked(terms.swap_remove(0)),
        _ => Box::new(Words::new(wanted, terms)),
    }
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

fn is_bare_word(expr: &Expr) -> bool {
    matches!(expr, Expr::Leaf(Leaf::Word { .. }))
}

fn joined(mut parts: Vec<(Occur, Box<dyn Query>)>) -> Box<dyn Query> {
    match parts.len() {
        0 => Box::new(EmptyQuery),
        1 => parts.swap_remove(0).1,
        _ => Box::new(BooleanQuery::new(parts)),
    }
}
