//! Mails and their parts (RFC 5322, 2045 to 2047, 2183, 2557).
//!
//! Headers are read by `mail-parser`. Parts are found here: its own tree of messages within messages is as deep as
//! whoever wrote the mail wants, and dropping it takes a stack as deep.

use std::borrow::Cow;

use encoding_rs::Encoding;
use mail_parser::{Address, DateTime, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders};
use memchr::memmem;

use super::decode;

/// Multiparts nest at most so deep; forwarding by hand comes to five.
const DEEPEST: usize = 16;

/// The most parts that are told apart in one mail.
const MOST_PARTS: usize = 1_000;

/// Longer headers are cut: lists of recipients come to 100 KB.
const LONGEST_HEAD: usize = 1 << 20;

/// A mail, or a part of one: headers, and what stands below them.
pub(super) struct Entity<'b> {
    /// None where not even one line is a header: the package panics when it is asked for one then.
    head: Option<Message<'static>>,
    body: &'b [u8],
    /// What it is where it does not say.
    default_kind: &'static str,
}

impl<'b> Entity<'b> {
    pub(super) fn read(bytes: &'b [u8]) -> Self {
        let (head, body) = head_and_body(bytes);
        let head = head.get(..LONGEST_HEAD).unwrap_or(head);
        // Eight-bit headers without a word on their encoding were common until 2005.
        let text = decode::text(head.into(), None) + "\n\n";
        let head = MessageParser::default().parse_headers(text.as_bytes()).map(Message::into_owned);
        let head = head.filter(|head| !head.parts.is_empty());
        Self { head, body, default_kind: "text/plain" }
    }

    /// The parts that have no parts themselves, in order.
    pub(super) fn leaves(self) -> Vec<Self> {
        let mut leaves = Vec::new();
        self.collect(DEEPEST, &mut leaves);
        leaves
    }

    fn collect(self, depth: usize, leaves: &mut Vec<Self>) {
        if leaves.len() >= MOST_PARTS {
            return;
        }
        let kind = self.kind();
        match self.attribute("boundary") {
            Some(boundary) if kind.starts_with("multipart/") && depth > 0 && !boundary.is_empty() => {
                for part in parts(self.body, boundary.as_bytes()).take(MOST_PARTS) {
                    let mut part = Self::read(part);
                    if kind == "multipart/digest" {
                        part.default_kind = "message/rfc822";
                    }
                    part.collect(depth - 1, leaves);
                }
            }
            _ => leaves.push(self),
        }
    }

    /// `text/html`, in lower case.
    pub(super) fn kind(&self) -> String {
        let Some(stated) = self.content_type() else { return self.default_kind.to_owned() };
        match stated.subtype() {
            Some(subtype) => format!("{}/{subtype}", stated.ctype()).to_ascii_lowercase(),
            None => stated.ctype().to_ascii_lowercase(),
        }
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.content_type()?.attribute(name)
    }

    fn content_type(&self) -> Option<&mail_parser::ContentType<'_>> {
        self.header(HeaderName::ContentType)?.as_content_type()
    }

    /// True for what is sent along, rather than being the mail.
    pub(super) fn is_attachment(&self) -> bool {
        let disposition = self.header(HeaderName::ContentDisposition).and_then(HeaderValue::as_content_type);
        disposition.is_some_and(|it| it.is_attachment() || it.has_attribute("filename"))
            || self.attribute("name").is_some()
    }

    /// True for what the text shows within itself: a logo.
    pub(super) fn is_shown_inside(&self) -> bool {
        self.header(HeaderName::ContentId).is_some() || self.header(HeaderName::ContentLocation).is_some()
    }

    /// The encoding that it says it is in.
    pub(super) fn charset(&self) -> Option<&'static Encoding> {
        Encoding::for_label(self.attribute("charset")?.as_bytes())
    }

    /// A header of one line, decoded.
    pub(super) fn line(&self, name: &'static str) -> Option<String> {
        let value = self.head.as_ref()?.header(name)?;
        let line = value.as_text().or_else(|| value.as_text_list()?.first().map(AsRef::as_ref))?.trim();
        (!line.is_empty()).then(|| line.to_owned())
    }

    /// A header as it is written.
    pub(super) fn raw(&self, name: &'static str) -> Option<String> {
        let raw = self.head.as_ref()?.header_raw(name)?.split_whitespace().collect::<Vec<_>>().join(" ");
        (!raw.is_empty()).then_some(raw)
    }

    pub(super) fn date(&self) -> Option<&DateTime> {
        self.head.as_ref()?.date()
    }

    pub(super) fn from(&self) -> Option<&mail_parser::Addr<'_>> {
        self.head.as_ref()?.from().and_then(Address::first)
    }

    fn header(&self, name: HeaderName<'static>) -> Option<&HeaderValue<'_>> {
        self.head.as_ref()?.header(name)
    }

    /// What it holds, out of its transfer encoding. Whatever is no letter of that encoding is passed over.
    pub(super) fn content(&self) -> Cow<'b, [u8]> {
        let stated = self.head.as_ref().and_then(MimeHeaders::content_transfer_encoding);
        let encoding = stated.unwrap_or_default().trim().to_ascii_lowercase();
        match encoding.as_str() {
            "base64" => base64(self.body).into(),
            "quoted-printable" => quoted_printable(self.body).into(),
            _ => self.body.into(),
        }
    }
}

/// Parts a mail at its first blank line.
fn head_and_body(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let next = at + line.len();
        if line.trim_ascii().is_empty() {
            return (bytes.get(..at).unwrap_or_default(), bytes.get(next..).unwrap_or_default());
        }
        at = next;
    }
    (bytes, b"")
}

/// What stands between the lines of a boundary.
fn parts<'b>(body: &'b [u8], boundary: &[u8]) -> impl Iterator<Item = &'b [u8]> {
    let line = [b"--", boundary].concat();
    let opens_line = |at: usize| at == 0 || body.get(at - 1) == Some(&b'\n');
    let ends: Vec<(usize, usize)> = memmem::find_iter(body, &line)
        .filter(|at| opens_line(*at))
        .filter_map(|at| {
            let rest = body.get(at + line.len()..)?;
            let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            // A longer boundary may begin as this one does.
            let tail = rest.get(..length)?.trim_ascii();
            (tail.is_empty() || tail == b"--").then_some((at, at + line.len() + length))
        })
        .take(MOST_PARTS)
        .collect();
    // The last part may have been cut off; behind the closing line is nothing.
    let last_line = [&line[..], b"--"].concat();
    let closing = move |start: usize| body.get(..start).is_some_and(|head| head.trim_ascii_end().ends_with(&last_line));
    let mut stops = ends.iter().skip(1).map(|(at, _)| *at).collect::<Vec<_>>();
    stops.push(body.len());
    let parts = ends.into_iter().map(|(_, end)| end).zip(stops);
    parts.filter(move |(start, _)| !closing(*start)).filter_map(|(start, stop)| body.get(start..stop))
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let end = if line.ends_with(b"\n") { &b"\n"[..] } else { b"" };
        let line = line.trim_ascii_end();
        let (line, end) = line.strip_suffix(b"=").map_or((line, end), |line| (line, b""));
        let mut rest = line.iter();
        while let Some(byte) = rest.next() {
            let hexadecimal = match (byte, rest.as_slice()) {
                (b'=', [high, low, ..]) => hex(*high).zip(hex(*low)),
                _ => None,
            };
            match hexadecimal {
                Some((high, low)) => {
                    decoded.push(high << 4 | low);
                    rest.nth(1);
                }
                None => decoded.push(*byte),
            }
        }
        decoded.extend_from_slice(end);
    }
    decoded
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

fn base64(body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            // A padded piece ends; another may have been appended.
            b'=' => {
                count = 0;
                continue;
            }
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfer_encodings_are_read_through_what_relays_did_to_them() {
        assert_eq!(base64(b"UHJl\r\nc3M=\r\n"), b"Press");
        assert_eq!(base64(b"UHJl!c3M"), b"Press");
        assert_eq!(quoted_printable(b"caf=E9 =\r\n=A350  \r\n=3D =zz"), b"caf\xe9 \xa350\n= =zz");
    }

    #[test]
    fn parts_lie_between_whole_lines_of_their_boundary() {
        let body = b"preamble\r\n--x\r\n\r\none\r\n--xy\r\n --x\r\n--x\r\n\r\ntwo\r\n--x--\r\nepilogue --x\r\n";
        let found: Vec<&[u8]> = parts(body, b"x").collect();
        assert_eq!(found, [&b"\r\none\r\n--xy\r\n --x\r\n"[..], b"\r\ntwo\r\n"]);
        assert_eq!(parts(b"--x\n\none", b"x").count(), 1, "a part that was cut off");
    }

    #[test]
    fn a_mail_nested_beyond_reason_comes_to_an_end() {
        let nested: String =
            (0..2_000).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect();
        assert_eq!(Entity::read(nested.as_bytes()).leaves().len(), 1);
        let wide = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(100_000));
        assert_eq!(Entity::read(wide.as_bytes()).leaves().len(), MOST_PARTS);
    }
}
