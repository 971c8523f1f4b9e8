//! UTF-16 as UTF-8, streamed: what PowerShell writes when an export is redirected into a file.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding};

use super::source::Source;

/// The text of a UTF-16 stream in UTF-8, without its byte order mark.
///
/// Give it at least four bytes of room: no character is split between reads.
pub(super) struct Utf16<'a> {
    source: Source<'a>,
    decoder: Decoder,
    finished: bool,
}

impl<'a> Utf16<'a> {
    pub(super) fn new(source: Source<'a>, encoding: &'static Encoding) -> Self {
        Self { source, decoder: encoding.new_decoder_with_bom_removal(), finished: false }
    }
}

impl Read for Utf16<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while !self.finished {
            let chunk = self.source.chunk()?;
            let last = chunk.is_empty();
            let (outcome, read, written, _) = self.decoder.decode_to_utf8(chunk, into, last);
            self.source.consume(read);
            self.finished = last && outcome == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_fall_between_chunks_are_whole() {
        let bytes: Vec<u8> = "\u{feff}£ 😀 é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for step in 1..9 {
            let source = Source::new(io::Cursor::new(bytes.clone()), step);
            let mut text = Vec::new();
            let mut read = Utf16::new(source, encoding_rs::UTF_16LE);
            let mut room = [0; 5];
            while let Ok(got @ 1..) = read.read(&mut room) {
                text.extend_from_slice(&room[..got]);
            }
            assert_eq!(String::from_utf8(text).unwrap(), "£ 😀 é", "{step} bytes at a time");
        }
    }
}
