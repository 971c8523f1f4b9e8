//! What a page may ask of the HTML parser, measured before it is asked.
//!
//! The parser's time grows with the square of nesting depth (240 KB of nested `div` take 13 s), and with formatting
//! tags left open it opens them again in every paragraph. Real pages are 18 deep, 46 at most among 1,726. The scan is
//! linear: depth is bounded, so is the search for the tag that an end tag closes.

use std::fmt;

use super::nesting;
use super::sort::Sort;

/// Deepest nesting that is parsed.
const DEEPEST: usize = 512;

/// Most tags that stand open at a time, as the parser's own tokenizer tells them. Where this scan and the parser disagree
/// on what is a comment, depth hides: `<!-->` ends one for the parser alone. 12,000 nested `div` take the parser 0.4 s.
const MOST_OPEN: usize = 5_000;

/// Most attributes of one tag: the parser compares each with each.
const MOST_ATTRIBUTES: usize = 256;

/// Most formatting tags opened again over the whole page.
const MOST_REOPENED: usize = 500_000;

/// Why a page is not handed to the parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Depth,
    Attributes,
    Formatting,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Depth => write!(f, "its tags are nested more than {DEEPEST} deep"),
            Self::Attributes => write!(f, "a tag has more than {MOST_ATTRIBUTES} attributes"),
            Self::Formatting => write!(f, "its formatting tags are left open"),
        }
    }
}

/// A tag as the scan sees it.
struct Tag<'a> {
    name: &'a [u8],
    closes: bool,
    attributes: usize,
    end: usize,
}

/// Whether so many tags may stand open that the parser's own tokenizer has to be asked: tags in comments, scripts and
/// values are counted too.
fn may_be_deep(bytes: &[u8]) -> bool {
    if bytes.iter().filter(|byte| **byte == b'<').count() <= MOST_OPEN {
        return false;
    }
    let opens = |at: &usize| bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
    memchr::memchr_iter(b'<', bytes).filter(opens).nth(MOST_OPEN).is_some()
}

/// Scans a page; `Ok` where the parser may have it.
pub(super) fn check(page: &str) -> Result<(), Refusal> {
    let bytes = page.as_bytes();
    if may_be_deep(bytes) && nesting::most_open(page) > MOST_OPEN {
        return Err(Refusal::Depth);
    }
    let mut open: Vec<(&[u8], Sort)> = Vec::new();
    let (mut formatting, mut foreign, mut reopened) = (0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        at += found;
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.starts_with(b"<!--") {
            at += 4 + find(rest.get(4..).unwrap_or_default(), b"-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        if foreign > 0 && rest.starts_with(b"<![CDATA[") {
            at += 9 + find(rest, b"]]>").map_or(rest.len(), |end| end);
            continue;
        }
        let Some(tag) = tag(rest) else {
            at += 1;
            continue;
        };
        at += tag.end;
        if tag.attributes > MOST_ATTRIBUTES {
            return Err(Refusal::Attributes);
        }
        if tag.closes {
            let is_reached =
                |(name, sort): &(&[u8], Sort)| *sort == Sort::Border || name.eq_ignore_ascii_case(tag.name);
            let reach = open.iter().rposition(is_reached);
            if let Some(place) =
                reach.filter(|place| open.get(*place).is_some_and(|(name, _)| name.eq_ignore_ascii_case(tag.name)))
            {
                for (_, sort) in open.drain(place..) {
                    formatting -= usize::from(sort == Sort::Formatting);
                    foreign -= usize::from(sort == Sort::Foreign);
                }
            }
            continue;
        }
        let sort = Sort::of(tag.name);
        if sort == Sort::Raw && foreign == 0 {
            at = raw_end(bytes, at, tag.name);
            continue;
        }
        if sort != Sort::Formatting {
            reopened += formatting;
            if reopened > MOST_REOPENED {
                return Err(Refusal::Formatting);
            }
        }
        if matches!(sort, Sort::Void | Sort::SelfClosing) {
            continue;
        }
        formatting += usize::from(sort == Sort::Formatting);
        foreign += usize::from(sort == Sort::Foreign);
        open.push((tag.name, sort));
        if open.len() > DEEPEST {
            return Err(Refusal::Depth);
        }
    }
    Ok(())
}

/// Reads the tag that these bytes begin with; `None` where `<` is only a sign.
fn tag(bytes: &[u8]) -> Option<Tag<'_>> {
    let closes = bytes.get(1) == Some(&b'/');
    let start = 1 + usize::from(closes);
    if !bytes.get(start)?.is_ascii_alphabetic() {
        return None;
    }
    let rest = bytes.get(start..)?;
    let length = rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>')).unwrap_or(rest.len());
    let name = rest.get(..length)?;
    let mut at = start + length;
    let mut attributes = 0;
    let mut between = true;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'>' => break,
            b'=' if !between => {
                // The value: a quoted one may hold `>` and be long, as an image in a saved page is.
                while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                    at += 1;
                }
                if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
                    let value = bytes.get(at + 1..).unwrap_or_default();
                    at += 2 + memchr::memchr(*quote, value).unwrap_or(value.len());
                }
                between = true;
            }
            b'/' => between = true,
            byte if byte.is_ascii_whitespace() => between = true,
            _ => {
                attributes += usize::from(between);
                between = false;
            }
        }
    }
    Some(Tag { name, closes, attributes, end: at.min(bytes.len()) })
}

/// The place where the text of a raw tag ends: before `</script`.
fn raw_end(bytes: &[u8], mut at: usize, name: &[u8]) -> usize {
    while let Some(found) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        at += found;
        let rest = bytes.get(at + 1..).unwrap_or_default();
        if rest.first() == Some(&b'/') && rest.get(1..=name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_pages_pass() {
        let flat = "<p>one<li>two<td>three".repeat(5_000);
        let script = format!("<script>{}</script><style>a<b</style>", "if (a<b) x('<div>');".repeat(5_000));
        let quoted = "<a title='<div>' href=\"<div><div>\">x</a>".repeat(5_000);
        let comments = "<!-- <div> <div> --><br><img src=x>".repeat(5_000);
        let image = format!("<img src='data:image/png;base64,{}'>", "A".repeat(200_000));
        for page in [flat, script, quoted, comments, image, "1 < 2 <".to_owned(), "<".to_owned(), "<a b='".to_owned()] {
            assert_eq!(check(&page), Ok(()), "{}", page.get(..40).unwrap_or(&page));
        }
    }

    #[test]
    fn depth_does_not_hide_where_scan_and_parser_disagree() {
        let deep = "<div>".repeat(20_000);
        for before in ["<!-->", "<!--->", "<!-- x --!>", "<svg><p></p><![CDATA[>", "<div a =\" ><xmp>\" >"] {
            assert_eq!(check(&format!("{before}{deep}")), Err(Refusal::Depth), "{before}");
        }
        for hidden in
            ["<title>x</titlex><!--</title></head><body>", "<script><!--<script></script><xmp></script>--></script>"]
        {
            assert_eq!(check(&format!("{hidden}{deep}")), Err(Refusal::Depth), "{hidden}");
        }
        assert_eq!(check(&"<li><dd>".repeat(20_000)), Err(Refusal::Depth));
        assert_eq!(check(&"<x><div></x>".repeat(20_000)), Err(Refusal::Depth));
        // A long flat list whose items nobody closed is harmless.
        assert_eq!(check(&"<li>item".repeat(2_000)), Ok(()));
    }

    #[test]
    fn hostile_pages_do_not() {
        let deep = [
            "<div>".repeat(600),
            "<div></span>".repeat(600),
            "<table><td></div><div>".repeat(600),
            "<DIV><svg><title><div>".repeat(600),
            "<div/>".repeat(600),
        ];
        for page in deep {
            assert_eq!(check(&page), Err(Refusal::Depth), "{}", page.get(..40).unwrap_or(&page));
        }
        let attributes: String = (0..300).map(|n| format!(" a{n}=1")).collect();
        assert_eq!(check(&format!("<p{attributes}>")), Err(Refusal::Attributes));
        let fonts: String = (0..500).map(|n| format!("<font size={n}>")).collect();
        assert_eq!(check(&(fonts + &"<p>x".repeat(5_000))), Err(Refusal::Formatting));
    }
}
