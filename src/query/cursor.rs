//! Where a page of results ended.

use std::fmt;
use std::str::FromStr;

use super::Sort;

/// The place of a hit in the order of results: the next page holds what comes after it.
///
/// Printed as a letter for the order and three hexadecimal numbers, or four where hits are wordings; opaque to clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The order of the results it belongs to.
    pub sort: Sort,
    /// Bits of the score, 0 where results are sorted by date.
    pub score: u32,
    /// The day it sorts by, or the second where it sorts by change; the smallest number where that is not known.
    pub when: i64,
    /// See [`crate::release::ReleaseId::key`].
    pub id: u64,
    /// Which wording of the release, where hits are wordings; else 0.
    pub wording: u64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order = &self.sort.as_str()[..1];
        write!(f, "{order}-{:x}-{:x}-{:x}", self.score, self.when, self.id)?;
        if self.wording == 0 { Ok(()) } else { write!(f, "-{:x}", self.wording) }
    }
}

/// A text that no answer gave as a cursor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor; take `next` of the answer before")]
pub struct CursorError;

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (order, numbers) = text.split_once('-').ok_or(CursorError)?;
        let sort = Sort::ALL.into_iter().find(|sort| sort.as_str()[..1] == *order);
        let sort = sort.ok_or(CursorError)?;
        let mut parts = numbers.split('-').map(|part| u64::from_str_radix(part, 16).map_err(|_| CursorError));
        let mut next = || parts.next().unwrap_or(Err(CursorError));
        let (score, when, id) = (next()?, next()?, next()?);
        let wording = parts.next().unwrap_or(Ok(0))?;
        let score = u32::try_from(score).map_err(|_| CursorError)?;
        let cursor = Self { sort, score, when: when.cast_signed(), id, wording };
        // One spelling each: what prints differently (`+1`, `01`, a fifth part) is not ours.
        if cursor.to_string() == text { Ok(cursor) } else { Err(CursorError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_prints_as_it_is_read_and_nothing_else_is_one() {
        let (sort, last) = (Sort::Relevance, Sort::Oldest);
        for cursor in [
            Cursor { sort, score: 0, when: i64::MIN, id: 0, wording: 0 },
            Cursor { sort: last, score: u32::MAX, when: -1, id: u64::MAX, wording: u64::MAX },
        ] {
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for text in [
            "",
            "0-0-0",
            "r-0-0",
            "r-0-0-0-0",
            "r-0-0-0-1-1",
            "r-+1-0-0",
            "x-0-0-0",
            "r-00-0-0",
            "r-1ffffffff-0-0",
            "re-0-0-0",
        ] {
            assert_eq!(text.parse::<Cursor>(), Err(CursorError), "{text}");
        }
    }
}
