//! What is asked of a release apart from its words.

use super::ast::Leaf;
use crate::release::{Kind, Language, PartialDate};
use crate::text::{Token, Tokens};

/// What a release is, apart from its words.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// Its id.
    pub id: &'a str,
    /// The id its own system gave it.
    pub given_id: Option<&'a str>,
    /// Where it was published.
    pub url: Option<&'a str>,
    /// Paths of its topics.
    pub topics: Vec<&'a str>,
    /// Its kind.
    pub kind: Kind,
    /// The words of its publisher's name.
    pub publisher: &'a Tokens,
    /// Its language.
    pub language: &'a Language,
    /// When it was published.
    pub published: Option<PartialDate>,
}

/// Whether a release has a fact.
pub(super) fn holds(leaf: &Leaf, facts: &Facts<'_>) -> bool {
    match leaf {
        Leaf::Topic(wanted) => facts.topics.iter().any(|path| topic_is_in(path, wanted)),
        Leaf::Kind(kind) => facts.kind == *kind,
        Leaf::Language(language) => facts.language == language,
        Leaf::Date(range) => range.admits(facts.published),
        Leaf::Publisher(words) => {
            let name: Vec<Token<'_>> = facts.publisher.iter().collect();
            name.iter().any(|first| {
                first.folded == words[0]
                    && (1..).zip(&words[1..]).all(|(place, word)| {
                        name.iter().any(|t| t.position == first.position + place && t.folded == word.as_str())
                    })
            })
        }
        Leaf::Id(wanted) => facts.id == wanted || facts.given_id == Some(wanted),
        Leaf::Address(address) => facts.url.is_some_and(|url| address.takes_in(url)),
        Leaf::Word { .. }
        | Leaf::Exact { .. }
        | Leaf::Prefix { .. }
        | Leaf::Fuzzy { .. }
        | Leaf::Loose { .. }
        | Leaf::Near { .. } => false,
    }
}

/// Whether a topic is the wanted one or lies below it; a single name is wanted on any level.
fn topic_is_in(path: &str, wanted: &str) -> bool {
    if wanted.contains('/') {
        path.strip_prefix(wanted).is_some_and(|below| below.is_empty() || below.starts_with('/'))
    } else {
        path.split('/').any(|part| part == wanted)
    }
}
