//! What a search that begins so may be for: headlines, topics, publishers and short forms.

use std::collections::BTreeMap;
use std::time::Instant;

use tantivy::query::{BooleanQuery, Occur, Query};

use super::allowance::Allowance;
use super::any_word::AnyWord;
use super::error::IndexError;
use super::pattern::Pattern;
use super::snapshot::Snapshot;
use super::terms::Terms;
use super::top::{Sought, top};
use crate::query::{Beginning, Fit, MIN_FUZZY, Request, Sort, fit};
use crate::results::{Suggestion, SuggestionKind, UNKNOWN};

/// The most topics, publishers and short forms, each; headlines take the rest.
const MAX_OF_A_KIND: usize = 3;
/// The most names of publishers that are looked at in one segment.
const MAX_NAMES: usize = 20_000;

/// See [`super::Index::suggest`].
pub(super) fn suggest(
    snapshot: &Snapshot,
    beginning: &Beginning,
    deadline: Option<Instant>,
) -> Result<Vec<Suggestion>, IndexError> {
    let typed = beginning.words();
    let Some((last, whole)) = typed.split_last() else { return Ok(Vec::new()) };
    let allowance = Allowance::new(deadline);
    let mut suggestions = topics(snapshot, &typed);
    suggestions.extend(publishers(snapshot, &typed, &allowance)?);
    suggestions.extend(short_forms(snapshot, &typed)?);
    suggestions.truncate(beginning.limit);
    let free = beginning.limit - suggestions.len();
    let mut whole_words: Vec<Pattern> = whole.iter().map(|word| Pattern::Word(word.clone())).collect();
    whole_words.push(Pattern::Beginning(last.clone()));
    let mut titles = headlines(snapshot, whole_words, free, &allowance)?;
    if titles.is_empty() && typed.iter().any(|word| word.chars().count() >= MIN_FUZZY) {
        let near = |word: &String, beginning| match (word.chars().count() >= MIN_FUZZY, beginning) {
            (true, false) => Pattern::Misspelt(word.clone(), 1),
            (true, true) => Pattern::MisspeltBeginning(word.clone()),
            (false, false) => Pattern::Word(word.clone()),
            (false, true) => Pattern::Beginning(word.clone()),
        };
        let mut patterns: Vec<Pattern> = whole.iter().map(|word| near(word, false)).collect();
        patterns.push(near(last, true));
        titles = headlines(snapshot, patterns, free, &allowance)?;
    }
    suggestions.extend(titles);
    Ok(suggestions)
}

/// The best fitting names, at most [`MAX_OF_A_KIND`] of them.
fn best<'n>(names: impl Iterator<Item = (Option<Fit>, &'n str, Suggestion)>) -> Vec<Suggestion> {
    let mut fitting: Vec<(Fit, &str, Suggestion)> =
        names.filter_map(|(fit, name, suggestion)| Some((fit?, name, suggestion))).collect();
    fitting.sort_by(|(one, name, _), (other, other_name, _)| one.cmp(other).then_with(|| name.cmp(other_name)));
    fitting.into_iter().map(|(.., suggestion)| suggestion).take(MAX_OF_A_KIND).collect()
}

fn topics(snapshot: &Snapshot, typed: &[String]) -> Vec<Suggestion> {
    best(snapshot.topics.iter().map(|topic| {
        let suggestion = Suggestion {
            kind: SuggestionKind::Topic,
            text: topic.label.clone(),
            q: format!("topic:{}", topic.path),
            id: None,
        };
        (fit(typed, &topic.label), topic.path.as_str(), suggestion)
    }))
}

fn publishers(snapshot: &Snapshot, typed: &[String], allowance: &Allowance) -> Result<Vec<Suggestion>, IndexError> {
    let mut names: BTreeMap<String, Fit> = BTreeMap::new();
    for (_, _, columns) in snapshot.latest.segments() {
        let Some(column) = &columns.publisher else { continue };
        let mut stream = column.dictionary().stream().map_err(tantivy::TantivyError::from)?;
        let mut looked_at = 0;
        while looked_at < MAX_NAMES && !allowance.is_over() && stream.advance() {
            looked_at += 1;
            let Ok(name) = std::str::from_utf8(stream.key()) else { continue };
            if let Some(fit) = fit(typed, name).filter(|_| name != UNKNOWN) {
                names.insert(name.to_owned(), fit);
            }
        }
    }
    Ok(best(names.iter().map(|(name, fit)| {
        // A quotation mark in it would end the quotation.
        let quoted = name.replace('"', " ");
        let q = format!("publisher:\"{quoted}\"");
        let suggestion = Suggestion { kind: SuggestionKind::Publisher, text: name.clone(), q, id: None };
        (Some(*fit), name.as_str(), suggestion)
    })))
}

fn short_forms(snapshot: &Snapshot, typed: &[String]) -> Result<Vec<Suggestion>, IndexError> {
    let acronyms = snapshot.acronyms()?;
    let pairs = acronyms.all().flat_map(|(short, long)| long.iter().map(move |long| (short, long)));
    Ok(best(pairs.map(|(short, long)| {
        let by_short = typed.len() == 1 && short.starts_with(typed[0].as_str());
        let fit = if by_short { Some(Fit::Begins) } else { fit(typed, long) };
        let text = format!("{} ({long})", short.to_uppercase());
        (fit, short, Suggestion { kind: SuggestionKind::ShortForm, text, q: short.to_owned(), id: None })
    })))
}

/// The newest headlines with a word of each pattern, each once.
fn headlines(
    snapshot: &Snapshot,
    patterns: Vec<Pattern>,
    limit: usize,
    allowance: &Allowance,
) -> Result<Vec<Suggestion>, IndexError> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let field = snapshot.fields.title;
    let any = |pattern| Box::new(AnyWord { field, pattern, allowance: allowance.clone() }) as Box<dyn Query>;
    let query = BooleanQuery::new(patterns.into_iter().map(|pattern| (Occur::Must, any(pattern))).collect());
    let newest = Request { sort: Sort::Newest, ..Request::all() };
    let terms = Terms::of(&snapshot.latest);
    let sought = Sought { terms: &terms, query: &query, ranking: None, request: &newest, deadline: allowance.until() };
    let found = top(sought, limit, false)?;
    let mut suggestions: Vec<Suggestion> = Vec::with_capacity(limit);
    for ranked in found.hits {
        if allowance.is_over() {
            break;
        }
        let release = snapshot.listed(&snapshot.latest, ranked.address)?;
        let Some(text) = release.title else { continue };
        if suggestions.iter().all(|known| known.text != text) {
            let q = format!("title:\"{}\"", text.replace('"', " "));
            suggestions.push(Suggestion { kind: SuggestionKind::Title, text, q, id: Some(release.id) });
        }
    }
    Ok(suggestions)
}
