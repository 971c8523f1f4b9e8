//! The pieces of a written date: numbers, words and marks. White space only separates.

use super::names;

/// One piece, with its place in the text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token<'a> {
    /// A run of digits; `digits` tells `02` from `2` and a year from a day.
    Number { value: u32, digits: usize, start: usize, end: usize },
    /// A run of letters.
    Word { word: &'a str, start: usize, end: usize },
    /// Any other character.
    Mark { mark: char, start: usize, end: usize },
}

/// Splits a short text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let same: fn(char) -> bool = match first {
            _ if first.is_ascii_digit() => |c| c.is_ascii_digit(),
            _ if first.is_alphabetic() => char::is_alphabetic,
            _ => |_| false,
        };
        let rest = text.get(at..).unwrap_or_default();
        let length = rest.find(|c| !same(c)).unwrap_or(rest.len()).max(first.len_utf8());
        let (start, end) = (at, at + length);
        at = end;
        let piece = rest.get(..length).unwrap_or_default();
        if first.is_ascii_digit() {
            // A number too long for a date must stay a number, or its tail would be read.
            let value = piece.parse().unwrap_or(u32::MAX);
            tokens.push(Token::Number { value, digits: length, start, end });
        } else if first.is_alphabetic() {
            tokens.push(Token::Word { word: piece, start, end });
        } else if !first.is_whitespace() {
            tokens.push(Token::Mark { mark: first, start, end });
        }
    }
    tokens
}

impl Token<'_> {
    pub(super) fn start(&self) -> usize {
        match *self {
            Self::Number { start, .. } | Self::Word { start, .. } | Self::Mark { start, .. } => start,
        }
    }

    pub(super) fn end(&self) -> usize {
        match *self {
            Self::Number { end, .. } | Self::Word { end, .. } | Self::Mark { end, .. } => end,
        }
    }

    pub(super) fn is_mark(&self, wanted: &[char]) -> bool {
        matches!(self, Self::Mark { mark, .. } if wanted.contains(mark))
    }

    /// A mark that may stand around a date.
    pub(super) fn is_stop(&self) -> bool {
        self.is_mark(&['.', ',', ':', ';', '|', '-', '–', '—', '(', ')', '[', ']', '·', '•'])
    }

    pub(super) fn is_label(&self) -> bool {
        matches!(self, Self::Word { word, .. } if names::is_label(word))
    }

    pub(super) fn is_weekday(&self) -> bool {
        matches!(self, Self::Word { word, .. } if names::is_weekday(word))
    }

    /// True where this may stand before the date of a dateline: a label, a mark, a weekday, a name of a place.
    pub(super) fn may_open_dateline(&self, before: Option<&Self>) -> bool {
        match self {
            Self::Number { .. } => false,
            Self::Mark { mark, .. } => !matches!(mark, '"' | '“' | '”' | '?' | '!' | '©' | '@'),
            // "Posted on 3 March" is dated by it, "On 3 March" is not.
            Self::Word { word, .. } if names::is_no_dateline(word) => {
                word.eq_ignore_ascii_case("on") && before.is_some_and(Self::is_label)
            }
            Self::Word { word, .. } => {
                word.starts_with(char::is_uppercase)
                    || self.is_label()
                    || matches!(*word, "of" | "the" | "de" | "la" | "upon" | "and" | "sur")
            }
        }
    }
}
