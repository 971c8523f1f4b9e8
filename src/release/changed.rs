//! When a release changed last.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::EnrichedRelease;

impl EnrichedRelease {
    /// When the first copy of this wording was taken, where an archive says so. A mention carries no wording.
    pub fn first_captured(&self) -> Option<DateTime<Utc>> {
        let captures = self.captures.iter().filter(|capture| !capture.mention);
        let times = captures.filter_map(|capture| DateTime::parse_from_rfc3339(capture.captured.as_deref()?).ok());
        times.map(|time| time.to_utc()).min()
    }
}

/// When the last of some wordings came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastChange {
    /// As far as anybody knows.
    pub at: DateTime<Utc>,
    /// Whether anybody does: of what was neither dated nor captured again at a known time, nobody.
    pub is_known: bool,
}

impl LastChange {
    /// Of these wordings of one release, oldest first: the first came about on the day of publication, each other with
    /// its first capture.
    ///
    /// Where no time of capture is known, a wording stands one second behind the one before: it is later than that,
    /// readers must see that the release changed, and the same archive must say the same on every machine and after
    /// every rebuild. What is neither dated nor captured at a known time stands at the beginning of 1970.
    pub fn of(wordings: &[EnrichedRelease]) -> Self {
        Self::until(&captured(wordings), wordings.last())
    }

    /// Of each of these wordings, as if it were the last.
    pub fn each(wordings: &[EnrichedRelease]) -> Vec<Self> {
        let captured = captured(wordings);
        (1..).zip(wordings).map(|(count, last)| Self::until(&captured[..count], Some(last))).collect()
    }

    /// Of wordings that were captured then, of which this is the last.
    fn until(captured: &[Option<DateTime<Utc>>], last: Option<&EnrichedRelease>) -> Self {
        let published = last.and_then(|last| last.published.as_ref());
        let published = published.map(|published| published.date.first_day().and_time(NaiveTime::MIN).and_utc());
        let first = captured.first().copied().flatten();
        let mut change = Self { at: published.or(first).unwrap_or_default(), is_known: published.is_some() };
        for captured in captured.iter().skip(1) {
            change = match captured.filter(|captured| *captured > change.at) {
                Some(at) => Self { at, is_known: true },
                None => Self { at: change.at + TimeDelta::seconds(1), ..change },
            };
        }
        change
    }

    /// The moment, where it is known.
    pub fn known(self) -> Option<DateTime<Utc>> {
        self.is_known.then_some(self.at)
    }
}

fn captured(wordings: &[EnrichedRelease]) -> Vec<Option<DateTime<Utc>>> {
    wordings.iter().map(EnrichedRelease::first_captured).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(date: Option<&str>, captured: Option<&str>) -> EnrichedRelease {
        let published =
            date.map(|date| serde_json::json!({"date": date, "precision": "day", "evidence": "listing", "rivals": []}));
        let json = serde_json::json!({
            "id": "0123456789abcdefghjk", "given_id": null, "title": "T", "title_made": false, "published": published,
            "kind": "news", "publisher": null, "authors": [], "language": "en", "summary": null, "body": "B", "url": null,
            "topics": [], "given_topics": [], "notes": [], "version": 1, "versions": 1,
            "captures": [
                {"path": "l", "record": "", "captured": "2009-01-01T00:00:00Z", "digest": "m", "mention": true},
                {"path": "p", "record": "", "captured": captured, "digest": "d"},
            ],
        });
        serde_json::from_value(json).expect("a release")
    }

    fn at(wordings: &[(Option<&str>, Option<&str>)]) -> (String, bool) {
        let wordings: Vec<EnrichedRelease> =
            wordings.iter().map(|(date, captured)| wording(*date, *captured)).collect();
        let LastChange { at, is_known } = LastChange::of(&wordings);
        (at.format("%Y-%m-%d %H:%M:%S").to_string(), is_known)
    }

    #[test]
    fn a_release_changes_when_it_is_published_and_when_another_wording_is_first_captured() {
        let (day, may, june) = (Some("2017-02-22"), Some("2018-05-01T10:00:00Z"), Some("2018-06-01T10:00:00Z"));
        assert_eq!(at(&[(day, may)]), ("2017-02-22 00:00:00".to_owned(), true));
        assert_eq!(at(&[(day, may), (day, june)]), ("2018-06-01 10:00:00".to_owned(), true));
        assert_eq!(at(&[(day, None), (day, None), (day, None)]), ("2017-02-22 00:00:02".to_owned(), true));
        assert_eq!(at(&[(day, may), (day, june), (day, None)]), ("2018-06-01 10:00:01".to_owned(), true));
    }

    #[test]
    fn of_what_is_undated_only_a_change_is_known() {
        let (may, june) = (Some("2018-05-01T10:00:00Z"), Some("2018-06-01T10:00:00Z"));
        assert_eq!(at(&[(None, may)]), ("2018-05-01 10:00:00".to_owned(), false));
        assert_eq!(at(&[(None, may), (None, june)]), ("2018-06-01 10:00:00".to_owned(), true));
        assert_eq!(at(&[(None, None), (None, None)]), ("1970-01-01 00:00:01".to_owned(), false));
    }
}
