//! The releases around one release.

use serde::Serialize;

use super::{Partial, TextMarks};
use crate::release::{EnrichedRelease, Published, ReleaseId};

/// Where the text of a release was published too, what is related to it, and what is similar.
///
/// The links between
/// releases are looked up when they are asked for; no release has them in itself, and none is merged with another.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Neighbours {
    /// The release they stand around.
    pub id: ReleaseId,
    /// Releases of nearly the same text, by another publisher or at another address; the likest first.
    pub also_published_by: Vec<RelatedRelease>,
    /// Releases that share a good part of its text; the likest first.
    pub related: Vec<RelatedRelease>,
    /// Other releases about the same things; the most similar first.
    pub similar: Vec<SimilarRelease>,
    /// Why the answer is not whole; `None` where it is.
    pub partial: Option<Partial>,
}

impl Neighbours {
    /// A release with nothing around it.
    pub fn none(id: ReleaseId) -> Self {
        Self { id, also_published_by: Vec::new(), related: Vec::new(), similar: Vec::new(), partial: None }
    }

    /// Puts every list in order: the likest, then the newest, then by id.
    pub fn sort(&mut self) {
        let newest =
            |published: &Option<Published>| std::cmp::Reverse(published.as_ref().map(|on| on.date.first_day()));
        for list in [&mut self.also_published_by, &mut self.related] {
            list.sort_by(|one, other| {
                let by_likeness = other.likeness.total_cmp(&one.likeness);
                let by_date = || newest(&one.published).cmp(&newest(&other.published));
                by_likeness.then_with(by_date).then_with(|| one.id.cmp(&other.id))
            });
        }
        self.similar.sort_by(|one, other| {
            let by_date = || newest(&one.published).cmp(&newest(&other.published));
            other.score.total_cmp(&one.score).then_with(by_date).then_with(|| one.id.cmp(&other.id))
        });
    }
}

/// A release whose text another release shares.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RelatedRelease {
    /// Its id.
    pub id: ReleaseId,
    /// Its headline.
    pub title: Option<String>,
    /// Its publisher.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When, with evidence.
    pub published: Option<Published>,
    /// Sequences of five words that both texts have, by those that either has, apart from what the publisher says in
    /// release after release; 0 to 1.
    pub likeness: f32,
    /// The part of the shorter text that stands in the longer; 0 to 1.
    pub contained: f32,
}

impl RelatedRelease {
    /// A release by what is shown of it.
    pub fn of(release: EnrichedRelease, likeness: f32, contained: f32) -> Self {
        let EnrichedRelease { id, title, publisher, url, published, .. } = release;
        Self { id, title, publisher, url, published, likeness: percent(likeness), contained: percent(contained) }
    }
}

/// A release about the same things as another.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct SimilarRelease {
    /// Its id.
    pub id: ReleaseId,
    /// Its headline.
    pub title: Option<String>,
    /// Its publisher.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When, with evidence.
    pub published: Option<Published>,
    /// BM25 score for the telling words of the other release.
    pub score: f32,
    /// The most telling words of the other release that it has too, in some form.
    pub because: Vec<String>,
}

impl SimilarRelease {
    /// A release by what is shown of it.
    pub fn of(release: EnrichedRelease, score: f32, because: Vec<String>) -> Self {
        let EnrichedRelease { id, title, publisher, url, published, .. } = release;
        Self { id, title, publisher, url, published, score, because }
    }
}

/// A release as it is shown: itself, and where its text stands too.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ShownRelease<'a> {
    /// The release.
    #[serde(flatten)]
    pub release: &'a EnrichedRelease,
    /// Releases of nearly the same text, by another publisher or at another address; the likest first.
    pub also_published_by: &'a [RelatedRelease],
    /// Releases that share a good part of its text; the likest first.
    pub related: &'a [RelatedRelease],
    /// Why these two lists are not whole; left out where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial: Option<&'a Partial>,
    /// What of it satisfies the query, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marks: Option<TextMarks>,
}

impl<'a> ShownRelease<'a> {
    /// A release and its neighbours.
    pub fn new(release: &'a EnrichedRelease, neighbours: &'a Neighbours) -> Self {
        Self {
            release,
            also_published_by: &neighbours.also_published_by,
            related: &neighbours.related,
            partial: neighbours.partial.as_ref(),
            marks: None,
        }
    }
}

/// Two digits are what a likeness is good for.
fn percent(part: f32) -> f32 {
    (part * 100.0).round() / 100.0
}
