//! The topic tree, and which topics a release belongs to: a topic's rule is a query.

use serde::{Deserialize, Serialize};

use crate::query::{Leaf, Matcher, Matching, Query, Subject};
use crate::release::TopicMatch;

/// The most words that are kept as the reason for one topic.
const MAX_BECAUSE: usize = 6;

/// One topic as it is written in `index/topics.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// `safeguarding/modern-slavery`: lower-case names joined by `/`.
    pub path: String,
    /// What a reader sees.
    pub label: String,
    /// One sentence that says what belongs here.
    #[serde(default)]
    pub about: String,
    /// A query; a release that satisfies it belongs here. A branch may do without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// The whole tree, ready to be run over releases.
#[derive(Debug, Clone)]
pub struct Topics {
    topics: Vec<Topic>,
    /// Indexes into `topics` of those with a rule, in the matcher's order.
    ruled: Vec<usize>,
    matcher: Matcher,
}

/// What is wrong with a topic file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TopicsError {
    /// It is no TOML of this shape.
    #[error("the topic file cannot be read: {0}")]
    Shape(#[from] toml::de::Error),
    /// A path is not written as paths are.
    #[error("topic `{path}`: a path is lower-case letters, digits and hyphens, joined by `/`")]
    Path {
        /// As written.
        path: String,
    },
    /// Two topics have one path.
    #[error("topic `{path}` stands twice")]
    Twice {
        /// The path.
        path: String,
    },
    /// A topic stands before its branch, or its branch is missing.
    #[error("topic `{path}` stands before its branch `{branch}`, or the branch is missing")]
    Branch {
        /// The topic.
        path: String,
        /// What must stand before it.
        branch: String,
    },
    /// A rule was not read as it was written.
    #[error("the rule of topic `{path}`: {note}")]
    Rule {
        /// The topic.
        path: String,
        /// What the parser reinterpreted.
        note: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    topic: Vec<Topic>,
}

impl Topics {
    /// The tree this program is built with.
    pub const BUILT_IN: &str = include_str!("../../index/topics.toml");

    /// Reads a topic file.
    ///
    /// # Errors
    ///
    /// A rule that is reinterpreted in any way is an error: a reader can be told, a taxonomy must be right.
    pub fn read(text: &str) -> Result<Self, TopicsError> {
        let File { topic: topics } = toml::from_str(text)?;
        let mut exprs = Vec::new();
        let mut ruled = Vec::new();
        for (number, topic) in topics.iter().enumerate() {
            let path = || topic.path.clone();
            if !topic.path.split('/').all(is_name) {
                return Err(TopicsError::Path { path: path() });
            }
            let before = &topics[..number];
            if before.iter().any(|known| known.path == topic.path) {
                return Err(TopicsError::Twice { path: path() });
            }
            if let Some((branch, _)) = topic.path.rsplit_once('/')
                && !before.iter().any(|known| known.path == branch)
            {
                return Err(TopicsError::Branch { path: path(), branch: branch.to_owned() });
            }
            let Some(rule) = &topic.rule else { continue };
            let query = Query::parse(rule, Matching::All);
            if let Some(note) = query.notes.into_iter().next() {
                return Err(TopicsError::Rule { path: path(), note });
            }
            if query.expr.positive_leaves().iter().any(|leaf| matches!(leaf, Leaf::Topic(_))) {
                let note = "a rule cannot ask for a topic: topics are what it decides".to_owned();
                return Err(TopicsError::Rule { path: path(), note });
            }
            exprs.push(query.expr);
            ruled.push(number);
        }
        let matcher = Matcher::of_all(&exprs);
        Ok(Self { topics, ruled, matcher })
    }

    /// Every topic, branches before what is below them.
    pub fn all(&self) -> &[Topic] {
        &self.topics
    }

    /// A digest of everything that decides which topics a release gets.
    pub fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for topic in &self.topics {
            for part in [&topic.path, &topic.label, topic.rule.as_ref().unwrap_or(&String::new())] {
                hasher.update(part.as_bytes());
                hasher.update(&[0]);
            }
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }

    /// The topics of a release whose title, summary and body are `texts`.
    pub fn of(&self, subject: &Subject<'_>, texts: [&str; 3]) -> Vec<TopicMatch> {
        self.matcher
            .run_all(subject)
            .into_iter()
            .filter_map(|(number, marks)| {
                let topic = self.topics.get(*self.ruled.get(number)?)?;
                let mut because: Vec<String> = Vec::new();
                for (text, spans) in texts.into_iter().zip([&marks.title, &marks.summary, &marks.body]) {
                    for span in spans {
                        let words = text[span.start..span.end].split_whitespace().collect::<Vec<_>>().join(" ");
                        let known = because.iter().any(|known| known.eq_ignore_ascii_case(&words));
                        if !known && because.len() < MAX_BECAUSE {
                            because.push(words);
                        }
                    }
                }
                Some(TopicMatch { path: topic.path.clone(), label: topic.label.clone(), because })
            })
            .collect()
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Facts;
    use crate::release::{Kind, Language};
    use crate::text::{Stems, Tokens, Words};

    #[test]
    fn the_built_in_tree_is_sound_and_large_enough() {
        let topics = Topics::read(Topics::BUILT_IN).expect("a sound tree");
        let branches = topics.all().iter().filter(|topic| !topic.path.contains('/')).count();
        assert!(branches >= 8 && topics.all().len() >= 30 + branches, "{branches} branches");
        assert!(topics.all().iter().all(|topic| !topic.about.is_empty()));
    }

    #[test]
    fn a_release_keeps_the_words_that_put_it_under_a_topic() {
        let topics = Topics::read(
            "[[topic]]\npath = 'harm'\nlabel = 'Harm'\n[[topic]]\npath = 'harm/slavery'\nlabel = 'Slavery'\nrule = '\"modern slavery\" OR trafficking -drugs'",
        )
        .expect("a tree");
        let title = "Modern slavery";
        let body = "On modern\nslavery and traffickers.";
        let words = Words::read(Some(title), None, body, Some(&mut Stems::default()));
        let (publisher, language) = (Tokens::default(), Language::english());
        let facts = Facts {
            id: "0123456789abcdefghjk",
            given_id: None,
            url: None,
            topics: vec![],
            kind: Kind::News,
            publisher: &publisher,
            language: &language,
            published: None,
        };
        let found = topics.of(&Subject { words: &words, facts }, [title, "", body]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].because, ["Modern slavery", "traffickers"]);
    }

    #[test]
    fn a_tree_that_is_not_sound_is_refused_with_the_place() {
        let error = |text: &str| Topics::read(text).expect_err("an error").to_string();
        assert!(error("[[topic]]\npath='A b'\nlabel=''").contains("`A b`"));
        assert!(error("[[topic]]\npath='a/b'\nlabel=''").contains("before its branch `a`"));
        assert!(error("[[topic]]\npath='a'\nlabel=''\nrule='kind:poem'").contains("topic `a`"));
        assert!(error("[[topic]]\npath='a'\nlabel=''\n[[topic]]\npath='a'\nlabel=''").contains("twice"));
        assert!(error("[[topic]]\npath='a'\nlabel=''\ncolour='red'").contains("colour"));
        assert!(error("[[topic]]\npath='a'\nlabel=''\nrule='b topic:c'").contains("cannot ask for a topic"));
    }
}
