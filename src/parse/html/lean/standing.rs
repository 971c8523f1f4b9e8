//! What may stand open around a place, as far as an element there could close it or be closed with it.

use super::super::sort::{Sort, lower};
use super::LONGEST;
use super::scan::Tag;

/// Of more that stand open, nothing is known.
const MOST: usize = 64;

/// An end tag of formatting passes so many blocks at most (13.2.6.4.7, the "outer loop" of the adoption agency).
const MOST_PASSED: usize = 8;

/// Elements that another of their name closes or counts, or that make what stands in them part of an article.
///
/// It may hold more than stand open, and never less.
#[derive(Default)]
pub(super) struct Standing<'a> {
    open: Vec<Open<'a>>,
    /// Tables, objects and selects met so far: from within one, an end tag reaches nothing around it (13.2.4.2, "scope").
    borders: usize,
    /// Elements met so far that are more than a run of text.
    blocks: usize,
    /// Whether an attribute made an article of an element, which is not known by its end tag.
    is_article: bool,
    is_lost: bool,
}

struct Open<'a> {
    name: &'a [u8],
    borders: usize,
    blocks: usize,
}

impl<'a> Standing<'a> {
    /// Takes in a start tag that stays.
    pub(super) fn opens(&mut self, tag: &Tag<'a>) {
        let sort = Sort::of(tag.name);
        let (is_kept, is_border) = match lower(tag.name, &mut [0; LONGEST]) {
            b"table" | b"caption" | b"td" | b"th" | b"object" | b"applet" | b"marquee" => (false, true),
            b"select" => (true, true),
            b"article" | b"button" | b"form" | b"main" => (true, false),
            b"a" => {
                self.closes(tag);
                (true, false)
            }
            _ => (sort == Sort::Formatting, false),
        };
        if is_kept && self.open.len() < MOST {
            self.open.push(Open { name: tag.name, borders: self.borders, blocks: self.blocks });
        } else if is_kept {
            self.is_lost = true;
        }
        self.borders += usize::from(is_border);
        self.blocks += usize::from(!matches!(sort, Sort::Void | Sort::Formatting) && !tag.is("span"));
    }

    /// Takes in an end tag, or a start tag that is one too.
    pub(super) fn closes(&mut self, tag: &Tag<'a>) {
        let Some(place) = self.open.iter().rposition(|open| tag.has_name(open.name)) else { return };
        let Some(open) = self.open.get(place) else { return };
        if tag.is("select") {
            // Where nothing else began in it, it is as if it had never been there.
            if place + 1 == self.open.len() && open.borders + 1 == self.borders {
                self.open.pop();
                self.borders -= 1;
            }
        } else if open.borders == self.borders
            && (Sort::of(open.name) != Sort::Formatting || self.blocks < open.blocks + MOST_PASSED)
        {
            self.open.remove(place);
        }
    }

    /// Takes in an attribute that makes an article of its element, or may: see [`role_of`](super::super::stated::role_of).
    pub(super) fn is_article_by(&mut self, name: &[u8], value: &[u8]) {
        let may_be = |words: &[&[u8]]| {
            value.contains(&b'&') || value.split(|byte| byte.is_ascii_whitespace()).any(|word| words.contains(&word))
        };
        self.is_article |= match lower(name, &mut [0; LONGEST]) {
            b"role" => may_be(&[b"article", b"main"]),
            b"itemprop" => may_be(&[b"articleBody"]),
            _ => false,
        };
    }

    /// Whether an element of this name may stand open.
    pub(super) fn has(&self, name: &[u8]) -> bool {
        self.is_lost || self.open.iter().any(|open| open.name.eq_ignore_ascii_case(name))
    }

    /// Whether what stands here may be part of an article.
    pub(super) fn has_article(&self) -> bool {
        self.is_article || self.has(b"article") || self.has(b"main")
    }
}
