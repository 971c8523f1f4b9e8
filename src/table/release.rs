//! Whole releases.

use super::cell::row;
use crate::release::{EnrichedRelease, Precision};

/// What stands above the rows of [`release_row`].
pub const RELEASE_HEADING: &str =
    "id,given_id,date,precision,title,publisher,kind,language,topics,url,summary,body,version,versions\r\n";

/// A release as a row.
pub fn release_row(release: &EnrichedRelease) -> String {
    let topics: Vec<&str> = release.topics.iter().map(|topic| topic.path.as_str()).collect();
    let published = release.published.as_ref();
    let date = published.map(|published| published.date.to_string()).unwrap_or_default();
    let precision = match published.map(|published| published.precision) {
        None => "",
        Some(Precision::Year) => "year",
        Some(Precision::Month) => "month",
        Some(Precision::Day) => "day",
    };
    row([
        release.id.as_str(),
        release.given_id.as_deref().unwrap_or_default(),
        &date,
        precision,
        release.title.as_deref().unwrap_or_default(),
        release.publisher.as_deref().unwrap_or_default(),
        release.kind.as_str(),
        release.language.as_str(),
        &topics.join("; "),
        release.url.as_deref().unwrap_or_default(),
        release.summary.as_deref().unwrap_or_default(),
        &release.body,
        &release.version.to_string(),
        &release.versions.to_string(),
    ])
}
