//! The time before which a release is not to be published.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// Reads such a time: RFC 3339, the same without a zone, which is then UTC, or a day, which begins at midnight in UTC.
pub fn read_moment(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.to_utc());
    }
    let forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];
    let bare = text.strip_suffix('Z').unwrap_or(text);
    let moment = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(bare, form).ok());
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN));
    moment.or_else(day).map(|moment| moment.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_its_zone_and_without_one_in_utc() {
        let read = |text| read_moment(text).map(|moment| moment.to_rfc3339());
        assert_eq!(read("2026-05-01T09:00:00+02:00").as_deref(), Some("2026-05-01T07:00:00+00:00"));
        assert_eq!(read("2026-05-01 09:00").as_deref(), Some("2026-05-01T09:00:00+00:00"));
        assert_eq!(read("2026-05-01T09:00Z").as_deref(), Some("2026-05-01T09:00:00+00:00"));
        assert_eq!(read(" 2026-05-01 ").as_deref(), Some("2026-05-01T00:00:00+00:00"));
        for nonsense in ["", "tomorrow", "1777626000", "2026-13-01", "2026-05-01T25:00"] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
    }
}
