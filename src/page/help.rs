//! How to ask: the query language by examples that find something in the archive at hand.

use maud::html;

use super::layout::Layout;
use super::link;
use crate::query::{Request, Sort};
use crate::release::Kind;
use crate::results::{Hit, IndexState, SearchResults};
use crate::text::is_stop_word;

/// How to ask.
#[derive(Debug)]
pub struct HelpPage<'a> {
    /// The answer to [`HelpPage::request`].
    pub results: &'a SearchResults,
}

/// What one example shows.
struct Example {
    /// What it is for.
    finds: &'static str,
    query: String,
}

impl HelpPage<'_> {
    /// What the page asks of the archive: some releases to make examples of.
    pub fn request() -> Request {
        Request { sort: Sort::Newest, limit: 50, facets: crate::query::Facets::none(), ..Request::all() }
    }

    /// The page.
    pub fn render(&self) -> String {
        let index: &IndexState = &self.results.index;
        let main = html! {
            h1 { "How to search" }
            p.lead {
                "Type words: a release must have all of them, and each word also finds its inflections. Everything else is "
                "an addition, and nothing you type can break: what cannot be read as an operator is read as words, and the "
                "results say how your query was read."
            }
            h2 #examples { "By example" }
            p { "Each example is a search of this archive." }
            div.wide role="region" aria-labelledby="examples" tabindex="0" {
                table.examples {
                    thead { tr { th scope="col" { "Finds" } th scope="col" { "Query" } } }
                    tbody {
                        @for Example { finds, query } in examples(&self.results.hits) {
                            tr { th scope="row" { (finds) } td { a href=(link::search(&Request::of(&query))) dir="auto" { code { (query) } } } }
                        }
                    }
                }
            }
            h2 { "Good to know" }
            ul {
                li { "Case, accents and punctuation do not matter. Quoted words are taken exactly, without their inflections, small words included." }
                li { "Short forms find what they stand for, and names their short forms, as the archive itself explains them. The results say what was added, and a link leaves it out." }
                li { "Dates are searched as exactly as they are known: a release dated " q { "2017" } " is found by any range that touches 2017. Undated releases are counted apart and left out once you give a range, unless you take them in." }
                li { "In the date fields you can type " code { "2016" } ", " code { "May 2016" } " or " code { "3 May 2016" } "." }
                li { "In the sidebar, several values of one kind widen the search, values of different kinds narrow it, and " q { "not" } " leaves one out. The counts of values not chosen stay what they would be." }
                li { "A release may have been reworded. Search covers the latest wordings, and says when earlier ones match too." }
                li { "Press " kbd { "/" } " to go to the search box." }
            }
            p { a href="/about" { "What this archive is, its limits, and how to cite it" } }
        };
        Layout {
            title: Some("How to search"),
            place: Some("/help"),
            request: &Request::all(),
            head: html! {},
            sidebar: None,
            main,
            index: Some(index),
        }
        .render()
    }
}

/// Examples made of one of these releases, so that each finds at least that.
fn examples(hits: &[Hit]) -> Vec<Example> {
    let best = hits.iter().filter_map(|hit| Some((hit, words(hit)?))).max_by_key(|(hit, _)| richness(hit));
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
    if let Some(host) = hit.url.as_deref().and_then(link::outward).and_then(|url| url.host_str().map(str::to_owned)) {
        examples.push(("from a site", format!("url:{host}")));
    }
    examples.push(("this very release", format!("id:{}", hit.id)));
    examples.into_iter().map(|(finds, query)| Example { finds, query }).collect()
}

/// How many sorts of examples a release can give.
fn richness(hit: &Hit) -> usize {
    [!hit.topics.is_empty(), hit.publisher.is_some(), hit.url.is_some(), hit.published.is_some()]
        .into_iter()
        .filter(|has| *has)
        .count()
}

/// Two neighbouring words of the headline, with letters only and not too short, the first in plain letters.
fn words(hit: &Hit) -> Option<(String, String)> {
    let title = hit.title.as_deref()?.to_lowercase();
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
    .map(|(finds, query)| Example { finds, query: query.to_owned() })
    .into()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn examples_are_made_of_what_the_archive_has() {
        let page = HelpPage { results: &sample::results() }.render();
        let queries = sample::texts(&page, ".examples code");
        assert!(queries.contains(&"\"police chiefs\"".to_owned()), "{queries:?}");
        assert!(
            queries.contains(&"police date:2017-02".to_owned())
                && queries.contains(&"url:northmere.example".to_owned())
        );
        assert_eq!(sample::attribute(&page, ".examples a", "href").as_deref(), Some("/search?q=police+chiefs"));
    }

    #[test]
    fn without_releases_there_are_examples_still() {
        let page = HelpPage { results: &sample::nothing() }.render();
        assert_eq!(sample::count(&page, ".examples tbody tr"), 6);
    }

    #[test]
    fn headlines_of_other_scripts_and_empty_ones_give_no_words() {
        for title in ["", "警察が発表", "a b c", "the with from", "naïve über"] {
            assert_eq!(words(&Hit { title: Some(title.to_owned()), ..sample::hit() }), None, "{title}");
        }
    }
}
