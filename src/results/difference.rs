//! What changed between two wordings of a release.

use serde::Serialize;

use crate::release::{EnrichedRelease, PartialDate, ReleaseId};
use crate::text::{Edit, Segment, difference, words};

/// Two wordings of a release, told as the way from one to the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Difference {
    /// The release.
    pub id: ReleaseId,
    /// The wording that is taken for the old one.
    pub from: ComparedWording,
    /// The wording that is taken for the new one.
    pub to: ComparedWording,
    /// How many words only the new one has.
    pub inserted: usize,
    /// How many words only the old one has.
    pub deleted: usize,
    /// The headlines.
    pub title: Vec<Segment>,
    /// The standfirsts.
    pub summary: Vec<Segment>,
    /// The texts.
    pub body: Vec<Segment>,
}

/// One of two wordings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ComparedWording {
    /// Its number.
    pub version: u32,
    /// Of how many.
    pub versions: u32,
    /// When it was published, as it says.
    pub published: Option<PartialDate>,
    /// When it was first captured, RFC 3339 in UTC, where any archive says so.
    pub captured: Option<String>,
}

impl ComparedWording {
    fn of(wording: &EnrichedRelease) -> Self {
        Self {
            version: wording.version,
            versions: wording.versions,
            published: wording.published.as_ref().map(|published| published.date),
            captured: wording.captures.iter().filter(|capture| !capture.mention).find_map(|c| c.captured.clone()),
        }
    }
}

impl Difference {
    /// The way from one wording to another.
    pub fn between(from: &EnrichedRelease, to: &EnrichedRelease) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let title = difference(&text(&from.title), &text(&to.title));
        let summary = difference(&text(&from.summary), &text(&to.summary));
        let body = difference(&from.body, &to.body);
        let count = |edit: Edit| {
            let all = title.iter().chain(&summary).chain(&body);
            all.filter(|segment| segment.edit == edit).map(|segment| words(&segment.text)).sum()
        };
        Self {
            id: to.id.clone(),
            from: ComparedWording::of(from),
            to: ComparedWording::of(to),
            inserted: count(Edit::Inserted),
            deleted: count(Edit::Deleted),
            title,
            summary,
            body,
        }
    }
}
