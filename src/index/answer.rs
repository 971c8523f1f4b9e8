//! A request answered from one commit: hits first, counts after.

use std::sync::Arc;
use std::time::Instant;

use super::allowance::Allowance;
use super::confined::Asked;
use super::count::{Counts, count};
use super::counted::{Counted, key};
use super::error::IndexError;
use super::nothing::{covered, nearest};
use super::order::Ranked;
use super::panel::panel;
use super::ranking::Ranking;
use super::snapshot::Snapshot;
use super::spelling::spelling;
use super::terms::Terms;
use super::top::{Sought, top};
use super::translate::{Translator, ranks};
use super::wordings::Earlier;
use crate::enrich::marks_to_show;
use crate::query::{Expand, Expansion, Expr, Matcher, Request, Versions};
use crate::release::EnrichedRelease;
use crate::results::{Covered, Hit, Partial, ReadQuery, SearchResults, Spelling, lead, snippet, title_marks};
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
    let terms = Terms::of(&snapshot.latest);
    let query = Translator::new(snapshot.fields, &terms, &allowance).query(&expr)?;
    let wanted = request.limit.saturating_add(usize::from(request.limit > 0));
    let earlier = match request.versions {
        Versions::All => Some(Earlier::of(snapshot, &expr, deadline)?),
        Versions::Latest => None,
    };
    let ranking = Ranking::of(&expr, &expansions, request.sort, snapshot.fields, &terms)?;
    let asked = Asked::of(query, request, snapshot.fields, &terms)?;
    let (query, tested) = asked.to_find();
    let sought = Sought { terms: &terms, query, ranking: ranking.as_ref(), request: tested, deadline };
    let key = key(request);
    let known = snapshot.counted.get(&key);
    let mut found = top(sought, wanted, known.is_none() && asked.is_one())?;
    if let Some(earlier) = &earlier {
        found = earlier.beside(found, ranking.as_ref(), request, wanted, deadline)?;
    }
    // What was given up may be what was to be excluded: then nothing found so far can be believed.
    let believed = !allowance.was_exceeded();
    let mut page = if believed { found.hits } else { Vec::new() };
    let more = page.len() > request.limit;
    page.truncate(request.limit);
    let next = page.last().filter(|_| more).map(|last| last.key.to_string());
    let hits = if request.snippets {
        Shown::new(&expr, deadline).hits(snapshot, &page)?
    } else {
        let hit = |ranked: &Ranked| Ok(Hit { score: ranked.score(), ..snapshot.listed_among_all(ranked.address)? });
        page.iter().map(hit).collect::<Result<_, IndexError>>()?
    };
    let counted = match known {
        _ if !found.in_time || !believed => None,
        Some(known) => Some(known),
        None => counted(snapshot, &terms, &asked, key, found.counts, &allowance, || match earlier {
            Some(earlier) => Ok(earlier),
            None => Earlier::of(snapshot, &expr, deadline),
        })?,
    };
    let total = counted.as_ref().map(|counted| counted.total);
    let nothing = if total == Some(0) { Nothing::of(snapshot, request, deadline)? } else { Nothing::default() };
    let partial = counted.is_none().then(|| Partial {
        reason: "the search took too long; narrow it by a topic, a date or another word".to_owned(),
    });
    Ok(SearchResults {
        query: ReadQuery { expansions, spelling: nothing.spelling, ..ReadQuery::of(&request.query) },
        partial,
        total,
        in_earlier_wordings: counted.as_ref().map(|counted| counted.in_earlier_wordings),
        nearest: nothing.nearest,
        covered: nothing.covered,
        hits,
        facets: counted.filter(|_| !request.facets.is_none()).map(|counted| counted.facets.clone()),
        next,
        took_ms: took_ms(start),
        index: snapshot.state(),
    })
}

/// How long it took, in milliseconds.
pub(super) fn took_ms(start: Instant) -> f64 {
    (start.elapsed().as_secs_f64() * 1e5).round() / 1e2
}

/// The query as it is answered, and what was added to it.
pub(super) fn reading(snapshot: &Snapshot, request: &Request) -> Result<(Expr, Vec<Expansion>), IndexError> {
    Ok(match request.expand {
        Expand::All => snapshot.acronyms()?.expand(&request.query.expr),
        Expand::None => (request.query.expr.clone(), Vec::new()),
    })
}

/// Total and facets, where they were not counted before, kept under a key; `None` past the deadline. `latest` is what was
/// counted of them on the way to the hits.
fn counted<'s>(
    snapshot: &'s Snapshot,
    terms: &Terms<'_>,
    asked: &Asked<'_>,
    key: String,
    latest: Option<Counts>,
    allowance: &Allowance,
    earlier: impl FnOnce() -> Result<Earlier<'s>, IndexError>,
) -> Result<Option<Arc<Counted>>, IndexError> {
    let (request, deadline) = (asked.request, allowance.until());
    let latest = match latest {
        Some(counts) => Some(counts),
        None => {
            let (query, tested) = asked.to_count();
            count(terms, query, tested, deadline)?
        }
    };
    let Some(mut counts) = latest else { return Ok(None) };
    let Some(of_earlier) = earlier()?.count(request, deadline)? else { return Ok(None) };
    let in_earlier_wordings = of_earlier.total;
    if request.versions == Versions::All {
        counts.add(of_earlier);
    }
    if allowance.was_exceeded() {
        return Ok(None);
    }
    let total = counts.total;
    let facets = Arc::new(panel(counts, request, &snapshot.labels));
    let counted = Arc::new(Counted { total, in_earlier_wordings, facets });
    snapshot.counted.keep(key, counted.clone());
    Ok(Some(counted))
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
        let request = Request { versions: Versions::Latest, ..request.clone() };
        let spelling = spelling(snapshot, &request, &allowance)?;
        let (page, expr) = nearest(snapshot, &request, &allowance)?;
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
        let matcher = Matcher::new(expr);
        Self { marks: ranks(expr), stems: Stems::default(), matcher, deadline }
    }

    fn hits(&mut self, snapshot: &Snapshot, page: &[Ranked]) -> Result<Vec<Hit>, IndexError> {
        page.iter().map(|ranked| Ok(self.hit(snapshot.read_among_all(ranked.address)?, ranked.score()))).collect()
    }

    fn hit(&mut self, release: EnrichedRelease, score: f32) -> Hit {
        // Past the deadline a hit is shown by its beginning.
        let in_time = self.deadline.is_none_or(|deadline| Instant::now() < deadline);
        let marks = (self.marks && in_time).then(|| marks_to_show(&release, &self.matcher, &mut self.stems)).flatten();
        let summary = release.summary.as_deref();
        let snippet = match &marks {
            Some(marks) => snippet(summary, &release.body, marks),
            None => lead(summary, &release.body),
        };
        let title = release.title.as_deref().unwrap_or_default();
        Hit {
            title_marks: marks.map_or_else(Vec::new, |marks| title_marks(title, &marks.title)),
            snippet,
            score,
            ..Hit::of(release)
        }
    }
}
