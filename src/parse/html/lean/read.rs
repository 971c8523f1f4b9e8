//! Which attributes are read: by their names, and where most of their values say nothing, by these.

use super::super::sort::{Sort, lower};
use super::super::{kept, naming};
use super::LONGEST;
use super::scan::{Attribute, Tag};
use crate::text::ByText;

/// What is known of the attributes of a page.
#[derive(Default)]
pub(super) struct Reader<'a> {
    /// Which classes that were met say something.
    classes: ByText<'a, bool>,
    /// The names of this tag that were met and have to say something, a bit each. The parser takes the first attribute of
    /// a name (13.2.5.33): where that is left out, the others must be.
    met: u8,
}

const CLASS: u8 = 1;
const ID: u8 = 1 << 1;
const REL: u8 = 1 << 2;
const STYLE: u8 = 1 << 3;

impl<'a> Reader<'a> {
    /// Begins with another tag.
    pub(super) fn begin(&mut self) {
        self.met = 0;
    }

    /// Whether anything reads this attribute.
    pub(super) fn is_read(&mut self, tag: &Tag<'a>, Attribute { name, value, .. }: &Attribute<'a>) -> bool {
        if tag.closes {
            return false;
        }
        let read = match lower(name, &mut [0; LONGEST]) {
            b"name" | b"http-equiv" => tag.is("meta"),
            b"src" => tag.is("script"),
            b"type" => tag.is("script"),
            b"lang" => tag.is("html"),
            b"href" => tag.is("a") || tag.is("link") || tag.is("base"),
            b"rel" => {
                let says = [&b"tag"[..], b"author", b"canonical"].iter().any(|word| may_say(value, word));
                (tag.is("a") || tag.is("link")) && self.is_first(REL) && says
            }
            // Only whether it hides the element is asked.
            b"style" => self.is_first(STYLE) && (is_merged(tag) || may_say(value, b"none")),
            b"id" => self.is_first(ID) && (is_merged(tag) || is_telling_id(value)),
            // The items of a list are known by having one class, whatever it says.
            b"class" => self.is_first(CLASS) && (is_block(tag) || self.is_telling_class(value)),
            b"aria-hidden" | b"content" | b"data-date" | b"data-date-time" | b"data-datetime" | b"data-testid"
            | b"datetime" | b"hidden" | b"itemprop" | b"property" | b"pubdate" | b"role" | b"title" => true,
            _ => false,
        };
        // The parser tells them apart by all their attributes (the "Noah's Ark clause", 13.2.4.3); but no two `a` stay
        // open.
        read || (Sort::of(tag.name) == Sort::Formatting && !tag.is("a"))
    }

    fn is_first(&mut self, name: u8) -> bool {
        let is_first = self.met & name == 0;
        self.met |= name;
        is_first
    }

    fn is_telling_class(&mut self, value: &'a [u8]) -> bool {
        let Ok(names) = str::from_utf8(value) else { return true };
        *self.classes.entry(names).or_insert_with(|| value.contains(&b'&') || naming::is_telling(names))
    }
}

/// Whether a script, a style or a link says something by this attribute: that it is data, that a web archive put it there,
/// what the address of the page is.
pub(super) fn tells_by(Attribute { name, value, .. }: &Attribute<'_>) -> bool {
    match lower(name, &mut [0; LONGEST]) {
        b"type" => may_say(value, b"ld+json"),
        b"src" => may_say(value, b"archive.org/_static/"),
        b"rel" => may_say(value, b"canonical"),
        _ => false,
    }
}

/// Whether a later tag of this name gives the element what this one does not (13.2.6.4.7).
fn is_merged(tag: &Tag<'_>) -> bool {
    tag.is("html") || tag.is("body")
}

fn is_block(tag: &Tag<'_>) -> bool {
    str::from_utf8(lower(tag.name, &mut [0; LONGEST])).is_ok_and(naming::is_block)
}

fn is_telling_id(value: &[u8]) -> bool {
    str::from_utf8(value).map_or(true, |id| id.contains('&') || naming::is_telling(id) || kept::is_toolbar(id))
}

/// Whether a value as written has this in it, or a character reference, behind which it may hide: `ld&#x2B;json`.
fn may_say(value: &[u8], wanted: &[u8]) -> bool {
    value.contains(&b'&') || value.windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted))
}
