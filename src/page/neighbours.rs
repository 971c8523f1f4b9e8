//! The releases around one: of the same text, related, similar.

use maud::{Markup, html};

use super::{date, link, text};
use crate::release::{Published, ReleaseId};
use crate::results::{Neighbours, RelatedRelease};

/// The most that a list shows; the API has them all.
const MOST_SHOWN: usize = 10;

/// Where the text of the release was published too, and what shares a good part of it.
pub(super) fn same_text(neighbours: &Neighbours) -> Markup {
    html! {
        @if !neighbours.also_published_by.is_empty() {
            section #also-published {
                h2 { "Also published by" }
                p.note { "Releases of nearly the same text. They are kept apart: each has its own wording." }
                (shared(&neighbours.also_published_by))
            }
        }
        @if !neighbours.related.is_empty() {
            section #related {
                h2 { "Related" }
                p.note { "Releases that share a good part of this text." }
                (shared(&neighbours.related))
            }
        }
        @if let Some(partial) = &neighbours.partial {
            p.note { "Other releases of this text may be missing here: " (partial.reason) "." }
        }
    }
}

fn shared(releases: &[RelatedRelease]) -> Markup {
    html! {
        ul.around {
            @for other in releases.iter().take(MOST_SHOWN) {
                li {
                    (headline(&other.id, other.title.as_deref()))
                    span.facts {
                        (facts(other.publisher.as_deref(), other.published.as_ref()))
                        " · " (in_common(other))
                    }
                }
            }
        }
        @if releases.len() > MOST_SHOWN {
            p.quiet { "And " (releases.len() - MOST_SHOWN) " more." }
        }
    }
}

/// Other releases about the same things, and the words that say so.
pub(super) fn similar(neighbours: &Neighbours) -> Markup {
    html! {
        @if !neighbours.similar.is_empty() {
            section #similar {
                h2 { "Similar releases" }
                ul.around {
                    @for other in &neighbours.similar {
                        li {
                            (headline(&other.id, other.title.as_deref()))
                            span.facts {
                                (facts(other.publisher.as_deref(), other.published.as_ref()))
                                @if !other.because.is_empty() {
                                    " · both have "
                                    @for (at, word) in other.because.iter().enumerate() {
                                        @if at > 0 { ", " }
                                        q dir="auto" { (text::line(word)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn headline(id: &ReleaseId, title: Option<&str>) -> Markup {
    html! { a href=(link::release(id)) dir="auto" { (text::headline(title)) } }
}

fn facts(publisher: Option<&str>, published: Option<&Published>) -> Markup {
    html! {
        @if let Some(publisher) = publisher { span dir="auto" { (text::line(publisher)) } ", " }
        (date::published(published.map(|published| published.date)))
    }
}

/// `87 % in common`; where one text is much the longer, how much of the other stands in it.
fn in_common(other: &RelatedRelease) -> String {
    let percent = |part: f32| (part * 100.0).round() as u32;
    if other.likeness < 0.5 && other.contained >= 0.5 {
        format!("{} % of the shorter text in common", percent(other.contained))
    } else {
        format!("{} % in common", percent(other.likeness))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::results::SimilarRelease;

    fn around() -> Neighbours {
        let release = sample::release();
        Neighbours {
            also_published_by: vec![RelatedRelease::of(release.clone(), 0.87, 0.95)],
            related: vec![RelatedRelease::of(release.clone(), 0.23, 0.91)],
            similar: vec![SimilarRelease::of(release.clone(), 7.5, vec!["settlement".to_owned(), "<b>".to_owned()])],
            ..Neighbours::none(release.id)
        }
    }

    #[test]
    fn each_list_says_what_its_releases_have_in_common() {
        let page = same_text(&around()).into_string();
        assert_eq!(sample::texts(&page, "h2"), ["Also published by", "Related"]);
        assert!(sample::text(&page, "#also-published .facts").ends_with("22 February 2017 · 87 % in common"));
        assert!(sample::text(&page, "#related .facts").ends_with("91 % of the shorter text in common"));
        let page = similar(&around()).into_string();
        assert!(sample::text(&page, "#similar .facts").ends_with("both have settlement, <b>"));
        assert_eq!(sample::count(&page, "b"), 0);
    }

    #[test]
    fn without_neighbours_there_is_no_section() {
        let none = Neighbours::none(sample::release().id);
        assert_eq!(same_text(&none).into_string() + &similar(&none).into_string(), "");
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let mut around = around();
        around.related = vec![around.related[0].clone(); MOST_SHOWN + 2];
        let page = same_text(&around).into_string();
        assert_eq!(sample::count(&page, "#related li"), MOST_SHOWN);
        assert_eq!(sample::text(&page, "#related p.quiet"), "And 2 more.");
    }
}
