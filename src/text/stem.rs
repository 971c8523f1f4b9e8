//! English inflections. Door: frostem.

use frostem::{Algorithm, Stemmer};

use super::{Beginnings, ByWord};

/// Shorter words are their own stems, in bytes: a fifth of all there are.
const SHORTEST: usize = 3;

/// The stem of a folded word (Porter's English stemmer in its Snowball form): `policies`, `policing` and `police`
/// are all `polic`. Words with anything but `a` to `z` in them stay as they are.
pub fn english_stem(folded: &str) -> String {
    if folded.len() < SHORTEST || folded.len() > 40 || !folded.bytes().all(|b| b.is_ascii_lowercase()) {
        return folded.to_owned();
    }
    Stemmer::new(Algorithm::English).stem(folded).into_owned()
}

/// Stems already met: a press archive repeats its words, and a look-up costs a tenth of stemming.
#[derive(Debug, Default)]
pub struct Stems {
    known: ByWord<Box<str>>,
    /// Words that begin otherwise are left as they are.
    only: Option<Beginnings>,
}

/// Beyond this many words the table begins anew, so that an archive of noise cannot fill the memory.
const MAX_KNOWN: usize = 1 << 17;

impl Stems {
    /// Stems only words that begin like one of these stems: no other word has one of them, since a stem begins as its
    /// word does. Most of a text need not be stemmed to find a few words in it.
    pub fn to(stems: Beginnings) -> Self {
        Self { known: ByWord::new(), only: Some(stems) }
    }

    /// The stem of a folded word.
    pub fn of<'s>(&'s mut self, folded: &'s str) -> &'s str {
        if folded.len() < SHORTEST || self.only.is_some_and(|only| !only.begins(folded)) {
            return folded;
        }
        if self.known.len() >= MAX_KNOWN {
            self.known.clear();
        }
        self.known.entry_ref(folded).or_insert_with(|| english_stem(folded).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn irregular_words_keep_their_first_letter_too() {
        for word in [
            "skis",
            "skies",
            "dying",
            "lying",
            "tying",
            "idly",
            "gently",
            "ugly",
            "early",
            "only",
            "singly",
            "news",
            "innings",
            "yes",
            "youth",
            "yielding",
            "generate",
            "communism",
            "arsenal",
            "exceed",
        ] {
            assert_eq!(english_stem(word).as_bytes().first(), word.as_bytes().first(), "{word}");
        }
    }

    proptest! {
        #[test]
        fn a_stem_begins_as_its_word_does(word in "[a-z]{1,12}(|s|ed|ing|ly|ness|ational|ies)|[a-z'£0-9é]{1,8}") {
            prop_assert_eq!(english_stem(&word).chars().next(), word.chars().next());
        }

        #[test]
        fn what_is_looked_for_is_found_among_the_few_that_are_stemmed(words in proptest::collection::vec("[a-d]{1,3}(|s|ed|ing|ies)", 1..20)) {
            let sought = english_stem(&words[0]);
            let mut beginnings = Beginnings::default();
            beginnings.add(&sought);
            let (mut few, mut all) = (Stems::to(beginnings), Stems::default());
            for word in &words {
                prop_assert_eq!(few.of(word) == sought, all.of(word) == sought);
            }
        }
    }
}
