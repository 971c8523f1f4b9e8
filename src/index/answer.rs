//! A request answered from one commit: hits first, counts after.

use std::time::Instant;

use super::allowance::Allowance;
use super::count::{Counts, count};
use super::error::IndexError;
use super::nothing::{covered, nearest};
use super::panel::panel;
use super::ranking::Ranking;
use super::snapshot::Snapshot;
use super::spelling::spelling;
use super::top::{Ranked, top};
use super::translate::{Translator, ranks};
use crate::enrich::{marks, words_to_show};
use crate::query::{Cursor, Expand, Expansion, Expr, Facets, Matcher, Request};
use crate::release::EnrichedRelease;
use crate::results::{
    Covered, FacetCounts, Hit, Partial, ReadQuery, SearchResults, Spelling, lead, snippet, title_marks,
};
use crate::text::Stems;

/// See [`super::Index::search`].
pub(super) fn search(
    snapshot: &Snapshot,
    request: &Request,
    deadline: Option<Instant>,
) -> Result<SearchResults, IndexError> {
    let start = Instant::now();
    let allowance = Allowance::new(deadline);
    let (expr, expansions) = reading(snapshot, request)?;
    let query = Translator::new(snapshot.fields, &snapshot.latest, &allowance).query(&expr)?;
    let wanted = request.limit.saturating_add(usize::from(request.limit > 0));
    let ranking = Ranking::of(&expr, &expansions, request.sort, snapshot.fields, &snapshot.latest)?;
    let found = top(&snapshot.latest, query.as_ref(), ranking.as_ref(), request, wanted, deadline)?;
    // What was given up may be what was to be excluded: then nothing found so far can be believed.
    let believed = !allowance.was_exceeded();
    let mut page = if believed { found.hits } else { Vec::new() };
    let more = page.len() > request.limit;
    page.truncate(request.limit);
    let next = page.last().filter(|_| more).map(|last| last.key.to_string());
    let hits = Shown::new(&expr, deadline).hits(snapshot, &page)?;
    let counts =
        if found.in_time && believed { count(&snapshot.latest, query.as_ref(), request, deadline)? } else { None };
    let counts = counts.filter(|_| !allowance.was_exceeded());
    let total = counts.as_ref().map(|counts| counts.total);
    let in_earlier_wordings = in_earlier_wordings(snapshot, request, &expr, deadline)?.filter(|_| counts.is_some());
    let nothing = if total == Some(0) { Nothing::of(snapshot, request, deadline)? } else { Nothing::default() };
    let partial = counts.is_none().then(|| Partial {
        reason: "the search took too long; narrow it by a topic, a date or another word".to_owned(),
    });
    let facets = counts.filter(|_| !request.facets.is_none()).map(|counts| panel(counts, request, &snapshot.topics));
    Ok(SearchResults {
        query: ReadQuery {
            text: request.query.text.clone(),
            read_as: request.query.read_as(),
            notes: request.query.notes.clone(),
            expansions,
            spelling: nothing.spelling,
        },
        partial,
        total,
        in_earlier_wordings,
        nearest: nothing.nearest,
        covered: nothing.covered,
        hits,
        facets,
        next,
        took_ms: (start.elapsed().as_secs_f64() * 1e5).round() / 1e2,
        index: snapshot.state(),
    })
}

/// See [`super::Index::facets`].
pub(super) fn facets(snapshot: &Snapshot, request: &Request) -> Result<FacetCounts, IndexError> {
    let (expr, _) = reading(snapshot, request)?;
    let query = Translator::new(snapshot.fields, &snapshot.latest, &Allowance::new(None)).query(&expr)?;
    let counts = count(&snapshot.latest, query.as_ref(), request, None)?.unwrap_or_default();
    Ok(panel(counts, request, &snapshot.topics))
}

/// The query as it is answered, and what was added to it.
pub(super) fn reading(snapshot: &Snapshot, request: &Request) -> Result<(Expr, Vec<Expansion>), IndexError> {
    Ok(match request.expand {
        Expand::All => snapshot.acronyms()?.expand(&request.query.expr),
        Expand::None => (request.query.expr.clone(), Vec::new()),
    })
}

/// How many earlier wordings satisfy query and selections; `None` past the deadline.
fn in_earlier_wordings(
    snapshot: &Snapshot,
    request: &Request,
    expr: &Expr,
    deadline: Option<Instant>,
) -> Result<Option<u64>, IndexError> {
    if snapshot.earlier.num_docs() == 0 {
        return Ok(Some(0));
    }
    let allowance = Allowance::new(deadline);
    let query = Translator::new(snapshot.fields, &snapshot.earlier, &allowance).query(expr)?;
    let query = snapshot.whole(query);
    let request = Request { facets: Facets::none(), ..request.clone() };
    let counts = count(&snapshot.earlier, &query, &request, deadline)?;
    Ok(counts.filter(|_| !allowance.was_exceeded()).map(|Counts { total, .. }| total))
}

/// What is said where nothing was found.
#[derive(Default)]
struct Nothing {
    nearest: Vec<Hit>,
    spelling: Option<Spelling>,
    covered: Option<Covered>,
}

impl Nothing {
    fn of(snapshot: &Snapshot, request: &Request, deadline: Option<Instant>) -> Result<Self, IndexError> {
        let allowance = Allowance::new(deadline);
        let spelling = spelling(snapshot, request, &allowance)?;
        let (page, expr) = nearest(snapshot, request, &allowance)?;
        let nearest = Shown::new(&expr, deadline).hits(snapshot, &page)?;
        Ok(Self { nearest, spelling, covered: covered(snapshot, deadline)? })
    }
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
