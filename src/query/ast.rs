//! The query as a tree.

use std::str::FromStr;

use super::address::Address;
use super::dates::DateRange;
use crate::release::{Kind, Language};

/// A query: what was typed, how it was read, and what had to be reinterpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// As typed.
    pub text: String,
    /// As read.
    pub expr: Expr,
    /// Every thing that was ignored or read otherwise than it may have been meant, in sentences.
    pub notes: Vec<String>,
}

impl Query {
    /// The query that every release satisfies.
    pub fn all() -> Self {
        Self { text: String::new(), expr: Expr::everything(), notes: Vec::new() }
    }

    /// The canonical text: reading it again gives the same tree.
    pub fn read_as(&self) -> String {
        self.expr.to_string()
    }
}

/// A condition on releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// One word, phrase or field.
    Leaf(Leaf),
    /// What does not satisfy the inner condition.
    Not(Box<Expr>),
    /// All of these; none at all: every release.
    And(Vec<Expr>),
    /// Any of these; none at all: no release.
    Or(Vec<Expr>),
}

impl Expr {
    /// Satisfied by every release.
    pub fn everything() -> Self {
        Self::And(Vec::new())
    }

    /// Satisfied by none.
    pub fn nothing() -> Self {
        Self::Or(Vec::new())
    }

    /// A conjunction, without a needless level.
    pub(super) fn all_of(mut parts: Vec<Self>) -> Self {
        match parts.len() {
            1 => parts.swap_remove(0),
            _ => Self::And(parts),
        }
    }

    /// A disjunction, without a needless level.
    pub(super) fn any_of(mut parts: Vec<Self>) -> Self {
        match parts.len() {
            1 => parts.swap_remove(0),
            _ => Self::Or(parts),
        }
    }

    /// Where several words are required: any of them, and everything else that is; `None` where there are fewer than
    /// two. What was excluded stays so.
    pub fn with_any_word(&self) -> Option<Self> {
        let mut words: Vec<Leaf> = Vec::new();
        let mut rest = Vec::new();
        let parts = match self {
            Self::And(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        for part in parts {
            let asked = part.positive_leaves().into_iter().filter(|leaf| leaf.is_words()).cloned().collect::<Vec<_>>();
            match part {
                Self::Not(_) => rest.push(part.clone()),
                _ if asked.is_empty() => rest.push(part.clone()),
                _ => words.extend(asked),
            }
        }
        let words = match words.as_slice() {
            [only] => only.apart(),
            _ => words.into_iter().map(Self::Leaf).collect(),
        };
        (words.len() > 1).then(|| {
            rest.insert(0, Self::any_of(words));
            Self::all_of(rest)
        })
    }

    /// How many words it asks for or excludes, each word of a phrase counted.
    pub fn words(&self) -> usize {
        match self {
            Self::Leaf(leaf) => leaf.words(),
            Self::Not(inner) => inner.words(),
            Self::And(parts) | Self::Or(parts) => parts.iter().map(Self::words).sum(),
        }
    }

    /// The leaves that a release may show, in order: those not under an odd number of negations.
    pub fn positive_leaves(&self) -> Vec<&Leaf> {
        fn walk<'e>(expr: &'e Expr, positive: bool, leaves: &mut Vec<&'e Leaf>) {
            match expr {
                Expr::Leaf(leaf) if positive => leaves.push(leaf),
                Expr::Leaf(_) => {}
                Expr::Not(inner) => walk(inner, !positive, leaves),
                Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| walk(part, positive, leaves)),
            }
        }
        let mut leaves = Vec::new();
        walk(self, true, &mut leaves);
        leaves
    }
}

/// What joins two words without an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Matching {
    /// A release must have all words.
    #[default]
    All,
    /// One word is enough; more rank higher. Operators are read as words, `-` still excludes.
    Any,
}

impl FromStr for Matching {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self::All),
            "any" => Ok(Self::Any),
            _ => Err(format!("`{text}` is none of all, any")),
        }
    }
}

/// Where words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// In title, summary and body.
    Anywhere,
    /// In the title alone.
    Title,
}

/// The smallest conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaf {
    /// A bare word: any of its inflections where the release is English, else the word itself.
    Word {
        /// Where.
        scope: Scope,
        /// The folded word.
        word: String,
    },
    /// Quoted: these folded words in sequence, one after the other, in one field. Never empty.
    Exact {
        /// Where.
        scope: Scope,
        /// The folded words.
        words: Vec<String>,
    },
    /// Any word whose folded form begins so.
    Prefix {
        /// Where.
        scope: Scope,
        /// The folded beginning.
        prefix: String,
    },
    /// Any word whose folded form is at most one letter away: see [`super::within_one_letter`].
    Fuzzy {
        /// Where.
        scope: Scope,
        /// The folded word.
        word: String,
    },
    /// Quoted, with `~`: these folded words in this order in one field, with other words among them. Two or more.
    Loose {
        /// Where.
        scope: Scope,
        /// The folded words.
        words: Vec<String>,
        /// The most other words among them, all gaps taken together.
        within: u32,
    },
    /// One of each side in one field, in any order, none overlapping another, with other words among them.
    Near {
        /// Where.
        scope: Scope,
        /// Two to [`MAX_SIDES`] sides of one or more words, phrases, prefixes and fuzzy words, all of this scope.
        sides: Vec<Vec<Leaf>>,
        /// The most other words among them, all gaps taken together.
        within: u32,
    },
    /// In this topic or below it: a path (`safeguarding/modern-slavery`) or its last part (`modern-slavery`).
    Topic(String),
    /// Of this kind.
    Kind(Kind),
    /// These folded words in sequence in the publisher's name. Never empty.
    Publisher(Vec<String>),
    /// In this language.
    Language(Language),
    /// Published then.
    Date(DateRange),
    /// Of this id: ours, or the one its own system gave it.
    Id(String),
    /// Published at this address or below it.
    Address(Address),
}

/// The most sides one `NEAR` joins: the work on each of their occurrences doubles with each side.
pub const MAX_SIDES: usize = 5;

impl Leaf {
    /// Whether it asks for words of the text, and not for a fact.
    pub fn is_words(&self) -> bool {
        self.scope().is_some()
    }

    /// Where it looks for words; `None` where it asks for a fact.
    pub fn scope(&self) -> Option<Scope> {
        match self {
            Self::Word { scope, .. }
            | Self::Exact { scope, .. }
            | Self::Prefix { scope, .. }
            | Self::Fuzzy { scope, .. }
            | Self::Loose { scope, .. }
            | Self::Near { scope, .. } => Some(*scope),
            Self::Topic(_)
            | Self::Kind(_)
            | Self::Publisher(_)
            | Self::Language(_)
            | Self::Date(_)
            | Self::Id(_)
            | Self::Address(_) => None,
        }
    }

    fn words(&self) -> usize {
        match self {
            Self::Exact { words, .. } | Self::Loose { words, .. } | Self::Publisher(words) => words.len(),
            Self::Near { sides, .. } => sides.iter().flatten().map(Self::words).sum(),
            _ => 1,
        }
    }

    /// What it asks for together, asked for apart: the words of a phrase, the sides of `NEAR`.
    fn apart(&self) -> Vec<Expr> {
        match self {
            Self::Exact { scope, words } | Self::Loose { scope, words, .. } => {
                let exact = |word: &String| Self::Exact { scope: *scope, words: vec![word.clone()] };
                words.iter().map(|word| Expr::Leaf(exact(word))).collect()
            }
            Self::Near { sides, .. } => {
                sides.iter().map(|side| Expr::any_of(side.iter().cloned().map(Expr::Leaf).collect())).collect()
            }
            one => vec![Expr::Leaf(one.clone())],
        }
    }
}
