//! A query confined to what a selection admits.
//!
//! Selections are tested on columns, one release after the other, for all that a query finds. Where a selection admits
//! few, its postings are quicker to follow. What is found is the same: the filter is tested as before, the postings only
//! leave out what it would.

use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::schema::Fields;
use super::terms::Terms;
use super::top::{is_one_word, prunes};
use crate::query::{Facet, Request};

/// A selection that admits no more than this part of all releases confines what is counted.
const FEW_TO_COUNT: u64 = 2;

/// One that admits no more than this confines where hits are looked for too. Of more, the engine finds the first hits
/// sooner by pruning what cannot be among them.
const FEW_TO_FIND: u64 = 32;

/// A query, and the same confined to what a selection of the request admits.
pub(super) struct Asked {
    query: Box<dyn Query>,
    /// To what the selection admits that admits least.
    confined: Option<Box<dyn Query>>,
    /// Whether hits are looked for in the confined one, and whether it is counted.
    finds: bool,
    counts: bool,
}

impl Asked {
    pub(super) fn of(
        query: Box<dyn Query>,
        request: &Request,
        fields: Fields,
        terms: &Terms<'_>,
    ) -> tantivy::Result<Self> {
        let all = terms.view().num_docs();
        let mut least: Option<(u64, Facet, Vec<Term>)> = None;
        for (facet, field) in fields.of_facets() {
            let values = request.choice(facet).map_or(&[][..], |choice| &choice.any_of);
            let selected: Vec<Term> = values.iter().map(|value| Term::from_field_text(field, value)).collect();
            let mut admitted = 0_u64;
            for term in &selected {
                admitted = admitted.saturating_add(terms.documents(term)?);
            }
            let is_least = least.as_ref().is_none_or(|(least, ..)| admitted < *least);
            if !selected.is_empty() && is_least && admitted.saturating_mul(FEW_TO_COUNT) <= all {
                least = Some((admitted, facet, selected));
            }
        }
        let Some((admitted, facet, selected)) = least else {
            return Ok(Self { query, confined: None, finds: false, counts: false });
        };
        // A facet is counted without its own selection.
        let counts = !request.facets.has(facet);
        // Where the engine adds up scores while it prunes, their last bits are others than without: there hits are looked
        // for in one form, whether facets are counted or not, or a cursor would not fit the next page.
        let either = is_one_word(query.as_ref()) || !prunes(query.as_ref(), terms)?;
        let finds = admitted.saturating_mul(FEW_TO_FIND) <= all || (counts && either);
        let confined = BooleanQuery::new(vec![(Occur::Must, query.box_clone()), (Occur::Must, any_of(selected))]);
        Ok(Self { query, confined: Some(Box::new(confined)), finds, counts })
    }

    /// What hits are looked for in.
    pub(super) fn to_find(&self) -> &dyn Query {
        self.form(self.finds)
    }

    /// What is counted.
    pub(super) fn to_count(&self) -> &dyn Query {
        self.form(self.counts)
    }

    /// Whether both are one.
    pub(super) fn is_one(&self) -> bool {
        self.finds == self.counts
    }

    fn form(&self, confined: bool) -> &dyn Query {
        self.confined.as_ref().filter(|_| confined).unwrap_or(&self.query).as_ref()
    }
}

fn any_of(terms: Vec<Term>) -> Box<dyn Query> {
    let term = |term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>;
    let mut terms: Vec<Box<dyn Query>> = terms.into_iter().map(term).collect();
    let any = match terms.len() {
        1 => terms.remove(0),
        _ => Box::new(BooleanQuery::union(terms)),
    };
    Box::new(ConstScoreQuery::new(any, 0.0))
}

impl Fields {
    /// The terms that each release has of whose values a facet admits it; some have them that it does not admit. None
    /// are kept of publishers.
    fn of_facets(self) -> [(Facet, Field); 3] {
        [(Facet::Topic, self.topic_name), (Facet::Kind, self.kind), (Facet::Language, self.language)]
    }
}
