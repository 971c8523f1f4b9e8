//! Invented answers for the tests of pages, and what the tests ask of a page.

use scraper::{Html, Selector};

use crate::release::{
    Capture, EnrichedRelease, Evidence, Kind, Language, Precision, Published, ReleaseId, Rival, TopicMatch,
};
use crate::results::{
    FacetCounts, Hit, IndexState, Mark, MonthCount, ReadQuery, SearchResults, Selected, Snippet, TopicCount,
    ValueCount, YearCount,
};

pub(super) fn release() -> EnrichedRelease {
    let id = ReleaseId::derive(None, None, Some("https://northmere.example/news/settlement"), None, None, "");
    EnrichedRelease {
        id,
        given_id: None,
        title: Some("Police chiefs respond to the settlement".to_owned()),
        title_made: false,
        published: Some(published()),
        kind: Kind::Statement,
        publisher: Some("Northmere Police Chiefs’ Conference".to_owned()),
        authors: Vec::new(),
        language: Language::english(),
        summary: Some("The conference asks for three years of certainty.".to_owned()),
        body: "Forces recruit 1,200 officers.\nA second line.\n\nRecruiting is <b>hard</b>, the chair said.".to_owned(),
        url: Some("https://northmere.example/news/settlement".to_owned()),
        topics: vec![TopicMatch {
            path: "workforce/recruitment".to_owned(),
            label: "Recruitment".to_owned(),
            because: vec!["recruit".to_owned(), "Recruiting".to_owned()],
        }],
        given_topics: vec!["Finance".to_owned()],
        captures: vec![Capture {
            path: "northmere/pages/settlement.html".to_owned(),
            record: String::new(),
            captured: Some("2018-03-09T14:05:00Z".to_owned()),
            digest: "0f343b0931126a20f133d67c2b018a3b".to_owned(),
            url: None,
            payload: None,
            mention: false,
            edition: 0,
        }],
        notes: Vec::new(),
        version: 1,
        versions: 1,
        aliases: Vec::new(),
    }
}

fn published() -> Published {
    let date = "2017-02-22".parse().expect("a date");
    Published {
        date,
        precision: Precision::Day,
        evidence: Evidence::Meta,
        raw: "2017-02-22T10:00:00Z".to_owned(),
        rivals: vec![Rival {
            date: "2017-02".parse().expect("a date"),
            precision: Precision::Month,
            evidence: Evidence::Url,
            raw: "/2017/02/".to_owned(),
            why_not: "agrees, but is less precise".to_owned(),
        }],
    }
}

pub(super) fn hit() -> Hit {
    Hit {
        title_marks: vec![Mark(0, 6)],
        score: 2.5,
        snippet: Snippet { text: "… the police <asked> for more …".to_owned(), marks: vec![Mark(6, 12)] },
        ..Hit::of(release())
    }
}

pub(super) fn results() -> SearchResults {
    SearchResults {
        query: ReadQuery { text: "police".to_owned(), read_as: "police".to_owned(), ..ReadQuery::default() },
        partial: None,
        total: Some(1234),
        in_earlier_wordings: Some(0),
        nearest: Vec::new(),
        covered: None,
        hits: vec![hit()],
        facets: Some(facets().into()),
        next: None,
        took_ms: 1.5,
        index: index(),
    }
}

pub(super) fn nothing() -> SearchResults {
    SearchResults { total: Some(0), hits: Vec::new(), ..results() }
}

pub(super) fn index() -> IndexState {
    IndexState { generation: "3.17".to_owned(), releases: 12_345 }
}

pub(super) fn facets() -> FacetCounts {
    let value = |value: &str, label: &str, count| ValueCount {
        value: value.into(),
        label: label.into(),
        count,
        selected: Selected::No,
    };
    let topic = |value: &str, label: &str, count, children| TopicCount {
        value: value.into(),
        label: label.into(),
        count,
        selected: Selected::No,
        children,
    };
    FacetCounts {
        topic: Some(vec![topic(
            "workforce",
            "Workforce",
            1200,
            vec![topic("workforce/recruitment", "Recruitment", 34, Vec::new())],
        )]),
        year: Some(vec![
            YearCount {
                value: 2017,
                count: 1000,
                months: vec![
                    MonthCount { value: "2017-02".parse().ok(), count: 7 },
                    MonthCount { value: None, count: 3 },
                ],
            },
            YearCount { value: 2009, count: 222, months: Vec::new() },
        ]),
        undated: Some(12),
        kind: Some(vec![value("news", "News", 1100), value("blog", "Blog", 134)]),
        publisher: Some(vec![value(
            "Northmere Police Chiefs’ Conference",
            "Northmere Police Chiefs’ Conference",
            1234,
        )]),
        language: Some(vec![value("en", "English", 1230), value("cy", "Welsh", 4)]),
    }
}

/// The texts of what a selector finds, white space collapsed.
pub(super) fn texts(page: &str, selector: &str) -> Vec<String> {
    let collapse = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    select(page, selector, |element| collapse(element.text().collect()))
}

/// The text of the first thing a selector finds.
pub(super) fn text(page: &str, selector: &str) -> String {
    texts(page, selector).into_iter().next().unwrap_or_else(|| panic!("no `{selector}` in {page}"))
}

/// An attribute of the first thing a selector finds.
pub(super) fn attribute(page: &str, selector: &str, name: &str) -> Option<String> {
    attributes(page, selector, name).into_iter().next()
}

/// An attribute of everything a selector finds.
pub(super) fn attributes(page: &str, selector: &str, name: &str) -> Vec<String> {
    select(page, selector, |element| element.attr(name).map(str::to_owned)).into_iter().flatten().collect()
}

/// How often a selector finds something.
pub(super) fn count(page: &str, selector: &str) -> usize {
    select(page, selector, |_| ()).len()
}

fn select<T>(page: &str, selector: &str, read: impl Fn(scraper::ElementRef<'_>) -> T) -> Vec<T> {
    let selector = Selector::parse(selector).expect("a selector");
    Html::parse_document(page).select(&selector).map(read).collect()
}
