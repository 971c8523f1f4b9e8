//! The members of a gzip file as one stream.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;

use super::source::Source;

/// Member after member, with or without zeros between and behind them.
///
/// Tapes and disk images fill up their last block with zeros. To `MultiGzDecoder` that is a broken member, and a page
/// that is there in full would count as damaged.
pub(super) struct Members<'a> {
    member: Option<GzDecoder<Source<'a>>>,
}

impl<'a> Members<'a> {
    pub(super) fn new(source: Source<'a>) -> Self {
        Self { member: Some(GzDecoder::new(source)) }
    }
}

impl Read for Members<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(mut member) = self.member.take() {
            let got = member.read(into)?;
            if got > 0 || into.is_empty() {
                self.member = Some(member);
                return Ok(got);
            }
            self.member = next_member(member.into_inner())?;
        }
        Ok(0)
    }
}

fn next_member(mut source: Source<'_>) -> io::Result<Option<GzDecoder<Source<'_>>>> {
    loop {
        let chunk = source.chunk()?;
        if chunk.is_empty() {
            return Ok(None);
        }
        let zeros = chunk.iter().take_while(|byte| **byte == 0).count();
        let only_zeros = zeros == chunk.len();
        source.consume(zeros);
        if !only_zeros {
            return match source.peek(2) {
                [0x1f, 0x8b] | [0x1f] => Ok(Some(GzDecoder::new(source))),
                _ => Err(io::Error::other("what follows is no gzip data")),
            };
        }
    }
}
