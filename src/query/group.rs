//! What stands in one pair of parentheses, as it is read.

use super::ast::Expr;
use super::beside;

/// An open parenthesis, or the query itself.
#[derive(Default)]
pub(super) struct Group {
    pub(super) or: Vec<Expr>,
    pub(super) and: Vec<Expr>,
    /// Whether what comes next is excluded.
    pub(super) negated: bool,
    /// A `NEAR` that waits for what stands behind it, with its number.
    pub(super) near: Option<Option<u32>>,
}

impl Group {
    pub(super) fn add(&mut self, expr: Expr, notes: &mut Vec<String>) {
        let expr = if std::mem::take(&mut self.negated) { negate(expr) } else { expr };
        if let Some(within) = self.near {
            let joined = self.and.last().and_then(|left| beside::join(left, &expr, within, notes));
            if let (Some(joined), Some(left)) = (joined, self.and.last_mut()) {
                *left = joined;
                self.near = None;
                return;
            }
            self.give_up_near(notes);
        }
        self.and.push(expr);
    }

    /// A `NEAR` that joins nothing is the word.
    pub(super) fn give_up_near(&mut self, notes: &mut Vec<String>) {
        if let Some(within) = self.near.take() {
            notes
                .push("`NEAR` joins words, phrases and groups of them with OR; it was read as a word there".to_owned());
            self.and.push(Expr::Leaf(beside::as_word(within)));
        }
    }

    pub(super) fn into_expr(mut self, notes: &mut Vec<String>) -> Option<Expr> {
        self.give_up_near(notes);
        if !self.and.is_empty() {
            self.or.push(flat_and(self.and));
        }
        (!self.or.is_empty()).then(|| flat_or(self.or))
    }
}

fn negate(expr: Expr) -> Expr {
    match expr {
        Expr::Not(inner) => *inner,
        expr => Expr::Not(Box::new(expr)),
    }
}

/// `(a b) c` is `a b c`: the canonical text has no needless parentheses.
pub(super) fn flat_and(parts: Vec<Expr>) -> Expr {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Expr::And(inner) => flat.extend(inner),
            part => flat.push(part),
        }
    }
    Expr::all_of(flat)
}

pub(super) fn flat_or(parts: Vec<Expr>) -> Expr {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Expr::Or(inner) => flat.extend(inner),
            part => flat.push(part),
        }
    }
    Expr::any_of(flat)
}
