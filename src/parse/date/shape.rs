//! The shapes of written dates, each read from the front of a run of pieces.
//!
//! Each function gives what was read and how many pieces it took.

use crate::release::PartialDate;

use super::super::DayOrder;
use super::names;
use super::token::Token::{self, Mark, Number, Word};

type Read = Option<(PartialDate, usize)>;

/// A day, with a time of day and a weekday around it where they are written.
pub(super) fn date_with_time(tokens: &[Token<'_>], order: DayOrder) -> Read {
    // The date is tried first: `22.02.2017` begins like a time.
    let start = if day(tokens, order).is_some() { 0 } else { after_time(tokens) };
    let (date, length) = day(tokens.get(start..)?, order)?;
    let end = start + length;
    Some((date, end + time(tokens.get(end..)?)))
}

/// How many pieces `10:30 a.m., Wednesday` takes.
fn after_time(tokens: &[Token<'_>]) -> usize {
    let length = time(tokens);
    let rest = tokens.get(length..).unwrap_or_default();
    length + skip(rest, |token| token.is_stop() || token.is_weekday() || token.is_label())
}

/// A day: in words, in numbers with the year first, or in numbers with the year last.
pub(super) fn day(tokens: &[Token<'_>], order: DayOrder) -> Read {
    let found = day_month_year(tokens)
        .or_else(|| month_day_year(tokens))
        .or_else(|| year_first(tokens))
        .or_else(|| year_last(tokens, order))?;
    // `2017-02-22-final.pdf`, `10.1.2.2017`: part of a longer number or name.
    let glued = |after: &Token<'_>| {
        let last = tokens.get(found.1.saturating_sub(1)).map_or(0, Token::end);
        after.start() == last && after.is_mark(&['-', '/', '.', '_'])
    };
    let continues = match tokens.get(found.1..) {
        Some([mark, next, ..]) => glued(mark) && next.start() == mark.end() && !next.is_stop(),
        _ => false,
    };
    (!continues).then_some(found)
}

/// `22 Feb 2017`, `22nd of February, 2017`, `22-Feb-2017`, `22/Feb/2017`, `22 de febrero de 2017`, `22 Feb 17 3:46 PM`.
fn day_month_year(tokens: &[Token<'_>]) -> Read {
    let (day, mut at) = day_number(tokens)?;
    at += skip(tokens.get(at..)?, |token| token.is_mark(&['-', '.', '/', ',']) || is_word(token, &["of", "de"]));
    let month = month_name(tokens.get(at)?)?;
    at += 1;
    at += skip(tokens.get(at..)?, |token| token.is_mark(&['-', '.', '/', ',']) || is_word(token, &["de", "del"]));
    let year = match tokens.get(at)? {
        // Two digits are a year where a time of day follows: `22 Feb 17` may be a day and a headline's number.
        Number { value, digits: 2, .. } if time(tokens.get(at + 1..)?) > 0 => century(*value),
        year => year_number(year)?,
    };
    Some((PartialDate::day(year, month, day)?, at + 1))
}

/// `February 22, 2017`, `Feb. 22nd 2017`.
fn month_day_year(tokens: &[Token<'_>]) -> Read {
    let month = month_name(tokens.first()?)?;
    let mut at = 1;
    at += skip(tokens.get(at..)?, |token| token.is_mark(&['.', ',']));
    let (day, length) = day_number(tokens.get(at..)?)?;
    at += length;
    at += skip(tokens.get(at..)?, |token| token.is_mark(&[',', '.']));
    let year = year_number(tokens.get(at)?)?;
    Some((PartialDate::day(year, month, day)?, at + 1))
}

/// `2017-02-22`, `2017/02/22`, `2017.02.22`, `2017年2月22日`, `2017년 2월 22일`.
fn year_first(tokens: &[Token<'_>]) -> Read {
    match tokens {
        [
            year @ Number { .. },
            Word { word: "年" | "년", .. },
            Number { value: month, digits: 1 | 2, .. },
            Word { word: "月" | "월", .. },
            Number { value: day, digits: 1 | 2, .. },
            rest @ ..,
        ] => {
            let named = matches!(rest, [Word { word: "日" | "일", .. }, ..]);
            Some((PartialDate::day(year_number(year)?, *month, *day)?, 5 + usize::from(named)))
        }
        [
            year @ Number { .. },
            Mark { mark, .. },
            Number { value: month, digits: 1 | 2, .. },
            Mark { mark: again, .. },
            Number { value: day, digits: 1 | 2, .. },
            ..,
        ] if mark == again && matches!(mark, '-' | '/' | '.') => {
            Some((PartialDate::day(year_number(year)?, *month, *day)?, 5))
        }
        _ => None,
    }
}

/// `22/02/2017`, `02/22/2017`, `22 | 02 | 2017`, and `01.12.06` where the order is known.
fn year_last(tokens: &[Token<'_>], order: DayOrder) -> Read {
    let [
        Number { value: first, digits: 1 | 2, .. },
        Mark { mark, .. },
        Number { value: second, digits: 1 | 2, .. },
        Mark { mark: again, .. },
        Number { value: year, digits, .. },
        ..,
    ] = tokens
    else {
        return None;
    };
    if mark != again || !matches!(mark, '-' | '/' | '.' | '|') {
        return None;
    }
    let date = match (digits, order) {
        (4, _) => numbers(*first, *second, year.cast_signed(), order),
        (2, DayOrder::DayFirst) => PartialDate::day(century(*year), *second, *first),
        (2, DayOrder::MonthFirst) => PartialDate::day(century(*year), *first, *second),
        _ => None,
    }?;
    Some((date, 5))
}

/// Two numbers before a year of four digits.
fn numbers(first: u32, second: u32, year: i32, order: DayOrder) -> Option<PartialDate> {
    let day_first = PartialDate::day(year, second, first);
    let month_first = PartialDate::day(year, first, second);
    match (day_first, month_first, order) {
        (Some(date), None, _) | (None, Some(date), _) | (Some(date), Some(_), DayOrder::DayFirst) => Some(date),
        (Some(_), Some(date), DayOrder::MonthFirst) => Some(date),
        (Some(one), Some(other), DayOrder::Unknown) if one == other => Some(one),
        (Some(_), Some(_), DayOrder::Unknown) => PartialDate::year(year),
        (None, None, _) => None,
    }
}

/// Two-digit years belong to the age of the web and the thirty years before it.
fn century(year: u32) -> i32 {
    let year = year.cast_signed();
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// `February 2017`, `2017-02`.
pub(super) fn month(tokens: &[Token<'_>]) -> Read {
    match tokens {
        [year @ Number { .. }, Mark { mark: '-' | '/', .. }, Number { value: month, digits: 2, .. }, ..] => {
            Some((PartialDate::month(year_number(year)?, *month)?, 3))
        }
        [name, rest @ ..] => {
            let month = month_name(name)?;
            let at = skip(rest, |token| token.is_mark(&['.', ',']) || is_word(token, &["de"]));
            Some((PartialDate::month(year_number(rest.get(at)?)?, month)?, at + 2))
        }
        [] => None,
    }
}

/// `2017`, where it is a year this program can meet.
pub(super) fn year(tokens: &[Token<'_>]) -> Read {
    Some((PartialDate::year(year_number(tokens.first()?)?)?, 1))
}

/// `20170222`.
pub(super) fn digits(tokens: &[Token<'_>]) -> Read {
    match tokens {
        [Number { value, digits: 8, .. }, ..] => {
            let year = (value / 10_000).cast_signed();
            let date = PartialDate::day(year, value / 100 % 100, value % 100)?;
            (1900..2200).contains(&year).then_some((date, 1))
        }
        _ => None,
    }
}

/// How many pieces a time of day takes: `T00:00:00-04:00`, `, at 10:30 am`, `(10.30am)`, ` 10:30 PM EST`.
pub(super) fn time(tokens: &[Token<'_>]) -> usize {
    let lead = skip(tokens, |token| {
        token.is_mark(&[',', '-', '–', '|', '(', '@', '·']) || is_word(token, &["at", "t", "um", "à", "klo", "kl"])
    });
    let Some([Number { value: hour @ 0..24, digits: 1 | 2, .. }, rest @ ..]) = tokens.get(lead..) else { return 0 };
    let mut at = lead + 1;
    let mut minutes = false;
    let mut rest = rest;
    while let [Mark { mark: ':' | '.' | 'h', .. }, Number { .. }, after @ ..] = rest {
        (rest, at, minutes) = (after, at + 2, true);
    }
    let half =
        skip(rest, |token| token.is_mark(&['.']) || is_word(token, &["am", "pm", "a", "p", "m", "hrs", "uhr", "h"]));
    // `22 Feb 2017 3` is no time: an hour alone needs its half of the day.
    if !minutes && (half == 0 || *hour > 12) {
        return 0;
    }
    at += half;
    at + zone(tokens.get(at..).unwrap_or_default())
}

/// `Z`, `+02:00`, `-0500`, `GMT`, `(EST)`, `GMT+0100`, `)`.
fn zone(tokens: &[Token<'_>]) -> usize {
    let mut at = skip(tokens, |token| {
        token.is_mark(&['(', ')', ','])
            || matches!(token, Word { word, .. } if word.len() <= 5 && word.chars().all(char::is_uppercase))
    });
    if let Some([Mark { mark: '+' | '-', .. }, Number { digits: 1..=4, .. }, rest @ ..]) = tokens.get(at..) {
        at += 2;
        if let [Mark { mark: ':', .. }, Number { .. }, ..] = rest {
            at += 2;
        }
    }
    at + skip(tokens.get(at..).unwrap_or_default(), |token| token.is_mark(&[')']))
}

/// `22`, `22nd`, `1er`, `22.`; never a number of more than two digits.
fn day_number(tokens: &[Token<'_>]) -> Option<(u32, usize)> {
    match tokens {
        [Number { value: day @ 1..=31, digits: 1 | 2, .. }, rest @ ..] => {
            let ordinal =
                matches!(rest, [token, ..] if is_word(token, &["st", "nd", "rd", "th", "er", "º", "o", "ain", "fed"]));
            Some((*day, 1 + usize::from(ordinal)))
        }
        _ => None,
    }
}

fn month_name(token: &Token<'_>) -> Option<u32> {
    match token {
        Word { word, .. } => names::month(word),
        _ => None,
    }
}

/// A year of four digits, in the time of the printing press.
fn year_number(token: &Token<'_>) -> Option<i32> {
    match token {
        Number { value: year @ 1400..2200, digits: 4, .. } => Some(year.cast_signed()),
        _ => None,
    }
}

fn is_word(token: &Token<'_>, words: &[&str]) -> bool {
    matches!(token, Word { word, .. } if words.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

fn skip(tokens: &[Token<'_>], matches: impl Fn(&Token<'_>) -> bool) -> usize {
    tokens.iter().take_while(|token| matches(token)).count()
}
