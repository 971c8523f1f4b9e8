//! What `NEAR` joins.

use super::ast::{Expr, Leaf, MAX_SIDES, Scope};
use super::near::MAX_WITHIN;

/// How many words may stand between where `NEAR` has no number.
const WITHIN: u32 = 10;

/// The sides of `left NEAR/within right`; `None` where they are no words of one scope, or too many.
///
/// A chain is one window: with different numbers, the widest holds for all of it.
pub(super) fn join(left: &Expr, right: &Expr, within: Option<u32>, notes: &mut Vec<String>) -> Option<Expr> {
    if let Expr::Not(left) = left {
        return Some(Expr::Not(Box::new(join(left, right, within, notes)?)));
    }
    let (left, right) = (sides(left)?, sides(right)?);
    if left.scope != right.scope || left.sides.len() + right.sides.len() > MAX_SIDES {
        return None;
    }
    let asked = within.unwrap_or(WITHIN);
    if asked > MAX_WITHIN {
        notes.push(format!("`NEAR/{asked}`: at most {MAX_WITHIN} words may stand between"));
    }
    let asked = asked.min(MAX_WITHIN);
    let widest = [left.within, right.within, Some(asked)].into_iter().flatten().fold(0, u32::max);
    if [left.within, right.within].into_iter().flatten().any(|other| other != asked) {
        notes.push(format!("a chain of `NEAR` is one window: it was read as NEAR/{widest} throughout"));
    }
    let sides = [left.sides, right.sides].concat();
    Some(Expr::Leaf(Leaf::Near { scope: left.scope, sides, within: widest }))
}

/// `NEAR` where it joins nothing.
pub(super) fn as_word(within: Option<u32>) -> Leaf {
    let (scope, word) = (Scope::Anywhere, "near".to_owned());
    match within {
        None => Leaf::Word { scope, word },
        Some(within) => Leaf::Exact { scope, words: vec![word, within.to_string()] },
    }
}

struct Sides {
    scope: Scope,
    sides: Vec<Vec<Leaf>>,
    /// The number of a chain.
    within: Option<u32>,
}

fn sides(expr: &Expr) -> Option<Sides> {
    if let Expr::Leaf(Leaf::Near { scope, sides, within }) = expr {
        return Some(Sides { scope: *scope, sides: sides.clone(), within: Some(*within) });
    }
    let ways = match expr {
        Expr::Leaf(leaf) => vec![leaf.clone()],
        Expr::Or(parts) => {
            let leaf = |part: &Expr| if let Expr::Leaf(leaf) = part { Some(leaf.clone()) } else { None };
            parts.iter().map(leaf).collect::<Option<Vec<_>>>()?
        }
        _ => return None,
    };
    let scope = ways.first()?.scope()?;
    let stand_alone =
        |leaf: &Leaf| matches!(leaf, Leaf::Word { .. } | Leaf::Exact { .. } | Leaf::Prefix { .. } | Leaf::Fuzzy { .. });
    let fit = ways.iter().all(|way| stand_alone(way) && way.scope() == Some(scope));
    fit.then(|| Sides { scope, sides: vec![ways], within: None })
}
