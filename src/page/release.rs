//! One release: its text, what is known of it, and where it comes from.

use std::ops::Range;

use chrono::NaiveDate;
use maud::{Markup, html};

use super::layout::Layout;
use super::number::counted;
use super::{citation, date, hit, link, metadata, name, neighbours, source, text};
use crate::enrich::marks_of_all;
use crate::query::{Facet, Marks, Request};
use crate::release::{EnrichedRelease, Family, Published, TopicMatch, web_url};
use crate::results::{IndexState, Neighbours};

/// A release in one of its wordings.
#[derive(Debug)]
pub struct ReleasePage<'a> {
    /// All its wordings.
    pub family: &'a Family,
    /// The wording that is shown: one of them.
    pub wording: &'a EnrichedRelease,
    /// The releases around it.
    pub neighbours: &'a Neighbours,
    /// The search that led here: its words are marked.
    pub request: &'a Request,
    /// What was searched.
    pub index: &'a IndexState,
    /// Where the service is reached, for citations; `None` where that is not known.
    pub cited_at: Option<&'a str>,
    /// The day of the answer.
    pub accessed: NaiveDate,
}

impl ReleasePage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let release = self.wording;
        let title = text::headline(release.title.as_deref());
        let searched = !self.request.query.text.trim().is_empty();
        let marks = if searched { marks_of_all(release, &self.request.query.expr) } else { Some(Marks::default()) };
        let main = html! {
            @if searched { (self.came_from(marks.as_ref())) }
            (self.replaced())
            (article(release, &marks.unwrap_or_default(), &title))
            (neighbours::same_text(self.neighbours))
            (source::dates(release))
            (source::notes(release))
            (source::versions(self.family, release))
            (neighbours::similar(self.neighbours))
            (citation::section(release, self.cited_at, self.accessed))
        };
        Layout {
            title: Some(&title),
            place: None,
            request: self.request,
            head: metadata::head(release, self.cited_at),
            sidebar: None,
            main,
            index: Some(self.index),
        }
        .render()
    }

    /// The way back to the search, and on to what it marked.
    fn came_from(&self, marks: Option<&Marks>) -> Markup {
        let words = text::line(self.request.query.text.trim());
        let passages = marks.map_or(0, |marks| marks.title.len() + marks.summary.len() + marks.body.len());
        html! {
            p.note {
                @if marks.is_some() { "Marked: what matches " } @else { "This wording does not match " }
                q dir="auto" { (words) } ". "
                @if passages > 0 {
                    a href={ "#" (text::passage(1)) } { "First of " (counted(passages as u64, "passage", "passages")) } " · "
                }
                a href=(link::search(self.request)) { "Back to the search" }
                " · " a href=(link::release(&self.wording.id)) { "Without marks" }
            }
        }
    }

    /// That this is not what the release says today.
    fn replaced(&self) -> Markup {
        let Self { wording, family, .. } = self;
        let latest = family.latest();
        html! {
            @if wording.version < latest.version {
                p.note.replaced {
                    "This is wording " (wording.version) " of " (latest.versions) ", since replaced. "
                    a href=(link::release(&latest.id)) { "The latest wording" } " · "
                    a href=(link::difference(&latest.id, wording.version, latest.version)) { "What changed since" }
                }
            }
        }
    }
}

fn article(release: &EnrichedRelease, marks: &Marks, title: &str) -> Markup {
    let lang = name::lang_attribute(&release.language);
    let own_title = release.title.as_deref().filter(|own| !own.trim().is_empty());
    let mut passages = 0;
    html! {
        article.release {
            h1 dir="auto" lang=[lang] {
                @match own_title {
                    Some(own) => { (text::marked_part(own, 0..own.len(), &marks.title, &mut passages)) }
                    None => { (title) }
                }
            }
            (facts(release))
            @if let Some(summary) = &release.summary {
                p.summary dir="auto" lang=[lang] {
                    (text::marked_part(summary, 0..summary.len(), &marks.summary, &mut passages))
                }
            }
            div.body lang=[lang] {
                @for part in text::paragraphs(&release.body) { (paragraph(release, part, marks, &mut passages)) }
                @if release.body.trim().is_empty() {
                    p.quiet { "The archive holds no text of this release." }
                }
            }
        }
    }
}

/// A paragraph. Behind one with marks stands a way to the next, or from the last back to the first.
fn paragraph(release: &EnrichedRelease, part: Range<usize>, marks: &Marks, passages: &mut usize) -> Markup {
    let before = *passages;
    let all = marks.title.len() + marks.summary.len() + marks.body.len();
    html! {
        p dir="auto" {
            (text::marked_part(&release.body, part, &marks.body, passages))
            @if *passages > before && all > 1 {
                @let (next, says, arrow) = if *passages < all {
                    (*passages + 1, "Next marked passage", "↓")
                } else {
                    (1, "First marked passage", "↑")
                };
                " " a.hop href={ "#" (text::passage(next)) } aria-label=(says) title=(says) { (arrow) }
            }
        }
    }
}

fn facts(release: &EnrichedRelease) -> Markup {
    html! {
        dl.facts {
            div { dt { "Published" } dd { (published(release.published.as_ref())) } }
            @if let Some(publisher) = &release.publisher {
                div {
                    dt { "Publisher" }
                    dd dir="auto" { a href=(link::selected(&Request::all(), Facet::Publisher, publisher)) { (text::line(publisher)) } }
                }
            }
            @if !release.authors.is_empty() {
                div { dt { "By" } dd dir="auto" { (text::line(&release.authors.join(", "))) } }
            }
            div {
                dt { "Kind" }
                dd { a href=(link::selected(&Request::all(), Facet::Kind, release.kind.as_str())) { (name::kind(release.kind)) } }
            }
            div { dt { "Language" } dd { (name::language(&release.language)) } }
            @if let Some(url) = &release.url { div { dt { "Original" } dd { (original(url)) } } }
            @if let Some(id) = &release.given_id { div { dt { "Own id" } dd { code { (text::line(id)) } } } }
            @if !release.topics.is_empty() {
                div { dt { "Topics" } dd { ul { @for topic in &release.topics { li { (under(topic)) } } } } }
            }
            @if !release.given_topics.is_empty() {
                div { dt { "Topics given" } dd dir="auto" { (text::line(&release.given_topics.join(", "))) } }
            }
            @if release.title_made {
                div { dt { "Headline" } dd { span.flag { "made from the text" } ": the source has none" } }
            }
            @if release.versions > 1 {
                div { dt { "Wording" } dd { a href="#versions" { (hit::reworded(release.versions)) } } }
            }
        }
    }
}

fn published(published: Option<&Published>) -> Markup {
    html! {
        (date::published(published.map(|published| published.date)))
        @match published {
            Some(published) => {
                span.quiet { ", " (date::evidence(published.evidence)) }
                @match published.rivals.iter().filter(|rival| rival.date != published.date).count() {
                    0 if published.rivals.is_empty() => {}
                    0 => { " · " a href="#dates" { "other places agree" } }
                    _ => { " · " a href="#dates" { "other dates were found" } }
                }
            }
            None => { span.quiet { ": no date of publication was found" } }
        }
    }
}

/// Only a web address becomes a link.
fn original(url: &str) -> Markup {
    html! {
        @match web_url(url) {
            Some(address) => { a href=(address) rel="noopener noreferrer nofollow" { (text::line(url)) } }
            None => { (text::line(url)) }
        }
    }
}

/// A topic and the words that put the release there.
fn under(topic: &TopicMatch) -> Markup {
    html! {
        a href=(link::selected(&Request::all(), Facet::Topic, &topic.path)) { (text::line(&topic.label)) }
        @if !topic.because.is_empty() {
            span.quiet {
                " because of "
                @for (at, words) in topic.because.iter().enumerate() {
                    @if at > 0 { ", " }
                    q dir="auto" { (text::line(words)) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::query::{Matching, Query};

    fn page(family: &Family, neighbours: &Neighbours, request: &Request) -> String {
        let (wording, index) = (family.latest(), sample::index());
        let (cited_at, accessed) = (None, NaiveDate::default());
        ReleasePage { family, wording, neighbours, request, index: &index, cited_at, accessed }.render()
    }

    fn page_of(release: EnrichedRelease, query: &str) -> String {
        let request = Request { query: Query::parse(query, Matching::All), ..Request::all() };
        let neighbours = Neighbours::none(release.id.clone());
        let family = Family::of(release);
        page(&family, &neighbours, &request)
    }

    fn found_by(query: &str) -> String {
        page_of(sample::release(), query)
    }

    #[test]
    fn it_shows_the_text_in_its_paragraphs_escaped() {
        let page = found_by("");
        assert_eq!(sample::text(&page, "h1"), "Police chiefs respond to the settlement");
        assert_eq!(
            sample::texts(&page, ".body p"),
            ["Forces recruit 1,200 officers. A second line.", "Recruiting is <b>hard</b>, the chair said."]
        );
        assert_eq!(sample::count(&page, "mark"), 0);
    }

    #[test]
    fn the_words_of_a_query_are_marked_with_their_inflections() {
        let page = found_by("recruit");
        assert_eq!(sample::texts(&page, "mark"), ["recruit", "Recruiting"]);
        assert!(sample::text(&page, "p.note").starts_with("Marked: what matches recruit."));
        assert_eq!(sample::attributes(&page, "p.note a", "href")[..2], ["#passage-1", "/search?q=recruit"]);
    }

    #[test]
    fn a_query_that_the_wording_does_not_satisfy_marks_nothing_and_says_so() {
        let page = found_by("recruit unicorn");
        assert_eq!(sample::count(&page, "mark"), 0);
        assert!(sample::text(&page, "p.note").starts_with("This wording does not match"));
    }

    #[test]
    fn a_date_comes_with_its_evidence_and_its_rivals() {
        let page = found_by("");
        assert!(sample::text(&page, "dl dd").starts_with("22 February 2017, read from the page’s metadata"));
        assert_eq!(
            sample::texts(&page, "#dates tbody tr:last-child td, #dates tbody tr:last-child th"),
            ["February 2017", "read from the address of the page", "/2017/02/", "agrees, but is less precise"]
        );
    }

    #[test]
    fn topics_tell_the_words_that_put_the_release_there() {
        assert_eq!(sample::text(&found_by(""), "dl dd li"), "Recruitment because of recruit, Recruiting");
    }

    #[test]
    fn only_web_addresses_become_links_and_they_give_nothing_away() {
        let link = "a[rel='noopener noreferrer nofollow']";
        assert_eq!(sample::count(&found_by(""), link), 1);
        let release = EnrichedRelease { url: Some("javascript:alert(1)".to_owned()), ..sample::release() };
        let page = page_of(release, "");
        assert_eq!((sample::count(&page, link), sample::count(&page, "[href^='javascript']")), (0, 0));
        assert!(page.contains("javascript:alert(1)"));
    }

    #[test]
    fn every_wording_is_listed_with_its_captures() {
        let mut family = Family::of(sample::release());
        let mut other = EnrichedRelease { body: "Other words.".to_owned(), ..sample::release() };
        other.captures[0].path = "northmere/pages/settlement-again.html".to_owned();
        other.captures[0].captured = Some("2018-04-01T00:00:00Z".to_owned());
        family.add(other);
        let neighbours = Neighbours::none(family.latest().id.clone());
        let page = page(&family, &neighbours, &Request::all());
        assert_eq!(sample::texts(&page, ".versions strong"), ["Version 2", "Version 1"]);
        assert!(sample::texts(&page, ".captures li")[0].contains("captured 1 April 2018, 00:00 UTC"));
        assert_eq!(sample::text(&page, "dl div:last-child dd"), "reworded once");
    }

    #[test]
    fn an_undated_release_without_headline_and_text_is_still_a_page() {
        let release =
            EnrichedRelease { title: None, published: None, body: String::new(), summary: None, ..sample::release() };
        let page = page_of(release, "");
        assert_eq!(sample::text(&page, "h1"), "Release without a headline");
        assert!(sample::text(&page, "dl dd").starts_with("Undated"));
        assert!(sample::text(&page, ".body").contains("no text"));
    }
}
