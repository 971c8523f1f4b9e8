//! Queries in which any word is enough.

use super::ast::{Expr, Leaf};
use super::group::{flat_and, flat_or};
use super::lexer::Lexeme;

/// Under [`super::Matching::Any`]: any of the words, all of the fields, none of what is excluded. Parentheses only bound what
/// a `-` before them excludes.
pub(super) fn any_word(lexemes: Vec<Lexeme>) -> Expr {
    let mut words = Vec::new();
    let mut required = Vec::new();
    let mut negated = false;
    // Depth inside an excluded parenthesis; 0 outside.
    let mut excluded: usize = 0;
    for lexeme in lexemes {
        match lexeme {
            Lexeme::Not { .. } => negated = true,
            Lexeme::Open if excluded > 0 || std::mem::take(&mut negated) => excluded += 1,
            Lexeme::Close => excluded = excluded.saturating_sub(1),
            Lexeme::Leaf(leaf) => {
                let is_words = leaf.is_words();
                let leaf = Expr::Leaf(leaf);
                if std::mem::take(&mut negated) || excluded > 0 {
                    required.push(Expr::Not(Box::new(leaf)));
                } else if is_words {
                    words.push(leaf);
                } else {
                    required.push(leaf);
                }
            }
            Lexeme::Compound { scope, words: parts } if std::mem::take(&mut negated) || excluded > 0 => {
                required.push(Expr::Not(Box::new(Expr::Leaf(Leaf::Exact { scope, words: parts }))));
            }
            // One word is enough, and a part of a compound is one: `high-speed` finds `higher speeds`.
            Lexeme::Compound { scope, words: parts } => {
                words.extend(parts.into_iter().map(|word| Expr::Leaf(Leaf::Word { scope, word })));
            }
            Lexeme::Open | Lexeme::And | Lexeme::Or | Lexeme::Near(_) => {}
        }
    }
    if !words.is_empty() {
        required.insert(0, flat_or(words));
    }
    flat_and(required)
}
