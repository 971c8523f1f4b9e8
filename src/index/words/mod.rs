//! Releases with all, or any, of several words, found window by window.
//!
//! The engine goes from release to release: which list stands where, and which has to be moved. Here some thousand
//! documents are looked at together. Each list marks its postings of them as bits, one operation joins 64 of them, and
//! counting is counting bits. Nothing is ranked but what can still come on the page: a list knows of each block what its
//! word adds at most (block-max indexes, Ding and Suel 2011), and so of each window, and a document that has too few of
//! the words is passed over without its frequencies being looked at (MAXSCORE, Turtle and Flood 1995). Scores are added
//! up in the order of the words, whoever asks, so their last bits never hang on what was passed over.

mod bits;
mod enough;
mod list;
mod scorer;
mod windows;

use std::ops::Range;

use tantivy::postings::TermInfo;
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Score, SegmentReader, Term};

use super::disjoint::Disjoint;
use enough::ROUNDING;
use list::{List, Ranked};
use scorer::OneByOne;
pub(super) use windows::Windows;

/// How many of the words a release is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    All,
    Any,
}

/// Finds releases with these words, ranked by them.
#[derive(Debug, Clone)]
pub(super) struct Words {
    wanted: Wanted,
    terms: Vec<Term>,
}

impl Words {
    pub(super) fn new(wanted: Wanted, terms: Vec<Term>) -> Self {
        Self { wanted, terms }
    }

    /// The parts of a query of words alone, no two of which find the same release.
    pub(super) fn parts_of(query: &dyn Query) -> Option<Vec<&Self>> {
        match query.downcast_ref::<Disjoint>() {
            Some(several) => several.parts().iter().map(|part| part.downcast_ref()).collect(),
            None => query.downcast_ref().map(|words| vec![words]),
        }
    }

    pub(super) fn weigh(&self, scoring: EnableScoring<'_>) -> tantivy::Result<WordsWeight> {
        let weight = |term: &Term| match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => Weighed::of(term, statistics_provider).map(Some),
            EnableScoring::Disabled { .. } => Ok(None),
        };
        let terms = self.terms.iter().map(|term| Ok((term.clone(), weight(term)?)));
        Ok(WordsWeight { wanted: self.wanted, terms: terms.collect::<tantivy::Result<_>>()? })
    }
}

impl Query for Words {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.weigh(scoring)?))
    }

    fn query_terms<'t>(&'t self, visitor: &mut dyn FnMut(&'t Term, bool)) {
        self.terms.iter().for_each(|term| visitor(term, false));
    }
}

/// Words, and what each weighs; nothing where nothing is ranked.
pub(super) struct WordsWeight {
    wanted: Wanted,
    terms: Vec<(Term, Option<Weighed>)>,
}

struct Weighed {
    bm25: Bm25Weight,
    /// The length of a document, in words.
    mean: Score,
}

impl Weighed {
    fn of(term: &Term, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<Self> {
        Ok(Self {
            bm25: Bm25Weight::for_terms(statistics, std::slice::from_ref(term))?,
            mean: mean(statistics.total_num_tokens(term.field())?, statistics.total_num_docs()?),
        })
    }

    fn in_segment(&self, field: Field, segment: &SegmentReader, boost: Score) -> tantivy::Result<Ranked> {
        let here = mean(segment.inverted_index(field)?.total_num_tokens(), segment.max_doc().into());
        Ok(Ranked {
            lengths: segment.get_fieldnorms_reader(field)?,
            weight: self.bm25.boost_by(boost),
            slack: slack(self.mean, here),
        })
    }
}

fn mean(words: u64, documents: u64) -> Score {
    words as Score / documents as Score
}

/// The engine noted for a block which document has the best score by the mean length in its segment, and all segments
/// together may have another mean. A score changes by no more than the mean does, and so does that of the one noted.
fn slack(mean: Score, in_segment: Score) -> Score {
    let ratio = (mean / in_segment).max(in_segment / mean);
    ratio * ratio * ROUNDING
}

impl WordsWeight {
    /// The windows of some pieces of a segment, which are in order; `None` where it has nothing. `known` looks a term of
    /// the segment up.
    pub(super) fn windows(
        &self,
        segment: &SegmentReader,
        known: impl Fn(&Term) -> tantivy::Result<Option<TermInfo>>,
        pieces: Vec<Range<DocId>>,
        boost: Score,
    ) -> tantivy::Result<Option<Windows>> {
        let mut lists = Vec::with_capacity(self.terms.len());
        for (term, weight) in &self.terms {
            match known(term)? {
                Some(info) => {
                    let field = term.field();
                    let ranked = weight.as_ref().map(|weight| weight.in_segment(field, segment, boost)).transpose()?;
                    let option = ranked.as_ref().map_or(IndexRecordOption::Basic, |_| IndexRecordOption::WithFreqs);
                    let postings = segment.inverted_index(field)?.read_block_postings_from_terminfo(&info, option)?;
                    lists.push(List::new(postings, ranked));
                }
                None if self.wanted == Wanted::All => return Ok(None),
                None => {}
            }
        }
        Ok((!lists.is_empty()).then(|| Windows::new(self.wanted, lists, segment.max_doc(), pieces)))
    }
}

fn in_dictionary(segment: &SegmentReader) -> impl Fn(&Term) -> tantivy::Result<Option<TermInfo>> {
    |term| Ok(segment.inverted_index(term.field())?.get_term_info(term)?)
}

impl Weight for WordsWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let windows =
            self.windows(segment, in_dictionary(segment), std::iter::once(0..segment.max_doc()).collect(), boost)?;
        Ok(windows.map_or_else(|| Box::new(EmptyScorer) as _, |windows| Box::new(OneByOne::new(windows)) as _))
    }

    fn explain(&self, _segment: &SegmentReader, _doc: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("the words that a release has, by BM25", 1.0))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::OnceLock;

    use proptest::prelude::*;
    use tantivy::indexer::NoMergePolicy;
    use tantivy::query::{BooleanQuery, Occur, TermQuery};
    use tantivy::schema::{STRING, Schema, TEXT};
    use tantivy::{DocSet, Index, Searcher, TERMINATED, TantivyDocument};

    use super::*;

    /// Words of every second document, every fourth, and so on, in some three windows and a bit: two segments, of which the
    /// second has texts three times as long.
    const DOCUMENTS: u64 = 13_000;
    const IN_FIRST: u64 = 9_000;
    const WORDS: u32 = 12;

    fn archive() -> &'static Searcher {
        static ARCHIVE: OnceLock<Searcher> = OnceLock::new();
        ARCHIVE.get_or_init(|| {
            let mut schema = Schema::builder();
            let (words, number) = (schema.add_text_field("words", TEXT), schema.add_text_field("number", STRING));
            let index = Index::create_in_ram(schema.build());
            let mut writer = index.writer_with_num_threads(1, 50 << 20).expect("a writer");
            writer.set_merge_policy(Box::new(NoMergePolicy));
            let mut chance = 0x9E37_79B9_7F4A_7C15_u64;
            for document in 0..DOCUMENTS {
                let mut text = String::from("all");
                if document == IN_FIRST {
                    writer.commit().expect("a commit");
                }
                if document >= IN_FIRST {
                    text.push_str(&" all".repeat(8 + (chance >> 61) as usize));
                }
                for word in 0..WORDS {
                    chance ^= chance << 13;
                    chance ^= chance >> 7;
                    chance ^= chance << 17;
                    if chance.is_multiple_of(1 << (word + 1)) {
                        text.push_str(&format!(" w{word}").repeat(1 + (chance >> 60) as usize));
                    }
                }
                let mut row = TantivyDocument::default();
                row.add_text(words, text);
                row.add_text(number, document.to_string());
                writer.add_document(row).expect("a document");
            }
            writer.commit().expect("a commit");
            (0..DOCUMENTS).step_by(7).for_each(|document| {
                writer.delete_term(Term::from_field_text(number, &document.to_string()));
            });
            writer.commit().expect("a commit");
            let searcher = index.reader().expect("a reader").searcher();
            assert_eq!(searcher.segment_readers().len(), 2);
            searcher
        })
    }

    fn term(searcher: &Searcher, word: u32) -> Term {
        Term::from_field_text(searcher.schema().get_field("words").expect("the field"), &format!("w{word}"))
    }

    /// What the engine finds, with scores, in all of a segment.
    fn by_the_engine(
        searcher: &Searcher,
        wanted: Wanted,
        terms: &[Term],
        segment: &SegmentReader,
    ) -> Vec<(DocId, Score)> {
        let occur = if wanted == Wanted::All { Occur::Must } else { Occur::Should };
        let clause = |term: &Term| {
            (occur, Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)) as Box<dyn Query>)
        };
        let query = BooleanQuery::new(terms.iter().map(clause).collect());
        let mut found = Vec::new();
        let weight = query.weight(EnableScoring::enabled_from_searcher(searcher)).expect("a weight");
        weight.for_each(segment, &mut |doc, score| found.push((doc, score))).expect("a pass");
        found.sort_by_key(|(doc, _)| *doc);
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn windows_hold_what_the_engine_finds_with_its_scores(
            words in prop::collection::vec(0..WORDS + 1, 1..9),
            wanted in prop_oneof![Just(Wanted::All), Just(Wanted::Any)],
            borders in prop::collection::btree_set(0..DOCUMENTS as u32, 0..12),
            share in 0.0_f32..1.0,
        ) {
            let searcher = archive();
            let terms: Vec<Term> = words.iter().map(|word| term(searcher, *word)).collect();
            let weight = Words::new(wanted, terms.clone())
                .weigh(EnableScoring::enabled_from_searcher(searcher)).expect("a weight");
            for segment in searcher.segment_readers() {
                let borders: Vec<DocId> = borders.iter().copied().chain([segment.max_doc()]).collect();
                let pieces: Vec<Range<DocId>> = borders.chunks_exact(2).map(|piece| piece[0]..piece[1]).collect();
                let mut expected = by_the_engine(searcher, wanted, &terms, segment);
                let inside = |doc| pieces.iter().any(|piece| piece.contains(&doc));
                expected.retain(|(doc, _)| inside(*doc) && !segment.is_deleted(*doc));
                let mut scorer = weight.scorer(segment, 1.0).expect("a scorer");
                let near = |one: Score, other: Score| (one - other).abs() <= 1e-4 * one.abs();
                let mut scores = Vec::new();
                for (doc, score) in &expected {
                    prop_assert_eq!(scorer.seek(*doc), *doc);
                    scores.push(scorer.score());
                    prop_assert!(near(scorer.score(), *score), "{} {}", scorer.score(), score);
                }
                // One of the scores: what has exactly it is wanted too.
                let bar = scores.get((scores.len() as f32 * share) as usize).copied().unwrap_or(Score::MIN);
                let (mut found, mut counted, mut ranked) = (Vec::new(), 0, Vec::new());
                if let Some(mut windows) = weight.windows(segment, in_dictionary(segment), pieces, 1.0).expect("windows") {
                    while windows.next() {
                        windows.retain_alive(segment);
                        counted += windows.count();
                        windows.each(|doc| found.push(doc));
                        windows.score(bar, |doc, score| ranked.push((doc, score)));
                    }
                }
                prop_assert_eq!(counted, found.len() as u64);
                prop_assert_eq!(&found, &expected.iter().map(|(doc, _)| *doc).collect::<Vec<_>>());
                let ranked: HashMap<DocId, Score> = ranked.into_iter().collect();
                for ((doc, _), score) in expected.iter().zip(&scores) {
                    let ours = ranked.get(doc).copied();
                    prop_assert!(ours.is_some() || *score < bar, "{doc} {score} {bar}");
                    prop_assert!(ours.is_none_or(|ours| ours.to_bits() == score.to_bits()), "{doc} {score} {ours:?}");
                }
            }
        }

        #[test]
        fn one_by_one_is_what_the_engine_goes_through_wherever_it_is_sent(
            words in prop::collection::vec(0..WORDS, 1..5),
            wanted in prop_oneof![Just(Wanted::All), Just(Wanted::Any)],
            steps in prop::collection::vec(prop_oneof![Just(0_u32), 1_u32..70, 1_u32..9000], 1..200),
        ) {
            let searcher = archive();
            let terms: Vec<Term> = words.iter().map(|word| term(searcher, *word)).collect();
            let query = Words::new(wanted, terms.clone());
            let weight = query.weight(EnableScoring::disabled_from_searcher(searcher)).expect("a weight");
            for segment in searcher.segment_readers() {
                let expected: Vec<DocId> =
                    by_the_engine(searcher, wanted, &terms, segment).into_iter().map(|(doc, _)| doc).collect();
                let from = |target: DocId| expected.iter().copied().find(|doc| *doc >= target).unwrap_or(TERMINATED);
                let mut scorer = weight.scorer(segment, 1.0).expect("a scorer");
                prop_assert_eq!(scorer.doc(), from(0));
                for step in &steps {
                    let doc = scorer.doc();
                    let wanted = if *step == 0 { doc.saturating_add(1) } else { doc.saturating_add(*step).min(TERMINATED) };
                    let reached = if *step == 0 { scorer.advance() } else { scorer.seek(wanted) };
                    prop_assert_eq!(reached, from(wanted));
                    prop_assert_eq!(scorer.doc(), reached);
                }
            }
        }
    }
}
