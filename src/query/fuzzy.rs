//! Words one letter away from others.

use std::collections::HashMap;

/// The shortest word that `~` makes fuzzy, in letters: below, nearly every word has another one letter away.
pub const MIN_FUZZY: usize = 5;

/// Up to this many words are compared one by one.
const FEW: usize = 8;

/// Whether two words are at most one letter apart: one is added, left out or replaced, or two neighbours are swapped
/// (Damerau 1964). Letters are Unicode scalar values.
pub fn within_one_letter(one: &str, other: &str) -> bool {
    // Four bytes are the longest letter.
    if one.len().abs_diff(other.len()) > 4 {
        return false;
    }
    let (mut one, mut other) = (one.chars(), other.chars());
    let (mut one_rest, mut other_rest) = (one.clone(), other.clone());
    while let (Some(a), Some(b)) = (one.next(), other.next()) {
        if a != b {
            break;
        }
        (one_rest, other_rest) = (one.clone(), other.clone());
    }
    let (mut one, mut other) = (one_rest.clone(), other_rest.clone());
    while let (Some(a), Some(b)) = (one.next_back(), other.next_back()) {
        if a != b {
            break;
        }
        (one_rest, other_rest) = (one.clone(), other.clone());
    }
    let letters = |of: &mut std::str::Chars<'_>| (of.next(), of.next(), of.next());
    match (letters(&mut one_rest), letters(&mut other_rest)) {
        ((_, None, _), (_, None, _)) => true,
        ((Some(a), Some(b), None), (Some(c), Some(d), None)) => a == d && b == c,
        _ => false,
    }
}

/// Words, to be found by their misspellings: all of them at once, however many there are.
///
/// Two words are one letter apart only where leaving out one letter of each, or of one, can make them equal (Garbe's
/// symmetric deletes); what that finds is then compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Misspellings {
    /// Words and the leaves that ask for them.
    words: Vec<(String, usize)>,
    /// Each word, and each word less one letter -> places in `words`. Filled once there are many.
    shortened: HashMap<String, Vec<usize>>,
}

impl Misspellings {
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub(super) fn add(&mut self, word: &str, leaf: usize) {
        self.words.push((word.to_owned(), leaf));
        let unfilled = match self.words.len() {
            ..=FEW => return,
            len if len == FEW + 1 => 0,
            len => len - 1,
        };
        for (place, (word, _)) in self.words.iter().enumerate().skip(unfilled) {
            for short in shortened(word) {
                let places = self.shortened.entry(short).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
    }

    /// The leaves that ask for a word at most one letter away from this one.
    pub(super) fn leaves_of(&self, spelled: &str, mut found: impl FnMut(usize)) {
        if self.shortened.is_empty() {
            for (word, leaf) in &self.words {
                if within_one_letter(word, spelled) {
                    found(*leaf);
                }
            }
            return;
        }
        let mut places: Vec<usize> =
            shortened(spelled).filter_map(|short| self.shortened.get(&short)).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        for (word, leaf) in places.into_iter().filter_map(|place| self.words.get(place)) {
            if within_one_letter(word, spelled) {
                found(*leaf);
            }
        }
    }
}

/// A word, and what leaving out one letter makes of it.
fn shortened(word: &str) -> impl Iterator<Item = String> {
    let without = word.char_indices().map(|(at, letter)| [&word[..at], &word[at + letter.len_utf8()..]].concat());
    std::iter::once(word.to_owned()).chain(without)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_letter_is_one_edit_or_one_swap() {
        for (one, other) in [
            ("police", "police"),
            ("police", "polce"),
            ("police", "pollice"),
            ("police", "polise"),
            ("police", "polcie"),
            ("polices", "police"),
            ("straße", "strase"),
        ] {
            assert!(within_one_letter(one, other) && within_one_letter(other, one), "{one} {other}");
        }
        for (one, other) in [("police", "polic es"), ("police", "plcie"), ("police", "poicle"), ("police", "")] {
            assert!(!within_one_letter(one, other) && !within_one_letter(other, one), "{one} {other}");
        }
    }

    /// Optimal string alignment, cell by cell.
    fn distance(one: &str, other: &str) -> usize {
        let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
        let mut cells = vec![vec![0; other.len() + 1]; one.len() + 1];
        for i in 0..=one.len() {
            for j in 0..=other.len() {
                let mut best = if i == 0 {
                    j
                } else if j == 0 {
                    i
                } else {
                    usize::MAX
                };
                if i > 0 && j > 0 {
                    let changed = usize::from(one[i - 1] != other[j - 1]);
                    best = (cells[i - 1][j] + 1).min(cells[i][j - 1] + 1).min(cells[i - 1][j - 1] + changed);
                    if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                        best = best.min(cells[i - 2][j - 2] + 1);
                    }
                }
                cells[i][j] = best;
            }
        }
        cells[one.len()][other.len()]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn words_are_found_one_by_one_and_all_at_once(
            words in proptest::collection::vec("[abé]{0,6}", 1..20),
            spelled in "[abé]{0,6}",
        ) {
            let mut misspellings = Misspellings::default();
            words.iter().enumerate().for_each(|(leaf, word)| misspellings.add(word, leaf));
            let mut found = Vec::new();
            misspellings.leaves_of(&spelled, |leaf| found.push(leaf));
            let expected: Vec<usize> =
                words.iter().enumerate().filter(|(_, word)| distance(word, &spelled) <= 1).map(|(leaf, _)| leaf).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
