//! Words on their way into the engine: read once by our tokenizer, they are handed over spelled out.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::text::Tokens;

/// The name under which the engine knows [`SpelledWords`].
pub(super) const SPELLED: &str = "spelled";

/// Stands before a word that shares the position of the one before it. No folded word holds it.
const SAME_POSITION: char = '\u{1}';

/// Positions left free before each text of a field, so that nearness does not reach from title to summary.
pub(super) const GAP: usize = 64;

/// Folded words, separated by spaces.
pub(super) fn spell(tokens: &Tokens) -> String {
    spelled(tokens.iter().map(|token| (token.position, token.folded)), tokens.len())
}

/// English stems, separated by spaces. Forms of one word that share their stem are one.
pub(super) fn spell_stems(tokens: &Tokens) -> String {
    spelled(tokens.iter_stemmed().map(|(token, stem)| (token.position, stem)), tokens.len())
}

fn spelled<'t>(words: impl Iterator<Item = (u32, &'t str)>, count: usize) -> String {
    let mut text = String::with_capacity(count * 7);
    let mut last = None;
    for (position, word) in words {
        if !text.is_empty() {
            text.push(' ');
        }
        if last == Some(position) {
            text.push(SAME_POSITION);
        }
        text.push_str(word);
        last = Some(position);
    }
    text
}

/// Tokenizers by name, as every opened index needs them.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(SPELLED, TextAnalyzer::from(SpelledWords::default()));
    manager
}

/// Takes spelled words apart again.
#[derive(Debug, Clone, Default)]
struct SpelledWords {
    token: Token,
}

struct SpelledStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
    begun: bool,
}

impl Tokenizer for SpelledWords {
    type TokenStream<'a> = SpelledStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SpelledStream<'a> {
        self.token.reset();
        self.token.position = GAP;
        SpelledStream { rest: text, token: &mut self.token, begun: false }
    }
}

impl TokenStream for SpelledStream<'_> {
    fn advance(&mut self) -> bool {
        if self.rest.is_empty() {
            return false;
        }
        // Words are short: to look for the next space byte by byte takes less than any search that has to be set up.
        let end = self.rest.bytes().position(|byte| byte == b' ').unwrap_or(self.rest.len());
        let word = &self.rest[..end];
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        let word = match word.strip_prefix(SAME_POSITION) {
            Some(word) => word,
            None => {
                self.token.position += usize::from(self.begun);
                word
            }
        };
        self.begun = true;
        self.token.text.clear();
        self.token.text.push_str(word);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Reading, tokenize};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_come_out_as_they_went_in(text in "[a-zA-Z'£# -]{0,60}|\\PC{0,60}") {
            let tokens = tokenize(&text, Reading::Index);
            let spelled = spell(&tokens);
            let mut words = SpelledWords::default();
            let mut stream = words.token_stream(&spelled);
            for token in tokens.iter() {
                prop_assert!(stream.advance());
                prop_assert_eq!(&stream.token().text, token.folded);
                prop_assert_eq!(stream.token().position, GAP + token.position as usize);
            }
            prop_assert!(!stream.advance());
        }
    }
}
