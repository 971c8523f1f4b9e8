//! Releases into enriched releases: topics, kind and language; and how alike two of them are. Pure.

mod acronyms;
mod kind;
mod language;
pub mod likeness;
mod topics;

pub use acronyms::{Pair, acronyms, built_in as built_in_acronyms};
pub use topics::{Topic, Topics, TopicsError};

use chrono::{DateTime, Utc};

use crate::query::{Expr, Facts, Marks, Matcher, Subject};
use crate::release::{EnrichedRelease, Kind, Language, Release};
use crate::text::{Reading, Stems, Words, tokenize};

/// A release with what was inferred from it, and the words it was inferred from: `index` writes both.
#[derive(Debug, Clone)]
pub struct Enriched {
    /// The release.
    pub release: EnrichedRelease,
    /// Its words, stemmed where it is English.
    pub words: Words,
    /// See [`Release::publish_after`].
    pub publish_after: Option<DateTime<Utc>>,
}

/// Adds topics, kind and language. Infallible.
pub fn enrich(release: Release, topics: &Topics, stems: &mut Stems) -> Enriched {
    let language = release
        .language
        .clone()
        .unwrap_or_else(|| language::detect(release.title.as_deref(), release.summary.as_deref(), &release.body));
    let words = words_of(release.title.as_deref(), release.summary.as_deref(), &release.body, &language, stems);
    let publisher = tokenize(release.publisher.as_deref().unwrap_or_default(), Reading::Index);
    let facts = Facts {
        id: release.id.as_str(),
        given_id: release.given_id.as_deref(),
        url: release.url.as_deref(),
        topics: Vec::new(),
        kind: release.kind.unwrap_or(Kind::News),
        publisher: &publisher,
        language: &language,
        published: release.published.as_ref().map(|published| published.date),
    };
    let mut subject = Subject { words: &words, facts };
    let kind = release.kind.unwrap_or_else(|| kind::by_headline(&subject, release.url.as_deref()));
    subject.facts.kind = kind;
    let texts =
        [release.title.as_deref().unwrap_or_default(), release.summary.as_deref().unwrap_or_default(), &release.body];
    let topics = topics.of(&subject, texts);
    let publish_after = release.publish_after;
    let release = EnrichedRelease {
        id: release.id,
        given_id: release.given_id,
        title: release.title,
        title_made: release.title_made,
        published: release.published,
        kind,
        publisher: release.publisher,
        authors: release.authors,
        language,
        summary: release.summary,
        body: release.body,
        url: release.url,
        topics,
        given_topics: release.given_topics,
        captures: vec![release.capture],
        notes: release.notes,
        version: 1,
        versions: 1,
        aliases: Vec::new(),
    };
    Enriched { release, words, publish_after }
}

/// The words of an enriched release, as they were when it was enriched.
pub fn words(release: &EnrichedRelease, stems: &mut Stems) -> Words {
    words_of(release.title.as_deref(), release.summary.as_deref(), &release.body, &release.language, stems)
}

/// The passages of an enriched release, whose words these are, that satisfy a query; `None` where it does not.
pub fn marks(release: &EnrichedRelease, words: &Words, matcher: &Matcher) -> Option<Marks> {
    let publisher = tokenize(release.publisher.as_deref().unwrap_or_default(), Reading::Index);
    let facts = Facts {
        id: release.id.as_str(),
        given_id: release.given_id.as_deref(),
        url: release.url.as_deref(),
        topics: release.topics.iter().map(|topic| topic.path.as_str()).collect(),
        kind: release.kind,
        publisher: &publisher,
        language: &release.language,
        published: release.published.as_ref().map(|published| published.date),
    };
    matcher.run(&Subject { words, facts })
}

/// The passages of an enriched release, as far as a snippet reaches, that satisfy a query; `None` where it does not.
pub fn marks_to_show(release: &EnrichedRelease, matcher: &Matcher, stems: &mut Stems) -> Option<Marks> {
    let (title, summary) = (release.title.as_deref(), release.summary.as_deref());
    let stems = release.language.is_english().then_some(stems);
    marks(release, &Words::read_some(matcher.beginnings(), title, summary, body_to_show(release), stems), matcher)
}

/// The passages of a whole release that satisfy a query; `None` where it does not.
pub fn marks_of_all(release: &EnrichedRelease, expr: &Expr) -> Option<Marks> {
    marks(release, &words(release, &mut Stems::default()), &Matcher::new(expr))
}

/// Text beyond this many bytes is not looked at for what to show of a release.
const MAX_SHOWN: usize = 200 << 10;

/// The words of an enriched release as far as a snippet reaches.
pub fn words_to_show(release: &EnrichedRelease, stems: &mut Stems) -> Words {
    let (title, summary) = (release.title.as_deref(), release.summary.as_deref());
    words_of(title, summary, body_to_show(release), &release.language, stems)
}

fn body_to_show(release: &EnrichedRelease) -> &str {
    &release.body[..release.body.floor_char_boundary(MAX_SHOWN)]
}

fn words_of(title: Option<&str>, summary: Option<&str>, body: &str, language: &Language, stems: &mut Stems) -> Words {
    Words::read(title, summary, body, language.is_english().then_some(stems))
}
