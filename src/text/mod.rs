//! Words: one tokenizer, one folding and one stemmer for the index, the Matcher and the snippets.

mod beginnings;
mod by_word;
mod difference;
mod fold;
mod hashtag;
mod number;
mod plain;
mod sentence;
mod stem;
mod stop;
mod token;
mod scan;
mod words;

pub use beginnings::Beginnings;
pub use by_word::{ByText, ByWord};
pub use difference::{Edit, Segment, difference, words};
pub use fold::fold;
pub use number::Grouped;
pub use sentence::{first_sentence, sentence_starts};
pub use stem::{Stems, english_stem};
pub use stop::is_stop_word;
pub use token::{Token, Tokens};
pub use words::Words;

/// What a text is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// To be found: `well-known` is `well`, `known` and `wellknown`; `£40` is `£40` and `40`.
    Index,
    /// To find with: only the most exact form: `well known` in sequence, `£40`. A hashtag is itself where it stands
    /// alone, and its words in sequence where it is part of a longer text.
    Query,
}

/// The words of a text, in order.
///
/// * Letters, digits and the marks that belong to them make words; case, accents and compatibility forms fold away.
/// * An apostrophe between letters joins (`O'Neill` is `oneill`), and a closing `'s` falls away.
/// * `1,234` is `1234`, `1.5bn` stays, `£40` keeps its sign and is also `40`.
/// * `U.K.` is `uk`, `A&E` is `a&e`.
/// * The parts of a hyphened word stand in sequence, and the whole without hyphens at the first of them.
/// * `#GunsHandedIn` is `#gunshandedin`, `gunshandedin` and its three words.
/// * Every ideograph is a word.
///
/// Runs in time linear in the text. Words are cut at [`MAX_WORD`] bytes.
pub fn tokenize(text: &str, reading: Reading) -> Tokens {
    scan::Scanner::new(text, reading).run()
}

/// As [`tokenize`] to be found, without plain words of ASCII that begin otherwise; the others keep their positions.
pub fn tokenize_some(text: &str, beginnings: Beginnings) -> Tokens {
    scan::Scanner::some(text, beginnings).run()
}

/// The longest word kept, in bytes of its folded form; the rest of a longer run is not searchable.
pub const MAX_WORD: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn index(text: &str) -> String {
        let tokens = tokenize(text, Reading::Index);
        let words: Vec<String> = tokens.iter().map(|t| format!("{}@{}", t.folded, t.position)).collect();
        words.join(" ")
    }

    fn query(text: &str) -> String {
        tokenize(text, Reading::Query).iter().map(|t| t.folded.to_owned()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn apostrophes_join_and_possessives_fall_away() {
        assert_eq!(index("Barnardo's research"), "barnardo@0 research@1");
        assert_eq!(index("Government’s O’Neill don't"), "government@0 oneill@1 dont@2");
        assert_eq!(index("the Chiefs’ ‘quoted’ 'words'"), "the@0 chiefs@1 quoted@2 words@3");
        assert_eq!(index("'tis its"), "tis@0 its@1");
    }

    #[test]
    fn numbers_and_money_are_words() {
        assert_eq!(index("£40 million"), "£40@0 40@0 million@1");
        assert_eq!(index("1,234 or 1,234,567 or 1.5bn"), "1234@0 or@1 1234567@2 or@3 1.5bn@4");
        assert_eq!(index("$1.2m, in 2015/16."), "$1.2m@0 1.2m@0 in@1 2015@2 16@3");
        assert_eq!(index("22.02.2017 and 1,2,3"), "22@0 02@1 2017@2 and@3 1@4 2@5 3@6");
        assert_eq!(query("£40"), "£40");
    }

    #[test]
    fn initials_are_one_word() {
        assert_eq!(index("the U.K. and U.S.A today"), "the@0 uk@1 and@2 usa@3 today@4");
        assert_eq!(index("A&E, R&D; Smith & Sons"), "a&e@0 r&d@1 smith@2 sons@3");
        assert_eq!(index("J. Smith, e.g. here."), "j@0 smith@1 eg@2 here@3");
    }

    #[test]
    fn a_long_run_of_initials_takes_no_longer_than_its_length() {
        // Looking ahead to the end from every letter took minutes here.
        let text = "a.".repeat(500_000) + "aa";
        assert_eq!(tokenize(&text, Reading::Index).len(), 500_001);
    }

    #[test]
    fn hyphened_words_are_found_whole_and_in_parts() {
        assert_eq!(index("a well-known COVID-19 case"), "a@0 wellknown@1 well@1 known@2 covid19@3 covid@3 19@4 case@5");
        assert_eq!(query("well-known"), "well known");
        assert_eq!(index("one - two – three-"), "one@0 two@1 three@2");
    }

    #[test]
    fn hashtags_are_found_whole_and_by_their_words() {
        assert_eq!(
            index("ammunition #GunsOffOurStreets."),
            "ammunition@0 #gunsoffourstreets@1 gunsoffourstreets@1 guns@1 off@2 our@3 streets@4"
        );
        assert_eq!(index("#NPCC #fraud"), "#npcc@0 npcc@0 #fraud@1 fraud@1");
        assert_eq!(query("#GunsOffOurStreets"), "#gunsoffourstreets");
        assert_eq!(index("# 1"), "1@0");
    }

    #[test]
    fn case_accents_and_compatibility_forms_fold_away() {
        assert_eq!(
            index("Cafe\u{301} CAFÉ ﬁnance Ｆｕｌｌ x² İstanbul Straße"),
            "cafe@0 cafe@1 finance@2 full@3 x2@4 istanbul@5 strasse@6"
        );
        assert_eq!(index("co\u{AD}operate zero\u{200B}width"), "cooperate@0 zerowidth@1");
        assert_eq!(index("警察 ok"), "警@0 察@1 ok@2");
    }

    #[test]
    fn a_word_longer_than_the_limit_is_cut_on_both_sides() {
        let long = "a".repeat(5000);
        assert_eq!(tokenize(&long, Reading::Index).iter().next().map(|t| t.folded.len()), Some(MAX_WORD));
        assert_eq!(query(&long), query(&long[..4000]));
    }

    proptest! {
        #[test]
        fn tokens_lie_on_character_borders_in_order(text in "\\PC*|[a-zA-Z0-9'’.,&#£$ -]*|[\u{0}-\u{2ff}]*") {
            for reading in [Reading::Index, Reading::Query] {
                let tokens = tokenize(&text, reading);
                let mut last = 0;
                for token in tokens.iter() {
                    prop_assert!(text.get(token.start..token.end).is_some_and(|word| !word.is_empty()));
                    prop_assert!(token.position >= last && token.position <= last + 1);
                    prop_assert!(!token.folded.is_empty() && token.folded.len() <= MAX_WORD);
                    prop_assert!(!token.folded.contains(char::is_whitespace));
                    last = token.position;
                }
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn the_words_of_a_query_are_words_of_the_text(text in "[a-zA-Z0-9'’.,&#£ -]{0,60}") {
            let index = tokenize(&text, Reading::Index);
            for token in tokenize(&text, Reading::Query).iter() {
                prop_assert!(index.iter().any(|t| t.folded == token.folded && t.position == token.position));
            }
        }
    }
}
