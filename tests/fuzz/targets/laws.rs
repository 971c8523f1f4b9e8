//! What holds of every record and every release, whatever they were read from.

use std::sync::OnceLock;

use chrono::NaiveDate;
use pressmark::archive::{Fault, MAX_RECORD_BYTES, Record};
use pressmark::cite::{Citation, Style};
use pressmark::enrich::{Enriched, Topics, enrich, marks};
use pressmark::parse::{DayOrder, Parsed, Settings, parse};
use pressmark::query::{Matcher, Matching, Query};
use pressmark::release::{PartialDate, Release, ReleaseId};
use pressmark::results::{Mark, snippet, title_marks};
use pressmark::text::Stems;

/// The last believable day: that of a run.
pub(super) fn today() -> NaiveDate {
    day(2026, 12, 31)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

/// The settings of a run of which nothing is known.
pub(super) fn settings() -> Settings {
    Settings { publisher: None, mapping: None, day_order: DayOrder::Unknown, not_after: today() }
}

/// Reads a record twice, which must give the same, and holds every release of it to the laws.
pub(super) fn record(record: &Record, settings: &Settings) -> Parsed {
    assert_eq!(record.capture.digest.len(), 32);
    assert!(record.payload.bytes() <= 3 * MAX_RECORD_BYTES);
    let parsed = parse(record.clone(), settings);
    assert_eq!(parse(record.clone(), settings), parsed, "the second reading");
    match &parsed {
        Parsed::Releases(releases) => {
            let mut items: Vec<&str> = releases.iter().map(|release| release.capture.record.as_str()).collect();
            items.sort_unstable();
            items.dedup();
            assert_eq!(items.len(), releases.len(), "two releases at one place");
            releases.iter().for_each(release);
        }
        Parsed::Revisit(..) => {}
        Parsed::Skipped(reason) | Parsed::Failed(reason) => told(reason),
    }
    parsed
}

/// A fault says something.
pub(super) fn fault(fault: &Fault) {
    told(&fault.reason);
}

fn told(reason: &str) {
    assert!(!reason.trim().is_empty(), "a reason without a word");
}

/// A release is dated within what is believable, has no control characters, and can be enriched, shown and cited.
fn release(release: &Release) {
    assert_eq!(release.id.as_str().parse::<ReleaseId>().as_ref(), Ok(&release.id));
    if let Some(published) = &release.published {
        date(published.date);
        published.rivals.iter().for_each(|rival| date(rival.date));
        assert_eq!(published.precision, published.date.precision());
    }
    clean("body", &release.body);
    let title = release.title.as_deref();
    title.iter().for_each(|title| line("title", title));
    release.summary.iter().for_each(|summary| clean("summary", summary));
    release.publisher.iter().for_each(|publisher| line("publisher", publisher));
    release.authors.iter().for_each(|author| line("author", author));

    let enriched = enriched(release.clone());
    // As long as people ask.
    let asked: String = title.unwrap_or("the").chars().take(200).collect();
    shown(&enriched, &Query::parse(&asked, Matching::Any));
    for style in Style::ALL {
        let citation = Citation::of_release(&enriched.release, None, today()).written(style);
        assert!(!citation.is_empty());
        clean("citation", &citation.replace("\r\n", "\n"));
    }
}

/// Between 1600 and the day of the run, as its calendar has it.
fn date(date: PartialDate) {
    assert!(date.first_day() >= day(1600, 1, 1) && date.first_day() <= today(), "{date}");
    assert!(date.first_day() <= date.last_day());
    assert_eq!(date.to_string().parse(), Ok(date));
}

/// Without control characters but the ends of lines and tabs.
fn clean(what: &str, text: &str) {
    let wrong = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    assert!(wrong.is_none(), "{what} has {wrong:?}: {text:?}");
}

/// Of one line, and not blank.
fn line(what: &str, text: &str) {
    assert!(!text.trim().is_empty(), "a blank {what}");
    assert!(!text.contains(char::is_control), "{what}: {text:?}");
}

/// The release under our own topics.
pub(super) fn enriched(release: Release) -> Enriched {
    static TOPICS: OnceLock<Topics> = OnceLock::new();
    let topics = TOPICS.get_or_init(|| Topics::read(Topics::BUILT_IN).expect("our own topics"));
    enrich(release, topics, &mut Stems::default())
}

/// What of a release satisfies a query lies in its texts, and what is shown of it is short and has its marks in it.
pub(super) fn shown(Enriched { release, words, .. }: &Enriched, query: &Query) {
    let (title, summary) = (release.title.as_deref(), release.summary.as_deref());
    let Some(marks) = marks(release, words, &Matcher::new(&query.expr)) else { return };
    for (text, spans) in [
        (title.unwrap_or_default(), &marks.title),
        (summary.unwrap_or_default(), &marks.summary),
        (release.body.as_str(), &marks.body),
    ] {
        for span in spans {
            assert!(text.get(span.start..span.end).is_some_and(|passage| !passage.is_empty()), "{span:?}");
        }
    }
    let shown = snippet(summary, &release.body, &marks);
    // A passage that satisfies a phrase is shown whole, however long.
    let longest = marks.summary.iter().chain(&marks.body).map(|span| span.end - span.start).max().unwrap_or(0);
    assert!(shown.text.chars().count() <= 304.max(longest + 4), "{:?}", shown.text);
    in_order(&shown.text, &shown.marks);
    if let Some(title) = title {
        in_order(title, &title_marks(title, &marks.title));
    }
}

/// Marks lie in the text, one behind the other.
fn in_order(text: &str, marks: &[Mark]) {
    let mut end = 0;
    for mark in marks {
        assert!(end <= mark.0 && mark.0 < mark.1, "{marks:?}");
        end = mark.1;
    }
    assert!(end <= text.chars().count(), "{marks:?} in {text:?}");
}
