//! The query as a tree, and its canonical text.

use std::fmt;
use std::str::FromStr;

use super::DateRange;
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
        let mut words = Vec::new();
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
                _ => words.extend(asked.into_iter().map(Self::Leaf)),
            }
        }
        (words.len() > 1).then(|| {
            rest.insert(0, Self::any_of(words));
            Self::all_of(rest)
        })
    }

    /// How many words it asks for or excludes, each word of a phrase counted.
    pub fn words(&self) -> usize {
        match self {
            Self::Leaf(Leaf::Exact { words, .. } | Leaf::Publisher(words)) => words.len(),
            Self::Leaf(_) => 1,
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
}

impl Leaf {
    /// Whether it asks for words of the text, and not for a fact.
    pub fn is_words(&self) -> bool {
        matches!(self, Self::Word { .. } | Self::Exact { .. } | Self::Prefix { .. })
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_expr(f, self, Place::Top)
    }
}

#[derive(PartialEq)]
enum Place {
    Top,
    InAnd,
    InOr,
    Negated,
}

fn write_expr(f: &mut fmt::Formatter<'_>, expr: &Expr, place: Place) -> fmt::Result {
    match expr {
        Expr::Leaf(leaf) => write!(f, "{leaf}"),
        Expr::Not(inner) => {
            f.write_str("-")?;
            write_expr(f, inner, Place::Negated)
        }
        // Nothing to say: the top alone can be everything or nothing.
        Expr::And(parts) | Expr::Or(parts) if parts.is_empty() => Ok(()),
        Expr::And(parts) => {
            let grouped = matches!(place, Place::Negated | Place::InAnd);
            write_parts(f, parts, " ", grouped, || Place::InAnd)
        }
        Expr::Or(parts) => {
            let grouped = place != Place::Top;
            write_parts(f, parts, " OR ", grouped, || Place::InOr)
        }
    }
}

fn write_parts(
    f: &mut fmt::Formatter<'_>,
    parts: &[Expr],
    between: &str,
    grouped: bool,
    place: impl Fn() -> Place,
) -> fmt::Result {
    if grouped {
        f.write_str("(")?;
    }
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        write_expr(f, part, place())?;
    }
    if grouped { f.write_str(")") } else { Ok(()) }
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Word { scope: Scope::Title, .. }
        | Self::Exact { scope: Scope::Title, .. }
        | Self::Prefix { scope: Scope::Title, .. } = self
        {
            f.write_str("title:")?;
        }
        match self {
            Self::Word { word, .. } => f.write_str(word),
            Self::Exact { words, .. } => write!(f, "\"{}\"", words.join(" ")),
            Self::Prefix { prefix, .. } => write!(f, "{prefix}*"),
            Self::Topic(path) => write!(f, "topic:{path}"),
            Self::Kind(kind) => write!(f, "kind:{kind}"),
            Self::Publisher(words) => write!(f, "publisher:\"{}\"", words.join(" ")),
            Self::Language(language) => write!(f, "lang:{}", language.as_str()),
            Self::Date(range) => write!(f, "date:{range}"),
        }
    }
}
