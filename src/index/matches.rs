//! Every release that satisfies a query, one after the other, with looks at the clock.

use std::ops::Range;
use std::time::Instant;

use tantivy::query::Weight;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet, SegmentReader};

/// Blocks of releases between two looks at the clock.
const BETWEEN_LOOKS: usize = 64;

/// The clock of one pass over some segments.
pub(super) struct Pass {
    deadline: Option<Instant>,
    blocks: usize,
}

impl Pass {
    pub(super) fn new(deadline: Option<Instant>) -> Self {
        Self { deadline, blocks: 0 }
    }

    /// Hands over what satisfies a query in one segment; false where the deadline passed first.
    pub(super) fn over(
        &mut self,
        segment: &SegmentReader,
        weight: &dyn Weight,
        mut take: impl FnMut(DocId),
    ) -> tantivy::Result<bool> {
        let every = 0..segment.max_doc();
        self.blocks(segment, weight, every, |docs| docs.iter().for_each(|&doc| take(doc)))
    }

    /// The same in blocks, of that stretch of the segment alone.
    pub(super) fn blocks(
        &mut self,
        segment: &SegmentReader,
        weight: &dyn Weight,
        stretch: Range<DocId>,
        mut take: impl FnMut(&[DocId]),
    ) -> tantivy::Result<bool> {
        if stretch.is_empty() {
            return Ok(true);
        }
        let mut scorer = weight.scorer(segment, 1.0)?;
        if scorer.doc() < stretch.start {
            scorer.seek(stretch.start);
        }
        let mut block = [0; COLLECT_BLOCK_BUFFER_LEN];
        let alive = segment.alive_bitset();
        loop {
            let filled = scorer.fill_buffer(&mut block);
            let mut docs = &mut block[..filled];
            let whole = docs.len() == COLLECT_BLOCK_BUFFER_LEN && docs.last().is_some_and(|last| *last < stretch.end);
            if !whole {
                let end = docs.partition_point(|doc| *doc < stretch.end);
                docs = &mut docs[..end];
            }
            match alive {
                None => take(docs),
                Some(alive) => {
                    let mut kept = 0;
                    for at in 0..docs.len() {
                        docs[kept] = docs[at];
                        kept += usize::from(alive.is_alive(docs[at]));
                    }
                    take(&docs[..kept]);
                }
            }
            if !whole {
                return Ok(true);
            }
            self.blocks += 1;
            if self.blocks.is_multiple_of(BETWEEN_LOOKS) && self.is_over() {
                return Ok(false);
            }
        }
    }

    fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }
}
