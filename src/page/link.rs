//! Addresses of our own pages: every one is a [`Request`] through the URL codec, or an id.

use crate::query::{
    ExportFormat, ExportRequest, Facet, Interval, Query, Request, TimelineRequest, Undated, to_parameters,
    with_parameters,
};
use crate::release::{EnrichedRelease, PartialDate, ReleaseId};
use crate::results::Hit;

/// The search page of a request.
pub(super) fn search(request: &Request) -> String {
    asking("/search", request)
}

/// The same search as JSON.
pub(super) fn search_json(request: &Request) -> String {
    asking("/search.json", request)
}

/// A search to follow, from its newest entry on.
pub(super) fn feed(request: &Request) -> String {
    let all = Request::all();
    let followed = Request { cursor: None, limit: all.limit, sort: all.sort, ..request.clone() };
    asking("/search.atom", &followed)
}

/// Everything that a search finds, as rows: an export has no pages.
pub(super) fn rows(request: &Request) -> String {
    let export = ExportRequest {
        selection: Request { versions: request.versions, ..request.selection() },
        format: ExportFormat::Csv,
    };
    with_parameters("/api/v1/export", &export.to_parameters())
}

/// What a search finds, year by year.
pub(super) fn over_time(request: &Request) -> String {
    trends(&TimelineRequest {
        queries: vec![request.query.clone()],
        selection: Request { query: Query::all(), ..request.selection() },
        interval: Interval::Year,
        share: false,
    })
}

/// A comparison over time.
pub(super) fn trends(asked: &TimelineRequest) -> String {
    with_parameters("/trends", &asked.to_parameters())
}

/// The search page of a request after a change, from its first page on.
pub(super) fn changed(request: &Request, change: impl FnOnce(&mut Request)) -> String {
    let mut request = request.clone();
    request.cursor = None;
    change(&mut request);
    search(&request)
}

/// The search within a year, a month or a day; within none, where there is none.
pub(super) fn dated(request: &Request, date: Option<PartialDate>) -> String {
    changed(request, |request| {
        (request.from, request.to) = (date, date);
        request.undated = None;
    })
}

/// The search for what is undated, or without it, whatever dates it was within.
pub(super) fn undated(request: &Request, undated: Option<Undated>) -> String {
    changed(request, |request| {
        (request.from, request.to) = (None, None);
        request.undated = undated;
    })
}

/// The search in which a value of a facet is selected, or no longer.
pub(super) fn toggled(request: &Request, facet: Facet, value: &str) -> String {
    changed(request, |request| {
        if let Some(choice) = request.choice_mut(facet) {
            choice.toggle(value);
        }
    })
}

/// The search in which a value of a facet is excluded.
pub(super) fn excluded(request: &Request, facet: Facet, value: &str) -> String {
    changed(request, |request| {
        if let Some(choice) = request.choice_mut(facet) {
            choice.any_of.retain(|known| known != value);
            choice.none_of.retain(|known| known != value);
            choice.none_of.push(value.to_owned());
        }
    })
}

/// The search in which a value of a facet is selected, whatever it was before.
pub(super) fn selected(request: &Request, facet: Facet, value: &str) -> String {
    changed(request, |request| {
        if let Some(choice) = request.choice_mut(facet) {
            choice.none_of.retain(|known| known != value);
            if !choice.any_of.iter().any(|known| known == value) {
                choice.any_of.push(value.to_owned());
            }
        }
    })
}

/// The permanent address of a release.
pub(super) fn release(id: &ReleaseId) -> String {
    format!("/releases/{id}")
}

/// What was found, with the words of the search marked: the wording that has them, where the release has another by now.
pub(super) fn found_by(hit: &Hit, request: &Request) -> String {
    asking(&shown(&hit.id, hit.version, hit.versions), &words_of(request))
}

/// The one address of a wording among those that show it: that of its release while it is the latest, else its own.
pub fn canonical(release: &EnrichedRelease) -> String {
    shown(&release.id, release.version, release.versions)
}

fn shown(id: &ReleaseId, version: u32, versions: u32) -> String {
    if version < versions { wording(id, version) } else { release(id) }
}

/// One wording of a release.
pub(super) fn wording(id: &ReleaseId, version: u32) -> String {
    format!("/releases/{id}/versions/{version}")
}

/// What changed between two wordings.
pub(super) fn difference(id: &ReleaseId, from: u32, to: u32) -> String {
    format!("/releases/{id}/diff?from={from}&to={to}")
}

/// The same as JSON.
pub(super) fn difference_json(id: &ReleaseId, from: u32, to: u32) -> String {
    format!("/releases/{id}/diff.json?from={from}&to={to}")
}

/// A request reduced to its query.
pub(super) fn words_of(request: &Request) -> Request {
    Request { query: request.query.clone(), matching: request.matching, expand: request.expand, ..Request::all() }
}

fn asking(path: &str, request: &Request) -> String {
    with_parameters(path, &to_parameters(request))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_selection_begins_on_the_first_page_and_keeps_the_rest() {
        let mut request = Request::of("fraud");
        request.kind.add("news");
        request.cursor = "0-0-0".parse().ok();
        assert_eq!(toggled(&request, Facet::Topic, "a/b"), "/search?q=fraud&topic=a%2Fb&kind=news");
        assert_eq!(toggled(&request, Facet::Kind, "news"), "/search?q=fraud");
        assert_eq!(excluded(&request, Facet::Kind, "news"), "/search?q=fraud&kind=-news");
        assert_eq!(selected(&request, Facet::Kind, "news"), "/search?q=fraud&kind=news");
    }
}
