//! `MinHash`: the likeness of two sets of sequences out of small sketches, and the keys by which like sketches meet.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// How many bands a sketch is cut into; each is one key.
pub(super) const BANDS: usize = 12;

/// How many values a band has. Two texts that share the part *j* of their sequences meet in some band with the
/// probability 1 - (1 - *j*²)¹²: 97 % where they share half, 99.97 % where they share seven tenths.
///
/// 32 bands of 3 or 4 rows tell likeness from unlikeness more sharply and cost more than twice as many terms. What meets
/// is compared exactly, so unlike texts that meet cost a look and no more.
pub(super) const ROWS: usize = 2;

const SIZE: usize = BANDS * ROWS;

/// What remains of a set: its smallest hashes, one for each of 24 places.
///
/// Two sketches agree at a place with the probability that is the Jaccard likeness of the sets. Every element is thrown
/// at one place per round until no place is empty (Dahlgaard, Knudsen and Thorup, *Fast similarity sketching*, 2017):
/// as good as one hash function for every place, and for sets of some hundreds of elements mostly done in one round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sketch([u64; SIZE]);

impl Sketch {
    /// Of the hashes of its elements, in any order, any number of times each; `None` for the empty set.
    pub(super) fn of(hashes: &[u64]) -> Option<Self> {
        const EMPTY: u64 = u64::MAX;
        if hashes.is_empty() {
            return None;
        }
        let mut places = [EMPTY; SIZE];
        let mut empty = SIZE;
        // In the second half of the rounds each fills one place: then none is empty, whatever chance did.
        for round in 0..2 * SIZE as u64 {
            for element in hashes {
                let hash = if round == 0 { *element } else { xxh3_64_with_seed(&element.to_le_bytes(), round) };
                let place = match (round as usize).checked_sub(SIZE) {
                    None => (((hash & 0xffff_ffff) * SIZE as u64) >> 32) as usize,
                    Some(place) => place,
                };
                // A value of an earlier round is smaller than any of a later one.
                let value = round << 32 | hash >> 32;
                if places[place] == EMPTY {
                    empty -= 1;
                }
                places[place] = places[place].min(value);
            }
            if empty == 0 {
                break;
            }
        }
        Some(Self(places))
    }

    /// One key for each band.
    pub(super) fn keys(&self) -> impl Iterator<Item = u32> {
        self.0.chunks_exact(ROWS).enumerate().map(|(band, rows)| {
            let mut bytes = [0; (ROWS + 1) * size_of::<u64>()];
            for (slot, value) in bytes.chunks_exact_mut(size_of::<u64>()).zip(rows.iter().chain([&(band as u64)])) {
                slot.copy_from_slice(&value.to_le_bytes());
            }
            xxh3_64(&bytes) as u32
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set(numbers: impl Iterator<Item = u64>) -> Vec<u64> {
        numbers.map(|number| xxh3_64(&number.to_le_bytes())).collect()
    }

    /// The share of places at which two sketches agree.
    fn estimate(one: &[u64], other: &[u64]) -> f64 {
        let (one, other) = (Sketch::of(one).unwrap(), Sketch::of(other).unwrap());
        one.0.iter().zip(&other.0).filter(|(left, right)| left == right).count() as f64 / SIZE as f64
    }

    proptest! {
        /// Agreement at 24 places that do not know of each other has the deviation √(j (1 - j) / 24). Chance leaves
        /// five of them once in two million cases, and three places more where the curve is not the normal one.
        #[test]
        fn a_sketch_estimates_the_jaccard_likeness(
            shared in 0u64..600, one in 0u64..600, other in 0u64..600, from in 0..u64::MAX / 2
        ) {
            prop_assume!(shared + one > 0 && shared + other > 0);
            let left = set((0..shared + one).map(|number| from + number));
            let right = set((0..shared).chain(shared + one..shared + one + other).map(|number| from + number));
            let exact = shared as f64 / (shared + one + other) as f64;
            let deviation = (exact * (1.0 - exact) / SIZE as f64).sqrt();
            let estimate = estimate(&left, &right);
            prop_assert!((estimate - exact).abs() <= 5.0 * deviation + 3.0 / SIZE as f64, "{estimate} for {exact}");
        }
    }

    #[test]
    fn the_estimate_leans_to_neither_side_however_small_the_sets() {
        // 200 pairs of every size, half of their elements shared: the mean may be off by four of its deviations.
        for size in [3, 12, 36, 150, 600] {
            let exact = 1.0 / 3.0;
            let mean = (0..200u64)
                .map(|pair| {
                    let at = |number: u64| pair << 32 | number;
                    estimate(&set((0..2 * size).map(at)), &set((size..3 * size).map(at)))
                })
                .sum::<f64>()
                / 200.0;
            let deviation = (exact * (1.0 - exact) / (SIZE as f64 * 200.0)).sqrt();
            // Elements that fall on many places of a sketch make those places agree or differ together.
            let together = (SIZE as f64 / (3 * size) as f64).max(1.0).sqrt();
            assert!((mean - exact).abs() < 4.0 * deviation * together, "{mean} for sets of {size}");
        }
    }

    #[test]
    fn equal_sets_meet_in_every_band_and_the_empty_set_in_none() {
        let keys = |set: &[u64]| Sketch::of(set).map(|sketch| sketch.keys().collect::<Vec<_>>());
        let one = set(0..50);
        assert_eq!(keys(&one), keys(&set((0..50).rev().chain(7..9))));
        assert_eq!(keys(&one).map(|keys| keys.len()), Some(BANDS));
        assert_eq!(keys(&[]), None);
    }
}
