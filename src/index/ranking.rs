//! What a query ranks by: its words, what they weigh, and how the parts of a score are weighted.
//!
//! A score is BM25 over the combined field of stems, and for the best [`CANDIDATES`] more is added: see [`Weights`].
//! Nothing is ever taken away, so that the candidates stay before the rest and the whole is one order.

use std::collections::HashSet;

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Score, Term};

use super::schema::{Fields, UNDATED};
use super::terms::Terms;
use crate::query::{Expansion, Expr, Leaf, Scope, Sort};
use crate::text::{english_stem, is_stop_word};

/// How many of the best by BM25 are looked at more closely: five pages of ten.
pub(super) const CANDIDATES: usize = 50;

/// At most so many words of a query are looked at closely, the first ones.
const MAX_WORDS: usize = 64;

/// How many telling words a query must have before its stop words cease to count: `will smith`, `the who` and
/// `theresa may` are whole names.
const TELLING: usize = 2;

/// What the second look adds to BM25. Chosen with the judged collections in view that ARCHITECTURE.md names;
/// `cargo bench --bench ranking` prints what comes of it there.
pub(super) struct Weights {
    /// Times BM25 over words as they were written, to prefer what was asked for to the letter among inflections that say
    /// the same. Our own judgements would have a tenth; the classic collections gain by a fifth, and nothing beyond it.
    pub(super) exact: Score,
    /// Times what neighbours say. A fifth: where every word has another beside it all along, that is what the words
    /// themselves weigh or less.
    pub(super) pairs: Score,
    /// Times the share of the query that the best passage has, to the power of 1.5, times the weight of the whole query:
    /// one passage with all of it is worth nearly three with half of it.
    pub(super) passage: Score,
    /// Times the weight of the words in title and first paragraph. A press release says first what it is about.
    pub(super) early: Score,
    /// Times the weight of the query, halved with every year of age; only where newer is preferred. Less than one
    /// good passage.
    pub(super) fresh: Score,
}

/// See [`Weights`].
pub(super) const WEIGHTS: Weights = Weights { exact: 0.2, pairs: 0.2, passage: 0.6, early: 0.2, fresh: 0.3 };

/// A word of the query, in all forms that count as it.
#[derive(Debug)]
pub(super) struct Asked {
    /// Where its positions are read: stem and unstemmed forms, or the word as written where it was quoted.
    pub(super) read_in: Vec<Term>,
    /// Its forms as they were typed, each with the number of times; none where it was quoted.
    pub(super) as_written: Vec<(Term, Score)>,
    /// How often it was asked for.
    pub(super) times: Score,
    /// Inverse document frequency, over the releases that have it in any form.
    pub(super) idf: Score,
}

/// The words a query ranks by.
pub(super) struct Ranking<'s> {
    terms: &'s Terms<'s>,
    pub(super) fields: Fields,
    pub(super) words: Vec<Asked>,
    /// The mean length of a release, in words of the combined field.
    pub(super) average_length: Score,
    /// The newest day of the archive, where newer is preferred.
    pub(super) newest: Option<i64>,
    /// Terms of stop words that do not count.
    silent: HashSet<Term>,
}

impl<'s> Ranking<'s> {
    /// What a query ranks by, to which this was added; `None` where it has no words.
    pub(super) fn of(
        expr: &Expr,
        added: &[Expansion],
        sort: Sort,
        fields: Fields,
        terms: &'s Terms<'s>,
    ) -> tantivy::Result<Option<Self>> {
        let leaves = expr.positive_leaves();
        if !leaves.iter().any(|leaf| leaf.is_words()) {
            return Ok(None);
        }
        let mut ranking = Self::by_frequency(fields, terms)?;
        let newest =
            || terms.view().segments().map(|(.., columns)| columns.first_day.max_value()).max().unwrap_or(UNDATED);
        ranking.newest = (sort == Sort::Fresh).then(newest);
        let bare =
            || leaves.iter().filter_map(|leaf| if let Leaf::Word { word, .. } = leaf { Some(word) } else { None });
        let telling: HashSet<&str> = bare().map(String::as_str).filter(|word| !is_stop_word(word)).collect();
        if telling.len() >= TELLING {
            for word in bare().filter(|word| is_stop_word(word)) {
                ranking.silent.extend(forms(fields.stem, fields.unstemmed, word));
                ranking.silent.extend(forms(fields.title_stem, fields.title_unstemmed, word));
            }
        }
        let added: HashSet<&str> = added.iter().flat_map(|expansion| &expansion.also).map(String::as_str).collect();
        for leaf in leaves {
            ranking.leaf(leaf, &added);
        }
        let documents = terms.total_num_docs()?;
        for word in &mut ranking.words {
            let mut having = 0;
            for term in &word.read_in {
                having += terms.documents(term)?;
            }
            // A release with two of the forms is counted twice.
            let having = having.min(documents);
            let without = (documents - having) as Score;
            word.idf = if having == 0 { 0.0 } else { (1.0 + (without + 0.5) / (having as Score + 0.5)).ln() };
        }
        ranking.words.retain(|word| word.idf > 0.0);
        Ok(Some(ranking))
    }

    /// By BM25 alone.
    pub(super) fn by_frequency(fields: Fields, terms: &'s Terms<'s>) -> tantivy::Result<Self> {
        let documents = terms.total_num_docs()?;
        let average_length = terms.total_num_tokens(fields.text)? as Score / documents.max(1) as Score;
        Ok(Self { terms, fields, words: Vec::new(), average_length, newest: None, silent: HashSet::new() })
    }

    fn leaf(&mut self, leaf: &Leaf, added: &HashSet<&str>) {
        let Fields { text, stem, unstemmed, .. } = self.fields;
        match leaf {
            Leaf::Word { scope: Scope::Anywhere, word } => {
                let [stem, unstemmed] = forms(stem, unstemmed, word);
                if !self.silent.contains(&stem) {
                    self.ask(stem, Some(unstemmed), Some(Term::from_field_text(text, word)));
                }
            }
            // What a short form stands for is the same thing once more: who says both is not twice as close.
            Leaf::Exact { words, .. } if added.contains(words.join(" ").as_str()) => {}
            Leaf::Exact { scope: Scope::Anywhere, words } | Leaf::Loose { scope: Scope::Anywhere, words, .. } => {
                for word in words.iter().filter(|word| words.len() == 1 || !is_stop_word(word)) {
                    self.ask(Term::from_field_text(text, word), None, None);
                }
            }
            Leaf::Near { sides, .. } => {
                for leaf in sides.iter().flatten() {
                    self.leaf(leaf, added);
                }
            }
            // The rest has no one word whose places could be compared: it counts by BM25 alone.
            _ => {}
        }
    }

    fn ask(&mut self, term: Term, unstemmed: Option<Term>, written: Option<Term>) {
        let known = self.words.iter().position(|word| word.read_in.first() == Some(&term));
        let at = match known {
            Some(at) => at,
            None if self.words.len() == MAX_WORDS => return,
            None => {
                self.words.push(Asked { read_in: vec![term], as_written: Vec::new(), times: 0.0, idf: 0.0 });
                self.words.len() - 1
            }
        };
        let word = &mut self.words[at];
        word.times += 1.0;
        if let Some(unstemmed) = unstemmed
            && !word.read_in.contains(&unstemmed)
        {
            word.read_in.push(unstemmed);
        }
        if let Some(written) = written {
            match word.as_written.iter_mut().find(|(known, _)| *known == written) {
                Some((_, times)) => *times += 1.0,
                None => word.as_written.push((written, 1.0)),
            }
        }
    }

    /// What all of the query's words weigh together.
    pub(super) fn weight(&self) -> Score {
        self.words.iter().map(|word| word.times * word.idf).sum()
    }
}

fn forms(stemmed: Field, unstemmed: Field, word: &str) -> [Term; 2] {
    [Term::from_field_text(stemmed, &english_stem(word)), Term::from_field_text(unstemmed, word)]
}

/// The engine's statistics, but that a silent word is said to stand everywhere: so it weighs next to nothing, and the
/// set of matches and the engine's pruning are as they were.
impl Bm25StatisticsProvider for Ranking<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.terms.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.terms.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        if self.silent.contains(term) { self.terms.total_num_docs() } else { self.terms.documents(term) }
    }
}
