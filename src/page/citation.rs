//! Citations to copy.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::link;
use crate::cite::{Citation, Style};
use crate::release::EnrichedRelease;

/// A release as others cite it, in every style: sentences to copy, and files for reference managers.
pub(super) fn section(release: &EnrichedRelease, site: Option<&str>, accessed: NaiveDate) -> Markup {
    // A wording that was replaced is cited as that wording.
    let path = link::canonical(release);
    let citation = if release.version < release.versions {
        Citation::of_wording(release, site, accessed)
    } else {
        Citation::of_release(release, site, accessed)
    };
    let (copied, files): (Vec<Style>, Vec<Style>) =
        Style::ALL.into_iter().partition(|style| matches!(style, Style::Text | Style::Apa));
    html! {
        section.cite #cite {
            h2 { "Cite this release" }
            @for style in copied {
                h3 { (style.label()) }
                // One click selects it all.
                p.citation dir="auto" { (citation.written(style).trim_end()) }
            }
            @for style in &files {
                details {
                    summary { (style.label()) }
                    pre.citation tabindex="0" { code { (citation.written(*style).trim_end()) } }
                }
            }
            p { "For reference managers: "
                @for (at, style) in files.iter().enumerate() {
                    @if at > 0 { " · " }
                    a href=(format!("/api/v1{path}/cite?style={style}")) { (style.label()) }
                }
            }
            p { a rel="bookmark" href=(path) data-copy="the permanent link" { "Permanent link" } " that survives re-indexing · this release as "
                a href=(format!("{path}.json")) { "JSON" } ", "
                a href=(format!("{path}.txt")) { "plain text" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day")
    }

    #[test]
    fn every_style_is_there_to_copy_or_to_load() {
        let release = sample::release();
        let page = section(&release, Some("https://archive.example"), day()).into_string();
        assert_eq!(sample::texts(&page, "h3, summary"), ["Plain text", "APA", "BibTeX", "RIS", "CSL-JSON"]);
        assert_eq!(sample::count(&page, ".citation"), 5);
        assert!(
            sample::text(&page, "p.citation").contains(&format!("https://archive.example/releases/{}", release.id))
        );
        let files = sample::attributes(&page, "a[href^='/api']", "href");
        assert_eq!(files[0], format!("/api/v1/releases/{}/cite?style=bibtex", release.id));
    }

    #[test]
    fn a_wording_that_was_replaced_is_cited_as_that_wording() {
        let release = EnrichedRelease { version: 1, versions: 2, ..sample::release() };
        let page = section(&release, None, day()).into_string();
        assert_eq!(
            sample::attribute(&page, "[rel=bookmark]", "href"),
            Some(format!("/releases/{}/versions/1", release.id))
        );
    }

    #[test]
    fn a_citation_of_hostile_text_is_text() {
        let title = Some("</pre><script>alert(1)</script>".to_owned());
        let page = section(&EnrichedRelease { title, ..sample::release() }, None, day()).into_string();
        assert_eq!(sample::count(&page, "script"), 0);
    }
}
