//! The topic tree: how many releases each topic has, and the rule that puts them there.

use maud::{Markup, html};

use super::layout::Layout;
use super::number::{counted, releases};
use super::{link, text};
use crate::query::{Facet, Request};
use crate::results::{TopicNode, TopicTree};

/// All topics.
#[derive(Debug)]
pub struct TopicsPage<'a> {
    /// The tree.
    pub tree: &'a TopicTree,
}

impl TopicsPage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let TopicTree { topics, index } = self.tree;
        let main = html! {
            h1 { "Topics" }
            p.lead {
                "A topic is a search that was written down: a release is in it because of its words, and every release page "
                "says which. " (counted(size(topics), "topic", "topics")) " over " (releases(index.releases)) "."
            }
            ul.tree { @for topic in topics { (branch(topic)) } }
            p.twins { "This tree as " a href="/topics.json" { "JSON" } ", " a href="/topics.csv" { "CSV" } }
        };
        Layout {
            title: Some("Topics"),
            place: Some("/topics"),
            request: &Request::all(),
            head: html! { link rel="alternate" type="application/json" href="/topics.json"; },
            sidebar: None,
            main,
            index: Some(index),
        }
        .render()
    }
}

fn branch(topic: &TopicNode) -> Markup {
    html! {
        li id=(format!("topic-{}", topic.path)) {
            p.topic {
                a href=(link::selected(&Request::all(), Facet::Topic, &topic.path)) { (text::line(&topic.label)) }
                " " span.count { (releases(topic.count)) }
            }
            p.about { (text::line(&topic.about)) }
            @if let Some(rule) = &topic.rule {
                details {
                    summary { "Its rule" span.unseen { ": " (text::line(&topic.label)) } }
                    p { code.rule { (text::line(rule)) } }
                    p { a href=(link::search(&Request::of(rule))) { "Search by this rule" } }
                }
            }
            @if !topic.children.is_empty() { ul { @for child in &topic.children { (branch(child)) } } }
        }
    }
}

fn size(topics: &[TopicNode]) -> u64 {
    topics.iter().map(|topic| 1 + size(&topic.children)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn every_topic_says_how_many_why_and_leads_to_them() {
        let node = |path: &str, rule: Option<&str>, children| TopicNode {
            path: path.to_owned(),
            label: "Fraud <& more>".to_owned(),
            about: "What it is about.".to_owned(),
            rule: rule.map(str::to_owned),
            count: 1,
            children,
        };
        let topics = vec![node("crime", None, vec![node("crime/fraud", Some("fraud OR \"scam\""), Vec::new())])];
        let page = TopicsPage { tree: &TopicTree { topics, index: sample::index() } }.render();
        assert_eq!(sample::texts(&page, ".topic")[1], "Fraud <& more> 1 release");
        assert_eq!(
            sample::attributes(&page, ".tree a", "href"),
            ["/search?topic=crime", "/search?topic=crime%2Ffraud", "/search?q=fraud+OR+%22scam%22"]
        );
        assert!(sample::text(&page, ".lead").ends_with("2 topics over 12,345 releases."));
        assert_eq!(sample::text(&page, "[aria-current=page]"), "Topics");
    }
}
