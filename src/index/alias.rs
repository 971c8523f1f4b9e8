//! One release under two ids: a stub that only listings tell of, and the page that came later.
//!
//! A listing may name no address, so that the id of its items comes from headline and day; or it may name another publisher
//! than the page does. Either is seen at the end of a run: the page takes in the captures and dates of the stub and answers to
//! its id too, so that links to the stub still lead somewhere.

use std::collections::BTreeSet;

use tantivy::{DocAddress, Term};

use super::error::IndexError;
use super::snapshot::{Snapshot, find};
use crate::release::{EnrichedRelease, Precision, ReleaseId, canonical_url};

/// What stands in the field in place of an id where the release is a stub.
pub(super) const STUB: &str = "stub";

/// The terms of the field: what else a release answers to, and whether it is a stub.
pub(super) fn terms(release: &EnrichedRelease) -> Vec<String> {
    let mut terms: Vec<String> = release.aliases.iter().map(ReleaseId::to_string).collect();
    if release.is_stub() {
        terms.push(STUB.to_owned());
    } else {
        terms.extend(by_headline(release).into_iter().chain(by_address(release)).map(|id| id.to_string()));
    }
    terms
}

/// Every id that this release has, or that a listing may give it.
pub(super) fn ids(release: &EnrichedRelease) -> impl Iterator<Item = ReleaseId> {
    let given = release.aliases.iter().chain([&release.id]).cloned();
    given.chain(by_headline(release)).chain(by_address(release))
}

/// The id that a listing without addresses gives.
fn by_headline(release: &EnrichedRelease) -> Option<ReleaseId> {
    let title = release.title.as_deref().filter(|_| !release.title_made)?;
    let date = release.published.as_ref().map(|published| published.date)?;
    let is_day = date.precision() == Precision::Day;
    is_day.then(|| ReleaseId::derive(release.publisher.as_deref(), None, None, Some(date), Some(title), ""))
}

/// What stands for its address alone, whoever is said to publish there.
fn by_address(release: &EnrichedRelease) -> Option<ReleaseId> {
    let url = release.url.as_deref()?;
    // The root of a site is no address of a release.
    canonical_url(url)?;
    Some(ReleaseId::derive(None, None, Some(url), None, None, ""))
}

/// The release that answers to an id which is not its own; `None` too where several do.
pub(super) fn owner(snapshot: &Snapshot, id: &ReleaseId) -> Result<Option<ReleaseId>, IndexError> {
    match find(&snapshot.latest, &Term::from_field_text(snapshot.fields.alias, id.as_str()))?.as_slice() {
        [only] => Ok(Some(snapshot.listed(&snapshot.latest, *only)?.id)),
        _ => Ok(None),
    }
}

/// Stubs whose page is in the index, and the page's id.
pub(super) fn stubs_with_pages(snapshot: &Snapshot) -> Result<Vec<(ReleaseId, ReleaseId)>, IndexError> {
    let stubs: Vec<DocAddress> = find(&snapshot.latest, &Term::from_field_text(snapshot.fields.alias, STUB))?;
    let mut found = BTreeSet::new();
    for address in stubs {
        let stub = snapshot.read(&snapshot.latest, address)?;
        // By its own id; by its address; or, where it has none, by its headline and the day that its date turned out to
        // mean. What has another address is another page, whatever its headline.
        let headline = || by_headline(&stub).filter(|_| stub.url.is_none() && stub.given_id.is_none());
        let mut page = None;
        for id in [Some(stub.id.clone()), by_address(&stub), headline()].into_iter().flatten() {
            page = match page {
                None => owner(snapshot, &id)?,
                found => found,
            };
        }
        found.extend(page.filter(|page| *page != stub.id).map(|page| (stub.id, page)));
    }
    Ok(found.into_iter().collect())
}
