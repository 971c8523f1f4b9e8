//! How often, over time.

use serde::Serialize;

use super::{IndexState, Partial, ReadQuery};
use crate::query::Interval;

/// The answer to a [`crate::query::TimelineRequest`].
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Timeline {
    /// How long the intervals are.
    pub interval: Interval,
    /// Why there are no series; `None` where there are.
    pub partial: Option<Partial>,
    /// One for each query, all over the same intervals; `None` where the answer is partial.
    pub series: Option<Vec<Series>>,
    /// Time from request to answer, in milliseconds.
    pub took_ms: f64,
    /// What was searched.
    pub index: IndexState,
}

/// One query over time. Its total is the sum of all counts in it.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Series {
    /// How it was read.
    pub query: ReadQuery,
    /// Releases that satisfy query and selections.
    pub total: u64,
    /// Those without a known date.
    pub undated: u64,
    /// Those of which no month is known, by year, without years that have none; empty where intervals are years.
    pub month_unknown: Vec<Point>,
    /// Every interval from the first to the last in which any of the queries finds a release, in order.
    pub points: Vec<Point>,
}

/// One interval.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Point {
    /// `2017-02`, or `2017`.
    pub value: String,
    /// How many.
    pub count: u64,
    /// Where shares were asked for.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
}

/// A count beside all releases of the interval that meet the selections.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Share {
    /// How many these are.
    pub of: u64,
    /// The count divided by them, from 0 to 1; `None` where there are none.
    pub share: Option<f64>,
}

impl Share {
    /// The share of a count in all.
    pub fn new(count: u64, of: u64) -> Self {
        Self { of, share: (of > 0).then(|| count as f64 / of as f64) }
    }
}
