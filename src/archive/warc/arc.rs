//! The line above each record of an ARC file.

use std::net::IpAddr;

/// `http://example.com/ 93.184.216.119 20140216050221 text/html 1591`: version 1. Version 2 has the status, a digest
/// and the place in the file between type and length.
///
/// Source: "Arc File Format", Internet Archive, 1996.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'l> {
    pub(super) url: &'l str,
    /// 14 digits, or what stands in their place.
    pub(super) date: &'l str,
    pub(super) media_type: &'l str,
    /// In bytes; what stands there may be no number.
    pub(super) length: &'l str,
}

impl<'l> Line<'l> {
    /// Reads the first line of some bytes, if it is one.
    ///
    /// The address of the server is what it is known by: a URL may have blanks in it, and a date may be `null`.
    pub(super) fn read(bytes: &'l [u8]) -> Option<Self> {
        let line = bytes.split(|byte| *byte == b'\n').next()?;
        let line = std::str::from_utf8(line.get(..LONGEST_BYTES).unwrap_or(line)).ok()?.trim_end();
        let (scheme, _) = line.split_once(':')?;
        if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
            return None;
        }
        line.match_indices(' ').take(MOST_BLANKS).find_map(|(at, _)| {
            let (url, rest) = (line.get(..at)?, line.get(at + 1..)?);
            let mut columns = rest.split(' ');
            columns.next()?.parse::<IpAddr>().ok()?;
            let date =
                columns.next().filter(|date| *date == "null" || date.bytes().all(|byte| byte.is_ascii_digit()))?;
            let media_type = columns.next()?;
            let length = columns.next_back()?;
            Some(Self { url: url.trim(), date, media_type, length })
        })
    }
}

/// A longer line is none.
const LONGEST_BYTES: usize = 8 << 10;

/// Blanks that a URL may have.
const MOST_BLANKS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn url(line: &str) -> Option<&str> {
        Line::read(line.as_bytes()).map(|line| line.url)
    }

    #[test]
    fn a_line_is_read_in_both_versions() {
        let expected = Line { url: "http://a.org/", date: "20140216050221", media_type: "text/html", length: "1591" };
        let first = "http://a.org/ 93.184.216.119 20140216050221 text/html 1591\nHTTP/1.1 200 OK";
        assert_eq!(Line::read(first.as_bytes()).as_ref(), Some(&expected));
        let second = "http://a.org/ 93.184.216.119 20140216050221 text/html 200 AF3 - 12 a.arc 1591\r\n";
        assert_eq!(Line::read(second.as_bytes()).as_ref(), Some(&expected));
    }

    #[test]
    fn odd_lines_are_read_and_sentences_are_not() {
        assert_eq!(url("http://a.org/b c 1.2.3.4 20140216050221 text/html 5"), Some("http://a.org/b c"));
        assert_eq!(url("http://a.org/ 1.2.3.4 null text/html 680"), Some("http://a.org/"));
        assert_eq!(url("dns:a.org 1.2.3.4 20140216050221 text/dns 56"), Some("dns:a.org"));
        assert_eq!(url("filedesc://a.arc 0.0.0.0 20140216050221 text/plain 75"), Some("filedesc://a.arc"));
        for line in
            ["http://a.org/ says that 1.2.3.4 is its address", "Note: 1.2.3.4 20140216050221", "", ":", "http://"]
        {
            assert_eq!(url(line), None, "{line}");
        }
    }
}
