//! Numbers agree: total and counts of a search are the same on the page, in every form of it, in feeds, exports and on the
//! command line.

use axum::http::StatusCode;
use scraper::{Html, Selector};
use serde_json::Value;

use super::{Answer, get};
use crate::chance::Chance;
use crate::support::{bundled, pressmark, stdout};

/// How many searches.
const SEARCHES: usize = 200;

/// A search as parameters of an address and as arguments of the command.
fn search(chance: &mut Chance) -> (String, Vec<String>) {
    const WORDS: &[&str] = &[
        "police",
        "fraud",
        "\"modern slavery\"",
        "drone*",
        "jailed OR sentenced",
        "knife -blog",
        "officers NEAR/5 new",
        "recruit",
        "title:police",
        "kind:news",
        "year:2017",
        "nca",
        "the",
        "xyzzy",
        "-police",
        "traficking~",
    ];
    const VALUES: &[(&str, &[&str])] = &[
        ("topic", &["safeguarding", "-terrorism", "economic-crime/fraud", "justice"]),
        ("kind", &["news", "-blog", "statement", "speech"]),
        ("publisher", &["Eastvale Prosecution Service", "-Northmere Police Chiefs' Conference"]),
        ("lang", &["en", "-en", "cy"]),
        ("from", &["2012", "2016-05", "2010-01-31"]),
        ("to", &["2016-06", "2019", "2017-12-31"]),
        ("undated", &["include", "only", "exclude"]),
        ("match", &["any", "all"]),
        ("versions", &["all"]),
    ];
    let (mut parameters, mut arguments) = (url::form_urlencoded::Serializer::new(String::new()), Vec::new());
    let words: Vec<&str> = (0..chance.below(3)).map(|_| *chance.of(WORDS)).collect();
    for (name, values) in VALUES {
        let repeats = matches!(*name, "topic" | "kind" | "publisher" | "lang");
        for _ in 0..chance.below(5).saturating_sub(2).min(if repeats { 2 } else { 1 }) {
            let value = *chance.of(values);
            parameters.append_pair(name, value);
            arguments.push(format!("--{name}={value}"));
        }
    }
    if !words.is_empty() {
        parameters.append_pair("q", &words.join(" "));
        arguments.extend(["--".to_owned(), words.join(" ")]);
    }
    (parameters.finish(), arguments)
}

/// The counts of an answer, facet by facet, in the order in which pages show them.
fn facets(answer: &Value) -> Vec<(String, Vec<(String, u64)>)> {
    fn walk(topics: &Value, all: &mut Vec<(String, u64)>) {
        for topic in topics.as_array().unwrap() {
            all.push((topic["label"].as_str().unwrap().to_owned(), topic["count"].as_u64().unwrap()));
            walk(&topic["children"], all);
        }
    }
    let counts = &answer["facets"];
    let flat = |name: &str| -> Vec<(String, u64)> {
        let values = counts[name].as_array().unwrap().iter();
        values.map(|value| (value["value"].to_string(), value["count"].as_u64().unwrap())).collect()
    };
    let mut topics = Vec::new();
    walk(&counts["topic"], &mut topics);
    let mut dates = flat("year");
    dates.push(("undated".to_owned(), counts["undated"].as_u64().unwrap()));
    [
        ("Topic", topics),
        ("Date", dates),
        ("Kind", flat("kind")),
        ("Publisher", flat("publisher")),
        ("Language", flat("language")),
    ]
    .into_iter()
    .map(|(name, values)| (name.to_owned(), values))
    .filter(|(_, values)| !values.is_empty())
    .collect()
}

/// The counts that the page shows below each heading; of topics with their labels.
fn shown(page: &Answer) -> Vec<(String, Vec<(String, u64)>)> {
    let select = |selector: &str| Selector::parse(selector).unwrap();
    let document = Html::parse_document(&page.body);
    let text = |element: scraper::ElementRef<'_>| {
        element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (heading, value) = (select("h2"), select("a.value"));
    let (count, label) = (select(".count"), select(".label"));
    let mut shown = Vec::new();
    for section in document.select(&select(".narrow section")) {
        let heading = text(section.select(&heading).next().unwrap());
        let mut values = Vec::new();
        for value in section.select(&value) {
            let label = text(value.select(&label).next().unwrap());
            // Months stand below their year and are counted with it.
            if heading != "Date" || !is_month(&label) {
                let count = text(value.select(&count).next().unwrap()).replace(',', "").parse().unwrap();
                values.push((label, count));
            }
        }
        shown.push((heading, values));
    }
    shown
}

fn is_month(label: &str) -> bool {
    !label.starts_with(|c: char| c.is_ascii_digit()) && !label.contains("Undated")
}

#[tokio::test]
async fn two_hundred_searches_have_the_same_numbers_in_every_form() {
    let index = bundled().to_str().unwrap();
    let mut chance = Chance::seeded(0x5ee5_1ce5);
    let (mut asked, mut with_hits) = (0, 0);
    while asked < SEARCHES {
        let (parameters, arguments) = search(&mut chance);
        let json = get(&format!("/search.json?{parameters}&limit=100")).await;
        if json.status == StatusCode::BAD_REQUEST {
            // `from` behind `to`: refused in every form.
            assert_eq!(get(&format!("/search?{parameters}")).await.status, StatusCode::BAD_REQUEST);
            continue;
        }
        asked += 1;
        let json = json.json();
        let total = json["total"].as_u64().unwrap();
        with_hits += usize::from(total > 0);
        assert_eq!(json["hits"].as_array().unwrap().len() as u64, total.min(100), "{parameters}");

        let page = get(&format!("/search?{parameters}&limit=100")).await;
        let heading: String = page.texts("h1")[0].split(' ').next().unwrap().replace(',', "");
        assert_eq!(heading, total.to_string(), "{parameters}");
        let (counted, shown) = (facets(&json), shown(&page));
        assert_eq!(counted.len(), shown.len(), "{parameters}");
        for ((name, counts), (heading, seen)) in counted.iter().zip(shown) {
            assert_eq!(*name, heading, "{parameters}");
            if name == "Topic" {
                // Of a large tree the branches that nobody chose are folded.
                assert!(seen.iter().all(|topic| counts.contains(topic)), "{parameters}: {seen:?} {counts:?}");
            } else {
                let numbers = |values: &[(String, u64)]| values.iter().map(|(_, count)| *count).collect::<Vec<_>>();
                assert_eq!(numbers(counts), numbers(&seen), "{parameters} {name}");
            }
        }

        let lines = |answer: Answer| answer.body.lines().count() as u64;
        assert_eq!(lines(get(&format!("/search.jsonl?{parameters}&limit=100")).await), total.min(100), "{parameters}");
        let rows = |answer: Answer| {
            csv::Reader::from_reader(answer.body.as_bytes()).records().map(Result::unwrap).count() as u64
        };
        assert_eq!(rows(get(&format!("/search.csv?{parameters}&limit=100")).await), total.min(100), "{parameters}");
        assert_eq!(lines(get(&format!("/api/v1/export?{parameters}")).await), total, "{parameters}");
        assert_eq!(rows(get(&format!("/api/v1/export?{parameters}&format=csv")).await), total, "{parameters}");
        let atom = get(&format!("/search.atom?{parameters}&limit=100")).await;
        assert_eq!(atom.body.matches("<entry>").count() as u64, total.min(100), "{parameters}");
        let feed = get(&format!("/search.feed.json?{parameters}&limit=100")).await.json();
        assert_eq!(feed["items"].as_array().unwrap().len() as u64, total.min(100), "{parameters}");

        let arguments: Vec<&str> = ["search", "--index", index, "--format=json", "--limit=100"]
            .into_iter()
            .chain(arguments.iter().map(String::as_str))
            .collect();
        let printed: Value = serde_json::from_str(stdout(&pressmark(&arguments))).unwrap();
        assert_eq!((&printed["total"], &printed["facets"]), (&json["total"], &json["facets"]), "{parameters}");
        assert_eq!(printed["hits"], json["hits"], "{parameters}");
    }
    assert!(with_hits > SEARCHES / 4, "{with_hits}");
}
