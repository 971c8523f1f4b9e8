//! When an entry changed last.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use crate::release::{Capture, EnrichedRelease, Published};

/// When the latest wording came about, as far as anybody knows: the first wording with the day of publication, each other
/// with its first capture.
///
/// Where no time of capture is known, a wording stands one second behind the one before: it is later than that, readers
/// must see that the entry changed, and the same archive must say the same on every machine and after every rebuild. What
/// is neither dated nor captured at a known time stands at the beginning of 1970.
pub(super) fn updated(published: Option<&Published>, versions: &[EnrichedRelease]) -> DateTime<Utc> {
    let published = published.map(|published| published.date.first_day().and_time(NaiveTime::MIN).and_utc());
    let mut wordings = versions.iter().map(|version| first_capture(&version.captures));
    let mut at = published.or(wordings.next().flatten()).unwrap_or_default();
    for captured in versions.iter().skip(1).map(|version| first_capture(&version.captures)) {
        at = captured.filter(|captured| *captured > at).unwrap_or_else(|| at + TimeDelta::seconds(1));
    }
    at
}

/// When the first of some copies was taken, where one of them says so. A mention carries no wording.
fn first_capture(captures: &[Capture]) -> Option<DateTime<Utc>> {
    let times = captures.iter().filter(|capture| !capture.mention).filter_map(|capture| capture.captured.as_deref());
    times.filter_map(|time| DateTime::parse_from_rfc3339(time).ok()).map(|time| time.to_utc()).min()
}
