//! Sets of word sequences: what two texts are compared by.

use xxhash_rust::xxh3::xxh3_64;

use crate::text::{Tokens, Words};

/// The distinct sequences of so many words in a text, as 64-bit hashes, in order. They do not reach from title to
/// summary or from summary to body.
///
/// Broder, *On the resemblance and containment of documents* (1997).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shingles(Vec<u64>);

impl Shingles {
    /// Those of the title, summary and body of a release, `length` words each.
    pub(super) fn of(words: &Words, length: usize) -> Self {
        Self::from_hashes(sequences(words, length))
    }

    pub(super) fn from_hashes(mut hashes: Vec<u64>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// In order.
    pub(super) fn as_slice(&self) -> &[u64] {
        &self.0
    }

    pub(super) fn contains(&self, hash: u64) -> bool {
        self.0.binary_search(&hash).is_ok()
    }

    /// Those that the other set does not hold.
    pub(super) fn without(&self, other: &Self) -> Self {
        Self(self.0.iter().copied().filter(|&hash| !other.contains(hash)).collect())
    }

    /// How many both sets hold.
    pub(super) fn shared(&self, other: &Self) -> usize {
        let (mut one, mut two) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut shared = 0;
        while let (Some(left), Some(right)) = (one.peek(), two.peek()) {
            match left.cmp(right) {
                std::cmp::Ordering::Less => _ = one.next(),
                std::cmp::Ordering::Greater => _ = two.next(),
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    one.next();
                    two.next();
                }
            }
        }
        shared
    }
}

/// The sequences of a release in the order in which they stand, those that return each time they do.
pub(super) fn sequences(words: &Words, length: usize) -> Vec<u64> {
    let mut hashes = Vec::with_capacity(words.title.len() + words.summary.len() + words.body.len());
    for tokens in [&words.title, &words.summary, &words.body] {
        let plain = plain(tokens);
        hashes.extend(plain.windows(length).map(|window| xxh3_64(window.as_flattened())));
    }
    hashes
}

/// The bytes of one hash for each place in a text: of several forms at one place the plainest, which the tokenizer puts
/// last, so that `well-known` and `well known` are the same two words.
fn plain(tokens: &Tokens) -> Vec<[u8; 8]> {
    let mut plain = Vec::with_capacity(tokens.len());
    let mut last = None;
    for token in tokens.iter() {
        if last == Some(token.position) {
            plain.pop();
        }
        plain.push(xxh3_64(token.folded.as_bytes()).to_le_bytes());
        last = Some(token.position);
    }
    plain
}

/// How many places for words a text has.
pub(super) fn length(tokens: &Tokens) -> usize {
    tokens.iter().last().map_or(0, |token| token.position as usize + 1)
}

/// The words of a headline as one hash; `None` where it is too short to tell releases apart: "Statement".
pub(super) fn headline(tokens: &Tokens) -> Option<u64> {
    const FEWEST: usize = 3;
    let plain = plain(tokens);
    (plain.len() >= FEWEST).then(|| xxh3_64(plain.as_flattened()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str, length: usize) -> Shingles {
        Shingles::of(&Words::read(None, None, body, None), length)
    }

    #[test]
    fn case_accents_and_hyphens_make_no_difference() {
        let one = of("The well-known café on the High Street re-opened", 5);
        assert_eq!(one, of("THE WELL KNOWN CAFE, on the high street re opened", 5));
        assert_eq!(one.len(), 6);
    }

    #[test]
    fn a_sequence_does_not_reach_from_one_text_into_the_next() {
        let words = Words::read(Some("one two three"), Some("four five six"), "seven eight nine", None);
        assert_eq!(Shingles::of(&words, 5).len(), 0);
        assert_eq!(Shingles::of(&words, 3).len(), 3);
    }

    #[test]
    fn a_headline_of_two_words_tells_nothing_apart() {
        let headline = |text: &str| headline(&Words::read(Some(text), None, "", None).title);
        assert_eq!(headline("Weekly statement"), None);
        assert!(headline("Chief constable’s statement").is_some());
        assert_eq!(headline("Chief Constable's Statement"), headline("chief constable’s statement!"));
    }
}
