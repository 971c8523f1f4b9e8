//! The time of capture that an archivist wrote into the name of a file.

use chrono::{DateTime, NaiveDateTime};

/// The last time in UTC in a name, as RFC 3339: `20210602T170501Z`, `2021-06-02T17-05-01Z`, or the fourteen digits of
/// web archives, `20210602170501`.
///
/// Nothing less is taken: a day may be that of publication, and a time without its zone is no point in time. The time at
/// which the file was written on this machine is never asked.
pub(super) fn in_name(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    // Runs of what such times are made of.
    let runs = name.split(|c: char| !(c.is_ascii_digit() || matches!(c, 'T' | 'Z' | '-' | ':' | '_')));
    runs.filter_map(time).next_back()
}

fn time(run: &str) -> Option<String> {
    let zoned = run.ends_with('Z') && run.contains('T');
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let plain = run.len() == digits.len();
    if digits.len() != 14 || !(zoned || plain) {
        return None;
    }
    let time = NaiveDateTime::parse_from_str(&digits, "%Y%m%d%H%M%S").ok()?;
    // The web began to be archived in 1996; no clock of an archive was ahead of 2100.
    let believable = (831_000_000..4_102_444_800).contains(&time.and_utc().timestamp());
    believable.then(|| DateTime::to_rfc3339_opts(&time.and_utc(), chrono::SecondsFormat::Secs, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_time_in_utc_is_a_time_of_capture() {
        for (name, time) in [
            ("feeds/20210602T170501Z.v66.rss", Some("2021-06-02T17:05:01Z")),
            ("feed-2021-06-02T17-05-01Z.xml", Some("2021-06-02T17:05:01Z")),
            ("feed.20210602170501.xml", Some("2021-06-02T17:05:01Z")),
            ("20210602T170501Z/feed.xml", None),
            ("2021-06-02.xml", None),
            ("2021-06-02T17-05-01.xml", None),
            ("20211302170501.xml", None),
            ("123456789012345.xml", None),
            ("news.xml", None),
        ] {
            assert_eq!(in_name(name).as_deref(), time, "{name}");
        }
    }
}
