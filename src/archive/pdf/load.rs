//! A PDF document into its objects, as far as it asks for no more than a press release would.

use std::cell::Cell;
use std::time::Instant;

use lopdf::{Document, LoadOptions, Object, ObjectId};

use super::Unread;

/// What a stream of objects may unpack to, and a table that tells where they are: 1 MiB. Programs put a hundred objects or
/// two into a stream; a table of so many bytes has 150,000.
const MAX_OBJECTS_BYTES: usize = 1 << 20;

/// How many tables there may be before the last one: 16. Each is a change that was appended to the document, and unpacks
/// to 350,000 entries out of a few kilobytes.
const MAX_TABLES: usize = 16;

/// How many values a document may have, at most, by the characters that part them: 3,000,000.
///
/// A value of two bytes takes 100 in memory. What is packed has such characters by chance, one in fourteen: 32 MiB of
/// photographs have 2.5 million.
const MAX_VALUES: usize = 3_000_000;

/// What a load may still ask for.
#[derive(Clone, Copy)]
struct Left {
    values: usize,
    deadline: Instant,
}

thread_local! {
    /// `lopdf` asks a function without a state which objects to keep.
    static LEFT: Cell<Option<Left>> = const { Cell::new(None) };
}

/// Loads what the pages of a document are made of.
pub(super) fn load(bytes: &[u8], deadline: Instant) -> Result<Document, Unread> {
    let failed = |reason: String| Unread::Failed(format!("a PDF document: {reason}"));
    let too_many = || failed(format!("it has more than {MAX_VALUES} values: taken for a decompression bomb"));
    let values = MAX_VALUES.checked_sub(separators(bytes)).ok_or_else(too_many)?;
    // Encrypted objects are unpacked without asking anybody, so those documents are told apart before.
    if is_encrypted(bytes) {
        return Err(Unread::Skipped("an encrypted PDF document is not read".to_owned()));
    }
    if tables(bytes) > MAX_TABLES {
        return Err(failed(format!("it was changed more than {MAX_TABLES} times: taken for a decompression bomb")));
    }
    LEFT.set(Some(Left { values, deadline }));
    let options =
        LoadOptions { filter: Some(is_kept), max_decompressed_size: Some(MAX_OBJECTS_BYTES), ..LoadOptions::default() };
    let loaded = Document::load_mem_with_options(bytes, options);
    let left = LEFT.take();
    let document = loaded.map_err(|error| failed(error.to_string()))?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(Unread::Skipped("an encrypted PDF document is not read".to_owned()));
    }
    if left.is_none() {
        return Err(match Instant::now() > deadline {
            true => failed("it takes too long to load".to_owned()),
            false => too_many(),
        });
    }
    Ok(document)
}

/// True where a trailer names a dictionary of encryption: `/Encrypt 12 0 R`, or one written there.
fn is_encrypted(bytes: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, b"/Encrypt").any(|at| {
        let rest = &bytes[at + b"/Encrypt".len()..];
        let rest = rest.trim_ascii_start();
        rest.first().is_some_and(u8::is_ascii_digit) || rest.starts_with(b"<<")
    })
}

/// How many tables are named by others: by `/Prev 116`, or by `/XRefStm`. `/Prev 12 0 R` is a bookmark before another.
fn tables(bytes: &[u8]) -> usize {
    let names = memchr::memchr_iter(b'/', bytes).map(|at| name(&bytes[at + 1..]));
    names.filter(|(name, rest)| name == b"XRefStm" || name == b"Prev" && !is_reference(rest)).count()
}

/// The first nine bytes of a name, of which any may be escaped as `#50` (ISO 32000-1, 7.3.5), and what follows them.
fn name(mut rest: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut name = Vec::new();
    while let [first, after @ ..] = rest
        && !b"\0\t\n\x0c\r ()<>[]{}/%".contains(first)
        && name.len() < 9
    {
        let escaped = after.get(..2).filter(|_| *first == b'#').and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        name.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    (name, rest)
}

/// True for `12 0 R`.
fn is_reference(rest: &[u8]) -> bool {
    let near = rest.get(..64).unwrap_or(rest);
    let mut parts = near.split(u8::is_ascii_whitespace).filter(|part| !part.is_empty());
    let mut number = || parts.next().is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    number() && number() && parts.next().is_some_and(|part| part.starts_with(b"R"))
}

/// Keeps an object, and unpacks the objects in it, while there is something left to ask for.
fn is_kept(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let left = LEFT.take()?;
    if Instant::now() > left.deadline {
        return None;
    }
    let Object::Stream(stream) = object else {
        LEFT.set(Some(left));
        return Some((id, object.clone()));
    };
    let mut values = Some(left.values);
    if stream.dict.has_type(b"ObjStm") {
        let first = stream.dict.get(b"First").and_then(Object::as_i64).ok().and_then(|at| usize::try_from(at).ok());
        let content = stream.get_plain_content_with_limit(MAX_OBJECTS_BYTES).ok();
        values = match (content, first) {
            (Some(content), Some(first)) if are_apart(&content, first) => left.values.checked_sub(separators(&content)),
            _ => None,
        };
    }
    LEFT.set(Some(Left { values: values?, ..left }));
    let is_image = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Image");
    // Of a stream `lopdf` asks only whether, and keeps its own.
    (!is_image).then_some((id, Object::Null))
}

/// True where the objects of a stream lie one behind the other. Thousands of them can lie within one another, or be
/// one that is named again and again, and take memory as the square of their bytes.
fn are_apart(content: &[u8], first: usize) -> bool {
    let Some(head) = content.get(..first) else { return false };
    let numbers: Vec<usize> = String::from_utf8_lossy(head).split_whitespace().map_while(|n| n.parse().ok()).collect();
    let mut starts: Vec<usize> = numbers.chunks_exact(2).map(|pair| first.saturating_add(pair[1])).collect();
    starts.sort_unstable();
    let ends = starts.iter().skip(1).copied().chain([content.len()]);
    starts
        .iter()
        .zip(ends)
        .all(|(&start, end)| start >= content.len() || start < end && content.get(start..end).is_some_and(is_closed))
}

/// True where everything that is opened here is closed here (ISO 32000-1, 7.3).
fn is_closed(object: &[u8]) -> bool {
    let (mut depth, mut round) = (0_usize, 0_usize);
    let mut bytes = object.iter().copied();
    while let Some(byte) = bytes.next() {
        match (byte, round) {
            (b'\\', 1..) => drop(bytes.next()),
            (b'(', _) => round += 1,
            (b')', 1..) => round -= 1,
            (_, 1..) => {}
            (b'%', 0) => drop(bytes.by_ref().find(|byte| b"\r\n".contains(byte))),
            (b'[' | b'<', 0) => depth += 1,
            (b']' | b'>', 0) if depth == 0 => return false,
            (b']' | b'>', 0) => depth -= 1,
            _ => {}
        }
    }
    depth == 0 && round == 0
}

/// How many bytes may part one value from the next: white space, delimiters, signs.
fn separators(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| b"\0\t\n\x0c\r ()<>[]{}/%+-.".contains(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_that_name_others_are_counted() {
        assert_eq!(tables(b"<</Prev 116/Size 9>> /#50re#76\r\n116 /Prev%\n116 /XRefStm 5"), 4);
        assert_eq!(tables(b"<</Prev 12 0 R/Next 13 0 R>> /Prev\n12\n0\nR/Previous 5 /XRefStream 5 /Prev"), 1);
    }

    #[test]
    fn objects_that_lie_within_one_another_are_told() {
        assert!(are_apart(b"1 0 2 9 <</A(])>>[1 2]", 8));
        assert!(!are_apart(b"1 0 2 1 [[1 2]]", 8), "within");
        assert!(!are_apart(b"1 0 2 0 [1 2]", 8), "twice");
        assert!(!are_apart(b"1 0 2 9 [(\\)  \\(  ]  x", 8), "left open");
        assert!(!are_apart(b"1 0", 900));
    }
}
