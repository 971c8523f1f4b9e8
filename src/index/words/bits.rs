//! Marks of documents of a window, one bit for each.

use tantivy::DocId;

/// Documents in a window, at most: bits and scores of one stay near the processor.
pub(super) const SPAN: u32 = 4096;

/// Words of bits in a window.
pub(super) const BITS: usize = SPAN as usize / 64;

/// Marks of the documents of a window.
pub(super) type Bits = [u64; BITS];

/// Whether a place is marked.
pub(super) fn has(bits: &Bits, place: u32) -> bool {
    bits[place as usize / 64] & (1 << (place % 64)) != 0
}

/// Marks a place.
pub(super) fn set(bits: &mut Bits, place: u32) {
    bits[place as usize / 64] |= 1 << (place % 64);
}

/// Takes the mark of a place away.
pub(super) fn clear(bits: &mut Bits, place: u32) {
    bits[place as usize / 64] &= !(1 << (place % 64));
}

/// Does something with the place of every mark, in order.
pub(super) fn each(bits: &Bits, mut take: impl FnMut(u32)) {
    for (at, &bits) in (0..).zip(bits) {
        let mut left = bits;
        while left != 0 {
            take(at * 64 + left.trailing_zeros());
            left &= left - 1;
        }
    }
}

/// Marks all places from one to before another.
pub(super) fn mark_all(bits: &mut Bits, from: u32, to: u32) {
    for (start, bits) in (0..).step_by(64).zip(bits) {
        let (low, high) = (from.clamp(start, start + 64) - start, to.clamp(start, start + 64) - start);
        if low < high {
            *bits |= (u64::MAX >> (64 - (high - low))) << low;
        }
    }
}

pub(super) fn count(bits: &Bits) -> u64 {
    bits.iter().map(|bits| u64::from(bits.count_ones())).sum()
}

pub(super) fn is_empty(bits: &Bits) -> bool {
    bits.iter().all(|bits| *bits == 0)
}

/// Marks what others mark, too.
pub(super) fn join(bits: &mut Bits, others: &Bits) {
    bits.iter_mut().zip(others).for_each(|(bits, others)| *bits |= others);
}

/// Leaves what others mark, too.
pub(super) fn meet(bits: &mut Bits, others: &Bits) {
    bits.iter_mut().zip(others).for_each(|(bits, others)| *bits &= others);
}

/// Marks documents of a window. Neighbours lie in one word of bits and would wait for one another, so four places of the
/// list are gone through at once.
pub(super) fn mark(bits: &mut Bits, start: DocId, docs: &[DocId]) {
    let mut set = |doc: DocId| {
        let place = doc - start;
        bits[place as usize / 64 % BITS] |= 1 << (place % 64);
    };
    let quarter = docs.len() / 4;
    let (first, rest) = docs.split_at(quarter);
    let (second, rest) = rest.split_at(quarter);
    let (third, rest) = rest.split_at(quarter);
    let (fourth, rest) = rest.split_at(quarter);
    for (((first, second), third), fourth) in first.iter().zip(second).zip(third).zip(fourth) {
        set(*first);
        set(*second);
        set(*third);
        set(*fourth);
    }
    rest.iter().for_each(|doc| set(*doc));
}
