//! The parts of a whole answer, made bare: snippets by the engine's generator, facets by its aggregations.

use tantivy::TantivyDocument;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::{AggContextParams, AggregationCollector};
use tantivy::collector::Count;
use tantivy::query::Query;
use tantivy::schema::{Field, Value};
use tantivy::snippet::SnippetGenerator;

use crate::bare::{Bare, Words, facets};
use crate::side::Sides;

pub(crate) struct Parts<'s> {
    plain: &'s Bare,
    bare: &'s Bare,
    plain_queries: Vec<Box<dyn Query>>,
    bare_queries: Vec<Box<dyn Query>>,
    body: Field,
    words: Field,
    facets: Aggregations,
}

impl<'s> Parts<'s> {
    pub(crate) fn new(sides: &'s Sides, asked: &[Words]) -> Self {
        let field = |name| sides.plain.searcher.schema().get_field(name).unwrap();
        Self {
            plain: &sides.plain,
            bare: &sides.bare,
            plain_queries: asked.iter().map(|words| sides.plain.query(words)).collect(),
            bare_queries: asked.iter().map(|words| sides.bare.query(words)).collect(),
            body: field("body"),
            words: field("words"),
            facets: facets(),
        }
    }

    /// Ten hits, counted and fetched, each with a snippet of its body.
    pub(crate) fn snippets(&self, at: usize) -> u64 {
        let query = self.plain_queries[at].as_ref();
        let (hits, total) = self.plain.best(query, 10, false);
        let mut generator = SnippetGenerator::create(&self.plain.searcher, query, self.words).unwrap();
        generator.set_max_num_chars(300);
        let mut length = 0;
        for (_, address) in hits {
            let document: TantivyDocument = self.plain.searcher.doc(address).unwrap();
            let body = document.get_first(self.body).and_then(|body| body.as_str()).unwrap();
            length += generator.snippet(body).fragment().len();
        }
        length as u64 + total
    }

    /// All facets of everything that is found, as `ours` has them.
    pub(crate) fn panel(&self, at: usize) -> u64 {
        let facets = AggregationCollector::from_aggs(self.facets.clone(), AggContextParams::default());
        let (counts, total) = self.bare.collect(self.bare_queries[at].as_ref(), &(facets, Count));
        (counts.0.len() + total) as u64
    }
}
