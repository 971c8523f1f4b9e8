//! What an archive covers.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::cell::row;
use crate::results::{Coverage, PublisherCoverage};

/// One row for each publisher and month, months without a release too, below a heading; then those without a date. The
/// counts of a publisher add up to its releases.
///
/// # Errors
///
/// Those of `out`.
pub fn write_coverage(out: &mut impl Write, coverage: &Coverage) -> io::Result<()> {
    out.write_all(b"publisher,month,releases\r\n")?;
    for publisher in &coverage.publishers {
        let PublisherCoverage { publisher, undated, gaps, months, .. } = publisher;
        let counts = months.iter().map(|month| (month.value.to_string(), month.count));
        let months: BTreeMap<String, u64> = gaps.iter().map(|gap| (gap.clone(), 0)).chain(counts).collect();
        let mut write =
            |month: &str, count: u64| out.write_all(row([publisher.as_str(), month, &count.to_string()]).as_bytes());
        for (month, count) in months {
            match month.contains('-') {
                true => write(&month, count)?,
                false => write(&format!("{month} month unknown"), count)?,
            }
        }
        write("undated", *undated)?;
    }
    Ok(())
}
