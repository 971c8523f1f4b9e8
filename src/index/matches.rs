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
        self.blocks(segment, weight, std::slice::from_ref(&every), |docs| docs.iter().for_each(|&doc| take(doc)))
    }

    /// The same in blocks, of these pieces of the segment alone, which are in order.
    pub(super) fn blocks(
        &mut self,
        segment: &SegmentReader,
        weight: &dyn Weight,
        pieces: &[Range<DocId>],
        mut take: impl FnMut(&[DocId]),
    ) -> tantivy::Result<bool> {
        let mut left = pieces;
        if left.is_empty() {
            return Ok(true);
        }
        let mut scorer = weight.scorer(segment, 1.0)?;
        let mut block = [0; COLLECT_BLOCK_BUFFER_LEN];
        let alive = segment.alive_bitset();
        while let Some(piece) = left.first() {
            if scorer.doc() < piece.start {
                scorer.seek(piece.start);
            }
            let filled = scorer.fill_buffer(&mut block);
            let docs = &mut block[..filled];
            let all_inside = docs.first().is_some_and(|first| *first >= piece.start)
                && docs.last().is_some_and(|last| *last < piece.end);
            if all_inside && alive.is_none() {
                take(docs);
            } else {
                let mut kept = 0;
                for at in 0..docs.len() {
                    let doc = docs[at];
                    while left.first().is_some_and(|piece| piece.end <= doc) {
                        left = &left[1..];
                    }
                    let inside = left.first().is_some_and(|piece| piece.start <= doc);
                    docs[kept] = doc;
                    kept += usize::from(inside && alive.is_none_or(|alive| alive.is_alive(doc)));
                }
                take(&docs[..kept]);
            }
            if filled < COLLECT_BLOCK_BUFFER_LEN {
                return Ok(true);
            }
            self.blocks += 1;
            if self.blocks.is_multiple_of(BETWEEN_LOOKS) && self.is_over() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }
}
