//! The first hits, in order.
//!
//! By score there are two looks: BM25 picks the candidates, and [`super::rerank`] adds to their scores. Since it only
//! adds, they stay before all others, which keep BM25's own order behind them; whoever asks for any page gets it out of
//! this one order.
//!
//! The filter is tested inside the engine's pruning callback: pruning goes on as if nothing were selected, and only
//! releases that could enter the page are looked at. Where the engine does not prune, it scores whatever it finds, and
//! then all of that is counted in the same pass. Sorted by date, segments are read in their own order and left as soon as the
//! page is full. What was reworded may lie anywhere in them, so by last change all are read.

use std::collections::HashSet;
use std::ops::{ControlFlow, Range};
use std::time::Instant;

use tantivy::query::{
    Bm25StatisticsProvider as _, BooleanQuery, EnableScoring, Occur, Query, Scorer, TermQuery, Weight,
};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocAddress, DocId, Score, SegmentReader, TERMINATED};

use super::count::{Counting, Counts};
use super::disjoint::Disjoint;
use super::filter::Filter;
use super::order::{Page, Ranked, order, place};
use super::ranking::{CANDIDATES, Ranking};
use super::rerank::SecondLook;
use super::terms::Terms;
use super::view::Columns;
use crate::query::{Cursor, Request, Sort};

/// How many releases are looked at between two looks at the clock.
const BETWEEN_LOOKS: u32 = 1024;

/// Where the dates admit less than this part of a segment, all of it is scored.
const FEW: usize = 16;

/// The first hits; `in_time` is false where the deadline cut the search short.
pub(super) struct Top {
    pub(super) hits: Vec<Ranked>,
    pub(super) in_time: bool,
    /// Of everything that was found, where it was counted on the way.
    pub(super) counts: Option<Counts>,
}

/// A look at the clock every so often.
struct Clock {
    deadline: Option<Instant>,
    until_look: u32,
    over: bool,
}

impl Clock {
    fn is_over(&mut self) -> bool {
        self.until_look -= 1;
        if self.until_look == 0 {
            self.until_look = BETWEEN_LOOKS;
            self.over = self.over || self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        }
        self.over
    }
}

/// Most words of which any is asked that are pruned. Of 4, with the count, it takes 0.75 of the time that scoring all
/// takes; of 8, 1.35 to 1.6.
const MOST_PRUNED: usize = 5;

/// Words of which all are asked are pruned where they are so common that of releases with the rarest of them this share
/// would have the others by chance: of two common words it takes 0.6 of the time, of four others 1.7.
const LEAST_PRUNED: f64 = 0.25;

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
    let mut clock = Clock { deadline: sought.deadline, until_look: BETWEEN_LOOKS, over: false };
    if limit == 0 {
        return Ok(Top { hits: Vec::new(), in_time: true, counts: None });
    }
    let view = terms.view();
    let mut places = Vec::new();
    for (ordinal, segment, columns) in view.segments() {
        places.push(Place { request, segment, ordinal, columns, filter: Filter::new(request, columns)? });
    }
    let mut counting = None;
    let page = match (order(request, sought.ranking.is_some()), sought.ranking) {
        (Sort::Relevance | Sort::Fresh, Some(ranking)) => {
            let weight = query.weight(EnableScoring::enabled_from_statistics_provider(ranking, view))?;
            // The same candidates for every page: their number does not depend on the page, nor do the engine's
            // roundings.
            let mut candidates = Page::new(request.sort, CANDIDATES, None);
            let prunes = prunes(query, terms)?;
            counting = (count && !prunes).then(|| Counting::of(request));
            for place in &places {
                match &mut counting {
                    Some(counting) => place.score_and_count(weight.as_ref(), &mut candidates, counting, &mut clock)?,
                    None => place.by_score(weight.as_ref(), prunes, &mut candidates, &mut clock)?,
                }
            }
            look_again(sought, ranking, &places, weight.as_ref(), candidates, limit, &mut clock)?
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

/// Whether the engine is to pass over what cannot come first. It can only where a query is all terms; and where it is to
/// be counted anyway, to score whatever is found is quicker if there are many words, or few releases with all of them.
pub(super) fn prunes(query: &dyn Query, terms: &Terms<'_>) -> tantivy::Result<bool> {
    if let Some(parts) = query.downcast_ref::<Disjoint>() {
        for part in parts.parts() {
            if prunes(part.as_ref(), terms)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    let Some(several) = query.downcast_ref::<BooleanQuery>() else { return Ok(query.is::<TermQuery>()) };
    let clauses = several.clauses();
    let all = |wanted: Occur| clauses.iter().all(|(occur, clause)| *occur == wanted && clause.is::<TermQuery>());
    if all(Occur::Should) {
        return Ok(clauses.len() <= MOST_PRUNED);
    }
    Ok(all(Occur::Must) && share_of_rarest(several, terms)? >= LEAST_PRUNED)
}

/// Whether a release is found by one term, whose score is all of its score.
pub(super) fn is_one_word(query: &dyn Query) -> bool {
    match query.downcast_ref::<Disjoint>() {
        Some(parts) => parts.parts().iter().all(|part| part.is::<TermQuery>()),
        None => query.is::<TermQuery>(),
    }
}

/// Of the documents with the rarest of some terms, the share that would have the others too by chance.
fn share_of_rarest(all: &BooleanQuery, terms: &Terms<'_>) -> tantivy::Result<f64> {
    let (mut share, mut rarest) = (1.0, 1.0_f64);
    for term in all.clauses().iter().filter_map(|(_, clause)| clause.downcast_ref::<TermQuery>()) {
        let of_term = terms.documents(term.term())? as f64 / terms.total_num_docs()?.max(1) as f64;
        share *= of_term;
        rarest = rarest.min(of_term);
    }
    Ok(if rarest > 0.0 { share / rarest } else { 0.0 })
}

/// The page out of the candidates and, where they are not enough, of what comes behind them.
fn look_again(
    sought: Sought<'_>,
    ranking: &Ranking<'_>,
    places: &[Place<'_>],
    weight: &dyn Weight,
    candidates: Page,
    limit: usize,
    clock: &mut Clock,
) -> tantivy::Result<Page> {
    let last = candidates.last().map(|last| Score::from_bits(last.score));
    let mut candidates: Vec<Ranked> = candidates.into_hits();
    candidates.sort_unstable_by_key(|candidate| candidate.address);
    let mut page = Page::new(sought.request.sort, limit, sought.request.cursor);
    for (place, of_segment) in
        places.iter().filter_map(|place| Some((place, place.own(&candidates)?))).take_while(|_| !clock.over)
    {
        let mut look = SecondLook::new(ranking, sought.terms, place.ordinal, &place.columns.first_day)?;
        for candidate in of_segment {
            let first = Score::from_bits(candidate.key.score);
            let mut score = first + look.bonus(candidate.address.doc_id);
            if let Some(last) = last {
                score = score.max(last.next_up());
            }
            page.offer(Ranked { key: Cursor { score: score.to_bits(), ..candidate.key }, ..*candidate });
        }
    }
    if let Some(last) = last
        && !page.is_full()
    {
        let taken: HashSet<DocAddress> = candidates.iter().map(|candidate| candidate.address).collect();
        for place in places {
            place.behind(weight, &taken, last, &mut page, clock)?;
        }
    }
    Ok(page)
}

/// One segment and what is read of it.
struct Place<'s> {
    request: &'s Request,
    segment: &'s SegmentReader,
    ordinal: u32,
    columns: &'s Columns,
    filter: Filter,
}

impl Place<'_> {
    fn ranked(&self, doc: DocId, score: Score) -> Ranked {
        Ranked { key: place(self.columns, self.request, doc, score), address: DocAddress::new(self.ordinal, doc) }
    }

    /// Offers a release, where it is selected and its score may still come on the page.
    fn offer(&self, page: &mut Page, doc: DocId, score: Score) {
        let may_come = page.last().is_none_or(|last| score >= Score::from_bits(last.score));
        if may_come && self.filter.admits(doc) {
            page.offer(self.ranked(doc, score));
        }
    }

    /// The candidates of this segment, out of all of them in order of address.
    fn own<'c>(&self, candidates: &'c [Ranked]) -> Option<&'c [Ranked]> {
        let start = candidates.partition_point(|candidate| candidate.address.segment_ord < self.ordinal);
        let end = candidates.partition_point(|candidate| candidate.address.segment_ord <= self.ordinal);
        candidates.get(start..end).filter(|own| !own.is_empty())
    }

    /// Every release that is found in a stretch, selected or not, while there is time.
    fn each(
        &self,
        weight: &dyn Weight,
        stretch: Range<DocId>,
        clock: &mut Clock,
        mut take: impl FnMut(DocId, &mut dyn Scorer) -> ControlFlow<()>,
    ) -> tantivy::Result<()> {
        if stretch.is_empty() {
            return Ok(());
        }
        let mut scorer = weight.scorer(self.segment, 1.0)?;
        let mut doc = scorer.doc();
        if doc < stretch.start {
            doc = scorer.seek(stretch.start);
        }
        while doc < stretch.end && !clock.is_over() {
            if !self.segment.is_deleted(doc) && take(doc, scorer.as_mut()).is_break() {
                break;
            }
            doc = scorer.advance();
        }
        Ok(())
    }

    fn by_score(&self, weight: &dyn Weight, prunes: bool, page: &mut Page, clock: &mut Clock) -> tantivy::Result<()> {
        // Just below the last score of the page: an equal score may still come before it, by date or id.
        let threshold = |page: &Page| page.last().map_or(Score::MIN, |last| Score::from_bits(last.score).next_down());
        let whole = 0..self.segment.max_doc();
        let stretch = self.filter.stretch().unwrap_or(whole.clone());
        // Too short for pruning to find its way to.
        if !prunes || stretch.len() < whole.len() / FEW {
            return self.each(weight, stretch, clock, |doc, scorer| {
                self.offer(page, doc, scorer.score());
                ControlFlow::Continue(())
            });
        }
        weight.for_each_pruning(threshold(page), self.segment, &mut |doc, score| {
            if clock.is_over() {
                return Score::INFINITY;
            }
            if !self.segment.is_deleted(doc) {
                self.offer(page, doc, score);
            }
            threshold(page)
        })
    }

    /// As [`Self::by_score`], and counts what it comes by.
    fn score_and_count(
        &self,
        weight: &dyn Weight,
        page: &mut Page,
        counting: &mut Counting<'_>,
        clock: &mut Clock,
    ) -> tantivy::Result<()> {
        let mut tally = counting.tally(&self.filter, self.columns);
        let mut block = Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN);
        self.each(weight, counting.stretch(&self.filter, self.segment), clock, |doc, scorer| {
            self.offer(page, doc, scorer.score());
            block.push(doc);
            if block.len() == COLLECT_BLOCK_BUFFER_LEN {
                tally.add(&block);
                block.clear();
            }
            ControlFlow::Continue(())
        })?;
        tally.add(&block);
        counting.take(tally)
    }

    /// What comes behind the candidates, of which the last has this score. Nothing is pruned here: pruning adds up the
    /// scores of words in an order that depends on the page, and the last bits of a sum on that order.
    fn behind(
        &self,
        weight: &dyn Weight,
        candidates: &HashSet<DocAddress>,
        last: Score,
        page: &mut Page,
        clock: &mut Clock,
    ) -> tantivy::Result<()> {
        self.each(weight, 0..TERMINATED, clock, |doc, scorer| {
            if !candidates.contains(&DocAddress::new(self.ordinal, doc)) {
                self.offer(page, doc, scorer.score().min(last));
            }
            ControlFlow::Continue(())
        })
    }

    fn by_date(&self, weight: &dyn Weight, page: &mut Page, clock: &mut Clock, sorted: bool) -> tantivy::Result<()> {
        let stretch = self.filter.stretch().unwrap_or(0..TERMINATED);
        self.each(weight, stretch, clock, |doc, _| {
            if self.filter.admits(doc) {
                let ranked = self.ranked(doc, 0.0);
                // Segments are sorted newest first: what follows is no newer.
                if sorted && page.last().is_some_and(|last| ranked.key.when < last.when) {
                    return ControlFlow::Break(());
                }
                page.offer(ranked);
            }
            ControlFlow::Continue(())
        })
    }
}
