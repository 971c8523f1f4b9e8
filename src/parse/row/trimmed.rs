//! The text of a row without what was scraped along with it: its headline and its day above it, end marks and the links
//! of the page below it.
//!
//! Of an export of scraped pages a fifth began so and a third ended so. Only whole lines fall away, only at the very
//! beginning and end, and only what is no statement: what stands behind an end mark stays, and so does the mark then.

use super::super::paragraphs::letters;
use super::super::text::is_end;
use super::super::{DayOrder, Draft, date};
use crate::release::PartialDate;

/// Links below a scraped text, to be seen again and again as its last line.
const LINKS: [&str; 5] = ["nextarticle", "previousarticle", "tweet", "email", "print"];

/// The body of a draft, as far as it is text; all of it where nothing else would remain.
pub(super) fn trimmed(draft: &Draft) -> String {
    let title = draft.title.as_deref().map(letters).filter(|title| !title.is_empty());
    let day = draft.claims.first().map(|claim| claim.date);
    let mut rest = draft.body.as_str();
    while let Some((line, after)) = rest.split_once('\n') {
        let is_title = title.as_ref().is_some_and(|title| *title == letters(line));
        if !is_title && !day.is_some_and(|day| is_day(line, day)) {
            break;
        }
        rest = after.trim_start();
    }
    while let Some((before, line)) = rest.rsplit_once('\n') {
        if !is_end(line) && !LINKS.contains(&letters(line).as_str()) {
            break;
        }
        rest = before.trim_end();
    }
    rest.to_owned()
}

/// True where a line is this day and no more, in whichever order its numbers stand.
fn is_day(line: &str, day: PartialDate) -> bool {
    [DayOrder::DayFirst, DayOrder::MonthFirst].into_iter().any(|order| {
        date::line(line, order)
            .is_some_and(|own| own.precision() == day.precision() && own.first_day() == day.first_day())
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::Settings;
    use super::super::read;
    use super::*;

    fn body(text: &str) -> String {
        let not_after = chrono::NaiveDate::MAX;
        let settings = Settings { publisher: None, mapping: None, day_order: DayOrder::Unknown, not_after };
        let row = serde_json::json!({"title": "Ferries are late", "date": "2012-05-04", "text": text}).to_string();
        read(&row, &settings).unwrap().remove(0).body
    }

    #[test]
    fn headline_day_end_mark_and_links_around_a_text_are_no_text() {
        let text = "They will be later.\n\nSo says the master.";
        for head in ["FERRIES ARE LATE\n\n", "May 4, 2012\n\nFerries are late\n\n", "05/04/2012\n\n", ""] {
            for tail in [
                "\n\n###",
                "\n\n# # #\n\nNext Article",
                "\n\n-30-",
                "\n\n-###-",
                "\n\nENDS",
                "\n\n[end]",
                "\n\nPrint\n\nEmail\n\nTweet",
                "",
            ] {
                assert_eq!(body(&format!("{head}{text}{tail}")), text, "{head} {tail}");
            }
        }
    }

    #[test]
    fn what_may_be_a_statement_stays() {
        for text in [
            "Ferries are late again\n\nThey are.",
            "May 5, 2012\n\nThey are.",
            "They are.\n\n###\n\nThe member sits for Skerry.",
            "They are.\n\nThe strike ends",
            "They are.\n\n30",
            "They are.\n\n-30",
            "They are.\n\nFerries are late",
            "Ferries are late",
            "###",
        ] {
            assert_eq!(body(text), text);
        }
    }
}
