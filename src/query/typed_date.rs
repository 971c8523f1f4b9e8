//! Dates as people type them into a field: `2016`, `May 2016`, `3 May 2016`.

use crate::release::{DateError, PartialDate};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date that was typed. Of dates in numbers only `2016-05-03` is read: `3/5/2016` is another day in another country.
///
/// # Errors
///
/// Where it is no such date.
pub(super) fn typed_date(text: &str) -> Result<PartialDate, DateError> {
    let text = text.trim();
    text.parse().or_else(|error| in_words(text).ok_or(error))
}

fn in_words(text: &str) -> Option<PartialDate> {
    let words: Vec<&str> = text.split([' ', ',', '.', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    match *words.as_slice() {
        [name, in_year] => PartialDate::month(year(in_year)?, month(name)?),
        [one, other, in_year] => match month(other) {
            Some(month) => PartialDate::day(year(in_year)?, month, day(one)?),
            None => PartialDate::day(year(in_year)?, month(one)?, day(other)?),
        },
        _ => None,
    }
}

fn year(word: &str) -> Option<i32> {
    if word.len() == 4 { word.parse().ok() } else { None }
}

/// `May`, `sept`: three letters of a month or more.
fn month(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word))?;
    u32::try_from(at + 1).ok()
}

/// `3`, `03`, `3rd`.
fn day(word: &str) -> Option<u32> {
    let ending = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let known = ["", "st", "nd", "rd", "th"].iter().any(|known| ending.eq_ignore_ascii_case(known));
    if known { word[..word.len() - ending.len()].parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_months_and_days_are_read_as_they_are_typed() {
        for (typed, meant) in [
            ("2016", "2016"),
            (" 2016-05 ", "2016-05"),
            ("May 2016", "2016-05"),
            ("SEPT. 2016", "2016-09"),
            ("3 May 2016", "2016-05-03"),
            ("3rd may, 2016", "2016-05-03"),
            ("May 3, 2016", "2016-05-03"),
        ] {
            assert_eq!(typed_date(typed).map(|date| date.to_string()).as_deref(), Ok(meant), "{typed}");
        }
    }

    #[test]
    fn what_could_be_two_days_or_none_is_refused() {
        for typed in ["", "May", "3/5/2016", "31 June 2016", "ma 2016", "May 16", "3 5 2016", "2016 May", "٣ May 2016"]
        {
            assert!(typed_date(typed).is_err(), "{typed}");
        }
    }
}
