//! One result in a list.

use maud::{Markup, html};

use super::number::counted;
use super::{date, link, name, text};
use crate::query::{Facet, Request};
use crate::release::NO_HEADLINE;
use crate::results::Hit;

/// A list of results, numbered for those who cannot see it.
pub(super) fn list(hits: &[Hit], request: &Request) -> Markup {
    html! {
        ol.hits { @for hit in hits { li { (article(hit, request)) } } }
    }
}

fn article(hit: &Hit, request: &Request) -> Markup {
    let lang = name::lang_attribute(&hit.language);
    html! {
        article {
            h3 dir="auto" lang=[lang] {
                a href=(link::found_by(hit, request)) { (headline(hit)) }
            }
            p.facts {
                (date::published(hit.published.as_ref().map(|published| published.date)))
                @if let Some(publisher) = &hit.publisher { " · " span dir="auto" { (text::line(publisher)) } }
                " · " (name::kind(hit.kind))
                @if hit.title_made { " · " span.flag { "headline made from the text" } }
                @if hit.version < hit.versions {
                    " · " span.flag { "wording " (hit.version) " of " (hit.versions) ", since replaced" }
                } @else if hit.versions > 1 { " · " span.flag { (reworded(hit.versions)) } }
            }
            @if !hit.snippet.text.is_empty() {
                p.snippet dir="auto" lang=[lang] { (text::marked_line(&hit.snippet.text, &hit.snippet.marks)) }
            }
            @if !hit.topics.is_empty() {
                ul.topics aria-label="Topics" {
                    @for topic in &hit.topics {
                        li { a href=(link::selected(request, Facet::Topic, &topic.path)) { (text::line(&topic.label)) } }
                    }
                }
            }
        }
    }
}

fn headline(hit: &Hit) -> Markup {
    match &hit.title {
        Some(title) if !title.trim().is_empty() => text::marked_line(title, &hit.title_marks),
        _ => html! { (NO_HEADLINE) },
    }
}

/// `reworded once`, `reworded 2 times`.
pub(super) fn reworded(versions: u32) -> String {
    match versions.saturating_sub(1) {
        1 => "reworded once".to_owned(),
        times => format!("reworded {}", counted(u64::from(times), "time", "times")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn page(hit: Hit) -> String {
        list(&[hit], &Request::of("police")).into_string()
    }

    #[test]
    fn a_result_shows_what_matched_and_leads_to_the_release() {
        let page = page(sample::hit());
        assert_eq!(sample::texts(&page, "mark"), ["Police", "police"]);
        assert_eq!(sample::text(&page, ".snippet"), "… the police <asked> for more …");
        assert_eq!(sample::attribute(&page, "time", "datetime").as_deref(), Some("2017-02-22"));
        let href = sample::attribute(&page, "h3 a", "href").expect("a link");
        assert!(href.starts_with("/releases/") && href.ends_with("?q=police"), "{href}");
        assert_eq!(
            sample::attribute(&page, ".topics a", "href").as_deref(),
            Some("/search?q=police&topic=workforce%2Frecruitment")
        );
    }

    #[test]
    fn what_is_missing_or_made_is_said() {
        let hit = Hit {
            title: None,
            published: None,
            publisher: None,
            title_made: true,
            version: 3,
            versions: 3,
            ..sample::hit()
        };
        let page = page(hit);
        assert_eq!(sample::text(&page, "h3"), NO_HEADLINE);
        assert_eq!(
            sample::text(&page, ".facts"),
            "Undated · Statement · headline made from the text · reworded 2 times"
        );
    }

    #[test]
    fn a_wording_that_was_replaced_says_so_and_leads_to_that_wording() {
        let earlier = page(Hit { version: 1, versions: 3, ..sample::hit() });
        assert!(sample::text(&earlier, ".facts").ends_with("wording 1 of 3, since replaced"));
        let href = sample::attribute(&earlier, "h3 a", "href").expect("a link");
        assert!(href.ends_with("/versions/1?q=police"), "{href}");
    }
}
