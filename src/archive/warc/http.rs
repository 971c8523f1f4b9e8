//! The head of an HTTP answer, as a crawler kept it.

use std::io;

use super::fields::{Fields, MediaType};
use crate::archive::source::Source;

/// What a server said of the payload that follows.
///
/// Read by hand: `httparse` and its like refuse `HTTP/2`, a status without digits and a field with a blank in its name,
/// and a head is only worth refusing where it is no head at all.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: Option<u16>,
    pub(super) media: MediaType,
    /// The codings of the payload, in the order in which they were put around it.
    pub(super) codings: Vec<String>,
    /// Sent in chunks.
    pub(super) chunked: bool,
}

/// The longest head that is read: 64 KiB.
const HEAD_BYTES: usize = 64 << 10;

impl Answer {
    /// Reads the head in front of a payload; `None` where there is none, as with answers from before HTTP/1.0.
    pub(super) fn read(block: &mut Source<'_>) -> io::Result<Option<Self>> {
        if !block.peek(5).eq_ignore_ascii_case(b"HTTP/") {
            return Ok(None);
        }
        let mut want = 1 << 10;
        let (length, answer) = loop {
            let head = block.peek(want);
            let end = end_of_head(head);
            if let Some(end) = end.or_else(|| (head.len() < want || want >= HEAD_BYTES).then_some(head.len())) {
                break (end, Self::of(head.get(..end).unwrap_or(head)));
            }
            want *= 2;
        };
        block.consume(length);
        Ok(Some(answer))
    }

    fn of(head: &[u8]) -> Self {
        let fields = Fields::read(head);
        let status_line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let status_line = String::from_utf8_lossy(status_line);
        let codings =
            |name| fields.all(name).flat_map(|value| value.split(',')).map(|coding| coding.trim().to_ascii_lowercase());
        let (chunked, around): (Vec<_>, Vec<_>) = codings("transfer-encoding").partition(|coding| coding == "chunked");
        Self {
            status: status_line.split_whitespace().nth(1).and_then(|status| status.parse().ok()),
            media: fields.get("content-type").map(MediaType::read).unwrap_or_default(),
            codings: codings("content-encoding").chain(around).collect(),
            chunked: !chunked.is_empty(),
        }
    }
}

/// Where the payload begins: behind a blank line, of whichever line ends. Some were written twice, as `\r\r\n`.
pub(super) fn end_of_head(head: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', head).find_map(|line_end| {
        let rest = head.get(line_end + 1..)?;
        let returns = rest.iter().take(2).take_while(|byte| **byte == b'\r').count();
        (rest.get(returns) == Some(&b'\n')).then_some(line_end + 2 + returns)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(block: &[u8]) -> (Answer, Vec<u8>) {
        let mut block = Source::new(block, 7);
        let answer = Answer::read(&mut block).unwrap().unwrap();
        let rest = block.peek(100).to_vec();
        (answer, rest)
    }

    #[test]
    fn a_head_is_read_up_to_the_payload() {
        let (answer, payload) = read(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=latin1\r\nTransfer-Encoding: gzip, chunked\r\n\
              Content-Encoding: br\r\n\r\n<p>",
        );
        assert_eq!((answer.status, answer.chunked, payload.as_slice()), (Some(200), true, &b"<p>"[..]));
        assert_eq!(answer.codings, ["br", "gzip"]);
        assert_eq!((answer.media.essence.as_str(), answer.media.charset.as_deref()), ("text/html", Some("latin1")));
    }

    #[test]
    fn odd_heads_are_read_as_far_as_they_go() {
        assert_eq!(
            read(b"HTTP/2 404\nA B: c\n\nx"),
            (Answer { status: Some(404), ..Answer::default() }, b"x".to_vec())
        );
        assert_eq!(read(b"http/1.1 OK\r\n").0.status, None);
        assert_eq!(Answer::read(&mut Source::new(&b"<html>"[..], 9)).unwrap(), None);
    }
}
