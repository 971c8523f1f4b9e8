//! How to ask: the query language by examples that find something in the archive at hand.

use serde::Serialize;

use super::{Hit, IndexState, SearchResults};
use crate::query::{Facets, Request, Sort};
use crate::release::{Kind, replayed, web_host};
use crate::text::is_stop_word;

/// The query language, by example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Help {
    /// Searches of this archive, from the plainest on.
    pub examples: Vec<Example>,
    /// What they were made from.
    pub index: IndexState,
}

/// What one example shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Example {
    /// What it finds.
    pub finds: &'static str,
    /// The query.
    pub q: String,
}

impl Help {
    /// What is asked of the archive: some releases to make examples of.
    pub fn request() -> Request {
        Request { sort: Sort::Newest, limit: 50, facets: Facets::none(), ..Request::all() }
    }

    /// With examples made of the answer to [`Help::request`].
    pub fn of(results: &SearchResults) -> Self {
        Self { examples: examples(&results.hits), index: results.index.clone() }
    }
}

/// Examples made of one of these releases, so that each finds at least that.
fn examples(hits: &[Hit]) -> Vec<Example> {
    let best =
        hits.iter().filter_map(|hit| Some((hit, words(hit.title.as_deref()?)?))).max_by_key(|(hit, _)| richness(hit));
    let Some((hit, (one, two))) = best else { return in_general() };
    let begin: String = one.chars().take(4).collect();
    let not = if hit.kind == Kind::Speech { Kind::Blog } else { Kind::Speech };
    let mut examples = vec![
        ("releases with both words, in any of their forms", format!("{one} {two}")),
        ("these words exactly, in this order", format!("\"{one} {two}\"")),
        ("these words in this order, with at most three others among them", format!("\"{one} {two}\"~3")),
        ("words near each other: with at most five words between, in any order", format!("{one} NEAR/5 {two}")),
        ("one or the other", format!("{one} OR {two}")),
        ("a group", format!("({one} OR {two}) {one}")),
        ("the first, but not of this kind", format!("{one} -kind:{not}")),
        ("words that begin so", format!("{begin}*")),
        ("in the headline", format!("title:{one}")),
        ("exactly so in the headline", format!("title:\"{one} {two}\"")),
        ("of a kind: news, statement, speech, blog, appointment", format!("{one} kind:{}", hit.kind)),
        ("in a language", format!("{one} lang:{}", hit.language.as_str())),
    ];
    if let Some(misspelt) = misspelt(&one).or_else(|| misspelt(&two)) {
        examples.push(("a word of five letters or more, or one that differs from it in one letter", misspelt));
    }
    if let Some(topic) = hit.topics.first() {
        examples.push(("on a topic, or below it", format!("{one} topic:{}", topic.path)));
    }
    let publisher = hit
        .publisher
        .as_deref()
        .and_then(|name| name.split(|c: char| !c.is_alphanumeric()).find(|word| word.len() > 2));
    if let Some(word) = publisher {
        examples
            .push(("of a publisher; part of the name is enough", format!("{one} publisher:{}", word.to_lowercase())));
    }
    if let Some(date) = hit.published.as_ref().map(|published| published.date) {
        let year = date.in_year();
        examples.push(("published in a year", format!("{one} year:{year}")));
        if let Some(month) = date.in_month() {
            examples.push(("in a month", format!("{one} date:{year}-{month:02}")));
        }
        examples.push(("from a year or month to another", format!("{one} date:{}..{year}", year - 2)));
        examples.push(("up to then", format!("{one} date:..{year}")));
    } else {
        examples.push(("undated", "date:unknown".to_owned()));
    }
    if let Some(host) = hit.url.as_deref().map(replayed).and_then(web_host) {
        examples.push(("from a site", format!("url:{host}")));
    }
    examples.push(("this very release", format!("id:{}", hit.id)));
    examples.into_iter().map(|(finds, query)| Example { finds, q: query }).collect()
}

/// How many sorts of examples a release can give.
fn richness(hit: &Hit) -> usize {
    [!hit.topics.is_empty(), hit.publisher.is_some(), hit.url.is_some(), hit.published.is_some()]
        .into_iter()
        .filter(|has| *has)
        .count()
}

/// Two neighbouring words of the headline, with letters only and not too short, the first in plain letters.
fn words(title: &str) -> Option<(String, String)> {
    let title = title.to_lowercase();
    let words: Vec<&str> = title.split_whitespace().collect();
    let plain = |word: &str| {
        (5..=14).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase()) && !is_stop_word(word)
    };
    let pair = words.windows(2).find(|pair| pair.iter().all(|word| plain(word)) && pair[0] != pair[1])?;
    Some((pair[0].to_owned(), pair[1].to_owned()))
}

/// A word without one of its letters, to be found all the same.
fn misspelt(word: &str) -> Option<String> {
    let (head, tail) = word.split_at_checked(3)?;
    (word.len() >= 7).then(|| format!("{head}{}~", tail.get(1..).unwrap_or_default()))
}

/// Examples for an archive of which no release has two such words.
fn in_general() -> Vec<Example> {
    [
        ("releases with both words", "modern slavery"),
        ("these words exactly, in this order", "\"county lines\""),
        ("words near each other", "police NEAR/5 drones"),
        ("not this", "fraud -title:speech"),
        ("words that begin so", "prosecut*"),
        ("published then", "date:2016-05..2017"),
    ]
    .map(|(finds, query)| Example { finds, q: query.to_owned() })
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_of_other_scripts_and_empty_ones_give_no_words() {
        for title in ["", "警察が発表", "a b c", "the with from", "naïve über"] {
            assert_eq!(words(title), None, "{title}");
        }
        assert_eq!(words("Two police officers"), Some(("police".to_owned(), "officers".to_owned())));
    }
}
