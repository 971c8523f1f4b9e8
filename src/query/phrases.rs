//! Phrases under way while the words of a text go by.

use crate::text::Token;

/// Which phrases the words up to here are the beginning of.
///
/// A phrase costs nothing until its first word comes: `of` is the second word of 22 phrases in the rules of topics.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    position: u32,
    /// Whether a form of the word at this position was taken before: `#NPCC` is `npcc` too.
    several: bool,
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
        self.several = token.position == self.position;
        if !self.several {
            std::mem::swap(&mut self.before, &mut self.here);
            self.here.clear();
            if token.position != self.position + 1 {
                self.before.clear();
            }
            self.position = token.position;
        }
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
        self.position = token.position;
        self.keep(UnderWay { leaf, next: 1, start: token.start });
    }

    fn keep(&mut self, under_way: UnderWay) {
        // Two forms of one word that are spelled alike must not double what follows from them, word by word.
        let same = |known: &UnderWay| (known.leaf, known.next) == (under_way.leaf, under_way.next);
        if !(self.several && self.here.iter().any(same)) {
            self.here.push(under_way);
        }
    }
}
