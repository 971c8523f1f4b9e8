//! Queries out of the corpus they are asked of: words that stand together in its releases.

use std::collections::{HashMap, HashSet};

use pressmark::text::{Reading, is_stop_word, tokenize};

use crate::bare::{Row, day};
use crate::corpus::Random;

/// Releases at the beginning of a corpus from which queries are drawn: the same at every size.
const SAMPLE: usize = 5000;

/// Queries of each kind, all of words that at least some releases have.
pub(crate) struct Queries {
    pub(crate) one: Vec<Vec<String>>,
    pub(crate) two: Vec<Vec<String>>,
    pub(crate) four: Vec<Vec<String>>,
    /// Two words, one behind the other.
    pub(crate) sequence: Vec<Vec<String>>,
    /// Days, in order, of the dated releases.
    days: Vec<i64>,
}

impl Queries {
    /// So many of each kind.
    pub(crate) fn of(rows: impl Iterator<Item = Row>, many: usize) -> Self {
        let (mut releases, mut days) = (Vec::new(), Vec::new());
        for row in rows.take(SAMPLE) {
            let words: Vec<String> =
                tokenize(&row.body, Reading::Index).iter().map(|token| token.folded.to_owned()).collect();
            releases.push(words);
            days.extend(Some(day(row.date.as_deref())).filter(|day| *day > 0));
        }
        days.sort_unstable();
        let mut having: HashMap<&str, usize> = HashMap::new();
        let mut after: HashMap<(&str, &str), usize> = HashMap::new();
        for words in &releases {
            let distinct: HashSet<&str> = words.iter().map(String::as_str).collect();
            distinct.into_iter().for_each(|word| *having.entry(word).or_default() += 1);
            let pairs: HashSet<(&str, &str)> = words.windows(2).map(|pair| (&*pair[0], &*pair[1])).collect();
            pairs.into_iter().for_each(|pair| *after.entry(pair).or_default() += 1);
        }
        let few = releases.len().div_ceil(500).max(3);
        let asked = |word: &str| {
            word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase()) && !is_stop_word(word) && having[word] >= few
        };
        let mut random = Random(releases.len() as u64);
        let mut drawn = |count: usize| -> Vec<Vec<String>> {
            let mut queries = Vec::new();
            while queries.len() < many {
                let words = &releases[random.below(releases.len())];
                let mut query: Vec<String> = Vec::new();
                for _ in 0..20 * count {
                    if words.is_empty() || query.len() == count {
                        break;
                    }
                    let word = &words[random.below(words.len())];
                    if asked(word) && !query.contains(word) {
                        query.push(word.clone());
                    }
                }
                if query.len() == count {
                    queries.push(query);
                }
            }
            queries
        };
        let (one, two, four) = (drawn(1), drawn(2), drawn(4));
        let mut sequence: Vec<(&str, &str)> = after
            .iter()
            .filter(|((one, other), count)| **count >= few && asked(one) && asked(other) && one != other)
            .map(|(pair, _)| *pair)
            .collect();
        sequence.sort_unstable();
        let sequence = (0..many)
            .map(|_| sequence[random.below(sequence.len())])
            .map(|(one, other)| vec![one.to_owned(), other.to_owned()])
            .collect();
        Self { one, two, four, sequence, days }
    }

    /// The days in the middle that so great a share of the releases has.
    pub(crate) fn range(&self, share: f64) -> (i64, i64) {
        let at = |place: f64| self.days[(place * (self.days.len() - 1) as f64).round() as usize];
        (at(0.5 - share / 2.0), at(0.5 + share / 2.0))
    }
}
