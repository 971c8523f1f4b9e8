//! The states of the tokenizer (HTML Standard, 13.2.5), as far as it takes to tell tags, attributes, comments and raw text
//! apart. What ends with the page, before its own end, is `None`: of that nothing is known.

use std::ops::Range;

/// A place in a page.
pub(super) struct Scan<'a> {
    pub(super) page: &'a [u8],
    pub(super) at: usize,
}

/// What stands at a `<`.
pub(super) enum Sign<'a> {
    Tag(Tag<'a>),
    /// A doctype, a comment of another kind, or only a sign.
    Other,
}

/// A tag.
pub(super) struct Tag<'a> {
    pub(super) name: &'a [u8],
    /// Whether it is an end tag.
    pub(super) closes: bool,
    /// Whether it ends in `/>`.
    pub(super) closed: bool,
}

impl Tag<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.has_name(name.as_bytes())
    }

    pub(super) fn has_name(&self, name: &[u8]) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// An attribute.
pub(super) struct Attribute<'a> {
    pub(super) name: &'a [u8],
    /// As written, without quotes.
    pub(super) value: &'a [u8],
    /// The bytes without which the tag has every attribute but this; empty where there are none, as it parts two others.
    pub(super) bytes: Range<usize>,
}

impl<'a> Scan<'a> {
    pub(super) fn rest(&self) -> &'a [u8] {
        self.page.get(self.at..).unwrap_or_default()
    }

    pub(super) fn starts_with(&self, start: &[u8]) -> bool {
        self.rest().starts_with(start)
    }

    /// Whether these letters come next, in whatever case.
    pub(super) fn begins(&self, start: &[u8]) -> bool {
        self.rest().get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
    }

    /// Goes on to the next `<`.
    pub(super) fn next_sign(&mut self) -> Option<()> {
        self.at += memchr::memchr(b'<', self.rest())?;
        Some(())
    }

    /// Passes a comment; gives the borders of its text.
    pub(super) fn comment(&mut self) -> Option<(usize, usize)> {
        let text = self.at + 4;
        let rest = self.page.get(text..)?;
        for abrupt in [&b">"[..], b"->"] {
            if rest.starts_with(abrupt) {
                self.at = text + abrupt.len();
                return Some((text, text));
            }
        }
        let end = memchr::memmem::find(rest, b"-->")?;
        let bang = memchr::memmem::find(rest.get(..end + 2)?, b"--!>");
        self.at = text + bang.map_or(end + 3, |bang| bang + 4);
        Some((text, text + bang.unwrap_or(end)))
    }

    /// Passes what stands at a `<`; of a tag, gives each attribute to `each` as it comes.
    pub(super) fn sign(&mut self, mut each: impl FnMut(&Tag<'a>, Attribute<'a>)) -> Option<Sign<'a>> {
        let closes = self.page.get(self.at + 1) == Some(&b'/');
        let start = self.at + 1 + usize::from(closes);
        match self.page.get(start)? {
            byte if byte.is_ascii_alphabetic() => {}
            byte if closes || matches!(byte, b'!' | b'?') => {
                self.at += memchr::memchr(b'>', self.rest())?;
                return Some(Sign::Other);
            }
            _ => {
                self.at += 1;
                return Some(Sign::Other);
            }
        }
        let ends = |byte: &u8| is_space(*byte) || matches!(byte, b'/' | b'>');
        let length = self.page.get(start..)?.iter().position(ends)?;
        let mut tag = Tag { name: self.page.get(start..start + length)?, closes, closed: false };
        self.at = start + length;
        loop {
            let before = self.at;
            let gap = self.rest().iter().position(|byte| !is_space(*byte) && *byte != b'/')?;
            self.at += gap;
            if self.page.get(self.at) == Some(&b'>') {
                tag.closed = gap > 0 && self.page.get(self.at - 1) == Some(&b'/');
                self.at += 1;
                return Some(Sign::Tag(tag));
            }
            let (name, value) = self.attribute()?;
            // What stands around it must not become one word: `<img alt=""class="x">`.
            let parted = self.page.get(self.at).is_some_and(ends);
            let from = match self.page.get(before) {
                _ if parted || gap == 0 => before,
                Some(byte) if is_space(*byte) => before + 1,
                _ => self.at,
            };
            each(&tag, Attribute { name, value, bytes: from..self.at });
        }
    }

    /// Passes an attribute: its name, and its value as written, without quotes.
    fn attribute(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        let start = self.at;
        let ends = |byte: &u8| is_space(*byte) || matches!(byte, b'/' | b'>' | b'=');
        // An `=` that comes first is part of the name.
        let length = 1 + self.page.get(start + 1..)?.iter().position(ends)?;
        let name = self.page.get(start..start + length)?;
        self.at += length;
        let gap = self.rest().iter().position(|byte| !is_space(*byte))?;
        if self.page.get(self.at + gap) != Some(&b'=') {
            return Some((name, &[]));
        }
        self.at += gap + 1;
        self.at += self.rest().iter().position(|byte| !is_space(*byte))?;
        match self.page.get(self.at)? {
            quote @ (b'"' | b'\'') => {
                let value = self.page.get(self.at + 1..)?;
                let value = value.get(..memchr::memchr(*quote, value)?)?;
                self.at += value.len() + 2;
                Some((name, value))
            }
            _ => {
                let length = self.rest().iter().position(|byte| is_space(*byte) || *byte == b'>')?;
                let value = self.rest().get(..length)?;
                self.at += length;
                Some((name, value))
            }
        }
    }

    /// Passes the text of an element that holds nothing else; stands before its end tag, and gives that place.
    pub(super) fn raw(&mut self, name: &[u8]) -> Option<usize> {
        loop {
            self.next_sign()?;
            if self.rest().get(1) == Some(&b'/')
                && self.rest().get(2..2 + name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name))
                && self.rest().get(2 + name.len()).is_some_and(|after| is_space(*after) || matches!(after, b'/' | b'>'))
            {
                return Some(self.at);
            }
            self.at += 1;
        }
    }

    /// Passes the text of a script, or of another such element, as [`Self::raw`] does.
    pub(super) fn script(&mut self, tag: &Tag<'_>) -> Option<usize> {
        let text = self.at;
        let end = self.raw(tag.name)?;
        let hides = tag.is("script") && hides_its_end(self.page.get(text..end)?);
        (!hides).then_some(end)
    }
}

/// Whether a script is one that may go on behind what looks like its end tag (13.2.5.26, "double escaped").
fn hides_its_end(script: &[u8]) -> bool {
    memchr::memmem::find(script, b"<!--").is_some_and(|start| {
        let rest = script.get(start..).unwrap_or_default();
        let opens = |at: usize| rest.get(at + 1..at + 7).is_some_and(|name| name.eq_ignore_ascii_case(b"script"));
        memchr::memchr_iter(b'<', rest).any(opens)
    })
}

/// White space of the tokenizer.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}
