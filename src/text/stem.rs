//! English inflections. Door: frostem.

use frostem::{Algorithm, Stemmer};

use super::ByWord;

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
}

/// Beyond this many words the table begins anew, so that an archive of noise cannot fill the memory.
const MAX_KNOWN: usize = 1 << 17;

impl Stems {
    /// The stem of a folded word.
    pub fn of<'s>(&'s mut self, folded: &'s str) -> &'s str {
        if folded.len() < SHORTEST {
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
    use super::super::Beginnings;
    use super::*;
    use proptest::prelude::*;

    fn begins_as_its_stem(word: &str) -> bool {
        let mut beginnings = Beginnings::default();
        beginnings.add(&english_stem(word));
        beginnings.begins(word)
    }

    #[test]
    fn short_words_begin_as_their_stems_do() {
        let letters = || ('a'..='z').map(String::from);
        let two: Vec<String> = letters().flat_map(|one| letters().map(move |other| one.clone() + &other)).collect();
        let three = two.iter().flat_map(|two| letters().map(move |other| two.clone() + &other));
        for start in letters().chain(two.iter().cloned()).chain(three) {
            for end in ["", "y", "s", "ed", "ies", "ied", "ing", "ying", "ly", "ment", "ity"] {
                let word = format!("{start}{end}");
                assert!(begins_as_its_stem(&word), "{word}");
            }
        }
    }

    #[test]
    fn irregular_words_begin_as_their_stems_do() {
        // The exceptions of the algorithm: <https://snowballstem.org/algorithms/english/stemmer.html>.
        let words = "skis skies sky dying lying tying idly gently ugly early only singly news howe atlas cosmos bias andes \
                     inning outing canning herring earring proceed exceed succeed generate communism arsenal yielding";
        for word in words.split_whitespace() {
            assert!(begins_as_its_stem(word), "{word}");
        }
    }

    proptest! {
        #[test]
        fn a_word_begins_as_its_stem_does(word in "[a-z]{1,12}(|s|ed|ing|ly|ness|ational|ies)|[a-z'£0-9é]{1,8}") {
            prop_assert!(begins_as_its_stem(&word), "{}", english_stem(&word));
        }
    }
}
