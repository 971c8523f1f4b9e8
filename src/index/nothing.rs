//! What there is where nothing was found: the releases with most of the words, and what the archive covers.

use std::collections::HashSet;
use std::time::Instant;

use tantivy::query::AllQuery;

use super::allowance::Allowance;
use super::count::count;
use super::error::IndexError;
use super::order::Ranked;
use super::ranking::Ranking;
use super::snapshot::Snapshot;
use super::terms::Terms;
use super::top::{Sought, top};
use super::translate::Translator;
use crate::query::{Expand, Expr, Facet, Facets, Request, Sort};
use crate::release::PartialDate;
use crate::results::Covered;

/// The most releases that are shown as nearest where nothing has all words.
const MAX_NEAREST: usize = 5;

/// The releases with most of the words, those with more of them first, and the query for any of the words.
pub(super) fn nearest(
    snapshot: &Snapshot,
    request: &Request,
    allowance: &Allowance,
) -> Result<(Vec<Ranked>, Expr), IndexError> {
    let none = (Vec::new(), Expr::nothing());
    let Some(any) = request.query.expr.with_any_word() else { return Ok(none) };
    let parts = match any {
        Expr::And(parts) => parts,
        one => vec![one],
    };
    let Some((Expr::Or(words), rest)) = parts.split_first() else { return Ok(none) };
    let mut expansions = Vec::new();
    let words: Vec<Expr> = match request.expand {
        Expand::All => {
            let acronyms = snapshot.acronyms()?;
            let expand = |word| {
                let (word, added) = acronyms.expand(word);
                expansions.extend(added);
                word
            };
            words.iter().map(expand).collect()
        }
        Expand::None => words.clone(),
    };
    let any = Expr::And(std::iter::once(Expr::Or(words.clone())).chain(rest.iter().cloned()).collect());
    let request = Request { cursor: None, sort: Sort::Relevance, ..request.clone() };
    let terms = Terms::of(&snapshot.latest);
    let ranking = Ranking::of(&any, &expansions, request.sort, snapshot.fields, &terms)?;
    let translator = Translator::new(snapshot.fields, &terms, allowance);
    let (mut nearest, mut seen) = (Vec::new(), HashSet::new());
    for least in fewer_and_fewer(words.len()) {
        if nearest.len() >= MAX_NEAREST || allowance.is_over() {
            break;
        }
        let query = translator.at_least(least, &words, rest)?;
        let (query, ranking) = (query.as_ref(), ranking.as_ref());
        let sought = Sought { terms: &terms, query, ranking, request: &request, deadline: allowance.until() };
        let found = top(sought, MAX_NEAREST, false)?;
        nearest.extend(found.hits.into_iter().filter(|ranked| seen.insert(ranked.address)));
    }
    nearest.truncate(MAX_NEAREST);
    if allowance.was_exceeded() {
        nearest.clear();
    }
    Ok((nearest, any))
}

/// Numbers of words to ask for, from all but one down to one: one by one at first, then by halves.
fn fewer_and_fewer(words: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(words.checked_sub(1), move |&least| {
        Some(if words - least < 4 { least.checked_sub(1)? } else { least / 2 })
    })
    .take_while(|least| *least > 0)
}

/// Which dates the whole archive covers; `None` past the deadline.
pub(super) fn covered(snapshot: &Snapshot, deadline: Option<Instant>) -> Result<Option<Covered>, IndexError> {
    if let Some(covered) = snapshot.covered.get() {
        return Ok(Some(covered.clone()));
    }
    let everything = Request { facets: Facets::only(Facet::Date), ..Request::all() };
    let Some(counts) = count(&Terms::of(&snapshot.latest), &AllQuery, &everything, deadline)? else { return Ok(None) };
    let known: Vec<(i32, Option<u32>)> = counts.dated().map(|(month, _)| month).collect();
    let end = |end: Option<&(i32, Option<u32>)>| {
        let (year, month) = *end?;
        // Some time of a year may be before the first month of it that is known, and behind the last.
        match month.filter(|_| !known.contains(&(year, None))) {
            Some(month) => PartialDate::month(year, month),
            None => PartialDate::year(year),
        }
    };
    let covered = Covered { from: end(known.first()), to: end(known.last()), undated: counts.undated() };
    Ok(Some(snapshot.covered.get_or_init(|| covered).clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_words_are_asked_for_down_to_one() {
        let of = |words| fewer_and_fewer(words).collect::<Vec<_>>();
        assert_eq!(of(2), [1]);
        assert_eq!(of(4), [3, 2, 1]);
        assert_eq!(of(100), [99, 98, 97, 96, 48, 24, 12, 6, 3, 1]);
        assert_eq!((of(0), of(1)), (vec![], vec![]));
    }
}
