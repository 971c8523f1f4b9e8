//! The topics of an index as a tree, each with its rule and its releases.

use std::collections::HashMap;

use crate::enrich::Topic;
use crate::results::{TopicCount, TopicNode};

/// The tree of all topics, in the order in which they are written.
pub(super) fn topic_tree(topics: &[Topic], counted: &[TopicCount]) -> Vec<TopicNode> {
    let mut counts = HashMap::new();
    let mut rest: Vec<&TopicCount> = counted.iter().collect();
    while let Some(topic) = rest.pop() {
        counts.insert(&*topic.value, topic.count);
        rest.extend(&topic.children);
    }
    // From the last to the first: every topic stands behind its branch, and so has all below it when it is reached.
    let mut below: HashMap<&str, Vec<TopicNode>> = HashMap::new();
    for topic in topics.iter().rev() {
        let mut children = below.remove(topic.path.as_str()).unwrap_or_default();
        children.reverse();
        let branch = topic.path.rsplit_once('/').map_or("", |(branch, _)| branch);
        below.entry(branch).or_default().push(TopicNode {
            path: topic.path.clone(),
            label: topic.label.clone(),
            about: topic.about.clone(),
            rule: topic.rule.clone(),
            count: counts.get(topic.path.as_str()).copied().unwrap_or(0),
            children,
        });
    }
    let mut roots = below.remove("").unwrap_or_default();
    roots.reverse();
    roots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Selected;

    #[test]
    fn every_topic_stands_under_its_branch_in_the_order_of_the_file() {
        let topic = |path: &str| Topic {
            path: path.to_owned(),
            label: path.to_uppercase(),
            about: String::new(),
            rule: path.contains('/').then(|| "word".to_owned()),
        };
        let topics = ["b", "b/y", "b/x", "b/x/1", "a", "b/z"].map(topic);
        let count = |value: &str, count, children| TopicCount {
            value: value.into(),
            label: "".into(),
            count,
            selected: Selected::No,
            children,
        };
        let tree = topic_tree(&topics, &[count("b", 5, vec![count("b/x", 2, vec![count("b/x/1", 1, Vec::new())])])]);
        fn shape(nodes: &[TopicNode]) -> String {
            nodes.iter().map(|node| format!("{}:{}({})", node.path, node.count, shape(&node.children))).collect()
        }
        assert_eq!(shape(&tree), "b:5(b/y:0()b/x:2(b/x/1:1())b/z:0())a:0()");
        assert_eq!((tree[0].rule.as_deref(), tree[0].children[0].rule.as_deref()), (None, Some("word")));
    }
}
