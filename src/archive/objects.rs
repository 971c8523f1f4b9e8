//! JSON that is not one object a line: an array of objects, or objects spread over lines.

use super::damage::Damage;
use super::limits::MAX_RECORD_BYTES;
use super::rows::{Gathered, LostRow, Row};
use super::source::Source;

/// The elements of the arrays of a file, and the objects between them, told apart by their brackets alone.
///
/// Whether an element is sound JSON is not asked here. Arrays need not be read whole, so their size does not matter.
pub(super) struct Objects<'a> {
    source: Source<'a>,
    /// The item last read, from 1.
    number: u64,
    /// Between `[` and `]`.
    in_array: bool,
    /// Whether what follows the first array, or the first object outside one, is none of it.
    only_first: bool,
    /// Met behind an item that is still to be given.
    damage: Option<Damage>,
    ended: bool,
}

impl<'a> Objects<'a> {
    pub(super) fn new(source: Source<'a>) -> Self {
        Self { source, number: 0, in_array: false, only_first: false, damage: None, ended: false }
    }

    /// The elements of the one array, or the one object, that begins here inside another object.
    pub(super) fn inside(source: Source<'a>) -> Self {
        Self { only_first: true, ..Self::new(source) }
    }

    /// The byte at which the next item or bracket begins, still unread.
    fn next_start(&mut self) -> Result<Option<u8>, Damage> {
        if let Some(damage) = self.damage.take() {
            return Err(damage);
        }
        loop {
            let chunk = self.source.chunk()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let separators =
                chunk.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',')).count();
            let start = chunk.get(separators).copied();
            self.source.consume(separators);
            if start.is_some() {
                return Ok(start);
            }
        }
    }

    /// Steps over the brackets of arrays to the next item; false at the end.
    fn find_item(&mut self) -> Result<bool, String> {
        if self.only_first && self.number > 1 && !self.in_array {
            return Ok(false);
        }
        loop {
            match self.next_start().map_err(|damage| damage.to_string())? {
                Some(b']') if self.in_array && self.only_first => return Ok(false),
                None if self.in_array => return Err("the file ends inside its JSON array".to_owned()),
                None => return Ok(false),
                Some(b'[') if !self.in_array => self.in_array = true,
                Some(b']') if self.in_array => self.in_array = false,
                Some(start) if start == b'{' || (self.in_array && start != b'}') => return Ok(true),
                Some(_) => {
                    return Err("what begins here is no JSON object; the rest of the file was not read".to_owned());
                }
            }
            self.source.consume(1);
        }
    }

    /// Whether anything follows. Damage does, and is kept.
    fn more_follows(&mut self) -> bool {
        match self.next_start() {
            Ok(start) => start.is_some(),
            Err(damage) => {
                self.damage = Some(damage);
                true
            }
        }
    }

    /// The bytes of the item that begins here.
    fn item(&mut self) -> Result<Vec<u8>, String> {
        let mut item = Gathered::up_to(MAX_RECORD_BYTES);
        let mut brackets = Brackets::default();
        loop {
            let chunk = match self.source.chunk() {
                Ok([]) => return Err(self.end("the file ends inside it".to_owned())),
                Ok(chunk) => chunk,
                Err(damage) => return Err(self.end(damage.to_string())),
            };
            let end = brackets.end_of_item(chunk);
            let (part, _) = chunk.split_at(end.unwrap_or(chunk.len()));
            item.push(part);
            let read = part.len();
            self.source.consume(read);
            if end.is_some() {
                return item.finish();
            }
        }
    }

    fn end(&mut self, reason: String) -> String {
        self.ended = true;
        reason
    }

    fn read_item(&mut self) -> Result<Row, String> {
        let alone = self.number == 1 && !self.in_array;
        let bytes = self.item()?;
        let place = if alone && !self.only_first && !self.more_follows() { String::new() } else { self.place() };
        Ok(Row { place, bytes })
    }

    fn place(&self) -> String {
        format!("item {}", self.number)
    }
}

impl Iterator for Objects<'_> {
    type Item = Result<Row, LostRow>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.number += 1;
        let row = match self.find_item() {
            Ok(true) => self.read_item(),
            Ok(false) => {
                self.ended = true;
                return None;
            }
            Err(reason) => Err(self.end(reason)),
        };
        Some(row.map_err(|reason| LostRow { place: self.place(), reason }))
    }
}

/// Where an item stands open.
#[derive(Default)]
pub(super) struct Brackets {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Brackets {
    /// Where in this chunk the item ends: behind its last bracket; a bare value ends before what follows it.
    pub(super) fn end_of_item(&mut self, chunk: &[u8]) -> Option<usize> {
        for (at, &byte) in chunk.iter().enumerate() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b'}' | b']' if self.depth == 1 => return Some(at + 1),
                b'}' | b']' | b',' if self.depth == 0 => return Some(at),
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Place and bytes of the rows, place and reason of the lost ones.
    fn items(json: &'static str) -> Vec<(String, String)> {
        let shown = |item| match item {
            Ok(Row { place, bytes }) => (place, String::from_utf8(bytes).unwrap()),
            Err(LostRow { place, reason }) => (place, format!("lost: {reason}")),
        };
        // Two bytes at a time, so that strings and escapes fall between chunks.
        Objects::new(Source::new(json.as_bytes(), 2)).map(shown).collect()
    }

    fn pair(place: &str, text: &str) -> (String, String) {
        (place.to_owned(), text.to_owned())
    }

    #[test]
    fn an_array_gives_its_elements() {
        assert_eq!(
            items("[ {\"a\": \"} ] \\\" {\"},\n {\"b\": [1, {}]}, null, \"x, ]\" ]\n"),
            [
                pair("item 1", "{\"a\": \"} ] \\\" {\"}"),
                pair("item 2", "{\"b\": [1, {}]}"),
                pair("item 3", "null"),
                pair("item 4", "\"x, ]\" "),
            ]
        );
    }

    #[test]
    fn an_object_over_several_lines_is_the_whole_file() {
        assert_eq!(items("{\n \"a\": 1\n}\n"), [pair("", "{\n \"a\": 1\n}")]);
    }

    #[test]
    fn objects_one_after_another_are_items() {
        assert_eq!(items("{\n}\n{\n}"), [pair("item 1", "{\n}"), pair("item 2", "{\n}")]);
        assert_eq!(items("[{}]\n[{}]"), [pair("item 1", "{}"), pair("item 2", "{}")]);
    }

    #[test]
    fn what_is_cut_off_is_lost_and_what_came_before_is_not() {
        assert_eq!(items("[{},{\"a\":"), [pair("item 1", "{}"), pair("item 2", "lost: the file ends inside it")]);
        assert_eq!(items("[{},"), [pair("item 1", "{}"), pair("item 2", "lost: the file ends inside its JSON array")]);
    }

    #[test]
    fn what_is_no_json_ends_the_reading() {
        for (json, rows) in [("{} x y z", 2), ("[}{}]", 1), ("[]}", 1), ("[]", 0)] {
            assert_eq!(items(json).len(), rows, "{json}");
        }
    }
}
