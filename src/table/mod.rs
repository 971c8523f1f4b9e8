//! Answers as tables: CSV as RFC 4180 has it, the same rows for command line and service.

mod cell;
mod coverage;
mod hit;
mod release;
mod timeline;
mod topic;

pub use cell::{cell, row};
pub use coverage::write_coverage;
pub use hit::write_hits;
pub use release::{RELEASE_HEADING, release_row};
pub use timeline::write_timeline;
pub use topic::write_topics;
