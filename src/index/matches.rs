//! Every release that satisfies a query, one after the other, with looks at the clock.

use std::time::Instant;

use tantivy::query::Weight;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, SegmentReader};

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
        let mut scorer = weight.scorer(segment, 1.0)?;
        let mut block = [0; COLLECT_BLOCK_BUFFER_LEN];
        let alive = segment.alive_bitset();
        loop {
            let filled = scorer.fill_buffer(&mut block);
            for &doc in block.iter().take(filled) {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    take(doc);
                }
            }
            if filled < block.len() {
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
