//! What the places of a query's words in one release say of it: do they stand together, and do they stand early?
//!
//! Pure arithmetic over positions; [`super::rerank`] reads them. Sources: pairs after Büttcher, Clarke and Lushman,
//! "Term proximity scoring for ad-hoc retrieval on very large text collections" (SIGIR 2006); the best passage after
//! Callan, "Passage-level evidence in document retrieval" (SIGIR 1994).

use std::cmp::Ordering;

use tantivy::Score;

/// BM25's k1: how soon repetition of a word ceases to count. The engine's constant, as in Lucene.
pub(super) const K1: Score = 1.2;
/// BM25's b: how far a long text is held against its words. The engine's constant, as in Lucene.
const B: Score = 0.75;

/// Farther apart than this, in words, two words are no pair: about half a sentence.
const PAIR: u32 = 10;

/// The length of a passage, in words: a sentence or two, as long as a snippet.
const PASSAGE: u32 = 30;

/// Over so many words the beginning fades out: the first paragraph of a release.
const BEGINNING: u32 = 100;

/// One place of one word of the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Occurrence {
    pub(super) position: u32,
    /// Which of the query's words.
    pub(super) word: usize,
}

/// How BM25 holds a text of this length against its words: what is added to a frequency below the line.
pub(super) fn damping(length: u32, average: Score) -> Score {
    K1 * (1.0 - B + B * length as Score / average)
}

/// BM25's share of a frequency: it rises from 0 and stays below `K1 + 1`.
pub(super) fn saturated(frequency: Score, damping: Score) -> Score {
    frequency * (K1 + 1.0) / (frequency + damping)
}

/// What neighbours say: every two neighbouring words of the query that are not one and the same give each other their
/// own weight over the square of their distance, and what each was given counts as a frequency does in BM25.
///
/// Occurrences are in order.
pub(super) fn pairs(occurrences: &[Occurrence], weights: &[Score], damping: Score) -> Score {
    if weights.len() < 2 {
        return 0.0;
    }
    let mut given = vec![0.0; weights.len()];
    for neighbours in occurrences.windows(2) {
        let [one, other] = neighbours else { continue };
        let apart = other.position - one.position;
        if one.word != other.word && (1..=PAIR).contains(&apart) {
            let nearness = 1.0 / (apart * apart) as Score;
            given[one.word] += weights[other.word] * nearness;
            given[other.word] += weights[one.word] * nearness;
        }
    }
    weights.iter().zip(given).map(|(weight, given)| weight * saturated(given, damping)).sum()
}

/// The weight of the distinct words in the passage that has most of it. Occurrences are in order.
pub(super) fn best_passage(occurrences: &[Occurrence], weights: &[Score]) -> Score {
    if let [weight] = weights {
        return if occurrences.is_empty() { 0.0 } else { *weight };
    }
    let mut inside = vec![0_usize; weights.len()];
    let mut best: Score = 0.0;
    let mut first = 0;
    for (last, occurrence) in occurrences.iter().enumerate() {
        inside[occurrence.word] += 1;
        while occurrences[first].position + PASSAGE <= occurrence.position {
            inside[occurrences[first].word] -= 1;
            first += 1;
        }
        if inside[occurrence.word] == 1 || first == last {
            // Summed anew, in the order of the words: so that equal passages weigh the same to the last bit.
            let weight = weights.iter().zip(&inside).filter(|(_, count)| **count > 0).map(|(weight, _)| weight).sum();
            if Score::total_cmp(&weight, &best) == Ordering::Greater {
                best = weight;
            }
        }
    }
    best
}

/// The weight of the distinct words, each faded by how many words stand before it. Occurrences are in order, `start`
/// is where the beginning ends to be whole.
pub(super) fn earliness(occurrences: &[Occurrence], weights: &[Score], start: u32) -> Score {
    let mut seen = vec![false; weights.len()];
    let mut early = 0.0;
    for occurrence in occurrences {
        let after = occurrence.position.saturating_sub(start);
        if after >= BEGINNING {
            break;
        }
        if !std::mem::replace(&mut seen[occurrence.word], true) {
            early += weights[occurrence.word] * (1.0 - after as Score / BEGINNING as Score);
        }
    }
    early
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(places: &[(u32, usize)]) -> Vec<Occurrence> {
        places.iter().map(|&(position, word)| Occurrence { position, word }).collect()
    }

    #[test]
    fn words_side_by_side_say_more_than_words_apart_and_far_ones_nothing() {
        let weights = [2.0, 3.0];
        let of = |apart: u32| pairs(&at(&[(64, 0), (64 + apart, 1)]), &weights, 1.2);
        assert!(of(1) > of(2) && of(2) > of(10) && of(10) > 0.0);
        assert_eq!(of(11), 0.0);
        // 3 given to one, 2 to the other, each saturated.
        assert!((of(1) - (2.0 * 3.0 * 2.2 / 4.2 + 3.0 * 2.0 * 2.2 / 3.2)).abs() < 1e-5);
    }

    #[test]
    fn a_word_is_no_neighbour_of_itself_nor_of_another_at_its_own_place() {
        assert_eq!(pairs(&at(&[(64, 0), (65, 0)]), &[2.0, 3.0], 1.2), 0.0);
        assert_eq!(pairs(&at(&[(64, 0), (64, 1)]), &[2.0, 3.0], 1.2), 0.0);
    }

    #[test]
    fn the_best_passage_is_the_one_with_most_of_the_weight_however_often_a_word_stands_in_it() {
        let weights = [1.0, 2.0, 4.0];
        assert_eq!(best_passage(&at(&[(64, 0), (65, 0), (66, 0), (93, 1), (94, 2)]), &weights), 7.0);
        assert_eq!(best_passage(&at(&[(64, 0), (65, 1), (95, 2)]), &weights), 4.0);
        assert_eq!(best_passage(&at(&[(64, 0), (94, 0)]), &weights), 1.0);
        assert_eq!(best_passage(&[], &weights), 0.0);
    }

    #[test]
    fn what_is_said_early_counts_more_and_once() {
        let weights = [2.0];
        assert_eq!(earliness(&at(&[(64, 0), (65, 0)]), &weights, 130), 2.0);
        assert_eq!(earliness(&at(&[(180, 0)]), &weights, 130), 1.0);
        assert_eq!(earliness(&at(&[(230, 0)]), &weights, 130), 0.0);
    }
}
