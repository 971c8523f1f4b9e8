//! What one request may ask for: the same for every service, so that a query that one takes, all take.

use super::grammar::MAX_DEPTH;
use super::request::MAX_LIMIT;
use super::timeline::MAX_SERIES;
use super::url::{MAX_CHARACTERS, MAX_VALUES, MAX_WORDS};
use super::{MAX_SIDES, MAX_WITHIN};

/// A limit that no option changes: what is limited, and by how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedLimit {
    /// "characters of a query".
    pub what: &'static str,
    /// How many.
    pub most: u64,
}

/// All of them, in the order in which pages list them.
pub const FIXED_LIMITS: [FixedLimit; 8] = [
    FixedLimit { what: "characters of a query", most: MAX_CHARACTERS as u64 },
    FixedLimit { what: "words of a query", most: MAX_WORDS as u64 },
    FixedLimit { what: "parentheses inside one another", most: MAX_DEPTH as u64 },
    FixedLimit { what: "sides of one NEAR", most: MAX_SIDES as u64 },
    FixedLimit { what: "words apart in one NEAR", most: MAX_WITHIN as u64 },
    FixedLimit { what: "selected values of one facet", most: MAX_VALUES as u64 },
    FixedLimit { what: "hits on a page", most: MAX_LIMIT as u64 },
    FixedLimit { what: "queries in one timeline", most: MAX_SERIES as u64 },
];
