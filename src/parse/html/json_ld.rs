//! The description of the article in JSON-LD.

use serde_json::{Map, Value};

use super::super::paragraphs::{letters, one_line};

/// Nodes of one page beyond which nothing more is looked at.
const MOST_NODES: usize = 10_000;

/// The node that describes the article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'p>(&'p Map<String, Value>);

/// The one article among the data of a page.
///
/// A page that lists others describes several: then it is the one with the page's own headline or URL, or none.
pub(super) fn article<'p>(data: &'p [Value], title: Option<&str>, url: Option<&str>) -> Option<Node<'p>> {
    let nodes = nodes(data);
    let articles: Vec<Node<'_>> = nodes.iter().copied().filter(Node::is_article).collect();
    let own = |node: &&Node<'_>| {
        let headline = node.text("headline").or_else(|| node.text("name")).map(|text| letters(&text));
        let same_title = title
            .zip(headline)
            .is_some_and(|(title, headline)| letters(title).contains(&headline) && headline.len() > 8);
        let same_url = url.is_some_and(|url| {
            ["url", "@id", "mainEntityOfPage"].iter().filter_map(|key| node.link(key)).any(|link| link == url)
        });
        same_title || same_url
    };
    match articles.as_slice() {
        [] => {
            let page = || nodes.iter().copied().find(|node| node.is(|kind| matches!(kind, "WebPage" | "ItemPage")));
            let works: Vec<Node<'_>> = nodes.iter().copied().filter(Node::is_work).collect();
            match works.as_slice() {
                [only] => Some(*only),
                _ => page(),
            }
        }
        [only] => Some(*only),
        several => several.iter().find(own).copied(),
    }
}

/// All objects, outermost first: the values of arrays, of `@graph` and of `mainEntity`.
fn nodes(data: &[Value]) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut waiting: std::collections::VecDeque<&Value> = data.iter().collect();
    while let Some(value) = waiting.pop_front() {
        match value {
            Value::Array(values) => waiting.extend(values),
            Value::Object(fields) => {
                found.push(Node(fields));
                waiting.extend(["@graph", "mainEntity", "mainEntityOfPage"].iter().filter_map(|key| fields.get(*key)));
            }
            _ => {}
        }
        if found.len() > MOST_NODES {
            break;
        }
    }
    found
}

impl Node<'_> {
    fn is_article(&self) -> bool {
        self.is(|kind| {
            kind.ends_with("Article")
                || kind.ends_with("Posting") && kind != "JobPosting"
                || matches!(kind, "Report" | "PressRelease")
        })
    }

    /// What else a page may be about, where it is dated.
    fn is_work(&self) -> bool {
        let works =
            ["Recipe", "VideoObject", "AudioObject", "PodcastEpisode", "CreativeWork", "Blog", "Review", "HowTo"];
        (self.text("datePublished").is_some() || self.text("uploadDate").is_some())
            && self.is(|kind| works.contains(&kind))
    }

    fn is(&self, wanted: impl Fn(&str) -> bool) -> bool {
        match self.0.get("@type") {
            Some(Value::String(kind)) => wanted(kind),
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(wanted),
            _ => false,
        }
    }

    /// A field that is a text.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.0.get(key).and_then(Value::as_str).map(one_line).filter(|text| !text.is_empty())
    }

    /// The name in a field that is a text or an object, or each of a list of them.
    pub(super) fn names(&self, key: &str) -> Vec<String> {
        let name = |value: &Value| match value {
            Value::Object(fields) => fields.get("name").and_then(Value::as_str).map(one_line),
            other => other.as_str().map(one_line),
        };
        match self.0.get(key) {
            Some(Value::Array(values)) => values.iter().filter_map(name).collect(),
            Some(value) => name(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    fn link(&self, key: &str) -> Option<&str> {
        match self.0.get(key)? {
            Value::Object(fields) => fields.get("@id")?.as_str(),
            other => other.as_str(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn among_several_articles_the_pages_own_is_taken() {
        let data = [serde_json::json!({"@graph": [
            {"@type": "WebPage", "datePublished": "2017-01-01"},
            {"@type": "NewsArticle", "headline": "Another quay closes", "datePublished": "2017-02-02"},
            {"@type": ["NewsArticle"], "headline": "New ferries arrive", "datePublished": "2017-02-22"},
        ]})];
        let date = |title| article(&data, Some(title), None).and_then(|node| node.text("datePublished"));
        assert_eq!(date("New ferries arrive | Harbour Office").as_deref(), Some("2017-02-22"));
        assert_eq!(date("Something else"), None);
    }
}
