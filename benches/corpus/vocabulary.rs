//! Words that no text had before, as often as real texts have them.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use super::Random;
use super::originals::Originals;

/// Heaps' law: `V = K·nᵝ` distinct words in a text of `n` words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heaps {
    pub(crate) k: f64,
    pub(crate) beta: f64,
}

impl Heaps {
    /// Fitted, by least squares of the logarithms, to how many distinct words a text has at its sixteenths.
    pub(crate) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let (mut seen, mut growth, mut count) = (HashSet::new(), Vec::new(), 0_u64);
        for text in texts {
            for word in words(text) {
                count += 1;
                seen.insert(hash(&text[word.start..word.end]));
            }
            growth.push((count, seen.len()));
        }
        let sixteenths: Vec<(f64, f64)> = growth
            .iter()
            .step_by((growth.len() / 16).max(1))
            .skip(1)
            .map(|&(count, distinct)| ((count as f64).ln(), (distinct as f64).ln()))
            .collect();
        let mean = |of: fn(&(f64, f64)) -> f64| sixteenths.iter().map(of).sum::<f64>() / sixteenths.len() as f64;
        let (x, y) = (mean(|point| point.0), mean(|point| point.1));
        let beta = sixteenths.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>()
            / sixteenths.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>();
        Self { k: (y - beta * x).exp(), beta }
    }

    fn distinct(&self, words: u64) -> f64 {
        self.k * (words as f64).powf(self.beta)
    }
}

/// The words of a corpus that is being grown.
pub(crate) struct Vocabulary {
    law: Heaps,
    /// The words that stand once in all originals.
    once: HashSet<u64, BuildHasherDefault<Itself>>,
    seen: HashSet<u64, BuildHasherDefault<Itself>>,
    words: u64,
    coined: u64,
}

impl Vocabulary {
    pub(crate) fn new(originals: &Originals) -> Self {
        let mut counts: HashMap<u64, u32> = HashMap::new();
        let law = Heaps::of(originals.shuffled().map(|original| original.body.as_str()));
        for original in &originals.all {
            for text in [&original.title, &original.summary, &Some(original.body.clone())].into_iter().flatten() {
                for word in words(text) {
                    *counts.entry(hash(&text[word.start..word.end])).or_default() += 1;
                }
            }
        }
        let once = counts.into_iter().filter(|(_, count)| *count == 1).map(|(word, _)| word).collect();
        Self { law, once, seen: HashSet::default(), words: 0, coined: 0 }
    }

    /// Writes a text with its rare words replaced.
    pub(crate) fn rewrite(&mut self, text: &str, random: &mut Random, out: &mut String) {
        let mut done = 0;
        for word in words(text) {
            let key = hash(&text[word.start..word.end]);
            self.words += 1;
            if !self.once.contains(&key) || !self.seen.contains(&key) {
                self.seen.insert(key);
                continue;
            }
            let distinct = self.seen.len() as f64 + self.coined as f64;
            let number = if self.coined == 0 || distinct < self.law.distinct(self.words) {
                self.coined += 1;
                self.coined - 1
            } else {
                // Early ones more often: by their rank, as in Zipf's law.
                (self.coined as f64).powf(random.share()) as u64 - 1
            };
            out.push_str(&text[done..word.start]);
            coin(number, text[word.start..].starts_with(char::is_uppercase), out);
            done = word.end;
        }
        out.push_str(&text[done..]);
    }
}

/// Runs of letters, by their bytes.
pub(crate) fn words(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphabetic)?;
        rest = text[start..].find(|c: char| !c.is_alphabetic()).map_or(text.len(), |end| start + end);
        Some(start..rest)
    })
}

/// Of a word, whatever its case.
fn hash(word: &str) -> u64 {
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        hasher.hash_one(word)
    } else {
        hasher.hash_one(word.to_lowercase().as_str())
    }
}

/// The word of a number: three syllables, or more where there are more words than that.
fn coin(number: u64, capital: bool, out: &mut String) {
    const CONSONANTS: &[u8; 16] = b"bdfghklmnprstvwz";
    const VOWELS: [&str; 4] = ["a", "e", "i", "o"];
    const SYLLABLES: u64 = 64;
    let length = if number < SYLLABLES.pow(3) { 3 } else { 4 };
    // An odd factor: each number gives another, and neighbours look nothing like each other.
    let mut left = number.wrapping_mul(0x9e37_79b1) % SYLLABLES.pow(length);
    for at in 0..length {
        let syllable = (left % SYLLABLES) as usize;
        left /= SYLLABLES;
        let consonant = char::from(CONSONANTS[syllable / 4]);
        out.push(if at == 0 && capital { consonant.to_ascii_uppercase() } else { consonant });
        out.push_str(VOWELS[syllable % 4]);
    }
    if length == 4 {
        out.push('x');
    }
}

/// Hashes are hashes already.
#[derive(Default)]
struct Itself(u64);

impl std::hash::Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _bytes: &[u8]) {
        unreachable!("only numbers are hashed");
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
