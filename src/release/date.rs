//! Dates as exact as their sources.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// A date as exact as its source: a year is not its first of January.
///
/// Written `2017`, `2017-02` or `2017-02-22`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PartialDate {
    /// Some day of this year.
    Year(i32),
    /// Some day of this month (1 to 12).
    Month(i32, u32),
    /// This day.
    Day(NaiveDate),
}

/// How exact a [`PartialDate`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the year.
    Year,
    /// To the month.
    Month,
    /// To the day.
    Day,
}

impl PartialDate {
    /// A day; `None` where the calendar has no such day or the year is outside 1000 to 9999.
    pub fn day(year: i32, month: u32, day: u32) -> Option<Self> {
        (1000..=9999).contains(&year).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten().map(Self::Day)
    }

    /// A month; `None` where the month is not 1 to 12 or the year is outside 1000 to 9999.
    pub fn month(year: i32, month: u32) -> Option<Self> {
        ((1000..=9999).contains(&year) && (1..=12).contains(&month)).then_some(Self::Month(year, month))
    }

    /// A year from 1000 to 9999.
    pub fn year(year: i32) -> Option<Self> {
        (1000..=9999).contains(&year).then_some(Self::Year(year))
    }

    /// How exact it is.
    pub fn precision(self) -> Precision {
        match self {
            Self::Year(_) => Precision::Year,
            Self::Month(..) => Precision::Month,
            Self::Day(_) => Precision::Day,
        }
    }

    /// The year it lies in.
    pub fn in_year(self) -> i32 {
        match self {
            Self::Year(year) | Self::Month(year, _) => year,
            Self::Day(day) => day.year(),
        }
    }

    /// The month it lies in, 1 to 12; `None` where only the year is known.
    pub fn in_month(self) -> Option<u32> {
        match self {
            Self::Year(_) => None,
            Self::Month(_, month) => Some(month),
            Self::Day(day) => Some(day.month()),
        }
    }

    /// In words: `22 February 2017`, `February 2017`, `2017`.
    pub fn in_words(self) -> String {
        match self {
            Self::Year(year) => year.to_string(),
            Self::Month(..) => self.first_day().format("%B %Y").to_string(),
            Self::Day(day) => day.format("%-d %B %Y").to_string(),
        }
    }

    /// The first day it can mean: what it sorts by.
    pub fn first_day(self) -> NaiveDate {
        let first = match self {
            Self::Year(year) => NaiveDate::from_ymd_opt(year, 1, 1),
            Self::Month(year, month) => NaiveDate::from_ymd_opt(year, month, 1),
            Self::Day(day) => Some(day),
        };
        first.unwrap_or_default()
    }

    /// The last day it can mean.
    pub fn last_day(self) -> NaiveDate {
        let next = match self {
            Self::Year(year) => NaiveDate::from_ymd_opt(year + 1, 1, 1),
            Self::Month(year, 12) => NaiveDate::from_ymd_opt(year + 1, 1, 1),
            Self::Month(year, month) => NaiveDate::from_ymd_opt(year, month + 1, 1),
            Self::Day(day) => return day,
        };
        next.and_then(|day| day.checked_sub_days(Days::new(1))).unwrap_or_default()
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{}", day.format("%Y-%m-%d")),
        }
    }
}

/// A text that is no date of the form `2017`, `2017-02` or `2017-02-22`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date; write 2017, 2017-02 or 2017-02-22")]
pub struct DateError(pub String);

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let error = || DateError(text.to_owned());
        let number = |part: &str, digits: usize| {
            let fits = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| part.parse::<u32>().ok()).flatten().ok_or_else(error)
        };
        let mut parts = text.split('-');
        let year = number(parts.next().unwrap_or_default(), 4)?.cast_signed();
        let month = parts.next().map(|part| number(part, 2)).transpose()?;
        let day = parts.next().map(|part| number(part, 2)).transpose()?;
        if parts.next().is_some() {
            return Err(error());
        }
        match (month, day) {
            (None, _) => Self::year(year),
            (Some(month), None) => Self::month(year, month),
            (Some(month), Some(day)) => Self::day(year, month, day),
        }
        .ok_or_else(error)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl schemars::JsonSchema for PartialDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PartialDate".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A date as exact as its source: `2017`, `2017-02` or `2017-02-22`.",
            "type": "string",
            "pattern": "^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
        })
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_print_as_they_are_read() {
        for text in ["2017", "2017-02", "2017-02-22"] {
            assert_eq!(text.parse::<PartialDate>().expect("a date").to_string(), text);
        }
        for text in ["", "17", "2017-2", "2017-13", "2017-02-30", "2017-02-22-1", "0999", "+201", "２０１７"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_month_ends_on_its_last_day() {
        let date: PartialDate = "2016-02".parse().expect("a date");
        assert_eq!(date.last_day().to_string(), "2016-02-29");
        let date: PartialDate = "2016-12".parse().expect("a date");
        assert_eq!(date.last_day().to_string(), "2016-12-31");
    }
}
