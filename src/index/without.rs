//! What one query finds and others do not.
//!
//! The engine's own exclusion asks the excluded for documents before the one they stand at, which some of them refuse
//! to answer: a phrase trips an assertion and a range subtracts below zero (tantivy 0.27.0, `Exclude::new`).

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

/// Finds and scores as `found`, less what any of `excluded` finds.
#[derive(Debug)]
pub(super) struct Without {
    pub(super) found: Box<dyn Query>,
    pub(super) excluded: Vec<Box<dyn Query>>,
}

impl Clone for Without {
    fn clone(&self) -> Self {
        Self { found: self.found.box_clone(), excluded: self.excluded.iter().map(|query| query.box_clone()).collect() }
    }
}

impl Query for Without {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let unscored = match scoring {
            EnableScoring::Enabled { searcher, .. } => EnableScoring::disabled_from_searcher(searcher),
            disabled @ EnableScoring::Disabled { .. } => disabled,
        };
        let excluded = self.excluded.iter().map(|query| query.weight(unscored)).collect::<tantivy::Result<_>>()?;
        Ok(Box::new(WithoutWeight { found: self.found.weight(scoring)?, excluded }))
    }
}

struct WithoutWeight {
    found: Box<dyn Weight>,
    excluded: Vec<Box<dyn Weight>>,
}

impl Weight for WithoutWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let found = self.found.scorer(segment, boost)?;
        let excluded =
            self.excluded.iter().map(|weight| weight.scorer(segment, 1.0)).collect::<tantivy::Result<_>>()?;
        let mut scorer = WithoutScorer { found, excluded };
        scorer.pass_over_excluded();
        Ok(Box::new(scorer))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.found.explain(segment, doc)
    }
}

struct WithoutScorer {
    found: Box<dyn Scorer>,
    excluded: Vec<Box<dyn Scorer>>,
}

impl WithoutScorer {
    /// Moves on to the first document, from the present one, that is not excluded.
    fn pass_over_excluded(&mut self) -> DocId {
        let mut doc = self.found.doc();
        while doc != TERMINATED && self.excluded.iter_mut().any(|excluded| is_at(excluded.as_mut(), doc)) {
            doc = self.found.advance();
        }
        doc
    }
}

fn is_at(scorer: &mut dyn Scorer, doc: DocId) -> bool {
    if scorer.doc() < doc {
        scorer.seek(doc);
    }
    scorer.doc() == doc
}

impl DocSet for WithoutScorer {
    fn advance(&mut self) -> DocId {
        self.found.advance();
        self.pass_over_excluded()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.found.doc() < target {
            self.found.seek(target);
        }
        self.pass_over_excluded()
    }

    fn doc(&self) -> DocId {
        self.found.doc()
    }

    fn size_hint(&self) -> u32 {
        self.found.size_hint()
    }

    fn cost(&self) -> u64 {
        self.found.cost()
    }
}

impl Scorer for WithoutScorer {
    fn score(&mut self) -> Score {
        self.found.score()
    }
}
