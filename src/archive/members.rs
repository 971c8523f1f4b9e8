//! The members of a packed file as one stream.

use std::io::{self, Read};

use bzip2::bufread::BzDecoder;
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;

use super::limits::MAX_UNPACKER_BYTES;
use super::source::Source;

/// The unpacker of one gzip member, bzip2 stream or xz stream: several may stand one behind the other.
pub(super) trait Member<'a>: Read {
    const NAME: &'static str;

    /// How the next one begins.
    const MAGIC: &'static [u8];

    fn begin(source: Source<'a>) -> Self;

    /// What follows it.
    fn finish(self) -> Source<'a>;
}

impl<'a> Member<'a> for GzDecoder<Source<'a>> {
    const NAME: &'static str = "gzip";
    const MAGIC: &'static [u8] = b"\x1f\x8b";

    fn begin(source: Source<'a>) -> Self {
        Self::new(source)
    }

    fn finish(self) -> Source<'a> {
        self.into_inner()
    }
}

impl<'a> Member<'a> for BzDecoder<Source<'a>> {
    const NAME: &'static str = "bzip2";
    const MAGIC: &'static [u8] = b"BZh";

    fn begin(source: Source<'a>) -> Self {
        Self::new(source)
    }

    fn finish(self) -> Source<'a> {
        self.into_inner()
    }
}

impl<'a> Member<'a> for XzReader<Source<'a>> {
    const NAME: &'static str = "xz";
    const MAGIC: &'static [u8] = b"\xfd7zXZ\0";

    /// The header of a block says how much memory is needed, and may say 4 GiB.
    fn begin(source: Source<'a>) -> Self {
        Self::new_mem_limit(source, false, u32::try_from(MAX_UNPACKER_BYTES >> 10).unwrap_or(u32::MAX))
    }

    fn finish(self) -> Source<'a> {
        self.into_inner()
    }
}

/// Member after member, with or without zeros between and behind them.
///
/// Tapes and disk images fill up their last block with zeros. To `MultiGzDecoder` that is a broken member, and a page
/// that is there in full would count as damaged.
pub(super) struct Members<M> {
    member: Option<M>,
}

impl<'a, M: Member<'a>> Members<M> {
    pub(super) fn new(source: Source<'a>) -> Self {
        Self { member: Some(M::begin(source)) }
    }
}

impl<'a, M: Member<'a>> Read for Members<M> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(mut member) = self.member.take() {
            let got = member.read(into)?;
            if got > 0 || into.is_empty() {
                self.member = Some(member);
                return Ok(got);
            }
            self.member = next_member(member.finish())?;
        }
        Ok(0)
    }
}

fn next_member<'a, M: Member<'a>>(mut source: Source<'a>) -> io::Result<Option<M>> {
    loop {
        let chunk = source.chunk()?;
        if chunk.is_empty() {
            return Ok(None);
        }
        let zeros = chunk.iter().take_while(|byte| **byte == 0).count();
        let only_zeros = zeros == chunk.len();
        source.consume(zeros);
        if !only_zeros {
            // A magic number that is cut off is that of a member that is.
            return if M::MAGIC.starts_with(source.peek(M::MAGIC.len())) {
                Ok(Some(M::begin(source)))
            } else {
                Err(io::Error::other(format!("what follows is no {} data", M::NAME)))
            };
        }
    }
}
