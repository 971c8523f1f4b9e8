//! Texts as records: what decodes to anything is parsed.

use pressmark::archive::Payload;
use pressmark::parse::{DayOrder, Parsed, Settings};
use pressmark::release::PartialDate;

use super::files::{file, record};
use super::laws;

/// A saved page.
pub(super) fn page(bytes: &[u8]) {
    laws::record(&record(Payload::Html(String::from_utf8_lossy(bytes).into_owned())), &laws::settings());
}

/// A plain text or a listing, in whatever encoding; and as a text where its bytes look like something else.
pub(super) fn text(bytes: &[u8]) {
    file(bytes);
    front_matter(bytes);
}

/// A text with front matter or Markdown.
pub(super) fn front_matter(bytes: &[u8]) {
    laws::record(&record(Payload::Text(String::from_utf8_lossy(bytes).into_owned())), &laws::settings());
}

/// A date, as the field of a row, the `time` of a page, and a dateline.
pub(super) fn date(bytes: &[u8]) {
    let written = String::from_utf8_lossy(bytes);
    let escaped = written.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let row = serde_json::json!({"title": "Two ferries", "date": written, "body": "They are built."}).to_string();
    let page = format!(
        "<!doctype html><title>Two ferries</title><main><h1>Two ferries</h1><time datetime=\"{escaped}\">{escaped}</time>\
         <p>The harbour office has ordered two ferries for the quay.</p></main>"
    );
    let text = format!("Two ferries\n\n{written} – The harbour office has ordered two ferries for the quay.\n");
    for payload in [Payload::Row(row), Payload::Html(page), Payload::Text(text)] {
        // The address has a date of its own, which tells more where the other tells less.
        let mut record = record(payload);
        record.capture.url = None;
        let [unknown, day_first, month_first] = [DayOrder::Unknown, DayOrder::DayFirst, DayOrder::MonthFirst]
            .map(|day_order| found(laws::record(&record, &Settings { day_order, ..laws::settings() })));
        // Not to know the order of day and month leaves open what those who know it say.
        for known in [day_first, month_first] {
            if let (Some(unknown), Some(known)) = (unknown, known) {
                let within = unknown.first_day() <= known.first_day() && known.last_day() <= unknown.last_day();
                assert!(within, "{unknown} is {known} where the order is known");
            }
        }
    }
}

/// The date of what is one release.
fn found(parsed: Parsed) -> Option<PartialDate> {
    let Parsed::Releases(releases) = parsed else { return None };
    let [release] = releases.as_slice() else { return None };
    release.published.as_ref().map(|published| published.date)
}
