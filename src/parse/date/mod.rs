//! Dates the way press offices write them: a whole field or line that is a date, and the date of a dateline.
//!
//! Nothing is guessed. `03/04/2017` is no more than 2017 until the order of its numbers is known, an instant is the
//! calendar day as written and never shifted between zones, and a line that speaks of an update is no date at all.

mod names;
mod shape;
mod token;

use crate::release::{PartialDate, Precision};

use super::DayOrder;
use token::{Token, tokens};

/// Longer strings are prose, whatever they begin with.
const LONGEST_FIELD: usize = 120;

/// How much of a line is searched for a day.
const LONGEST_FIND: usize = 400;

/// How far into a text its dateline may reach.
const LONGEST_DATELINE: usize = 160;

/// The date that this whole string is: `22 Feb 2017`, `Published: Wed, 22 Feb 2017 10:30 GMT`, `2017`.
pub(super) fn whole(text: &str, order: DayOrder) -> Option<PartialDate> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_FIELD {
        return None;
    }
    let tokens = tokens(text);
    let rest = skip_labels(&tokens);
    let (date, after) = shape::date_with_time(rest, order)
        .or_else(|| shape::month(rest))
        .or_else(|| shape::year(rest))
        .or_else(|| shape::digits(rest))?;
    rest.get(after..)?.iter().all(Token::is_stop).then_some(date)
}

/// The date that this whole line is, where the line names a day: `2017` alone in a text may be anything.
pub(super) fn line(text: &str, order: DayOrder) -> Option<PartialDate> {
    let text = text.trim();
    let date = whole(text, order)?;
    let numbers = tokens(text).iter().filter(|token| matches!(token, Token::Number { .. })).count();
    (date.precision() == Precision::Day || numbers >= 3).then_some(date)
}

/// The date of a line that says that it is the day of publication: `Release date: 26/Mar/2021 10:35`.
pub(super) fn labelled(text: &str, order: DayOrder) -> Option<PartialDate> {
    let says_so = |token: &Token<'_>| matches!(token, Token::Word { word, .. } if names::is_publication(word));
    tokens(text).iter().any(says_so).then(|| line(text, order))?
}

/// The date of a line that is a day with its time of day and nothing else: `26 Mar 21 3:46 PM`.
pub(super) fn timed(text: &str, order: DayOrder) -> Option<PartialDate> {
    let tokens = tokens(text.trim());
    let (_, end) = shape::day(&tokens, order)?;
    (shape::time(tokens.get(end..)?) > 0).then(|| line(text, order))?
}

/// The date of the dateline that opens this text, and how it is written: `WASHINGTON, March 3, 1998 – The …`.
///
/// Only places and labels may stand before it, and a dash, a bracket, a slash or the end of the line after it: "On 3
/// March 1998, the minister …" tells of a date and is not dated by it.
pub(super) fn dateline(text: &str, order: DayOrder) -> Option<(PartialDate, &str)> {
    let text = text.trim_start();
    let line = text.lines().next()?;
    let tokens = tokens(prefix(line, LONGEST_DATELINE));
    for at in 0..tokens.len() {
        let rest = tokens.get(at..)?;
        if let Some((date, length)) = shape::day(rest, order).or_else(|| shape::month(rest)) {
            let last = rest.get(length.checked_sub(1)?)?;
            let raw = line.get(rest.first()?.start()..last.end())?;
            let after = shape::time(rest.get(length..)?);
            let named = raw.contains(char::is_alphabetic);
            let opened = tokens.first().is_some_and(|first| first.is_mark(&['(', '[']));
            return closes(rest.get(length + after..)?, opened, named).then_some((date, raw));
        }
        if !tokens.get(at)?.may_open_dateline(at.checked_sub(1).and_then(|before| tokens.get(before))) {
            return None;
        }
    }
    None
}

/// True where what follows the date ends the dateline, given whether a bracket opens the line and whether the month is
/// named.
///
/// "Rowan Tarn (17/10/1989) of Quay Street has been charged" begins with a day of birth.
fn closes(rest: &[Token<'_>], opened: bool, named: bool) -> bool {
    const DASHES: &[char] = &['-', '–', '—', '―'];
    match rest {
        [] => true,
        [Token::Mark { mark: ')' | ']', .. }, after @ ..] => match after.first() {
            None => true,
            Some(Token::Word { word, .. }) => opened || (named && word.starts_with(char::is_uppercase)),
            Some(next) => opened || next.is_mark(DASHES) || next.is_mark(&[':', '.', '/', '|', '“', '"', '„', '»']),
        },
        [Token::Mark { mark, .. }, after @ ..] => match mark {
            '-' | '–' | '—' | '―' => !matches!(after.first(), Some(Token::Number { .. })),
            '/' | '|' | ':' | '·' | '•' | '„' | '“' | '"' | '»' => true,
            ',' | '.' => after.first().is_none_or(|next| next.is_mark(DASHES)),
            _ => false,
        },
        [Token::Number { .. } | Token::Word { .. }, ..] => false,
    }
}

/// A day that is written within a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) date: PartialDate,
    /// How it is written.
    pub(super) raw: &'a str,
    /// The line before it.
    pub(super) before: &'a str,
    /// The line after it and its time of day.
    pub(super) after: &'a str,
}

/// The days written in this line, in order. It says nothing of what they are the days of.
pub(super) fn find(line: &str, order: DayOrder) -> Vec<Found<'_>> {
    let searched = prefix(line, LONGEST_FIND);
    let mut found = Vec::new();
    // Most lines are prose, and a day is written with two numbers at least: its own and that of its year.
    if searched.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).nth(1).is_none() {
        return found;
    }
    let tokens = tokens(searched);
    let mut at = 0;
    while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
        // `1022.02.2017` and `x-22.02.2017` are no dates, `(22.02.2017` is one.
        let glued = at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| {
            rest.first().is_some_and(|first| before.end() == first.start()) && before.is_mark(&['.', '_', '-', '/'])
        });
        let day = shape::day(rest, order).filter(|_| !glued);
        let Some((date, length)) = day else {
            at += 1;
            continue;
        };
        let end = length + shape::time(rest.get(length..).unwrap_or_default());
        let ends = |count: usize| rest.get(count.checked_sub(1)?).map(Token::end);
        if let (Some(start), Some(last), Some(after)) = (rest.first().map(Token::start), ends(length), ends(end))
            && let (Some(before), Some(raw), Some(after)) =
                (line.get(..start), line.get(start..last), line.get(after..))
        {
            found.push(Found { date, raw, before, after });
        }
        at += end;
    }
    found
}

/// True for a word that labels a date of publication.
pub(super) fn is_label(word: &str) -> bool {
    names::is_label(word)
}

/// True for the name of a weekday.
pub(super) fn is_weekday(word: &str) -> bool {
    names::is_weekday(word)
}

/// The month of this name, in the languages press offices write.
pub(super) fn month_name(word: &str) -> Option<u32> {
    names::month(word)
}

/// Drops `Published:`, `Posted on`, `Date –`, `Released` and a weekday.
fn skip_labels<'t, 'a>(mut tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    while let [first, rest @ ..] = tokens {
        if !(first.is_label() || first.is_weekday() || first.is_stop()) {
            break;
        }
        tokens = rest;
    }
    tokens
}

/// The longest prefix of at most this many bytes.
fn prefix(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNKNOWN: DayOrder = DayOrder::Unknown;
    const DAY_FIRST: DayOrder = DayOrder::DayFirst;

    /// The shapes that a whole field or line may have: what it is called, an example, what it says.
    const WHOLE: &[(&str, &str, &str)] = &[
        ("day, short month", "22 Feb 2017", "2017-02-22"),
        ("two-digit day", "08 Feb 2017", "2017-02-08"),
        ("ordinal", "22nd February 2017", "2017-02-22"),
        ("ordinal apart", "the 3rd of March, 2017", "2017-03-03"),
        ("month first", "February 22, 2017", "2017-02-22"),
        ("month first, ordinal", "February 22nd 2017", "2017-02-22"),
        ("month with a stop", "Feb. 22, 2017", "2017-02-22"),
        ("four-letter September", "Sept. 5, 2011", "2011-09-05"),
        ("capitals", "FEBRUARY 22, 2017", "2017-02-22"),
        ("weekday", "Wednesday, February 22, 2017", "2017-02-22"),
        ("weekday and time", "Wednesday 22 February 2017 at 10:30", "2017-02-22"),
        ("time first", "10:30 a.m., 22 February 2017", "2017-02-22"),
        ("time with zone", "February 22, 2017 10:30 PM EST", "2017-02-22"),
        ("time in brackets", "22 February 2017 (10.30am)", "2017-02-22"),
        ("mail", "Wed, 22 Feb 2017 23:30:00 -0500", "2017-02-22"),
        ("hyphens", "22-Feb-2017", "2017-02-22"),
        ("slashes around a name", "22/Feb/2017 10:35", "2017-02-22"),
        ("year of two digits with a time", "22 Feb 17 3:46 PM", "2017-02-22"),
        ("slashes", "22/02/2017", "2017-02-22"),
        ("slashes, month first", "02/22/2017", "2017-02-22"),
        ("slashes, same either way", "03/03/2017", "2017-03-03"),
        ("slashes, not known which", "03/04/2017", "2017"),
        ("stops", "22.02.2017", "2017-02-22"),
        ("dashes", "22-02-2017", "2017-02-22"),
        ("year first", "2017-02-22", "2017-02-22"),
        ("year first, slashes", "2017/02/22", "2017-02-22"),
        ("instant in a zone", "2018-04-13T23:00:00-04:00", "2018-04-13"),
        ("instant in UTC", "2018-04-13T23:00:00.000Z", "2018-04-13"),
        ("instant with a space", "2018-04-13 23:00:00 +0200", "2018-04-13"),
        ("digits only", "20170222", "2017-02-22"),
        ("month", "February 2017", "2017-02"),
        ("month in numbers", "2017-02", "2017-02"),
        ("year", "2017", "2017"),
        ("label", "Published: 22 Feb 2017", "2017-02-22"),
        ("label in words", "Posted on 22 Feb 2017", "2017-02-22"),
        ("label without a mark", "Released 22 Feb 2017.", "2017-02-22"),
        ("label and time", "Date: 22 Feb 2017, 10:30am", "2017-02-22"),
        ("two labels", "For immediate release: Wednesday, March 4, 2009", "2009-03-04"),
        ("French", "mercredi 1er février 2017", "2017-02-01"),
        ("Welsh", "22 Chwefror 2017", "2017-02-22"),
        ("Spanish", "22 de febrero de 2017", "2017-02-22"),
        ("German", "22. März 2017", "2017-03-22"),
        ("Italian", "mercoledì 22 febbraio 2017", "2017-02-22"),
        ("Dutch", "woensdag 22 februari 2017", "2017-02-22"),
        ("Polish", "22 lutego 2017", "2017-02-22"),
        ("Finnish", "22. helmikuuta 2017", "2017-02-22"),
        ("Russian", "22 февраля 2017", "2017-02-22"),
        ("Japanese", "2017年2月22日", "2017-02-22"),
        ("Korean", "2017년 2월 22일", "2017-02-22"),
        ("parted by strokes", "22 | 02 | 2017", "2017-02-22"),
        ("no-break space", "22\u{a0}February\u{a0}2017", "2017-02-22"),
    ];

    /// What looks like one and is none.
    const NEITHER: &[&str] = &[
        "",
        "Updated 22 Feb 2017",
        "Last modified: 22/02/2017",
        "Last updated on February 22, 2017",
        "Page last reviewed: 22 February 2017",
        "Copyright 2017",
        "© 2017 The Office",
        "22 Feb",
        "22 Feb 17",
        "22 Feb 17:30",
        "30 Feb 2017",
        "31/31/2017",
        "01.12.06",
        "020 3276 3803",
        "Budget 2017",
        "3 March 2017 and 4 March 2017",
        "1 March 2017 – 3 March 2017",
        "10.1.2.2017",
        "2017-02-22-final.pdf",
        "99999999999999999999",
        "20179999",
        "May 22",
    ];

    #[test]
    fn every_shape_is_read() {
        for (shape, text, date) in WHOLE {
            assert_eq!(whole(text, UNKNOWN).map(|found| found.to_string()).as_deref(), Some(*date), "{shape}: {text}");
        }
        for text in NEITHER {
            assert_eq!(whole(text, UNKNOWN), None, "{text}");
        }
    }

    #[test]
    fn a_known_order_settles_numbers_and_two_digit_years() {
        let cases = [
            ("03/04/2017", "2017-04-03"),
            ("01.12.06", "2006-12-01"),
            ("1/2/98", "1998-02-01"),
            ("02/22/2017", "2017-02-22"),
        ];
        for (text, date) in cases {
            assert_eq!(whole(text, DAY_FIRST).map(|found| found.to_string()).as_deref(), Some(date), "{text}");
        }
        assert_eq!(whole("01.22.06", DAY_FIRST), None);
    }

    #[test]
    fn a_line_needs_a_day() {
        assert!(line("22 Feb 2017", UNKNOWN).is_some());
        assert_eq!(line("03/04/2017", UNKNOWN), PartialDate::year(2017));
        for text in ["2017", "February 2017", "2017-02"] {
            assert_eq!(line(text, UNKNOWN), None, "{text}");
        }
    }

    #[test]
    fn a_line_is_labelled_or_timed_or_neither() {
        for (text, is_labelled, is_timed) in [
            ("Release date: 26/Mar/2021 10:35", true, false),
            ("Published 26 March 2021", true, false),
            ("26 Mar 21 3:46 PM", false, true),
            ("26 March 2021", false, false),
            ("Date: 26 March 2021 10:35", false, false),
            ("Updated 26 March 2021 10:35", false, false),
            ("on 26 March 2021 at 7pm", false, false),
        ] {
            let day = |wanted: bool| PartialDate::day(2021, 3, 26).filter(|_| wanted);
            let found = (labelled(text, UNKNOWN), timed(text, UNKNOWN));
            assert_eq!(found, (day(is_labelled), day(is_timed)), "{text}");
        }
    }

    #[test]
    fn a_dateline_dates_the_text_it_opens() {
        let cases = [
            ("WASHINGTON, March 3, 1998 – The office said", Some(("1998-03-03", "March 3, 1998"))),
            ("LONDON – 3 March 1998", Some(("1998-03-03", "3 March 1998"))),
            ("LONDON, UK – 3 March 1998 – The office said", Some(("1998-03-03", "3 March 1998"))),
            ("NEW YORK, Feb. 22, 2017 /Newswire/ -- A firm", Some(("2017-02-22", "Feb. 22, 2017"))),
            ("(Saint-Malo, 3 March 1998) The office", Some(("1998-03-03", "3 March 1998"))),
            ("(3 March 1998) The office", Some(("1998-03-03", "3 March 1998"))),
            ("SKERRY (3 March 1998) – The office", Some(("1998-03-03", "3 March 1998"))),
            ("SKERRY (March 3, 1998) The office", Some(("1998-03-03", "March 3, 1998"))),
            ("SKERRY (22.02.2017). The office", Some(("2017-02-22", "22.02.2017"))),
            ("Rowan Tarn (17/10/1989) of Quay Street was charged", None),
            ("Rowan Tarn (17 October 1989) of Quay Street was charged", None),
            ("Rowan Tarn (17/10/1989) Quay Street, was charged", None),
            ("Rowan Tarn (17/10/1989), of Quay Street, was charged", None),
            ("Wednesday, March 4, 1998 - The office", Some(("1998-03-04", "March 4, 1998"))),
            ("For immediate release: 3 March 1998", Some(("1998-03-03", "3 March 1998"))),
            ("PARIS, March 1998 – The office", Some(("1998-03", "March 1998"))),
            ("On 3 March 1998, the minister spoke.", None),
            ("Between 3 March 1998 – 5 March 1998 the office", None),
            ("Updated 3 March 1998", None),
            ("The minister said on 3 March 1998 – a Tuesday – that", None),
            ("LONDON – The minister spoke.", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let found = dateline(text, UNKNOWN).map(|(date, raw)| (date.to_string(), raw));
            assert_eq!(found.as_ref().map(|(date, raw)| (date.as_str(), *raw)), expected, "{text}");
        }
    }
}
