//! Which words a document must have for its score to matter.

use tantivy::Score;

use super::bits::{BITS, Bits, join, meet};
use super::list::List;

/// Of so many words all sets are looked at; of more, each alone.
const MOST_COMBINED: usize = 6;

/// What lies between a sum of bounds and a sum of scores, as both are rounded.
pub(super) const ROUNDING: Score = 1.0001;

/// Which documents of a window have words that could add up to a bar.
#[derive(Default)]
pub(super) struct Enough {
    /// What was asked about last.
    bounds: Vec<Score>,
    bar: Score,
    /// What it takes.
    takes: Takes,
}

enum Takes {
    /// All words of one of these sets.
    OneSet(Vec<usize>),
    /// One of these words.
    OneWord(Vec<usize>),
}

impl Default for Takes {
    fn default() -> Self {
        Self::OneWord(Vec::new())
    }
}

impl Takes {
    fn of(bounds: &[Score], bar: Score) -> Self {
        if bounds.len() > MOST_COMBINED {
            Self::OneWord(telling(bounds, bar))
        } else {
            Self::OneSet(least_sets(bounds, bar).collect())
        }
    }
}

impl Enough {
    /// Marks them. `bounds` are what each list adds to a score, at most.
    pub(super) fn mark(&mut self, lists: &[List], bounds: &[Score], bar: Score) -> Bits {
        if self.bounds != bounds || self.bar != bar {
            self.bounds.clear();
            self.bounds.extend_from_slice(bounds);
            (self.bar, self.takes) = (bar, Takes::of(bounds, bar));
        }
        let mut documents = [0; BITS];
        match &self.takes {
            Takes::OneWord(words) => {
                words.iter().filter_map(|word| lists[*word].marked()).for_each(|marked| join(&mut documents, marked));
            }
            Takes::OneSet(sets) => {
                for set in sets {
                    let of_set = (0..lists.len()).filter(|list| *set & (1 << list) != 0);
                    let marked: Option<Vec<&Bits>> = of_set.map(|list| lists[list].marked()).collect();
                    if let Some(marked) = marked {
                        let mut with_all = [u64::MAX; BITS];
                        marked.into_iter().for_each(|marked| meet(&mut with_all, marked));
                        join(&mut documents, &with_all);
                    }
                }
            }
        }
        documents
    }
}

/// The sets of words that reach the bar, and not without any one of them.
fn least_sets(bounds: &[Score], bar: Score) -> impl Iterator<Item = usize> {
    let mut sums = [0.0; 1 << MOST_COMBINED];
    for (word, bound) in bounds.iter().enumerate() {
        for set in 0..1 << word {
            sums[set | 1 << word] = sums[set] + bound;
        }
    }
    let words = bounds.len();
    let without_any = move |set: usize| {
        (0..words).map(|word| set & !(1 << word)).any(|rest| rest != set && rest != 0 && sums[rest] >= bar)
    };
    (1..1 << words).filter(move |set| sums[*set] >= bar && !without_any(*set))
}

/// The words of which a document must have one: all others together do not reach the bar.
fn telling(bounds: &[Score], bar: Score) -> Vec<usize> {
    let mut by_bound: Vec<usize> = (0..bounds.len()).collect();
    by_bound.sort_unstable_by(|one, other| bounds[*one].total_cmp(&bounds[*other]));
    let mut sum = 0.0;
    let silent = by_bound.iter().take_while(|list| {
        sum += bounds[**list];
        sum < bar
    });
    let silent = silent.count();
    by_bound.split_off(silent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_words_that_reaches_the_bar_has_one_of_the_least_sets_in_it() {
        let bounds = [5.0, 3.0, 1.5, 1.0];
        for bar in [Score::MIN, 0.5, 1.0, 2.0, 3.0, 4.4, 5.5, 6.0, 8.0, 10.0, 10.5, 11.0] {
            let least: Vec<usize> = least_sets(&bounds, bar).collect();
            for set in 1..1 << bounds.len() {
                let sum: Score = (0..4).filter(|word| set & (1 << word) != 0).map(|word| bounds[word]).sum();
                let has_one = least.iter().any(|least| set & least == *least);
                assert_eq!(has_one, sum >= bar, "{set:b} {bar}");
            }
            assert!(least.iter().all(|one| !least.iter().any(|other| one != other && one & other == *other)));
        }
    }

    #[test]
    fn words_that_are_not_telling_do_not_reach_the_bar_together() {
        let bounds = [2.0, 7.0, 1.0, 3.0];
        assert_eq!(telling(&bounds, Score::MIN), [2, 0, 3, 1]);
        assert_eq!(telling(&bounds, 3.5), [3, 1]);
        assert_eq!(telling(&bounds, 6.0), [3, 1]);
        assert_eq!(telling(&bounds, 6.5), [1]);
        assert_eq!(telling(&bounds, 14.0), [0; 0]);
    }
}
