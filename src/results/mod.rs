//! What comes back: total, hits, snippets, facets, notes. The JSON of the API is these types.

mod coverage;
mod difference;
mod help;
mod marked;
mod neighbours;
mod snippet;
mod timeline;
mod topics;

pub(crate) use coverage::month_after;
pub use coverage::{Coverage, PeriodCount, PublisherCoverage};
pub use difference::{ComparedWording, Difference};
pub use help::{Example, Help};
pub use marked::{ShownWording, TextMarks};
pub use neighbours::{Neighbours, RelatedRelease, ShownRelease, SimilarRelease};
pub use snippet::{Mark, Snippet, lead, snippet, title_marks};
pub use timeline::{Point, Series, Share, Timeline};
pub use topics::{TopicNode, TopicTree};

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::query::{Cursor, Expansion, Query};
use crate::release::{EnrichedRelease, Kind, Language, PartialDate, Published, ReleaseId, TopicMatch};

/// The value of facets for a release whose publisher is not known.
pub const UNKNOWN: &str = "unknown";

/// The answer to a [`crate::query::Request`].
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct SearchResults {
    /// How the query was read.
    pub query: ReadQuery,
    /// Why the answer is not whole; `None` where it is.
    pub partial: Option<Partial>,
    /// How many releases, or wordings where those are the hits, satisfy query and selections: exact, or `None` where the
    /// answer is partial.
    pub total: Option<u64>,
    /// How many earlier wordings satisfy them; those whose latest wording does too included.
    pub in_earlier_wordings: Option<u64>,
    /// Where the total is 0: the releases with most of the words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<Hit>,
    /// Where the total is 0: what the whole archive covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered: Option<Covered>,
    /// One page of them, in order.
    pub hits: Vec<Hit>,
    /// Counts; `None` where none were asked for or the answer is partial.
    pub facets: Option<Arc<FacetCounts>>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
    /// Time from request to answer, in milliseconds.
    pub took_ms: f64,
    /// What was searched.
    pub index: IndexState,
}

impl SearchResults {
    /// Where the next page begins, as a request names it.
    pub fn next_cursor(&self) -> Option<Cursor> {
        self.next.as_deref()?.parse().ok()
    }
}

/// How a query was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ReadQuery {
    /// As typed.
    pub text: String,
    /// Its canonical text; empty for every release.
    pub read_as: String,
    /// What was ignored or reinterpreted, in sentences.
    pub notes: Vec<String>,
    /// Short forms that were also looked for in full, and the other way round.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expansions: Vec<Expansion>,
    /// Where the total is 0: another spelling, which finds something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spelling: Option<Spelling>,
}

/// Another spelling of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Spelling {
    /// As it would be typed.
    pub text: String,
    /// Its canonical text.
    pub read_as: String,
}

/// What an archive covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Covered {
    /// The first month with a release, or year where no month is known.
    pub from: Option<PartialDate>,
    /// The last one.
    pub to: Option<PartialDate>,
    /// Releases without a known date.
    pub undated: u64,
}

impl ReadQuery {
    /// How a query was read.
    pub fn of(query: &Query) -> Self {
        Self { text: query.text.clone(), read_as: query.read_as(), notes: query.notes.clone(), ..Self::default() }
    }
}

/// Why an answer is not whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Partial {
    /// In a sentence.
    pub reason: String,
}

/// What was searched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct IndexState {
    /// `<generation>.<commit>`: changes with every commit.
    pub generation: String,
    /// Releases in the archive.
    pub releases: u64,
}

impl IndexState {
    /// The name of the generation, and the number of the commit.
    pub fn parts(&self) -> (&str, &str) {
        self.generation.split_once('.').unwrap_or_default()
    }
}

/// One facet of a request alone.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct FacetAnswer {
    /// How the query was read.
    pub query: ReadQuery,
    /// Why there are no counts; `None` where there are.
    pub partial: Option<Partial>,
    /// As in [`SearchResults::total`].
    pub total: Option<u64>,
    /// The counts, under the name they have in [`SearchResults`]; nothing where the answer is partial.
    #[serde(flatten)]
    pub facet: Option<Arc<FacetCounts>>,
    /// Time from request to answer, in milliseconds.
    pub took_ms: f64,
    /// What was searched.
    pub index: IndexState,
}

impl FacetAnswer {
    /// The counts of an answer, without its hits.
    pub fn of(results: &SearchResults) -> Self {
        let SearchResults { query, partial, total, facets, took_ms, index, .. } = results.clone();
        Self { query, partial, total, facet: facets, took_ms, index }
    }
}

/// A release among the results; a wording of one where all wordings are searched.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Hit {
    /// Its id.
    pub id: ReleaseId,
    /// The id its own system gave it.
    pub given_id: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Whether the headline was made from the text.
    pub title_made: bool,
    /// What of the title satisfied the query.
    pub title_marks: Vec<Mark>,
    /// Where it was published.
    pub url: Option<String>,
    /// When, with evidence.
    pub published: Option<Published>,
    /// Its kind.
    pub kind: Kind,
    /// Its publisher.
    pub publisher: Option<String>,
    /// Its topics.
    pub topics: Vec<TopicMatch>,
    /// Its language.
    pub language: Language,
    /// BM25 score; 0 where results are sorted by date.
    pub score: f32,
    /// The passage that shows why it matched.
    pub snippet: Snippet,
    /// The wording shown.
    pub version: u32,
    /// How many wordings there are.
    pub versions: u32,
}

impl Hit {
    /// What a list shows of a release, without score, marks and snippet.
    pub fn of(release: EnrichedRelease) -> Self {
        Self {
            id: release.id,
            given_id: release.given_id,
            title: release.title,
            title_made: release.title_made,
            title_marks: Vec::new(),
            url: release.url,
            published: release.published,
            kind: release.kind,
            publisher: release.publisher,
            topics: release.topics,
            language: release.language,
            score: 0.0,
            snippet: Snippet::default(),
            version: release.version,
            versions: release.versions,
        }
    }
}

/// What a search that begins so may be for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Suggestions {
    /// As typed.
    pub text: String,
    /// The best first, by kind.
    pub suggestions: Vec<Suggestion>,
    /// What they were taken from.
    pub index: IndexState,
}

/// One thing a search may be for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Suggestion {
    /// What it is.
    pub kind: SuggestionKind,
    /// What a reader sees.
    pub text: String,
    /// The query that searches for it.
    pub q: String,
    /// The release whose headline it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ReleaseId>,
}

/// What a suggestion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionKind {
    /// A topic of the tree.
    Topic,
    /// A publisher.
    Publisher,
    /// A short form and what it stands for.
    ShortForm,
    /// A headline.
    Title,
}

/// Counts for every facet: how many releases each value has, were it chosen. Each ignores its own selection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FacetCounts {
    /// The topic tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<Vec<TopicCount>>,
    /// Years, newest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<Vec<YearCount>>,
    /// Releases without a known date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undated: Option<u64>,
    /// Kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Vec<ValueCount>>,
    /// Publishers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Vec<ValueCount>>,
    /// Languages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Vec<ValueCount>>,
}

/// One value of a flat facet. Sorted by count, then value; selected values stay with a count of 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ValueCount {
    /// What the parameter takes.
    pub value: Arc<str>,
    /// What a reader sees.
    pub label: Arc<str>,
    /// How many.
    pub count: u64,
    /// Whether and how it is selected.
    pub selected: Selected,
}

/// One topic of the tree. Its count takes in the topics below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TopicCount {
    /// Its path.
    pub value: Arc<str>,
    /// Its name.
    pub label: Arc<str>,
    /// How many.
    pub count: u64,
    /// Whether and how it is selected.
    pub selected: Selected,
    /// The topics below it that have releases or are selected, by count.
    pub children: Vec<TopicCount>,
}

/// Whether a facet value is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Selected {
    /// It is not.
    No,
    /// Results have it.
    Yes,
    /// Results do not have it.
    Excluded,
}

/// One year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct YearCount {
    /// The year.
    pub value: i32,
    /// How many.
    pub count: u64,
    /// Its months that have releases, in order; those of unknown month last.
    pub months: Vec<MonthCount>,
}

/// One month of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct MonthCount {
    /// `2017-02`, or `unknown` where only the year is known.
    #[serde(serialize_with = "date_or_unknown")]
    #[schemars(with = "String")]
    pub value: Option<PartialDate>,
    /// How many.
    pub count: u64,
}

fn date_or_unknown<S: Serializer>(date: &Option<PartialDate>, serializer: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => serializer.collect_str(date),
        None => serializer.serialize_str(UNKNOWN),
    }
}
