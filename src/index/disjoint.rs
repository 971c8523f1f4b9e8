//! One query as several, no two of which find the same release.
//!
//! Bare words are stems where a release is English and themselves where it is not, and a release is one or the other.
//! Asked word by word for either form, nothing could be passed over: that takes a query that is all terms. So a query of
//! bare words is asked twice, once of each sort of release, and what was found of the one sets the bar for the other.

use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

/// Finds what any of the parts finds; whoever makes it vouches that no release is found by two.
#[derive(Debug)]
pub(super) struct Disjoint {
    parts: Vec<Box<dyn Query>>,
}

impl Disjoint {
    pub(super) fn of(parts: Vec<Box<dyn Query>>) -> Self {
        Self { parts }
    }

    pub(super) fn parts(&self) -> &[Box<dyn Query>] {
        &self.parts
    }
}

impl Clone for Disjoint {
    fn clone(&self) -> Self {
        Self { parts: self.parts.iter().map(|part| part.box_clone()).collect() }
    }
}

impl Query for Disjoint {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let parts = self.parts.iter().map(|part| part.weight(scoring)).collect::<tantivy::Result<_>>()?;
        Ok(Box::new(DisjointWeight { parts }))
    }
}

struct DisjointWeight {
    parts: Vec<Box<dyn Weight>>,
}

impl Weight for DisjointWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let scorer = part.scorer(segment, boost)?;
            if scorer.doc() != TERMINATED {
                found.push(scorer);
            }
        }
        Ok(match found.len() {
            0 => Box::new(EmptyScorer),
            1 => found.swap_remove(0),
            _ => Box::new(Merged::of(found)),
        })
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let (last, others) = self.parts.split_last().ok_or(TantivyError::InvalidArgument("no parts".to_owned()))?;
        let explained = others.iter().find_map(|part| part.explain(segment, doc).ok());
        explained.map_or_else(|| last.explain(segment, doc), Ok)
    }

    fn count(&self, segment: &SegmentReader) -> tantivy::Result<u32> {
        self.parts.iter().map(|part| part.count(segment)).sum()
    }

    fn for_each_pruning(
        &self,
        threshold: Score,
        segment: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let mut bar = threshold;
        for part in &self.parts {
            part.for_each_pruning(bar, segment, &mut |doc, score| {
                bar = callback(doc, score);
                bar
            })?;
        }
        Ok(())
    }
}

/// What several find that share nothing, in order.
struct Merged {
    parts: Vec<Box<dyn Scorer>>,
    /// The one that stands before the others.
    first: usize,
}

impl Merged {
    fn of(parts: Vec<Box<dyn Scorer>>) -> Self {
        let mut merged = Self { parts, first: 0 };
        merged.find_first();
        merged
    }

    fn find_first(&mut self) -> DocId {
        self.first = 0;
        let mut first = TERMINATED;
        for (at, part) in self.parts.iter().enumerate() {
            if part.doc() < first {
                (self.first, first) = (at, part.doc());
            }
        }
        first
    }
}

impl DocSet for Merged {
    fn advance(&mut self) -> DocId {
        self.parts[self.first].advance();
        self.find_first()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for part in self.parts.iter_mut().filter(|part| part.doc() < target) {
            part.seek(target);
        }
        self.find_first()
    }

    fn doc(&self) -> DocId {
        self.parts[self.first].doc()
    }

    fn size_hint(&self) -> u32 {
        self.parts.iter().fold(0, |sum, part| sum.saturating_add(part.size_hint()))
    }

    fn cost(&self) -> u64 {
        self.parts.iter().map(|part| part.cost()).sum()
    }
}

impl Scorer for Merged {
    fn score(&mut self) -> Score {
        self.parts[self.first].score()
    }
}
