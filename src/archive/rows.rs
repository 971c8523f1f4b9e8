//! A row of an export, as raw bytes: what [`lines`](super::lines), [`objects`](super::objects) and
//! [`records`](super::records) all give.

use super::source::Source;

/// The bytes of one row, without what separates it from the next.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// `line 12`, `item 3`; empty where the file is one row.
    pub(super) place: String,
    pub(super) bytes: Vec<u8>,
}

/// A row that could not be had, or the place from which nothing can be had any more.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LostRow {
    pub(super) place: String,
    pub(super) reason: String,
}

/// Rows in order; a lost one does not stop the rest, unless the file itself ends there.
pub(super) type Rows<'a> = Box<dyn Iterator<Item = Result<Row, LostRow>> + 'a>;

/// The next bytes of the rows; none at the end. `ended` is set there, and where damage ends the reading.
pub(super) fn chunk<'s>(source: &'s mut Source<'_>, ended: &mut bool) -> Result<&'s [u8], String> {
    let chunk = source.chunk();
    *ended = !chunk.as_ref().is_ok_and(|chunk| !chunk.is_empty());
    chunk.map_err(|damage| damage.to_string())
}

/// A row being read: it takes all that is given and keeps no more than the limit.
pub(super) struct Gathered {
    bytes: Vec<u8>,
    limit: usize,
    overrun: bool,
}

impl Gathered {
    pub(super) fn up_to(limit: usize) -> Self {
        Self { bytes: Vec::new(), limit, overrun: false }
    }

    pub(super) fn push(&mut self, part: &[u8]) {
        if self.overrun || part.len() > self.limit.saturating_sub(self.bytes.len()) {
            self.overrun = true;
            self.bytes = Vec::new();
        } else {
            self.bytes.extend_from_slice(part);
        }
    }

    /// Whether it is too long already.
    pub(super) fn is_overrun(&self) -> bool {
        self.overrun
    }

    /// The whole row, or why there is none.
    pub(super) fn finish(self) -> Result<Vec<u8>, String> {
        if self.overrun {
            Err(format!("it is longer than {} MiB and was passed over", self.limit >> 20))
        } else {
            Ok(self.bytes)
        }
    }
}
