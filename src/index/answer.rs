//! A request answered from one commit: hits first, counts after.

use std::time::Instant;

use super::count::{Counts, count};
use super::error::IndexError;
use super::panel::panel;
use super::ranking::Ranking;
use super::snapshot::Snapshot;
use super::top::{Ranked, top};
use super::translate::{Translator, ranks};
use crate::enrich::{marks, words_to_show};
use crate::query::{Cursor, Expr, Facets, Matcher, Request, Sort};
use crate::release::EnrichedRelease;
use crate::results::{FacetCounts, Hit, Partial, ReadQuery, SearchResults, lead, snippet, title_marks};
use crate::text::Stems;

/// The most releases that are shown as nearest where nothing has all words.
const MAX_NEAREST: usize = 5;

/// See [`super::Index::search`].
pub(super) fn search(
    snapshot: &Snapshot,
    request: &Request,
    deadline: Option<Instant>,
) -> Result<SearchResults, IndexError> {
    let start = Instant::now();
    let expr = &request.query.expr;
    let query = Translator { fields: snapshot.fields, searcher: &snapshot.latest }.query(expr)?;
    let wanted = request.limit.saturating_add(usize::from(request.limit > 0));
    let ranking = ranking(snapshot, expr, request)?;
    let found = top(&snapshot.latest, query.as_ref(), ranking.as_ref(), request, wanted, deadline)?;
    let mut page = found.hits;
    let more = page.len() > request.limit;
    page.truncate(request.limit);
    let next = page.last().filter(|_| more).map(|last| last.key.to_string());
    let hits = Shown::new(expr, deadline).hits(snapshot, &page)?;
    let counts = if found.in_time { count(&snapshot.latest, query.as_ref(), request, deadline)? } else { None };
    let total = counts.as_ref().map(|counts| counts.total);
    let nearest = if total == Some(0) { nearest(snapshot, request, deadline)? } else { Vec::new() };
    let in_earlier_wordings = in_earlier_wordings(snapshot, request, deadline)?.filter(|_| counts.is_some());
    let partial = counts.is_none().then(|| Partial {
        reason: "the search took too long; narrow it by a topic, a date or another word".to_owned(),
    });
    let facets = counts.filter(|_| !request.facets.is_none()).map(|counts| panel(counts, request, &snapshot.topics));
    Ok(SearchResults {
        query: ReadQuery {
            text: request.query.text.clone(),
            read_as: request.query.read_as(),
            notes: request.query.notes.clone(),
        },
        partial,
        total,
        in_earlier_wordings,
        nearest,
        hits,
        facets,
        next,
        took_ms: (start.elapsed().as_secs_f64() * 1e5).round() / 1e2,
        index: snapshot.state(),
    })
}

/// See [`super::Index::facets`].
pub(super) fn facets(snapshot: &Snapshot, request: &Request) -> Result<FacetCounts, IndexError> {
    let query = Translator { fields: snapshot.fields, searcher: &snapshot.latest }.query(&request.query.expr)?;
    let counts = count(&snapshot.latest, query.as_ref(), request, None)?.unwrap_or_default();
    Ok(panel(counts, request, &snapshot.topics))
}

/// How many earlier wordings satisfy query and selections; `None` past the deadline.
fn in_earlier_wordings(
    snapshot: &Snapshot,
    request: &Request,
    deadline: Option<Instant>,
) -> Result<Option<u64>, IndexError> {
    if snapshot.earlier.num_docs() == 0 {
        return Ok(Some(0));
    }
    let query = Translator { fields: snapshot.fields, searcher: &snapshot.earlier }.query(&request.query.expr)?;
    let query = snapshot.whole(query);
    let request = Request { facets: Facets::none(), ..request.clone() };
    Ok(count(&snapshot.earlier, &query, &request, deadline)?.map(|Counts { total, .. }| total))
}

/// What a query ranks by; `None` where it has no words.
fn ranking<'s>(snapshot: &'s Snapshot, expr: &Expr, request: &Request) -> Result<Option<Ranking<'s>>, IndexError> {
    if !ranks(expr) {
        return Ok(None);
    }
    Ok(Some(Ranking::of(expr, request.sort, snapshot.fields, &snapshot.latest)?))
}

/// Where nothing has all of several words: what has most of them.
fn nearest(snapshot: &Snapshot, request: &Request, deadline: Option<Instant>) -> Result<Vec<Hit>, IndexError> {
    let Some(expr) = request.query.expr.with_any_word() else { return Ok(Vec::new()) };
    let request = Request { cursor: None, sort: Sort::Relevance, ..request.clone() };
    let query = Translator { fields: snapshot.fields, searcher: &snapshot.latest }.query(&expr)?;
    let ranking = ranking(snapshot, &expr, &request)?;
    let found = top(&snapshot.latest, query.as_ref(), ranking.as_ref(), &request, MAX_NEAREST, deadline)?;
    Shown::new(&expr, deadline).hits(snapshot, &found.hits)
}

/// Releases on their way to becoming hits.
struct Shown {
    matcher: Matcher,
    /// Without words there is nothing to mark.
    marks: bool,
    stems: Stems,
    deadline: Option<Instant>,
}

impl Shown {
    fn new(expr: &Expr, deadline: Option<Instant>) -> Self {
        Self { matcher: Matcher::new(expr), marks: ranks(expr), stems: Stems::default(), deadline }
    }

    fn hits(&mut self, snapshot: &Snapshot, page: &[Ranked]) -> Result<Vec<Hit>, IndexError> {
        page.iter().map(|ranked| Ok(self.hit(snapshot.read(&snapshot.latest, ranked.address)?, ranked.key))).collect()
    }

    fn hit(&mut self, release: EnrichedRelease, key: Cursor) -> Hit {
        // Past the deadline a hit is shown by its beginning.
        let in_time = self.deadline.is_none_or(|deadline| Instant::now() < deadline);
        let marks =
            (self.marks && in_time).then(|| marks(&release, &words_to_show(&release, &mut self.stems), &self.matcher));
        let marks = marks.flatten();
        let summary = release.summary.as_deref();
        let snippet = match &marks {
            Some(marks) => snippet(summary, &release.body, marks),
            None => lead(summary, &release.body),
        };
        let title = release.title.as_deref().unwrap_or_default();
        Hit {
            title_marks: marks.map_or_else(Vec::new, |marks| title_marks(title, &marks.title)),
            snippet,
            score: f32::from_bits(key.score),
            id: release.id,
            given_id: release.given_id,
            title: release.title,
            title_made: release.title_made,
            url: release.url,
            published: release.published,
            kind: release.kind,
            publisher: release.publisher,
            topics: release.topics,
            language: release.language,
            version: release.version,
            versions: release.versions,
        }
    }
}
