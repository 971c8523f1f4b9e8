//! The day of an instant at the place of the publisher.
//!
//! A page of Denver states `2023-11-09T01:09:55Z` in its head and lies under `/2023/11/08/`: for its readers it was
//! published on the 8th. An instant in UTC says nothing of the place. So where the page also states the day before or
//! after in words, and some zone on earth has that day at that instant, this is the publisher's day.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};

use crate::release::{Claim, Evidence, PartialDate, Precision};

/// The zones of the earth lie between 12 hours behind UTC and 14 hours ahead.
const BEHIND: TimeDelta = TimeDelta::hours(12);
const AHEAD: TimeDelta = TimeDelta::hours(14);

/// Gives every claim in UTC the local day that another claim states.
pub(super) fn settle(claims: &mut [Claim]) {
    let local: Vec<NaiveDate> = claims
        .iter()
        .filter(|claim| claim.date.precision() == Precision::Day && utc(&claim.raw).is_none())
        .filter(|claim| !matches!(claim.evidence, Evidence::WeakMeta))
        .map(|claim| claim.date.first_day())
        .collect();
    for claim in claims {
        let Some(instant) = utc(&claim.raw) else { continue };
        let day = claim.date.first_day();
        let possible = |local: &&NaiveDate| {
            let neighbour = local.checked_add_days(Days::new(1)) == Some(day)
                || day.checked_add_days(Days::new(1)) == Some(**local);
            let zones = [instant.checked_sub_signed(BEHIND), instant.checked_add_signed(AHEAD)];
            neighbour && zones.iter().flatten().any(|end| end.date_naive() == **local)
        };
        if !local.contains(&day)
            && let Some(local) = local.iter().find(possible)
            && let Some(date) = PartialDate::day(local.year(), local.month(), local.day())
        {
            claim.date = date;
        }
    }
}

/// The instant, where it is written in UTC.
fn utc(raw: &str) -> Option<DateTime<Utc>> {
    let raw = raw.trim();
    let clock = ["Z", "+00:00", "+0000"].iter().find_map(|zone| raw.strip_suffix(zone))?;
    let clock = clock.split_once('.').map_or(clock, |(clock, _)| clock);
    ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"]
        .iter()
        .find_map(|shape| chrono::NaiveDateTime::parse_from_str(clock, shape).ok())
        .map(|clock| clock.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_in_utc_takes_the_day_that_the_page_states_elsewhere() {
        let settled = |raw: &str, other: &str| {
            let claim = |evidence, raw: &str| Claim {
                evidence,
                date: raw.get(..10).and_then(|day| day.parse().ok()).expect("a day"),
                raw: raw.to_owned(),
            };
            let mut claims = [claim(Evidence::Meta, raw), claim(Evidence::Url, other)];
            settle(&mut claims);
            claims.first().map(|claim| claim.date.to_string()).unwrap_or_default()
        };
        let cases = [
            ("2023-11-09T01:09:55Z", "2023-11-08", "2023-11-08"),
            ("2023-11-01T23:01:00.000+00:00", "2023-11-02", "2023-11-02"),
            ("2021-11-04T23:00Z", "2021-11-05", "2021-11-05"),
            // No zone has these.
            ("2023-11-09T13:00:00Z", "2023-11-08", "2023-11-09"),
            ("2023-11-09T09:00:00Z", "2023-11-10", "2023-11-09"),
            ("2023-11-09T01:09:55Z", "2023-11-07", "2023-11-09"),
            // The zone is stated.
            ("2023-11-09T01:09:55+01:00", "2023-11-08", "2023-11-09"),
        ];
        for (raw, other, day) in cases {
            assert_eq!(settled(raw, other), day, "{raw} beside {other}");
        }
    }
}
