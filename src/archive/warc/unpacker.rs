//! The packings in which web archives lie, unpacked step by step.

use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{Decoder, Operation};

/// How a web archive is packed: each record by itself, or all of them at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::archive) enum Packing {
    /// Not at all.
    Bare,
    Gzip,
    Zstd,
}

impl Packing {
    /// The name used in reasons.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bare => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    /// The bytes with which a member or frame begins.
    pub(super) fn magic(self) -> &'static [u8] {
        match self {
            Self::Bare => &[],
            Self::Gzip => &[0x1f, 0x8b, 0x08],
            Self::Zstd => &[0x28, 0xb5, 0x2f, 0xfd],
        }
    }
}

/// What one step did.
pub(super) struct Step {
    /// Bytes taken of the input.
    pub(super) taken: usize,
    /// Bytes written to the output.
    pub(super) given: usize,
    /// Whether the member or frame ends here.
    pub(super) ended: bool,
}

/// Unpacks one member or frame after another, with the same memory.
///
/// `GzDecoder` and `zstd::Decoder` own what they read from. Here the reader stays the owner, so that it can go back to
/// the beginning of a member that turned out to be damaged.
pub(super) enum Unpacker {
    Bare,
    Gzip(Box<Decompress>),
    Zstd(Box<Decoder<'static>>),
}

impl Unpacker {
    /// The dictionary is that of a zstd file; empty without one.
    pub(super) fn new(packing: Packing, dictionary: &[u8]) -> Result<Self, String> {
        Ok(match packing {
            Packing::Bare => Self::Bare,
            Packing::Gzip => Self::Gzip(Box::new(Decompress::new_gzip(WINDOW_BITS))),
            Packing::Zstd => Self::Zstd(Box::new(
                Decoder::with_dictionary(dictionary)
                    .map_err(|error| format!("the zstd dictionary of the file cannot be used: {error}"))?,
            )),
        })
    }

    /// Makes ready for the next member or frame.
    pub(super) fn reset(&mut self) {
        match self {
            Self::Bare => {}
            // Without a header it would be raw deflate.
            Self::Gzip(inflate) => inflate.reset(true),
            // Fails in the middle of nothing: the next step would tell.
            Self::Zstd(decoder) => drop(decoder.reinit()),
        }
    }

    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
        match self {
            Self::Bare => {
                let bytes = input.len().min(output.len());
                if let (Some(into), Some(from)) = (output.get_mut(..bytes), input.get(..bytes)) {
                    into.copy_from_slice(from);
                }
                Ok(Step { taken: bytes, given: bytes, ended: false })
            }
            Self::Gzip(inflate) => {
                let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
                let status = inflate
                    .decompress(input, output, FlushDecompress::None)
                    .map_err(|error| error.message().unwrap_or("corrupt deflate stream").to_owned())?;
                Ok(Step {
                    taken: (inflate.total_in() - before_in) as usize,
                    given: (inflate.total_out() - before_out) as usize,
                    ended: status == Status::StreamEnd,
                })
            }
            Self::Zstd(decoder) => {
                let status = decoder.run_on_buffers(input, output).map_err(|error| error.to_string())?;
                Ok(Step { taken: status.bytes_read, given: status.bytes_written, ended: status.remaining == 0 })
            }
        }
    }
}

/// The largest window that gzip knows: 32 KiB.
const WINDOW_BITS: u8 = 15;
