//! The topic tree of an archive.

use serde::Serialize;

use super::IndexState;

/// All topics an archive was indexed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TopicTree {
    /// Those that lie below no other, in the order of the topic file.
    pub topics: Vec<TopicNode>,
    /// What was counted.
    pub index: IndexState,
}

/// One topic, with its rule and how many releases it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TopicNode {
    /// Its path.
    pub path: String,
    /// What a reader sees.
    pub label: String,
    /// What belongs here.
    pub about: String,
    /// The query that puts a release here; a branch may do without.
    pub rule: Option<String>,
    /// Releases here or below.
    pub count: u64,
    /// The topics below it, those without a release too.
    pub children: Vec<TopicNode>,
}
