//! The first hits, in order.
//!
//! By score there are two looks: BM25 picks the candidates, and [`super::rerank`] adds to their scores. Since it only
//! adds, they stay before all others, which keep BM25's own order behind them; whoever asks for any page gets it out of
//! this one order.
//!
//! Where a pass comes by everything that is found, it counts it on the way.

use std::collections::HashSet;
use std::time::Instant;

use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::{DocAddress, Score};

use super::candidates::Candidates;
use super::count::{Counting, Counts};
use super::disjoint::Disjoint;
use super::order::{Page, Ranked, order};
use super::place::{Clock, Place};
use super::ranking::{CANDIDATES, Ranking};
use super::rerank::SecondLook;
use super::terms::Terms;
use super::words::Words;
use crate::query::{Request, Sort};

/// The first hits; `in_time` is false where the deadline cut the search short.
pub(super) struct Top {
    pub(super) hits: Vec<Ranked>,
    pub(super) in_time: bool,
    /// Of everything that was found, where it was counted on the way.
    pub(super) counts: Option<Counts>,
}

/// What is looked for.
#[derive(Clone, Copy)]
pub(super) struct Sought<'s> {
    /// Of the commit it is looked for in.
    pub(super) terms: &'s Terms<'s>,
    pub(super) query: &'s dyn Query,
    /// `None` where nothing is ranked: nothing is scored then, and relevance is newest first.
    pub(super) ranking: Option<&'s Ranking<'s>>,
    pub(super) request: &'s Request,
    pub(super) deadline: Option<Instant>,
}

/// The first `limit` hits of a request, after its cursor; with counts where `count` asks for them and they cost no pass
/// of their own.
pub(super) fn top(sought: Sought<'_>, limit: usize, count: bool) -> tantivy::Result<Top> {
    let Sought { terms, query, request, .. } = sought;
    let mut clock = Clock::new(sought.deadline);
    if limit == 0 {
        return Ok(Top { hits: Vec::new(), in_time: true, counts: None });
    }
    let view = terms.view();
    let mut places = Vec::new();
    for (ordinal, segment, columns) in view.segments() {
        places.push(Place::new(request, ordinal, segment, columns)?);
    }
    let mut counting = None;
    let page = match (order(request, sought.ranking.is_some()), sought.ranking) {
        (Sort::Relevance | Sort::Fresh, Some(ranking)) => {
            let scoring = EnableScoring::enabled_from_statistics_provider(ranking, view);
            // The same candidates for every page: their number does not depend on the page.
            let place = |address: DocAddress| places[address.segment_ord as usize].ranked(address.doc_id, 0.0).key;
            let mut candidates = Candidates::new(CANDIDATES, request.sort, &place);
            let prunes = is_one_word(query);
            counting = (count && !prunes).then(|| Counting::of(request));
            if let Some(words) = Words::parts_of(query) {
                let words = words.into_iter().map(|part| part.weigh(scoring)).collect::<tantivy::Result<Vec<_>>>()?;
                for place in &places {
                    place.by_words(&words, terms, &mut candidates, counting.as_mut(), &mut clock)?;
                }
            } else {
                let weight = query.weight(scoring)?;
                for place in &places {
                    match &mut counting {
                        Some(counting) => {
                            place.score_and_count(weight.as_ref(), &mut candidates, counting, &mut clock)?;
                        }
                        None => place.by_score(weight.as_ref(), prunes, &mut candidates, &mut clock)?,
                    }
                }
            }
            look_again(sought, ranking, &places, candidates, limit, &mut clock)?
        }
        (sort, _) => {
            let weight = query.weight(EnableScoring::disabled_from_searcher(view))?;
            let mut page = Page::new(sort, limit, request.cursor);
            for place in &places {
                place.by_date(weight.as_ref(), &mut page, &mut clock, sort == Sort::Newest)?;
            }
            page
        }
    };
    let counts = counting.filter(|_| !clock.over).map(Counting::into_counts);
    Ok(Top { hits: page.into_hits(), in_time: !clock.over, counts })
}

/// Whether a release is found by one term, whose score is all of its score: then the engine passes over what cannot come
/// first, and how many there are is known without looking.
pub(super) fn is_one_word(query: &dyn Query) -> bool {
    match query.downcast_ref::<Disjoint>() {
        Some(parts) => parts.parts().iter().all(|part| part.is::<TermQuery>()),
        None => query.is::<TermQuery>(),
    }
}

/// The page out of the candidates and, where they are not enough, of what comes behind them.
fn look_again(
    sought: Sought<'_>,
    ranking: &Ranking<'_>,
    places: &[Place<'_>],
    candidates: Candidates<'_>,
    limit: usize,
    clock: &mut Clock,
) -> tantivy::Result<Page> {
    let last = candidates.last();
    let mut candidates: Vec<(Score, DocAddress)> = candidates.into_best().collect();
    candidates.sort_unstable_by_key(|(_, address)| *address);
    let mut page = Page::new(sought.request.sort, limit, sought.request.cursor);
    for (place, of_segment) in
        places.iter().filter_map(|place| Some((place, place.own(&candidates)?))).take_while(|_| !clock.over)
    {
        let mut look = SecondLook::new(ranking, sought.terms, place.ordinal, &place.columns.first_day)?;
        for (first, address) in of_segment {
            let mut score = first + look.bonus(address.doc_id);
            if let Some(last) = last {
                score = score.max(last.next_up());
            }
            page.offer(place.ranked(address.doc_id, score));
        }
    }
    if let Some(last) = last
        && !page.is_full()
    {
        let taken: HashSet<DocAddress> = candidates.into_iter().map(|(_, address)| address).collect();
        let scoring = EnableScoring::enabled_from_statistics_provider(ranking, sought.terms.view());
        let weight = sought.query.weight(scoring)?;
        for place in places {
            place.behind(weight.as_ref(), &taken, last, &mut page, clock)?;
        }
    }
    Ok(page)
}
