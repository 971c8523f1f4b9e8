//! Two wordings of a release, one beside the other: what was taken out, what was put in, what stayed.

use maud::{Markup, html};

use super::layout::Layout;
use super::number::counted;
use super::{date, link, text};
use crate::query::Request;
use crate::release::Family;
use crate::results::{ComparedWording, Difference, IndexState};
use crate::text::{Edit, Segment};

/// What stays is folded where it is longer than this, in bytes.
const LONG: usize = 600;
/// So much of it, in bytes, stands on either side of a fold.
const SHOWN: usize = 200;

/// The difference of two wordings.
#[derive(Debug)]
pub struct DifferencePage<'a> {
    /// All wordings.
    pub family: &'a Family,
    /// What changed between two of them.
    pub difference: &'a Difference,
    /// What was searched.
    pub index: &'a IndexState,
}

impl DifferencePage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let Difference { id, from, to, title, summary, body, .. } = self.difference;
        let headline = text::headline(self.family.latest().title.as_deref());
        let lang = super::name::lang_attribute(&self.family.latest().language);
        let main = html! {
            p.crumbs { a href=(link::release(id)) dir="auto" { (headline) } }
            h1 { "Wording " (from.version) " and wording " (to.version) }
            p.lead { (self.summary()) }
            dl.facts {
                (wording("Old", from, id))
                (wording("New", to, id))
            }
            (self.others())
            p.note.legend { del { span.unseen { "deleted: " } "taken out" } " " ins { span.unseen { "inserted: " } "put in" } }
            article.difference lang=[lang] {
                @if !title.is_empty() { h2 dir="auto" { (inline(title)) } }
                @if !summary.is_empty() { p.summary dir="auto" { (inline(summary)) } }
                div.body dir="auto" { (folded(body)) }
            }
            p.twins { "This difference as " a href=(link::difference_json(id, from.version, to.version)) { "JSON" } }
        };
        Layout {
            title: Some(&format!("What changed: {headline}")),
            place: None,
            request: &Request::all(),
            head: html! {
                link rel="canonical" href=(link::difference(id, from.version, to.version));
                link rel="alternate" type="application/json" href=(link::difference_json(id, from.version, to.version));
            },
            sidebar: None,
            main,
            index: Some(self.index),
        }
        .render()
    }

    fn summary(&self) -> String {
        let Difference { inserted, deleted, title, summary, body, .. } = self.difference;
        let same = [title, summary, body].into_iter().flatten().all(|segment| segment.edit == Edit::Equal);
        match (deleted, inserted) {
            _ if same => "Both say the same.".to_owned(),
            (0, 0) => "The words are the same; punctuation or paragraphs differ.".to_owned(),
            (deleted, inserted) => format!(
                "{} taken out, {} put in.",
                counted(*deleted as u64, "word", "words"),
                counted(*inserted as u64, "word", "words")
            ),
        }
    }

    /// The other pairs of neighbouring wordings.
    fn others(&self) -> Markup {
        let Difference { id, from, to, .. } = self.difference;
        html! {
            @if to.versions > 2 {
                nav aria-label="Other wordings" {
                    ul.pairs {
                        @for new in 2..=to.versions {
                            li {
                                a href=(link::difference(id, new - 1, new))
                                    aria-current=[((new - 1, new) == (from.version, to.version)).then_some("page")] {
                                    (new - 1) " and " (new)
                                }
                            }
                        }
                        li {
                            a href=(link::difference(id, 1, to.versions))
                                aria-current=[((1, to.versions) == (from.version, to.version)).then_some("page")] {
                                "First and latest"
                            }
                        }
                    }
                }
            }
        }
    }
}

fn wording(name: &str, wording: &ComparedWording, id: &crate::release::ReleaseId) -> Markup {
    html! {
        div {
            dt { (name) }
            dd {
                a href=(link::wording(id, wording.version)) { "Wording " (wording.version) " of " (wording.versions) }
                ", published " (date::published(wording.published))
                @match &wording.captured {
                    Some(moment) => { ", first captured " (text::line(&date::captured(moment))) }
                    None => { ", time of capture not recorded" }
                }
            }
        }
    }
}

/// All of a difference, for a line.
fn inline(segments: &[Segment]) -> Markup {
    html! { @for segment in segments { (edited(segment)) } }
}

/// A difference in which long stretches that stay are folded, but for their ends beside a change.
fn folded(segments: &[Segment]) -> Markup {
    let last = segments.len().saturating_sub(1);
    html! {
        @for (at, segment) in segments.iter().enumerate() {
            @match (segment.edit == Edit::Equal).then(|| parts(&segment.text, at == 0, at == last)).flatten() {
                Some((before, middle, after)) => {
                    (text::visible(before))
                    details.same {
                        summary { (counted(crate::text::words(middle) as u64, "word", "words")) " unchanged" }
                        (text::visible(middle))
                    }
                    (text::visible(after))
                }
                None => { (edited(segment)) }
            }
        }
    }
}

/// A stretch in three: what stands behind a change, what is folded, what stands before a change. Cut at white space.
fn parts(text: &str, first: bool, last: bool) -> Option<(&str, &str, &str)> {
    if text.len() <= LONG {
        return None;
    }
    let space = |from: usize| text.get(from..).and_then(|rest| rest.find(char::is_whitespace)).map(|at| from + at);
    let border = |at: usize| (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let start = if first { 0 } else { space(border(SHOWN))? };
    let end = if last { text.len() } else { space(border(text.len() - SHOWN))? };
    (start < end).then(|| (&text[..start], &text[start..end], &text[end..]))
}

/// One stretch. Where a screen reader passes over `ins` and `del`, it still reads the words before and behind.
fn edited(segment: &Segment) -> Markup {
    let shown = text::visible(&segment.text);
    // A paragraph that was split or joined would be a change that nobody sees.
    let shown = if segment.edit != Edit::Equal && shown.contains('\n') { shown.replace('\n', "¶\n") } else { shown };
    html! {
        @match segment.edit {
            Edit::Equal => { (shown) }
            Edit::Deleted => { del { span.unseen { " [deleted: " } (shown) span.unseen { "] " } } }
            Edit::Inserted => { ins { span.unseen { " [inserted: " } (shown) span.unseen { "] " } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::release::EnrichedRelease;

    fn page(old: &str, new: &str) -> String {
        let mut family = Family::of(EnrichedRelease { body: old.to_owned(), ..sample::release() });
        let mut other = EnrichedRelease { body: new.to_owned(), ..sample::release() };
        other.captures[0].captured = Some("2018-04-01T00:00:00Z".to_owned());
        other.captures[0].path = "northmere/pages/settlement-again.html".to_owned();
        family.add(other);
        let difference = Difference::between(family.earlier().first().unwrap_or(family.latest()), family.latest());
        DifferencePage { family: &family, difference: &difference, index: &sample::index() }.render()
    }

    #[test]
    fn what_was_taken_out_and_put_in_is_told_to_eye_and_ear() {
        let page = page("Forces recruit 1,200 <b>officers</b>.", "Forces recruit 1,500 <b>officers</b>.");
        assert_eq!(sample::texts(&page, ".difference del"), ["[deleted: 1,200]"]);
        assert_eq!(sample::texts(&page, ".difference ins"), ["[inserted: 1,500]"]);
        assert_eq!(sample::text(&page, ".lead"), "1 word taken out, 1 word put in.");
        assert_eq!(sample::count(&page, ".body b"), 0);
        assert_eq!(sample::texts(&page, "dd a"), ["Wording 1 of 2", "Wording 2 of 2"]);
    }

    #[test]
    fn long_stretches_that_stay_are_folded_but_for_their_ends() {
        let long = "The same words again. ".repeat(100);
        let page = page(&format!("{long}Old {long}end."), &format!("{long}New {long}end!"));
        assert_eq!(sample::count(&page, "details.same"), 2);
        assert!(sample::text(&page, "details.same summary").ends_with("words unchanged"));
        let text = sample::text(&page, ".body");
        assert!(text.contains("words again. [deleted: Old] [inserted: New] The same"), "{text}");
    }

    #[test]
    fn a_paragraph_that_was_split_is_a_change_to_be_seen() {
        let page = page("One sentence. Another.", "One sentence.\n\nAnother words.");
        assert!(sample::text(&page, ".difference ins").contains('¶'));
    }
}
