//! Where a release comes from: the dates that were found, the notes of its reading, wordings and their captures.

use maud::{Markup, html};

use super::number::counted;
use super::{date, link, text};
use crate::release::{Capture, EnrichedRelease, Family, Published, Rival};

/// The chosen date among its rivals.
pub(super) fn dates(release: &EnrichedRelease) -> Markup {
    html! {
        @if let Some(published) = release.published.as_ref().filter(|published| !published.rivals.is_empty()) {
            section #dates {
                h2 { "Dates found" }
                div.wide role="region" aria-label="Dates found" tabindex="0" {
                    table {
                        thead { tr { th scope="col" { "Date" } th scope="col" { "Where" } th scope="col" { "Written" } th scope="col" { "Why not" } } }
                        tbody {
                            (taken(published))
                            @for rival in &published.rivals { (refused(rival)) }
                        }
                    }
                }
            }
        }
    }
}

fn taken(published: &Published) -> Markup {
    html! {
        tr.taken {
            th scope="row" { (date::published(Some(published.date))) }
            td { (date::evidence(published.evidence)) }
            td dir="auto" { (text::line(&published.raw)) }
            td { "taken" }
        }
    }
}

fn refused(rival: &Rival) -> Markup {
    html! {
        tr {
            th scope="row" { (date::published(Some(rival.date))) }
            td { (date::evidence(rival.evidence)) }
            td dir="auto" { (text::line(&rival.raw)) }
            td { (text::line(&rival.why_not)) }
        }
    }
}

/// What a reader should know of the reading.
pub(super) fn notes(release: &EnrichedRelease) -> Markup {
    html! {
        @if !release.notes.is_empty() {
            section {
                h2 { "Notes" }
                ul { @for note in &release.notes { li dir="auto" { (text::line(note)) } } }
            }
        }
    }
}

/// Every wording, newest first, with what changed in it and the archived copies that carry it.
pub(super) fn versions(family: &Family, shown: &EnrichedRelease) -> Markup {
    let latest = family.latest();
    html! {
        section #versions {
            @if latest.versions > 1 {
                h2 { (counted(u64::from(latest.versions), "wording", "wordings")) " in the archive" }
                ol.versions reversed {
                    @for version in std::iter::once(latest).chain(family.earlier().iter().rev()) {
                        li value=(version.version) {
                            p {
                                strong { a href=(link::wording(&latest.id, version.version)) { "Version " (version.version) } }
                                @if version.version == shown.version { ", shown here" }
                                @if version.title != shown.title {
                                    ": " span dir="auto" { (text::line(version.title.as_deref().unwrap_or("without a headline"))) }
                                }
                                @if version.version > 1 {
                                    " · " a href=(link::difference(&latest.id, version.version - 1, version.version)) {
                                        "what changed since version " (version.version - 1)
                                    }
                                }
                            }
                            (captures(&version.captures))
                        }
                    }
                }
                @if latest.versions > 2 {
                    p { a href=(link::difference(&latest.id, 1, latest.versions)) { "What changed from the first to the latest" } }
                }
            } @else {
                h2 { "Where this comes from" }
                (captures(&latest.captures))
            }
        }
    }
}

/// The archived copies of one wording.
fn captures(captures: &[Capture]) -> Markup {
    html! {
        ul.captures {
            @for capture in captures {
                li {
                    code dir="auto" { (text::line(&capture.path)) }
                    @if !capture.record.is_empty() { ", " (text::line(&capture.record)) }
                    @match &capture.captured {
                        Some(moment) => { ", captured " (text::line(&date::captured(moment))) }
                        None => { ", time of capture not recorded" }
                    }
                    @if capture.mention { ", mentioned only" }
                    " " span.digest { "BLAKE3 " code { (text::line(&capture.digest)) } }
                }
            }
        }
    }
}
