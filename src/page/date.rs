//! Dates in words: as exact as they are known, and where they were read.

use chrono::Month;
use maud::{Markup, html};

use crate::release::{Evidence, PartialDate};

/// The name of a month, 1 to 12.
pub(super) fn month_name(month: u32) -> &'static str {
    u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok()).map_or("month unknown", |month| month.name())
}

/// Its first three letters.
pub(super) fn short_month(month: u32) -> String {
    month_name(month).chars().take(3).collect()
}

/// A date of publication; a day is machine-readable too, and the lack of a date is said.
pub(super) fn published(date: Option<PartialDate>) -> Markup {
    match date {
        Some(date @ PartialDate::Day(_)) => html! { time datetime=(date) { (date.in_words()) } },
        Some(date) => html! { span.date { (date.in_words()) } },
        None => html! { span.undated { "Undated" } },
    }
}

/// From when to when, in words.
pub(super) fn range(from: Option<PartialDate>, to: Option<PartialDate>) -> Option<String> {
    match (from, to) {
        (None, None) => None,
        (Some(from), None) => Some(format!("From {}", from.in_words())),
        (None, Some(to)) => Some(format!("Until {}", to.in_words())),
        (Some(from), Some(to)) if from == to => Some(from.in_words()),
        (Some(from), Some(to)) => Some(format!("{} to {}", from.in_words(), to.in_words())),
    }
}

/// Where a date was read, to stand behind the date.
pub(super) fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Given => "given in the exported row",
        Evidence::Feed => "stated in the publisher’s feed",
        Evidence::Meta => "read from the page’s metadata",
        Evidence::JsonLd => "read from the page’s structured data",
        Evidence::Microdata => "read from the page’s microdata",
        Evidence::Time => "read from a dated line at the head of the article",
        Evidence::Mail => "that of the mail in which it was sent out",
        Evidence::Dateline => "read from the date line beside the headline",
        Evidence::Listing => "read from the listing page",
        Evidence::Url => "read from the address of the page",
        Evidence::WeakMeta => "read from metadata that may mean creation",
        Evidence::Marked => "read from an element of the article marked as its date",
    }
}

/// A moment of capture, RFC 3339, to the minute; what cannot be read so is shown as it stands.
pub(super) fn captured(moment: &str) -> String {
    match chrono::DateTime::parse_from_rfc3339(moment) {
        Ok(moment) => moment.to_utc().format("%-d %B %Y, %H:%M UTC").to_string(),
        Err(_) => moment.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_date_is_as_exact_as_it_is_known() {
        let words = ["2017-02-22", "2017-02", "2017"].map(|text| date(text).in_words());
        assert_eq!(words, ["22 February 2017", "February 2017", "2017"]);
    }

    #[test]
    fn only_a_day_is_machine_readable_and_nothing_is_undated() {
        assert_eq!(
            published(Some(date("2017-02-02"))).into_string(),
            r#"<time datetime="2017-02-02">2 February 2017</time>"#
        );
        assert!(!published(Some(date("2017-02"))).into_string().contains("<time"));
        assert!(published(None).into_string().contains("Undated"));
    }

    #[test]
    fn ranges_may_be_open() {
        assert_eq!(range(Some(date("2016")), None).as_deref(), Some("From 2016"));
        assert_eq!(range(Some(date("2016")), Some(date("2017-05"))).as_deref(), Some("2016 to May 2017"));
        assert_eq!(range(Some(date("2016")), Some(date("2016"))).as_deref(), Some("2016"));
        assert_eq!(range(None, None), None);
    }

    #[test]
    fn captures_are_told_to_the_minute() {
        assert_eq!(captured("2018-03-09T14:05:59Z"), "9 March 2018, 14:05 UTC");
        assert_eq!(captured("in May"), "in May");
    }
}
