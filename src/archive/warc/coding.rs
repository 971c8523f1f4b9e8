//! The content codings in which servers pack what they send (RFC 9110, section 8.4.1).

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use brotli_decompressor::Decompressor as Brotli;
use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};

use crate::archive::budget::Budget;
use crate::archive::damage::Damage;
use crate::archive::limits::{UNPACK_BYTES, is_bomb};
use crate::archive::source::Source;
use crate::text::Grouped;

/// Codings that may lie around one another; a server that names more is making fun of us.
pub(super) const MOST_CODINGS: usize = 4;

/// Bytes that show whether a payload is coded as its head says.
const LOOK_BYTES: usize = 1 << 10;

/// A coding by its name in `Content-Encoding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Gzip,
    Zlib,
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    /// The coding of a name, where the payload really has it. Crawlers decode, and keep the field that says otherwise.
    fn of(name: &str, head: &[u8]) -> Option<Self> {
        let is_gzip = head.starts_with(&[0x1f, 0x8b]);
        let is_zlib = match head {
            [first, second, ..] => first & 15 == 8 && u16::from_be_bytes([*first, *second]).is_multiple_of(31),
            _ => false,
        };
        match name {
            "gzip" | "x-gzip" => is_gzip.then_some(Self::Gzip),
            "deflate" if is_zlib => Some(Self::Zlib),
            "deflate" if is_gzip => Some(Self::Gzip),
            "deflate" => (opens(DeflateDecoder::new(head)) || !is_text(head)).then_some(Self::Deflate),
            "br" => (opens(Brotli::new(head, LOOK_BYTES)) || !is_text(head)).then_some(Self::Brotli),
            "zstd" => head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]).then_some(Self::Zstd),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zlib | Self::Deflate => "deflate",
            Self::Brotli => "brotli",
            Self::Zstd => "zstd",
        }
    }
}

/// True where a decoder reads some bytes of a head. Some codings have no mark of their own.
fn opens(mut decoder: impl Read) -> bool {
    decoder.read(&mut [0; 64]).is_ok_and(|got| got > 0)
}

/// True for bytes that are no coding that failed to open, but the text itself.
fn is_text(head: &[u8]) -> bool {
    head.iter().all(|byte| *byte >= b' ' || byte.is_ascii_whitespace())
}

/// A payload out of one coding; as it is, where it is not so coded.
pub(super) fn decoded<'a>(mut source: Source<'a>, name: &str, budget: &Budget) -> io::Result<Source<'a>> {
    let Some(coding) = Coding::of(name, source.peek(LOOK_BYTES)) else { return Ok(source) };
    let taken = Arc::new(AtomicU64::new(0));
    let payload = Payload { source, taken: Arc::clone(&taken) };
    let decoder: Box<dyn Read + 'a> = match coding {
        Coding::Gzip => Box::new(GzDecoder::new(payload)),
        Coding::Zlib => Box::new(ZlibDecoder::new(payload)),
        Coding::Deflate => Box::new(DeflateDecoder::new(payload)),
        Coding::Brotli => Box::new(Brotli::new(payload, UNPACK_BYTES)),
        Coding::Zstd => Box::new(zstd::stream::read::Decoder::new(payload)?),
    };
    Ok(Source::new(Decoded { coding, decoder, taken, budget: budget.clone(), given: 0 }, UNPACK_BYTES))
}

/// The coded bytes, counted.
struct Payload<'a> {
    source: Source<'a>,
    taken: Arc<AtomicU64>,
}

impl Read for Payload<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.source.read(into)?;
        self.taken.fetch_add(got as u64, Ordering::Relaxed);
        Ok(got)
    }
}

struct Decoded<'a> {
    coding: Coding,
    decoder: Box<dyn Read + 'a>,
    taken: Arc<AtomicU64>,
    budget: Budget,
    given: u64,
}

impl Read for Decoded<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let (coding, given) = (self.coding.name(), Grouped(self.given));
        let got = self.decoder.read(into).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            io::ErrorKind::UnexpectedEof => {
                Damage::Record(format!("its {coding} coding ends early, after {given} decoded bytes")).into()
            }
            _ => match error.downcast::<Damage>() {
                Ok(damage) => damage.into(),
                Err(error) => {
                    let reason = format!("its {coding} coding is damaged after {given} decoded bytes: {error}");
                    Damage::Record(reason).into()
                }
            },
        })?;
        self.given += got as u64;
        self.budget.spend(got)?;
        let taken = self.taken.load(Ordering::Relaxed);
        if is_bomb(self.given, taken) {
            let (given, taken) = (Grouped(self.given), Grouped(taken));
            let bomb = format!("its {coding} coding grew to {given} bytes out of {taken}: taken for a bomb");
            return Err(Damage::Record(bomb).into());
        }
        Ok(got)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const TEXT: &str = "A press release, a press release, and a press release again.";

    fn read(bytes: &[u8], name: &str) -> Result<String, String> {
        let mut text = String::new();
        let mut source = decoded(Source::new(bytes, 5), name, &Budget::of(1 << 30)).unwrap();
        source.read_to_string(&mut text).map(|_| text).map_err(|error| error.to_string())
    }

    fn packed<W: Write>(mut writer: W, finish: impl FnOnce(W) -> io::Result<Vec<u8>>) -> Vec<u8> {
        writer.write_all(TEXT.as_bytes()).unwrap();
        finish(writer).unwrap()
    }

    fn codings() -> [(&'static str, Vec<u8>); 5] {
        use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
        let level = flate2::Compression::default();
        [
            ("gzip", packed(GzEncoder::new(Vec::new(), level), GzEncoder::finish)),
            ("deflate", packed(ZlibEncoder::new(Vec::new(), level), ZlibEncoder::finish)),
            ("deflate", packed(DeflateEncoder::new(Vec::new(), level), DeflateEncoder::finish)),
            ("zstd", zstd::encode_all(TEXT.as_bytes(), 3).unwrap()),
            ("br", BROTLI.to_vec()),
        ]
    }

    /// [`TEXT`], by Google's encoder.
    const BROTLI: &[u8] = &[
        27, 59, 0, 16, 140, 84, 181, 191, 6, 9, 10, 115, 83, 46, 100, 176, 1, 7, 78, 73, 177, 141, 55, 70, 137, 146,
        153, 12, 131, 97, 184, 131, 123, 10, 47,
    ];

    #[test]
    fn every_coding_is_decoded() {
        for (name, bytes) in codings() {
            assert_eq!(read(&bytes, name).as_deref(), Ok(TEXT), "{name}");
        }
    }

    #[test]
    fn a_field_that_tells_of_a_coding_which_is_not_there_is_passed_over() {
        for name in ["gzip", "deflate", "br", "zstd", "identity", "utf-8"] {
            assert_eq!(read(TEXT.as_bytes(), name).as_deref(), Ok(TEXT), "{name}");
            assert_eq!(read(b"", name).as_deref(), Ok(""), "{name}");
        }
    }

    #[test]
    fn a_coding_that_is_cut_off_is_no_whole_payload() {
        for (name, bytes) in codings() {
            let cut = read(&bytes[..bytes.len() - 9], name).unwrap_err();
            assert!(cut.starts_with("its ") && cut.contains("coding"), "{name}: {cut}");
        }
    }
}
