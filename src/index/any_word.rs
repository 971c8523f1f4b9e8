//! Releases with any word of a pattern, all alike.
//!
//! The engine's own queries of this kind cannot be interrupted, and one of them takes its words in a list.

use tantivy::query::{BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED};

use super::allowance::Allowance;
use super::pattern::Pattern;

/// Words looked up between two looks at the clock.
const BETWEEN_LOOKS: usize = 64;

/// Finds every release that has a word of the pattern, with a score of 1.
#[derive(Debug, Clone)]
pub(super) struct AnyWord {
    pub(super) field: Field,
    pub(super) pattern: Pattern,
    pub(super) allowance: Allowance,
}

impl Query for AnyWord {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for AnyWord {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found = BitSet::with_max_value(segment.max_doc());
        let words = segment.inverted_index(self.field)?;
        let (mut looked_up, mut problem) = (0, None);
        self.pattern.each(self.field, &words, |_, word| {
            if looked_up % BETWEEN_LOOKS == 0 && self.allowance.is_over() {
                return false;
            }
            looked_up += 1;
            match words.read_postings_from_terminfo(word, IndexRecordOption::Basic) {
                Ok(mut releases) => {
                    let mut doc = releases.doc();
                    while doc != TERMINATED {
                        found.insert(doc);
                        doc = releases.advance();
                    }
                }
                Err(error) => problem = Some(error),
            }
            problem.is_none()
        })?;
        match problem {
            Some(error) => Err(error.into()),
            // Half a set would be a wrong answer; the allowance says that there is none.
            None if self.allowance.was_exceeded() => Ok(Box::new(EmptyScorer)),
            None => Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost))),
        }
    }

    fn explain(&self, _segment: &SegmentReader, _doc: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("any word of a pattern", 1.0))
    }
}
