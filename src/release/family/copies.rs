//! Copies of one release beside each other: how much each carries, and two of one wording as one.

use chrono::NaiveDate;

use super::super::{Capture, Claim, EnrichedRelease, Published};

/// How much of a release a copy carries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Extent {
    Headline,
    Summary,
    Text,
}

impl Extent {
    pub(super) fn of(release: &EnrichedRelease) -> Self {
        let says = |text: &str| !text.trim().is_empty();
        match &release.summary {
            _ if says(&release.body) => Self::Text,
            Some(summary) if says(summary) => Self::Summary,
            _ => Self::Headline,
        }
    }
}

/// Two copies of one wording as one: the earlier copy speaks, the other adds its captures, dates, topics and authors.
pub(super) fn same_wording(one: EnrichedRelease, other: EnrichedRelease) -> EnrichedRelease {
    let (mut first, second) = if first_of(&one) <= first_of(&other) { (one, other) } else { (other, one) };
    first.captures.extend(second.captures);
    add_claims(&mut first, second.published.iter().flat_map(Published::claims).collect());
    add_missing(&mut first.given_topics, second.given_topics);
    add_missing(&mut first.authors, second.authors);
    add_missing(&mut first.notes, second.notes);
    first
}

/// The first capture that carries the wording.
pub(super) fn first_of(release: &EnrichedRelease) -> Option<&Capture> {
    release.captures.iter().find(|capture| !capture.mention)
}

pub(super) fn add_claims(release: &mut EnrichedRelease, mut claims: Vec<Claim>) {
    claims.extend(release.published.iter().flat_map(Published::claims));
    // Each was believable when it was read.
    release.published = Published::choose(claims, NaiveDate::MAX).0;
}

/// Appends what is not yet there. Sorted, so that the order in which copies arrive leaves no trace.
fn add_missing(known: &mut Vec<String>, more: Vec<String>) {
    let mut missing: Vec<String> = more.into_iter().filter(|value| !known.contains(value)).collect();
    if !missing.is_empty() {
        known.append(&mut missing);
        known.sort();
        known.dedup();
    }
}
