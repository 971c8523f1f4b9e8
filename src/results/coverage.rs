//! What an archive covers, and where it has gaps.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::IndexState;
use crate::release::PartialDate;

/// What an archive covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Coverage {
    /// What was counted.
    pub index: IndexState,
    /// By number of releases, then by name.
    pub publishers: Vec<PublisherCoverage>,
}

/// What it covers of one publisher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PublisherCoverage {
    /// What a reader sees.
    pub publisher: String,
    /// What the parameter of a search takes.
    pub value: String,
    /// How many releases.
    pub releases: u64,
    /// Those without a known date.
    pub undated: u64,
    /// First month with a release.
    pub first: Option<String>,
    /// Last month with one.
    pub last: Option<String>,
    /// Months between them without any.
    pub gaps: Vec<String>,
    /// Releases by month, in order, months without any left out. A release of which only the year is known stands
    /// under its year, and fills no gap.
    pub months: Vec<PeriodCount>,
}

/// How many releases there are of a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PeriodCount {
    /// A month; a year where no month is known.
    pub value: PartialDate,
    /// How many.
    pub count: u64,
}

impl PublisherCoverage {
    /// From releases by year and month, the month unknown where there is none.
    pub fn new(publisher: String, value: String, counts: &BTreeMap<(i32, Option<u32>), u64>, undated: u64) -> Self {
        let name = |(year, month): (i32, u32)| format!("{year:04}-{month:02}");
        let known: BTreeSet<(i32, u32)> =
            counts.keys().filter_map(|&(year, month)| month.map(|month| (year, month))).collect();
        let mut gaps = Vec::new();
        if let (Some(&first), Some(&last)) = (known.first(), known.last()) {
            let between = std::iter::successors(Some(first), |&at| Some(month_after(at))).take_while(|at| *at < last);
            gaps.extend(between.filter(|at| !known.contains(at)).map(name));
        }
        let month = |(&(year, month), &count): (&(i32, Option<u32>), &u64)| PeriodCount {
            value: month.map_or(PartialDate::Year(year), |month| PartialDate::Month(year, month)),
            count,
        };
        Self {
            publisher,
            value,
            releases: counts.values().sum::<u64>() + undated,
            undated,
            first: known.first().copied().map(name),
            last: known.last().copied().map(name),
            gaps,
            months: counts.iter().map(month).collect(),
        }
    }
}

/// The month after a year's month.
pub(crate) fn month_after((year, month): (i32, u32)) -> (i32, u32) {
    if month < 12 { (year, month + 1) } else { (year + 1, 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_the_months_between_and_a_year_fills_none() {
        let counts = [((2015, Some(11)), 2), ((2016, None), 4), ((2016, Some(2)), 1)].into();
        let coverage = PublisherCoverage::new("A".into(), "A".into(), &counts, 3);
        assert_eq!(coverage.gaps, ["2015-12", "2016-01"]);
        assert_eq!((coverage.first.as_deref(), coverage.last.as_deref()), (Some("2015-11"), Some("2016-02")));
        assert_eq!((coverage.releases, coverage.undated), (10, 3));
        let months: Vec<String> = coverage.months.iter().map(|month| month.value.to_string()).collect();
        assert_eq!(months, ["2015-11", "2016", "2016-02"]);
    }

    #[test]
    fn without_a_known_month_there_is_no_gap() {
        let coverage = PublisherCoverage::new("A".into(), "A".into(), &[((2016, None), 4)].into(), 0);
        assert_eq!((coverage.first, coverage.gaps.len()), (None, 0));
    }
}
