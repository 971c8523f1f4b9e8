//! What is left of a page.

use std::borrow::Cow;
use std::ops::Range;

use super::super::sort::lower;
use super::scan::is_space;

/// What was written so far, and what the parser will make of the text behind it.
pub(super) struct Left<'a> {
    page: &'a str,
    /// Where what was not yet written begins.
    from: usize,
    text: String,
    before: Before,
    /// Whether a start tag stayed: before that, any other element is what makes the parser begin its tree, and ends the
    /// time for a doctype.
    begun: bool,
    /// Whether the parser may be among the columns of a table, which any other element ends.
    in_columns: bool,
    /// Whether white space has to stay as and where it is: once a `pre` was opened, it may never be closed.
    is_set: bool,
}

/// What stands directly before a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Something that parts texts.
    Sign,
    /// White space behind such a thing.
    Space,
    Text,
}

/// A state to come back to.
pub(super) struct Mark {
    from: usize,
    written: usize,
}

impl<'a> Left<'a> {
    pub(super) fn of(page: &'a str) -> Self {
        Self {
            page,
            from: 0,
            text: String::new(),
            before: Before::Text,
            begun: false,
            in_columns: false,
            is_set: false,
        }
    }

    /// Leaves out some bytes behind all that were left out before.
    pub(super) fn leave_out(&mut self, bytes: Range<usize>) {
        if !bytes.is_empty() {
            if self.text.capacity() == 0 {
                self.text.reserve(self.page.len());
            }
            self.text.push_str(self.page.get(self.from..bytes.start).unwrap_or_default());
            self.from = bytes.end;
        }
    }

    /// Takes in what lies between two signs: of the white space that indents tags, one character stays.
    pub(super) fn between(&mut self, bytes: Range<usize>) {
        if bytes.is_empty() {
            return;
        }
        let is_blank = self.bytes(bytes.clone()).iter().all(|byte| is_space(*byte));
        match self.before {
            Before::Sign | Before::Space if is_blank && self.is_set => self.before = Before::Space,
            Before::Sign if is_blank => {
                self.leave_out(bytes.start + 1..bytes.end);
                self.before = Before::Space;
            }
            Before::Space if is_blank => self.leave_out(bytes),
            _ => self.before = Before::Text,
        }
    }

    /// Notes a sign that stays and parts texts.
    pub(super) fn keeps_sign(&mut self) {
        self.before = Before::Sign;
    }

    /// Notes a start tag that stays.
    pub(super) fn keeps_tag(&mut self, name: &[u8]) {
        self.begun = true;
        match lower(name, &mut [0; 8]) {
            b"pre" | b"listing" => self.is_set = true,
            b"col" | b"colgroup" => self.in_columns = true,
            b"html" => {}
            _ => self.in_columns = false,
        }
        self.before = Before::Sign;
    }

    /// Notes what belongs to the text, or may.
    pub(super) fn keeps_text(&mut self) {
        self.before = Before::Text;
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { from: self.from, written: self.text.len() }
    }

    /// Leaves out all of an element or a comment that does nothing but part two texts, where it parts none; `mark` was
    /// taken before it. False where it has to stay.
    pub(super) fn leave_out_whole(&mut self, mark: &Mark, bytes: Range<usize>) -> bool {
        let behind = self.bytes(bytes.end..self.page.len());
        let parts_none = match self.before {
            Before::Sign => true,
            // In a table, white space stays where it is and text does not.
            Before::Space => is_sign(behind.trim_ascii_start()),
            Before::Text => is_sign(behind),
        };
        if !self.begun || self.in_columns || self.is_set || !parts_none {
            return false;
        }
        self.text.truncate(mark.written);
        self.from = mark.from;
        self.leave_out(bytes);
        true
    }

    /// The page as it is left.
    pub(super) fn finish(mut self) -> Cow<'a, str> {
        if self.from == 0 {
            return Cow::Borrowed(self.page);
        }
        self.text.push_str(self.page.get(self.from..).unwrap_or_default());
        Cow::Owned(self.text)
    }

    fn bytes(&self, bytes: Range<usize>) -> &'a [u8] {
        self.page.as_bytes().get(bytes).unwrap_or_default()
    }
}

/// Whether the tokenizer makes something else than text of what begins like this.
fn is_sign(bytes: &[u8]) -> bool {
    match bytes {
        [b'<', b'!', b'-', b'-', ..] => true,
        [b'<', b'/', name, ..] | [b'<', name, ..] => name.is_ascii_alphabetic(),
        _ => false,
    }
}
