//! What a page says about its article: summary, authors, topics.

use super::super::paragraphs::{letters, one_line};
use super::super::summary::repeats;
use super::json_ld::Node;
use super::outline::{Fact, What};
use super::page::Page;

/// Longer descriptions are the article again.
const LONGEST_SUMMARY: usize = 1_000;

/// More are the tag cloud of the site.
const MOST_TOPICS: usize = 40;

/// The description, unless it is the body's own beginning.
pub(super) fn summary(page: &Page, body: &str) -> Option<String> {
    let own = |text: &&str| letters(text).len() >= 20 && !repeats(text, body);
    let found = ["description", "og:description", "dc.description", "twitter:description"]
        .iter()
        .filter_map(|name| page.meta(name))
        .find(|text| text.len() <= LONGEST_SUMMARY)
        .filter(own)?;
    Some(one_line(found))
}

/// Who wrote it.
pub(super) fn authors(page: &Page, data: Option<Node<'_>>) -> Vec<String> {
    let declared = ["author", "article:author", "dc.creator", "parsely-author", "sailthru.author"];
    let described = data.map(|node| node.names("author")).unwrap_or_default().into_iter();
    let declared = declared.iter().flat_map(|name| page.metas(name)).map(one_line);
    let stated = page.outline.stated(What::Author).map(|fact| fact.value.clone());
    let is_name = |name: &String| !name.contains("://") && !name.contains('@') && (2..=120).contains(&name.len());
    distinct(described.chain(declared).chain(stated).filter(is_name).collect())
}

/// The topics it names itself.
pub(super) fn topics(page: &Page, data: Option<Node<'_>>, article: std::ops::Range<usize>) -> Vec<String> {
    let declared = ["article:section", "article:tag"].iter().flat_map(|name| page.metas(name)).map(one_line);
    let lists = page.metas("news_keywords").map(str::to_owned);
    let described = data.into_iter().flat_map(|node| [node.names("articleSection"), node.names("keywords")]).flatten();
    let own = |fact: &&Fact| article.start <= fact.at && fact.at <= article.end;
    let filed = page.outline.facts.iter().filter(|fact| matches!(fact.what, What::Topic | What::Filed));
    let stated = filed.filter(own).map(|fact| fact.value.clone());
    let split = lists.chain(described).flat_map(|list| list.split(',').map(one_line).collect::<Vec<_>>());
    let is_topic = |topic: &String| (2..=80).contains(&topic.len());
    let topics = distinct(declared.chain(split).chain(stated).filter(is_topic).collect());
    if topics.len() > MOST_TOPICS { Vec::new() } else { topics }
}

/// Each once, in order of first mention, whatever the case.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    names.into_iter().filter(|name| seen.insert(letters(name))).collect()
}
