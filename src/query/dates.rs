//! Ranges of publication dates.

use std::fmt;
use std::str::FromStr;

use crate::release::{DateError, PartialDate};

/// Which releases a date condition admits. A partial date lies in a range when its interval overlaps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateRange {
    /// Those without a known date.
    Unknown,
    /// Those published in this interval, both ends included; an open end is unbounded. Undated releases are in none.
    Within {
        /// The first day is that of this date.
        from: Option<PartialDate>,
        /// The last day is that of this date.
        to: Option<PartialDate>,
    },
}

impl DateRange {
    /// The days it covers, counted from the first of January of year 1 (day 1), both included; `None` for `Unknown`.
    pub fn days(self) -> Option<(i64, i64)> {
        match self {
            Self::Unknown => None,
            Self::Within { from, to } => {
                Some((from.map_or(i64::MIN, |date| days(date).0), to.map_or(i64::MAX, |date| days(date).1)))
            }
        }
    }

    /// Whether a release published then is in the range.
    pub fn admits(self, published: Option<PartialDate>) -> bool {
        match (self.days(), published.map(days)) {
            (None, published) => published.is_none(),
            (Some(_), None) => false,
            (Some((from, to)), Some((first, last))) => first <= to && last >= from,
        }
    }

    /// Whether it is known and its ends are whole years.
    pub(super) fn is_of_years(self) -> bool {
        let is_year = |date: Option<PartialDate>| date.is_none_or(|date| date.in_month().is_none());
        matches!(self, Self::Within { from, to } if is_year(from) && is_year(to))
    }

    /// The same range with its ends in order, and whether they were not.
    pub(super) fn in_order(self) -> (Self, bool) {
        match self {
            Self::Within { from: Some(from), to: Some(to) } if from.first_day() > to.last_day() => {
                (Self::Within { from: Some(to), to: Some(from) }, true)
            }
            range => (range, false),
        }
    }
}

/// First and last day of a date, counted as in [`DateRange::days`].
fn days(date: PartialDate) -> (i64, i64) {
    use chrono::Datelike;
    (i64::from(date.first_day().num_days_from_ce()), i64::from(date.last_day().num_days_from_ce()))
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown"),
            Self::Within { from: Some(from), to: Some(to) } if from == to => write!(f, "{from}"),
            Self::Within { from, to } => {
                if let Some(from) = from {
                    write!(f, "{from}")?;
                }
                f.write_str("..")?;
                if let Some(to) = to {
                    write!(f, "{to}")?;
                }
                Ok(())
            }
        }
    }
}

impl FromStr for DateRange {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        if matches!(text, "unknown" | "undated") {
            return Ok(Self::Unknown);
        }
        let end = |part: &str| if part.is_empty() { Ok(None) } else { part.parse().map(Some) };
        match text.split_once("..") {
            Some((from, to)) => Ok(Self::Within { from: end(from)?, to: end(to)? }),
            None => text.parse().map(|date| Self::Within { from: Some(date), to: Some(date) }),
        }
    }
}

/// What becomes of undated releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Undated {
    /// They are among the results: the default without a date range.
    Include,
    /// Only they are results.
    Only,
    /// They are not: the default once a range is given.
    Exclude,
}

impl Undated {
    /// The word used in parameters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Include => "include",
            Self::Only => "only",
            Self::Exclude => "exclude",
        }
    }
}

impl FromStr for Undated {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Include, Self::Only, Self::Exclude]
            .into_iter()
            .find(|undated| undated.as_str() == text)
            .ok_or_else(|| format!("`{text}` is none of include, only, exclude"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(range: &str, published: &str) -> bool {
        let published = (!published.is_empty()).then(|| published.parse().expect("a date"));
        range.parse::<DateRange>().expect("a range").admits(published)
    }

    #[test]
    fn a_range_takes_a_partial_date_when_they_overlap() {
        assert!(admits("2016-05..2017", "2016-05-01"));
        assert!(admits("2016-05..2017", "2017-12-31"));
        assert!(admits("2016-05..2017", "2016"));
        assert!(!admits("2016-05..2017", "2016-04"));
        assert!(!admits("2016-05..2017", ""));
        assert!(admits("..2017", "1999") && admits("2017..", "2020-01-01") && admits("..", "2000"));
        assert!(admits("unknown", "") && !admits("unknown", "2017"));
    }

    #[test]
    fn a_range_prints_as_it_is_read() {
        for text in ["2017", "2017-02", "2017-02-22", "2016-05..2017", "..2017", "2017..", "..", "unknown"] {
            assert_eq!(text.parse::<DateRange>().expect("a range").to_string(), text);
        }
        for text in ["", "2017-", "2017...2018", "May", "2017..x"] {
            assert!(text.parse::<DateRange>().is_err(), "{text}");
        }
    }
}
