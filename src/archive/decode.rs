//! Bytes into Unicode. Never fails: what cannot be decoded becomes U+FFFD.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

/// Where a page says how it is encoded. HTML asks for the first 1,024 bytes; saved pages have banners in front.
const DECLARATION_BYTES: usize = 4 << 10;

/// Enough text to tell an encoding by its letters, in bytes.
const GUESS_BYTES: usize = 1 << 20;

/// The text of a page, which may have been sent with the name of an encoding, and may declare one.
pub(super) fn page(bytes: Cow<'_, [u8]>, sent: Option<&'static Encoding>) -> String {
    decode(bytes, |bytes| sent.or_else(|| declared(bytes)))
}

/// The text of a file that declares nothing itself.
pub(super) fn text(bytes: Cow<'_, [u8]>, sent: Option<&'static Encoding>) -> String {
    decode(bytes, |_| sent)
}

/// The text of one row of a file: UTF-8, else the encoding of the rest of the file, else its own.
///
/// Rows are decoded one by one because exports are often glued together from several systems.
pub(super) fn row(bytes: Vec<u8>, file: Option<&'static Encoding>) -> String {
    let text = String::from_utf8(bytes).unwrap_or_else(|error| {
        let bytes = error.as_bytes();
        let encoding = if mostly_utf8(bytes) { UTF_8 } else { file.unwrap_or_else(|| guess(bytes)) };
        encoding.decode_without_bom_handling(bytes).0.into_owned()
    });
    without_nul(text)
}

/// In what the rows of a file are written that begins like this, where it is not UTF-8.
pub(super) fn encoding_of_rows(head: &[u8]) -> Option<&'static Encoding> {
    let torn_at_most = |error: std::str::Utf8Error| error.error_len().is_none();
    let utf8 = std::str::from_utf8(head).map_or_else(torn_at_most, |_| true);
    (!utf8 && !mostly_utf8(head)).then(|| guess(head))
}

/// The same for a file of markup, which may declare it.
pub(super) fn encoding_of_markup(head: &[u8], sent: Option<&'static Encoding>) -> Option<&'static Encoding> {
    let known = sent.or_else(|| declared(head)).filter(|known| *known != UTF_8);
    known.or_else(|| encoding_of_rows(head))
}

/// UTF-16, told by its byte order mark or, without one, by the zero bytes of its ASCII letters.
pub(super) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) => Some(encoding).filter(|encoding| *encoding != UTF_8),
        None => utf16_by_zeros(bytes),
    }
}

/// Valid UTF-8 outweighs a declaration: the text was converted and its `<meta>` forgotten far more often than
/// windows-1252 happens to be valid UTF-8.
fn decode(bytes: Cow<'_, [u8]>, declared: impl Fn(&[u8]) -> Option<&'static Encoding>) -> String {
    let (encoding, mark) = match (Encoding::for_bom(&bytes), utf16_by_zeros(&bytes)) {
        (Some(marked), _) => marked,
        (None, Some(utf16)) => (utf16, 0),
        (None, None) => match String::from_utf8(bytes.into_owned()) {
            Ok(text) => return without_nul(text),
            Err(error) => return decoded(error.as_bytes(), not_utf8(error.as_bytes(), declared)),
        },
    };
    decoded(bytes.get(mark..).unwrap_or_default(), encoding)
}

fn decoded(bytes: &[u8], encoding: &'static Encoding) -> String {
    without_nul(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

fn not_utf8(bytes: &[u8], declared: impl Fn(&[u8]) -> Option<&'static Encoding>) -> &'static Encoding {
    if mostly_utf8(bytes) {
        return UTF_8;
    }
    declared(bytes).filter(|declared| *declared != UTF_8).unwrap_or_else(|| guess(bytes))
}

/// True for UTF-8 in which a few characters were torn, as at the cuts of a fixed-width export.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound > 0 && sound >= broken.saturating_mul(10)
}

fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARATION_BYTES).unwrap_or(bytes);
    let (pairs, _) = head.as_chunks::<2>();
    let high_first = pairs.iter().filter(|[first, second]| *first == 0 && *second != 0).count();
    let low_first = pairs.iter().filter(|[first, second]| *first != 0 && *second == 0).count();
    // Two thirds: Western text with its quotation marks and dashes stays far above, tables of numbers below.
    let most = |count: usize| count > 1 && count * 3 >= pairs.len() * 2;
    if most(low_first) {
        Some(UTF_16LE)
    } else if most(high_first) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Asks the letters of the lines that are not UTF-8; the others have nothing to say, and in a file that was glued
/// together they would speak for the wrong encoding: `£50` became `Ł50`.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut asked = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| std::str::from_utf8(line).is_err()) {
        let telling = line.get(..GUESS_BYTES).unwrap_or(line);
        detector.feed(telling, false);
        asked += telling.len();
        if asked >= GUESS_BYTES {
            break;
        }
    }
    detector.feed(b"", true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The encoding that a page names in `<meta charset>`, `<meta http-equiv>` or `<?xml encoding>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARATION_BYTES).unwrap_or(bytes).to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let tags = head.split('<').skip(1).filter_map(|tag| {
        let tag = tag.split('>').next()?;
        let name = if tag.starts_with("meta") {
            "charset"
        } else if tag.starts_with("?xml") {
            "encoding"
        } else {
            return None;
        };
        let (_, value) = tag.split_once(name)?;
        let value = value.trim_start().strip_prefix('=')?.trim_start_matches(['"', '\'', ' ']);
        value.split(['"', '\'', ' ', ';', '/']).next()
    });
    // UTF-16 would have been seen, and a declaration that is read in ASCII cannot be true of it.
    tags.filter_map(|label| Encoding::for_label_no_replacement(label.as_bytes()))
        .find(|encoding| ![UTF_16LE, UTF_16BE, REPLACEMENT].contains(encoding))
}

fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(bytes: &[u8]) -> String {
        super::page(bytes.into(), None)
    }

    fn text(bytes: &[u8]) -> String {
        super::text(bytes.into(), None)
    }

    fn utf16_bytes(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn a_byte_order_mark_decides_and_goes() {
        assert_eq!(text("\u{feff}Fünf".as_bytes()), "Fünf");
        assert_eq!(text(&utf16_bytes("\u{feff}Fünf", u16::to_le_bytes)), "Fünf");
        assert_eq!(text(&utf16_bytes("\u{feff}Fünf", u16::to_be_bytes)), "Fünf");
    }

    #[test]
    fn utf16_is_known_without_its_mark() {
        let told = "“Fraud” costs £50,000 – police";
        assert_eq!(text(&utf16_bytes(told, u16::to_le_bytes)), told);
        assert_eq!(text(&utf16_bytes(told, u16::to_be_bytes)), told);
    }

    #[test]
    fn a_page_is_read_as_it_declares() {
        let page_in = |head: &str| page(&[head.as_bytes(), b"<p>\xa3 \x93quoted\x94 \xe9"].concat());
        let expected = "<p>£ “quoted” é";
        for head in [
            "<META CHARSET='ISO-8859-1'>",
            "<meta charset=latin1>",
            "<meta http-equiv=\"Content-Type\" content=\"text/html; charset = windows-1252\" />",
            "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>",
        ] {
            assert_eq!(page_in(head), format!("{head}{expected}"));
        }
        assert!(page(b"<meta charset=koi8-r>\xf0\xd2\xc5\xd3\xd3-\xd2\xc5\xcc\xc9\xda").ends_with("Пресс-релиз"));
    }

    #[test]
    fn a_page_that_declares_what_it_is_not_is_read_as_it_is() {
        assert_eq!(page("<meta charset=iso-8859-1>£ é".as_bytes()), "<meta charset=iso-8859-1>£ é");
        assert_eq!(page(b"<meta charset=utf-8>caf\xe9 \xa350"), "<meta charset=utf-8>café £50");
        assert_eq!(page(b"<meta charset=utf-16>caf\xe9"), "<meta charset=utf-16>café");
    }

    #[test]
    fn undeclared_western_text_is_guessed() {
        assert_eq!(
            text(b"The caf\xe9 in Orl\xe9ans spent \xa350 on \x93tea\x94."),
            "The café in Orléans spent £50 on “tea”."
        );
    }

    #[test]
    fn one_torn_character_does_not_spoil_the_others() {
        let mut bytes = "é£– ".repeat(10).into_bytes();
        bytes.extend_from_slice(b"caf\xc3");
        assert_eq!(text(&bytes), format!("{}caf\u{fffd}", "é£– ".repeat(10)));
    }

    #[test]
    fn rows_fall_back_one_by_one() {
        let western = encoding_of_rows(b"{\"t\":\"caf\xe9\"}\n{\"t\":\"\xa350\"}");
        assert!(western.is_some());
        assert_eq!(row(b"\xa350".to_vec(), western), "£50");
        assert_eq!(row("£50".into(), western), "£50");
        assert_eq!(encoding_of_rows("£50".as_bytes()), None);
        assert_eq!(encoding_of_rows(&"£".as_bytes()[..1]), None, "the head may end inside a character");
    }

    #[test]
    fn zero_bytes_are_taken_out() {
        assert_eq!(text(b"press\0 release"), "press release");
    }
}
