//! Phrases under way while the words of a text go by.

use crate::text::Token;

/// Which phrases the words up to here are the beginning of.
///
/// A phrase costs nothing until its first word comes: `of` is a later word of 22 phrases in the rules of topics.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    position: u32,
    /// How many of `here` came by forms of the word that were taken before this one: `#NPCC` is `npcc` too.
    known: usize,
    /// Those whose last word so far stands at the position before.
    before: Vec<UnderWay>,
    /// Those whose last word so far stands at this position.
    here: Vec<UnderWay>,
}

/// The beginning of a phrase, as it stands in the text.
#[derive(Debug, Clone, Copy)]
struct UnderWay {
    leaf: usize,
    /// Which of its words comes next.
    next: usize,
    /// Its first byte.
    start: usize,
}

impl Phrases {
    /// Takes the next word, the forms of one word one after the other, and tells of each phrase that ends with it: its
    /// leaf, and its first byte. `words` are those of a phrase.
    pub(super) fn advance<'w>(
        &mut self,
        token: Token<'_>,
        words: impl Fn(usize) -> &'w [String],
        mut ends: impl FnMut(usize, usize),
    ) {
        if self.here.is_empty() && self.before.is_empty() {
            return;
        }
        if token.position != self.position {
            std::mem::swap(&mut self.before, &mut self.here);
            self.here.clear();
            if token.position != self.position + 1 {
                self.before.clear();
            }
            self.position = token.position;
        }
        self.known = self.here.len();
        let before = std::mem::take(&mut self.before);
        for &UnderWay { leaf, next, start } in &before {
            match words(leaf) {
                words if words.get(next).is_none_or(|word| word != token.folded) => {}
                words if next + 1 == words.len() => ends(leaf, start),
                _ => self.keep(UnderWay { leaf, next: next + 1, start }),
            }
        }
        self.before = before;
    }

    /// Takes the word that was given last as the first of a phrase of several.
    pub(super) fn begin(&mut self, leaf: usize, token: Token<'_>) {
        if self.here.is_empty() {
            self.position = token.position;
            self.known = 0;
        }
        self.keep(UnderWay { leaf, next: 1, start: token.start });
    }

    fn keep(&mut self, under_way: UnderWay) {
        // Two forms of one word that are spelled alike must not double what follows from them, word by word.
        let same = |known: &UnderWay| (known.leaf, known.next) == (under_way.leaf, under_way.next);
        if !self.here[..self.known].iter().any(same) {
            self.here.push(under_way);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use proptest::prelude::*;

    /// Which phrases end where in a text, as the number of the phrase and the place of its first word. Words behind one
    /// another with `/` between them are forms of one.
    fn found(phrases: &[&str], text: &str) -> Vec<(usize, usize)> {
        let phrases: Vec<Vec<String>> =
            phrases.iter().map(|phrase| phrase.split(' ').map(str::to_owned).collect()).collect();
        let (mut under_way, mut found) = (Phrases::default(), Vec::new());
        for (position, forms) in (0_u32..).zip(text.split(' ')) {
            for folded in forms.split('/').filter(|form| !form.is_empty()) {
                let place = position as usize;
                let token = Token { folded, start: place, end: place + 1, position };
                under_way.advance(token, |leaf| &phrases[leaf], |leaf, start| found.push((leaf, start)));
                for leaf in (0..phrases.len()).filter(|leaf| phrases[*leaf][0] == folded) {
                    under_way.begin(leaf, token);
                }
            }
        }
        found
    }

    #[test]
    fn phrases_that_overlap_are_all_found() {
        assert_eq!(found(&["a b a", "b a"], "a b a b a"), [(0, 0), (1, 1), (0, 2), (1, 3)]);
        assert_eq!(found(&["a a"], "a a a"), [(0, 0), (0, 1)]);
    }

    #[test]
    fn a_place_without_a_word_of_the_phrase_ends_it() {
        assert_eq!(found(&["a b c"], "a b x c a b c"), [(0, 4)]);
        // No word at all at that place.
        assert_eq!(found(&["a b"], "a / b a b"), [(0, 3)]);
    }

    #[test]
    fn any_form_of_a_word_goes_on_with_it() {
        assert_eq!(found(&["well known man"], "wellknown/well known man"), [(0, 0)]);
        assert_eq!(found(&["the #npcc said", "the npcc said"], "the #npcc/npcc said"), [(0, 0), (1, 0)]);
    }

    #[test]
    fn the_form_of_two_words_stands_at_the_first_of_them() {
        assert_eq!(found(&["wellknown man"], "wellknown/well known man"), []);
    }

    #[test]
    fn forms_spelled_alike_do_not_double_what_follows() {
        let (text, phrase) = (["a/a"; 12].join(" "), ["a"; 8].join(" "));
        assert_eq!(found(&[&phrase], &text).len(), 2 * 5);
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_a_look_at_every_place_finds(
            phrases in proptest::collection::vec("[ab]( [abc]){1,3}", 1..4),
            text in "([abc](/[abc]){0,2}| [abc]){0,12}",
        ) {
            let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
            let places: Vec<Vec<&str>> = text.split(' ').map(|forms| forms.split('/').collect()).collect();
            let mut looked = BTreeSet::new();
            for (leaf, phrase) in phrases.iter().enumerate() {
                let words: Vec<&str> = phrase.split(' ').collect();
                for (start, window) in places.windows(words.len()).enumerate() {
                    if window.iter().zip(&words).all(|(forms, word)| forms.contains(word)) {
                        looked.insert((leaf, start));
                    }
                }
            }
            prop_assert_eq!(found(&phrases, &text).into_iter().collect::<BTreeSet<_>>(), looked);
        }
    }
}
