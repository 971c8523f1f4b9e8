//! The date in the address of a page.

use crate::release::{Claim, Evidence, PartialDate};

use super::super::super::date;

/// `/2017/02/22/`, `/2017/feb/22/`, `/2017-02-22-title`, `/20170222-title`, `/title-22-02-2017`, `/2017/02/`.
pub(in super::super::super) fn claim(url: &str) -> Option<Claim> {
    let url = url::Url::parse(url).ok()?;
    let segments: Vec<&str> = url.path_segments()?.collect();
    let claim = |date, raw: String| Some(Claim { evidence: Evidence::Url, date, raw });
    if let Some((date, segment)) = segments.iter().find_map(|segment| Some((in_segment(segment)?, segment))) {
        return claim(date, format!("/{segment}"));
    }
    let mut month_alone = None;
    for (at, segment) in segments.iter().enumerate() {
        let (Some(year), Some(second)) = (year(segment), segments.get(at + 1)) else { continue };
        let third = segments.get(at + 2).copied().unwrap_or_default();
        let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 2);
        let Some(month) = number(second).or_else(|| date::month_name(second)) else { continue };
        if let Some(date) = number(third).and_then(|day| PartialDate::day(year, month, day)) {
            return claim(date, format!("/{segment}/{second}/{third}/"));
        }
        // `/2017/2/` may be the second page of a year.
        let date = PartialDate::month(year, month).filter(|_| second.len() > 1);
        month_alone = month_alone.or_else(|| date.map(|date| (date, format!("/{segment}/{second}/"))));
    }
    month_alone.and_then(|(date, raw)| claim(date, raw))
}

/// The day that a segment begins or ends with, parted from the rest of it.
fn in_segment(segment: &str) -> Option<PartialDate> {
    let parted = |rest: &str, from_end: bool| {
        let next = if from_end { rest.chars().next_back() } else { rest.chars().next() };
        next.is_none_or(|c| !c.is_alphanumeric())
    };
    let start = |length: usize| segment.split_at_checked(length).filter(|(_, rest)| parted(rest, false));
    let end = || {
        let at = segment.len().checked_sub(10)?;
        segment.split_at_checked(at).filter(|(rest, _)| parted(rest, true))
    };
    start(10)
        .and_then(|(day, _)| day.parse().ok().or_else(|| day_first(day)))
        .or_else(|| start(8).and_then(|(day, _)| digits(day)))
        .or_else(|| end().and_then(|(_, day)| day.parse().ok().or_else(|| day_first(day))))
}

/// `22-02-2017`, where no other order of the numbers is a date.
fn day_first(text: &str) -> Option<PartialDate> {
    let mut parts = text.split('-');
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (first, second) = (first.parse().ok()?, second.parse().ok()?);
    let day = PartialDate::day(self::year(year)?, second, first)?;
    (first > 12 || first == second).then_some(day)
}

/// `20170222`.
fn digits(text: &str) -> Option<PartialDate> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    PartialDate::day(self::year(year)?, month.parse().ok()?, day.parse().ok()?)
}

/// A year of the web, so that the number of an article is none.
fn year(text: &str) -> Option<i32> {
    let year = text.parse().ok().filter(|_| text.len() == 4)?;
    (1990..2100).contains(&year).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_hold_the_day_or_the_month() {
        let cases = [
            ("https://h.example/2017/02/22/ferries", Some("2017-02-22")),
            ("https://h.example/news/2017/feb/22/ferries", Some("2017-02-22")),
            ("https://h.example/home/2017/7/12/ferries", Some("2017-07-12")),
            ("https://h.example/2017-02-22-ferries", Some("2017-02-22")),
            ("https://h.example/Meldung/2017/20170222-ferries.html", Some("2017-02-22")),
            ("https://h.example/newsroom/22-02-2017-ferries/17-378.html", Some("2017-02-22")),
            ("https://h.example/ferries-2017-02-22", Some("2017-02-22")),
            ("https://h.example/blog/2017/02/ferries", Some("2017-02")),
            ("https://h.example/02-03-2017-ferries", None),
            ("https://h.example/2017/2/ferries", None),
            ("https://h.example/2017/13/ferries", None),
            ("https://h.example/2017/ferries", None),
            ("https://h.example/2017/0222", None),
            ("https://h.example/20179999-ferries", None),
            ("https://h.example/ferries-120170222", None),
        ];
        for (url, date) in cases {
            assert_eq!(claim(url).map(|claim| claim.date.to_string()).as_deref(), date, "{url}");
        }
    }
}
