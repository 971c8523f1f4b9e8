//! Which archive this is: what it holds, when it was last read, and what may be asked of it.

use serde::Serialize;

use super::{Account, PastRun};
use crate::limits::Limits;
use crate::query::FIXED_LIMITS;
use crate::results::{IndexState, UNKNOWN};

/// An archive in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct About {
    /// What answers.
    pub program: Program,
    /// What is searched.
    pub index: IndexState,
    /// How many publishers are known by name.
    pub publishers: u64,
    /// The first month with a release.
    pub from: Option<String>,
    /// The last one.
    pub to: Option<String>,
    /// Releases without a known date.
    pub undated: u64,
    /// The run that read it last.
    pub last_run: Option<PastRun>,
    /// What every service allows in one request.
    pub query_limits: Vec<Allowed>,
    /// What this one allows its clients.
    pub limits: Vec<Allowed>,
}

/// The program and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// One limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Allowed {
    /// What is limited.
    pub what: &'static str,
    /// The most that is allowed.
    pub most: u64,
    /// What that counts: `bytes`, `s`, `ms`, `a second`; empty where it counts what is limited.
    pub unit: &'static str,
}

impl About {
    /// What is known of an archive under these limits.
    pub fn of(Account { coverage, runs }: &Account, limits: &Limits) -> Self {
        let publishers = coverage.publishers.as_slice();
        Self {
            program: Program { name: "Pressmark", version: env!("CARGO_PKG_VERSION") },
            index: coverage.index.clone(),
            // Releases without a publisher are counted as those of `unknown`.
            publishers: publishers.iter().filter(|publisher| publisher.value != UNKNOWN).count() as u64,
            from: publishers.iter().filter_map(|publisher| publisher.first.clone()).min(),
            to: publishers.iter().filter_map(|publisher| publisher.last.clone()).max(),
            undated: publishers.iter().map(|publisher| publisher.undated).sum(),
            last_run: runs.last().cloned(),
            query_limits: FIXED_LIMITS
                .iter()
                .map(|limit| Allowed { what: limit.what, most: limit.most, unit: "" })
                .collect(),
            limits: limits
                .all()
                .iter()
                .map(|limit| Allowed { what: limit.what, most: limit.value, unit: limit.unit.as_str() })
                .collect(),
        }
    }
}
