//! A query confined to what a selection admits.
//!
//! Selections are tested on columns, one release after the other, for all that a query finds. Where a selection admits
//! few, its postings are quicker to follow. What is found is the same: where the postings are all that a selection says,
//! it need not be tested any more, and else it is tested as before.

use std::borrow::Cow;

use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::schema::Fields;
use super::terms::Terms;
use super::view::View;
use crate::query::{Choice, Facet, Request};

/// A selection that admits no more than this part of all releases confines what is counted.
const FEW_TO_COUNT: u64 = 2;

/// One that admits no more than this confines where hits are looked for too. Of more, the engine finds the first hits
/// sooner by pruning what cannot be among them.
const FEW_TO_FIND: u64 = 32;

/// A query, and the same confined to what a selection of the request admits.
pub(super) struct Asked<'r> {
    pub(super) request: &'r Request,
    query: Box<dyn Query>,
    /// To what the selection admits that admits least, and what of the request is then still to be tested.
    confined: Option<(Box<dyn Query>, Cow<'r, Request>)>,
    /// Whether hits are looked for in the confined one, and whether it is counted.
    finds: bool,
    counts: bool,
}

impl<'r> Asked<'r> {
    pub(super) fn of(
        query: Box<dyn Query>,
        request: &'r Request,
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
            return Ok(Self { request, query, confined: None, finds: false, counts: false });
        };
        // A facet is counted without its own selection.
        let counts = !request.facets.has(facet);
        let finds = admitted.saturating_mul(FEW_TO_FIND) <= all || counts;
        let confined = BooleanQuery::new(vec![(Occur::Must, query.box_clone()), (Occur::Must, any_of(selected))]);
        Ok(Self {
            request,
            query,
            confined: Some((Box::new(confined), left(request, facet, terms.view()))),
            finds,
            counts,
        })
    }

    /// What hits are looked for in, and which selections are to be tested.
    pub(super) fn to_find(&self) -> (&dyn Query, &Request) {
        self.form(self.finds)
    }

    /// What is counted, and which selections are to be tested.
    pub(super) fn to_count(&self) -> (&dyn Query, &Request) {
        self.form(self.counts)
    }

    /// Whether both are one.
    pub(super) fn is_one(&self) -> bool {
        self.finds == self.counts
    }

    fn form(&self, confined: bool) -> (&dyn Query, &Request) {
        match &self.confined {
            Some((query, left)) if confined => (query.as_ref(), left),
            _ => (self.query.as_ref(), self.request),
        }
    }
}

/// What is to be tested of those who have the postings of what a facet selects.
fn left<'r>(request: &'r Request, facet: Facet, view: &View) -> Cow<'r, Request> {
    let says_all = |choice: &Choice| {
        choice.none_of.is_empty()
            && (facet != Facet::Topic || choice.any_of.iter().all(|path| view.is_path_alone(path)))
    };
    let mut left = Cow::Borrowed(request);
    if request.choice(facet).is_some_and(says_all)
        && let Some(choice) = left.to_mut().choice_mut(facet)
    {
        *choice = Choice::default();
    }
    left
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
    /// The terms by which releases are found that a facet has a value of; there are none of publishers.
    fn of_facets(self) -> [(Facet, Field); 3] {
        [(Facet::Topic, self.topic_name), (Facet::Kind, self.kind), (Facet::Language, self.language)]
    }
}
