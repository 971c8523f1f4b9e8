//! What a file holds, by its first bytes. The name of the file is never asked: one in twenty lies.

use super::decode;
use super::elements::Wanted;
use super::magic;
use super::markup::{Markup, markup};
use super::tables::{self, Layout};
use super::tar;

/// How a file is to be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A saved page, one record.
    Page,
    /// Plain text, one record.
    Text,
    /// JSON, many records.
    Json(Layout),
    /// A feed in XML, many entries.
    Feed(Wanted),
    /// A JSON Feed, many entries.
    JsonFeed,
    /// XML, many records.
    Elements(Wanted),
    /// CSV with this delimiter, a heading and many records.
    Table(u8),
    /// A ZIP archive: a collection, or an office document.
    Zip,
    /// A tar archive.
    Tar,
    /// One mail, or a page saved as one.
    Mail,
    /// Mails one behind the other.
    Mailbox,
    /// A PDF document.
    Pdf,
    /// Not read, and why.
    Unread(String),
}

/// Why data is not read that is of no known sort.
pub(super) const BINARY: &str = "binary data is no press text";

/// Judges a file by its first bytes, unpacked.
pub(super) fn sniff(head: &[u8]) -> Content {
    if head.is_empty() {
        return Content::Unread("the file is empty".to_owned());
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Content::Zip;
    }
    if tar::is_tar(head) {
        return Content::Tar;
    }
    if head.starts_with(b"%PDF-") || head.starts_with(b"\xef\xbb\xbf%PDF-") {
        return Content::Pdf;
    }
    if let Some(reason) = magic::unread(head) {
        return Content::Unread(reason);
    }
    let wide = decode::utf16(head);
    let text = match wide {
        Some(encoding) => encoding.decode(head).0,
        None => String::from_utf8_lossy(head),
    };
    let text = text.trim_start_matches('\u{feff}');
    if is_binary(text) {
        return Content::Unread(BINARY.to_owned());
    }
    if text.trim().is_empty() {
        return Content::Unread("the file begins with nothing but white space".to_owned());
    }
    if tables::is_json_feed(text) {
        return Content::JsonFeed;
    }
    if let Some(layout) = tables::json(text) {
        return Content::Json(layout);
    }
    // Both before markup is looked for: cells and Markdown are full of tags.
    if let Some(delimiter) = tables::delimiter(text) {
        return Content::Table(delimiter);
    }
    if has_front_matter(text) {
        return Content::Text;
    }
    match markup(text) {
        Some(Markup::Page) if !tables::is_mail(text) => return Content::Page,
        Some(Markup::Feed(entries)) => return Content::Feed(entries),
        Some(Markup::Records(records)) => return Content::Elements(records),
        Some(Markup::Other(reason)) => return Content::Unread(reason),
        _ => {}
    }
    match tables::is_mail(text) {
        true if text.starts_with("From ") => Content::Mailbox,
        true => Content::Mail,
        false => Content::Text,
    }
}

/// True for Markdown that states its fields first, between `---`, `+++` or code fences.
fn has_front_matter(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    let separator = match lines.next() {
        Some("---" | "```yaml" | "```yml") => ':',
        Some("+++" | "```toml") => '=',
        _ => return false,
    };
    let field = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    field.and_then(|line| line.split_once(separator)).is_some_and(|(name, _)| {
        !name.trim().is_empty()
            && name.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.\"'".contains(&byte))
    })
}

/// More than one character in ten is a control character, or one in a hundred is NUL.
///
/// A single NUL in a text happens where a database field was padded, and does not make it binary.
fn is_binary(text: &str) -> bool {
    let count = |is: fn(u8) -> bool| text.bytes().filter(|byte| is(*byte)).count();
    // Every byte but those that go on with a character.
    let all = count(|byte| byte & 0xc0 != 0x80);
    let control = count(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace());
    control * 10 > all || count(|byte| byte == 0) * 100 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unread(head: &[u8]) -> String {
        match sniff(head) {
            Content::Unread(reason) => reason,
            read => panic!("{read:?}"),
        }
    }

    #[test]
    fn files_that_are_not_read_say_what_they_are() {
        for (head, reason) in [
            (&b""[..], "the file is empty"),
            (b" \n\r\n", "the file begins with nothing but white space"),
            (b"\x89PNG\r\n\x1a\n\0\0", "a PNG image is no press text"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "a WebP image is no press text"),
            (b"{\\rtf1\\ansi", "an RTF document; this version does not read it"),
            (b"\x01\x02\x03\x04press", "binary data is no press text"),
            (b"\xff\xfe\0\0p\0\0\0r\0\0\0", "binary data is no press text"),
        ] {
            assert_eq!(unread(head), reason);
        }
    }

    #[test]
    fn mails_and_mailboxes_are_known_by_the_headers_of_machines() {
        assert_eq!(sniff(b"MIME-Version: 1.0\n\n<html>"), Content::Mail);
        assert_eq!(sniff(b"From jane Tue Mar  3 10:30:00 1998\nReceived: x\n\nThe harbour"), Content::Mailbox);
        assert_eq!(sniff(b"From the harbour office\n\nReceived: with thanks"), Content::Text);
    }

    #[test]
    fn utf16_is_text_and_not_binary() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        assert_eq!(sniff(&wide("\u{feff}Press release")), Content::Text);
        assert_eq!(sniff(&wide("<html><body>")), Content::Page);
        assert_eq!(sniff(&wide("{\"a\": 1}\n{\"a\": 2}")), Content::Json(Layout::Lines));
    }

    #[test]
    fn tags_in_cells_and_in_markdown_make_no_page() {
        let body = "<p>One</p>\n<p>Two</p>\n<p>Three</p>\n";
        assert_eq!(sniff(format!("title;body\nx;\"{body}\"").as_bytes()), Content::Table(b';'));
        for text in [format!("---\ntitle: x\n---\n{body}"), format!("+++\n# x\ntitle = 'x'\n+++\n{body}")] {
            assert_eq!(sniff(text.as_bytes()), Content::Text, "{text}");
        }
        assert_eq!(sniff(format!("---\n{body}").as_bytes()), Content::Page);
    }

    #[test]
    fn a_padded_field_does_not_make_a_text_binary() {
        let text = format!("{}\0", "Press release. ".repeat(20));
        assert_eq!(sniff(text.as_bytes()), Content::Text);
    }
}
