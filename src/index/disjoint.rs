//! One query as several, no two of which find the same release.
//!
//! Bare words are stems where a release is English and themselves where it is not, and a release is one or the other.
//! Asked word by word for either form, the engine cannot prune: it does so only where a query is all terms. So a query
//! of bare words is asked twice, once of each sort of release, and what was found of the one sets the bar for the other.

use tantivy::query::{BooleanQuery, EnableScoring, Explanation, Occur, Query, Scorer, TermQuery, Weight};
use tantivy::{DocId, Score, SegmentReader};

/// Finds what any of the parts finds; whoever makes it vouches that no release is found by two.
#[derive(Debug)]
pub(super) struct Disjoint {
    parts: Vec<Box<dyn Query>>,
}

impl Disjoint {
    pub(super) fn of(parts: Vec<Box<dyn Query>>) -> Self {
        Self { parts }
    }

    /// Whether each part is one term.
    pub(super) fn is_of_terms(&self) -> bool {
        self.parts.iter().all(|part| part.is::<TermQuery>())
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
        let union = BooleanQuery::new(self.parts.iter().map(|part| (Occur::Should, part.box_clone())).collect());
        Ok(Box::new(DisjointWeight { parts, union: union.weight(scoring)? }))
    }
}

struct DisjointWeight {
    parts: Vec<Box<dyn Weight>>,
    /// All of them at once, for whoever wants them in order.
    union: Box<dyn Weight>,
}

impl Weight for DisjointWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.union.scorer(segment, boost)
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.union.explain(segment, doc)
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
