//! The canonical text of a query: reading it again gives the same tree.

use std::fmt;

use super::ast::{Expr, Leaf, Scope};
use super::field::field_name;

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_expr(f, self, Place::Top)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Top,
    InAnd,
    InOr,
    Negated,
}

fn write_expr(f: &mut fmt::Formatter<'_>, expr: &Expr, place: Place) -> fmt::Result {
    match expr {
        Expr::Leaf(leaf @ Leaf::Near { .. }) if place == Place::Negated => write!(f, "({leaf})"),
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
    let mut before = String::new();
    for (at, part) in parts.iter().enumerate() {
        let text = Placed(part, place()).to_string();
        if at > 0 {
            // `not` before a field would be read as the operator.
            let last = before.rsplit(|c: char| !c.is_alphanumeric()).next();
            let is_not = last == Some("not") && field_name(&text).is_some();
            f.write_str(if is_not && between == " " { " AND " } else { between })?;
        }
        f.write_str(&text)?;
        before = text;
    }
    if grouped { f.write_str(")") } else { Ok(()) }
}

struct Placed<'e>(&'e Expr, Place);

impl fmt::Display for Placed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_expr(f, self.0, self.1)
    }
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `NEAR` says it of each side.
        if self.scope() == Some(Scope::Title) && !matches!(self, Self::Near { .. }) {
            f.write_str("title:")?;
        }
        match self {
            Self::Word { word, .. } => f.write_str(word),
            Self::Exact { words, .. } => write!(f, "\"{}\"", words.join(" ")),
            Self::Prefix { prefix, .. } => write!(f, "{prefix}*"),
            Self::Fuzzy { word, .. } => write!(f, "{word}~"),
            Self::Loose { words, within, .. } => write!(f, "\"{}\"~{within}", words.join(" ")),
            Self::Near { sides, within, .. } => {
                for (at, side) in sides.iter().enumerate() {
                    if at > 0 {
                        write!(f, " NEAR/{within} ")?;
                    }
                    write_side(f, side)?;
                }
                Ok(())
            }
            Self::Topic(path) => write!(f, "topic:{path}"),
            Self::Kind(kind) => write!(f, "kind:{kind}"),
            Self::Publisher(words) => write!(f, "publisher:\"{}\"", words.join(" ")),
            Self::Language(language) => write!(f, "lang:{}", language.as_str()),
            Self::Date(range) => write!(f, "date:{range}"),
            Self::Id(id) => write_value(f, "id", id),
            Self::Address(address) => write_value(f, "url", address.key()),
        }
    }
}

/// One side of `NEAR`: a group where it has several ways to be met.
fn write_side(f: &mut fmt::Formatter<'_>, side: &[Leaf]) -> fmt::Result {
    if let [only] = side {
        return write!(f, "{only}");
    }
    f.write_str("(")?;
    for (at, leaf) in side.iter().enumerate() {
        if at > 0 {
            f.write_str(" OR ")?;
        }
        write!(f, "{leaf}")?;
    }
    f.write_str(")")
}

/// A field whose value may hold what ends a bare one.
fn write_value(f: &mut fmt::Formatter<'_>, name: &str, value: &str) -> fmt::Result {
    if value.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')')) {
        write!(f, "{name}:\"{value}\"")
    } else {
        write!(f, "{name}:{value}")
    }
}
