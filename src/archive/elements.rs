//! The elements of an XML file that are its records, told apart by their tags alone.

use super::damage::Damage;
use super::limits::{MAX_FEED_HEAD_BYTES, MAX_RECORD_BYTES};
use super::rows::{Gathered, LostRow, Row};
use super::source::Source;

/// Tags are short; what looks like a longer one is text.
const LONGEST_TAG: usize = 64 << 10;

/// Which elements are records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Those of this name, wherever they stand: the entries of a feed, which never hold one another.
    Entries(String),
    /// Those at the end of this path from the root: the records of an export.
    Records(Vec<String>),
}

/// The records of an XML file, as they are written.
///
/// Whether a record is sound XML is not asked here, so that a broken one costs no other. Sections of CDATA, comments and
/// instructions are passed over; entities are not looked at.
pub(super) struct Elements<'a> {
    source: Source<'a>,
    wanted: Wanted,
    /// How many elements are open around the place where the reading stands.
    depth: usize,
    /// How many of these, from the root, are steps of the path.
    matched: usize,
    /// The record last read, from 1.
    number: u64,
    /// Whether the reading stands inside a record.
    inside: bool,
    /// The start tag of an entry that was met inside the one before it.
    begun: Option<Vec<u8>>,
    head: Gathered,
    ended: bool,
}

/// A stretch of markup.
enum Token {
    /// Text and whatever holds text alone; already kept where it was to be.
    Text,
    /// A tag, not yet kept.
    Tag(Vec<u8>),
    /// CDATA, a comment or an instruction inside which the next entry begins.
    Torn,
    End,
}

impl<'a> Elements<'a> {
    pub(super) fn new(source: Source<'a>, wanted: Wanted) -> Self {
        let head = Gathered::up_to(MAX_FEED_HEAD_BYTES);
        Self { source, wanted, depth: 0, matched: 0, number: 0, inside: false, begun: None, head, ended: false }
    }

    /// What stands before the first record, with the tags around it still open; nothing where that is long.
    pub(super) fn take_head(&mut self) -> Vec<u8> {
        std::mem::replace(&mut self.head, Gathered::up_to(0)).finish().unwrap_or_default()
    }

    /// The start tag of the next record; none at the end.
    fn find(&mut self) -> Result<Option<Vec<u8>>, Damage> {
        if let Some(begun) = self.begun.take() {
            return Ok(Some(begun));
        }
        // Lent out, as the token is read through all of the reader.
        let mut head = std::mem::replace(&mut self.head, Gathered::up_to(0));
        let found = loop {
            match self.token(&mut head) {
                Ok(Token::End) => break Ok(None),
                Ok(Token::Tag(tag)) if self.opens_record(&tag) => break Ok(Some(tag)),
                Ok(Token::Tag(tag)) => head.push(&tag),
                Ok(Token::Text | Token::Torn) => {}
                Err(damage) => break Err(damage),
            }
        };
        self.head = head;
        found
    }

    /// Follows the path along a tag outside all records; true where it opens one.
    fn opens_record(&mut self, tag: &[u8]) -> bool {
        let (name, closes, empty) = parts(tag);
        let path = match &self.wanted {
            Wanted::Entries(entry) => return !closes && is_named(name, entry),
            Wanted::Records(path) => path,
        };
        if closes {
            self.depth = self.depth.saturating_sub(1);
            self.matched = self.matched.min(self.depth);
            return false;
        }
        let on_path = self.matched == self.depth && path.get(self.depth).is_some_and(|step| is_named(name, step));
        if on_path && self.depth + 1 == path.len() {
            return true;
        }
        if !empty {
            self.depth += 1;
            self.matched += usize::from(on_path);
        }
        false
    }

    /// The record that this tag opens, to its end tag.
    fn element(&mut self, tag: &[u8]) -> Result<Vec<u8>, String> {
        self.inside = true;
        let element = self.element_inside(tag);
        self.inside = false;
        element
    }

    fn element_inside(&mut self, tag: &[u8]) -> Result<Vec<u8>, String> {
        let mut element = Gathered::up_to(MAX_RECORD_BYTES);
        element.push(tag);
        let (name, _, empty) = parts(tag);
        let name = String::from_utf8_lossy(name).into_owned();
        let mut open = usize::from(!empty);
        while open > 0 {
            match self.token(&mut element) {
                Ok(Token::Text) => {}
                Ok(Token::Tag(tag)) => {
                    let (found, closes, empty) = parts(&tag);
                    let same = is_named(found, &name);
                    if same && !closes && matches!(self.wanted, Wanted::Entries(_)) {
                        self.begun = Some(tag);
                        return Err("the next entry begins inside it: its end is missing".to_owned());
                    }
                    element.push(&tag);
                    if same && closes {
                        open -= 1;
                    } else if same && !empty {
                        open += 1;
                    }
                }
                Ok(Token::Torn) => {
                    return Err("the next entry begins inside it: its CDATA or comment does not end".to_owned());
                }
                Ok(Token::End) => return Err(self.end("the file ends inside it".to_owned())),
                Err(damage) => return Err(self.end(damage.to_string())),
            }
        }
        element.finish()
    }

    fn end(&mut self, reason: String) -> String {
        self.ended = true;
        reason
    }

    /// Reads on by one stretch; what is no tag goes to `kept`.
    fn token(&mut self, kept: &mut Gathered) -> Result<Token, Damage> {
        let start = self.source.peek(9);
        let Some(first) = start.first() else { return self.source.chunk().map(|_| Token::End) };
        if *first != b'<' {
            let chunk = self.source.chunk()?;
            let text = memchr::memchr(b'<', chunk).unwrap_or(chunk.len());
            kept.push(chunk.get(..text).unwrap_or_default());
            self.source.consume(text);
            return Ok(Token::Text);
        }
        match start {
            b"<![CDATA[" => self.pass(b"]]>", kept),
            [b'<', b'!', b'-', b'-', ..] => self.pass(b"-->", kept),
            [b'<', b'?', ..] => self.pass(b"?>", kept),
            [b'<', b'!', ..] => {
                let subset = self.tag()?;
                kept.push(&subset);
                // The entities and elements of a document type end at `]>`.
                if subset.contains(&b'[') && !subset.ends_with(b"]>") {
                    self.pass(b"]>", kept)
                } else {
                    Ok(Token::Text)
                }
            }
            [b'<', next, ..] if next.is_ascii_alphabetic() || matches!(next, b'_' | b'/' | 0x80..) => {
                Ok(Token::Tag(self.tag()?))
            }
            _ => {
                kept.push(b"<");
                self.source.consume(1);
                Ok(Token::Text)
            }
        }
    }

    /// Reads a tag to its `>`, or to what shows that it has none.
    fn tag(&mut self) -> Result<Vec<u8>, Damage> {
        let mut tag = Vec::new();
        let mut quote = None;
        loop {
            let chunk = self.source.chunk()?;
            if chunk.is_empty() {
                return Ok(tag);
            }
            let (mut read, mut ends) = (0, false);
            for &byte in chunk {
                // No value of an attribute holds this one: its quotation mark was forgotten.
                if byte == b'<' && !(tag.is_empty() && read == 0) {
                    ends = true;
                    break;
                }
                read += 1;
                match quote {
                    Some(mark) if byte == mark => quote = None,
                    None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
                    None if byte == b'>' => {
                        ends = true;
                        break;
                    }
                    _ => {}
                }
            }
            tag.extend_from_slice(chunk.get(..read).unwrap_or_default());
            self.source.consume(read);
            if ends || tag.len() > LONGEST_TAG {
                return Ok(tag);
            }
        }
    }

    /// Reads on behind these bytes. An entry that begins before them shows that they are missing: HTML has no such
    /// tag. Only between entries a comment may hold one, and a document type speak of it.
    fn pass(&mut self, end: &[u8], kept: &mut Gathered) -> Result<Token, Damage> {
        let next = match &self.wanted {
            Wanted::Entries(entry) if self.inside || matches!(end, b"]]>" | b"?>") => format!("<{entry}"),
            _ => String::new(),
        };
        let next = next.as_bytes();
        let least = end.len().max(next.len() + 1);
        loop {
            self.source.peek(least);
            let chunk = self.source.chunk()?;
            if chunk.is_empty() {
                return Ok(Token::End);
            }
            let ended = memchr::memmem::find(chunk, end).map(|at| at + end.len());
            let before = chunk.get(..ended.unwrap_or(chunk.len())).unwrap_or(chunk);
            let opens = |at: &usize| matches!(before.get(at + next.len()), Some(b'>' | b' ' | b'\t' | b'\n' | b'\r'));
            let begun = if next.is_empty() { None } else { memchr::memmem::find_iter(before, next).find(opens) };
            let read = match (begun, ended) {
                (Some(begun), _) => begun,
                (None, Some(ended)) => ended,
                (None, None) if chunk.len() < least => chunk.len(),
                (None, None) => chunk.len() - (least - 1),
            };
            kept.push(chunk.get(..read).unwrap_or_default());
            self.source.consume(read);
            if begun.is_some() {
                return Ok(Token::Torn);
            }
            if ended.is_some() {
                return Ok(Token::Text);
            }
        }
    }
}

impl Iterator for Elements<'_> {
    type Item = Result<Row, LostRow>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.number += 1;
        let place = format!("item {}", self.number);
        let found = match self.find() {
            Ok(Some(tag)) => self.element(&tag),
            Ok(None) => {
                self.ended = true;
                return None;
            }
            Err(damage) => Err(self.end(damage.to_string())),
        };
        Some(match found {
            Ok(bytes) => Ok(Row { place, bytes }),
            Err(reason) => Err(LostRow { place, reason }),
        })
    }
}

/// The name in a tag, whether it is an end tag, and whether it closes itself.
fn parts(tag: &[u8]) -> (&[u8], bool, bool) {
    let inside = tag.strip_prefix(b"<").unwrap_or(tag);
    let (inside, closes) = inside.strip_prefix(b"/").map_or((inside, false), |inside| (inside, true));
    let end = inside.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
    (inside.get(..end.unwrap_or(inside.len())).unwrap_or(inside), closes, tag.ends_with(b"/>"))
}

/// Whether a tag has this name; case makes no difference, and neither does a prefix that is not asked for.
fn is_named(found: &[u8], asked: &str) -> bool {
    let local = || found.iter().rposition(|byte| *byte == b':').and_then(|at| found.get(at + 1..));
    found.eq_ignore_ascii_case(asked.as_bytes())
        || (!asked.contains(':') && local().is_some_and(|local| local.eq_ignore_ascii_case(asked.as_bytes())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(xml: &str, wanted: &Wanted) -> Vec<String> {
        let all = |step| -> Vec<String> {
            Elements::new(Source::new(xml.as_bytes(), step), wanted.clone())
                .map(|found| match found {
                    Ok(Row { bytes, .. }) => String::from_utf8(bytes).unwrap(),
                    Err(LostRow { place, reason }) => format!("{place}: {reason}"),
                })
                .collect()
        };
        let found = all(1);
        for step in [2, 3, 7, 10_000] {
            assert_eq!(all(step), found, "{step} bytes at a time");
        }
        found
    }

    fn entries(xml: &str) -> Vec<String> {
        read(xml, &Wanted::Entries("item".to_owned()))
    }

    fn records(xml: &str, path: &str) -> Vec<String> {
        read(xml, &Wanted::Records(path.split('/').map(str::to_owned).collect()))
    }

    #[test]
    fn entries_are_cut_out_as_they_are_written() {
        assert_eq!(
            entries("<rss><channel><title>x</title><items/><item a='>'>1</item>\n<item/><ITEM>2</ITEM></channel>"),
            ["<item a='>'>1</item>", "<item/>", "<ITEM>2</ITEM>"]
        );
        assert_eq!(
            entries("<!DOCTYPE rss [<!ENTITY i '<item>'>]><rss><!-- <item> --><item><![CDATA[</item>]]></item>"),
            ["<item><![CDATA[</item>]]></item>"]
        );
    }

    #[test]
    fn a_broken_entry_costs_only_itself() {
        for (broken, reason) in [
            ("<item>1", "the next entry begins inside it: its end is missing"),
            ("<item><title>a</title", "the next entry begins inside it: its end is missing"),
            ("<item><a b=\"c>", "the next entry begins inside it: its end is missing"),
            ("<item><![CDATA[x</item>", "the next entry begins inside it: its CDATA or comment does not end"),
            ("<item><!-- x</item>", "the next entry begins inside it: its CDATA or comment does not end"),
        ] {
            let found = entries(&format!("<rss>{broken}<item>2</item></rss>"));
            assert_eq!(found, [format!("item 1: {reason}"), "<item>2</item>".to_owned()], "{broken}");
        }
        assert_eq!(entries("<rss><item>1</item><item>2"), ["<item>1</item>", "item 2: the file ends inside it"]);
    }

    #[test]
    fn records_lie_at_the_end_of_their_path() {
        let xml = "<a><x><b>no</b></x><b>1<b>inner</b></b><p:b/><c><b>no</b></c></a>";
        assert_eq!(records(xml, "a/b"), ["<b>1<b>inner</b></b>", "<p:b/>"]);
        assert_eq!(records(xml, "a/x/b"), ["<b>no</b>"]);
        assert_eq!(records(xml, "a"), [xml]);
        assert_eq!(records(xml, "b"), Vec::<String>::new());
        assert_eq!(records("<a>1 < 2 <b>3 & 4</b></a>", "a/b"), ["<b>3 & 4</b>"]);
    }

    proptest! {
        #[test]
        fn whatever_stands_in_one_entry_costs_no_other(
            junk in proptest::collection::vec(
                prop::sample::select(vec![
                    "<", ">", "</", "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>", "\"", "'", "&", "<a", "<a b=\"", "x",
                     "<!DOCTYPE x [", "]>", "[", "<item/", "\0", "é", "-", "!", " ",
                ]),
                0..12,
            ),
            closed: bool,
            at in 0_usize..4,
        ) {
            let junk = junk.concat();
            prop_assume!(!junk.contains("<item"));
            let sound = |n: usize| format!("<item>{n}<![CDATA[{n}]]></item>");
            let broken = format!("<item>{junk}{}", if closed { "</item>" } else { "" });
            let all: String = (0..4).map(|n| if n == at { broken.clone() } else { sound(n) } + "\n").collect();
            let found = entries(&format!("<rss><channel>{all}</channel></rss>"));
            for n in (0..4).filter(|n| *n != at) {
                prop_assert!(found.contains(&sound(n)), "{found:?}");
            }
        }
    }
}
