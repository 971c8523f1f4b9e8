//! Counts over time.

use std::io::{self, Write};

use super::cell::row;
use crate::results::{Point, Share, Timeline};

/// One row for each query and interval, below a heading; then what has no month, and what has no date. The counts of a
/// query add up to its total.
///
/// # Errors
///
/// Those of `out`.
pub fn write_timeline(out: &mut impl Write, timeline: &Timeline, with_shares: bool) -> io::Result<()> {
    let columns = ["query", timeline.interval.as_str(), "count", "of", "share"];
    let columns = &columns[..if with_shares { 5 } else { 3 }];
    out.write_all(row(columns.iter().copied()).as_bytes())?;
    for series in timeline.series.iter().flatten() {
        let mut write = |value: &str, count: u64, share: Option<Share>| {
            let (of, part) = match share {
                Some(Share { of, share }) => {
                    (of.to_string(), share.map_or_else(String::new, |share| format!("{share:.6}")))
                }
                None => (String::new(), String::new()),
            };
            let count = count.to_string();
            let cells = [series.query.text.as_str(), value, &count, &of, &part];
            out.write_all(row(cells[..columns.len()].iter().copied()).as_bytes())
        };
        for Point { value, count, share } in &series.points {
            write(value, *count, *share)?;
        }
        for Point { value, count, share } in &series.month_unknown {
            write(&format!("{value} month unknown"), *count, *share)?;
        }
        write("undated", series.undated, None)?;
    }
    Ok(())
}
