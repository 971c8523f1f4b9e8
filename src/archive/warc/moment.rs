//! Times of capture, as crawlers write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

/// A time as RFC 3339 in UTC, to the second; `None` for what is none.
///
/// Takes `WARC-Date` of every version: W3C date and time, since 1.1 with fractions or cut off anywhere ("2016-09"); and
/// the 14 digits of ARC and CDX, or fewer. What was cut off counts as its beginning.
pub(in crate::archive) fn utc(written: &str) -> Option<String> {
    let written = written.trim();
    let moment = if let Ok(moment) = DateTime::parse_from_rfc3339(written) {
        moment.with_timezone(&Utc).naive_utc()
    } else {
        let is_bare = written.len() >= 4 && written.bytes().all(|byte| byte.is_ascii_digit());
        if is_bare { digits(written)? } else { w3c(written)? }
    };
    Some(moment.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// `20080430204825`; longer ones, as `201404010000000000`, have fractions.
fn digits(written: &str) -> Option<NaiveDateTime> {
    let full = [written, "00000101000000".get(written.len()..).unwrap_or_default()].concat();
    NaiveDateTime::parse_from_str(full.get(..14)?, "%Y%m%d%H%M%S").ok()
}

fn w3c(written: &str) -> Option<NaiveDateTime> {
    let written = written.trim_end_matches(['Z', 'z']);
    let (day, time) = written.split_once(['T', 't', ' ']).unwrap_or((written, ""));
    let mut numbers = day.split('-').map(|number| number.parse::<u32>().ok());
    let mut next = || numbers.next().unwrap_or(Some(1));
    let (year, month, day) = (next()?, next()?, next()?);
    if !(1990..=9999).contains(&year) {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(year.try_into().ok()?, month, day)?;
    let mut numbers = time.split([':', '.']).filter(|part| !part.is_empty()).map(|part| part.parse::<u32>().ok());
    let mut next = || numbers.next().unwrap_or(Some(0));
    date.and_hms_opt(next()?, next()?, next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_time_of_capture_is_read() {
        for (written, expected) in [
            ("2014-01-03T03:03:21Z", "2014-01-03T03:03:21Z"),
            ("2016-09-19T17:20:24.123456789Z", "2016-09-19T17:20:24Z"),
            ("2016-09-19T17:20:24+02:00", "2016-09-19T15:20:24Z"),
            ("2016-09-19T17:20:24", "2016-09-19T17:20:24Z"),
            ("2016-09-19T17:20Z", "2016-09-19T17:20:00Z"),
            ("2016-09-19", "2016-09-19T00:00:00Z"),
            ("2016-09", "2016-09-01T00:00:00Z"),
            ("2016", "2016-01-01T00:00:00Z"),
            ("20080430204825", "2008-04-30T20:48:25Z"),
            ("200804302048", "2008-04-30T20:48:00Z"),
            ("201404010000000000", "2014-04-01T00:00:00Z"),
        ] {
            assert_eq!(utc(written).as_deref(), Some(expected), "{written}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for written in
            ["", "null", "0", "20081345000000", "2016-13-01T00:00:00Z", "yesterday", "99999999999999", "é016"]
        {
            assert_eq!(utc(written), None, "{written}");
        }
    }
}
