//! Queries that nobody wrote: made from the grammar, within its limits and beyond them.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::service::{Service, UNSHARED, get_on};
use crate::chance::Chance;
use crate::support::{bundled, is_long, pressmark, stderr};

const WORDS: [&str; 18] = [
    "police",
    "fraud",
    "the",
    "of",
    "and",
    "to",
    "a",
    "road",
    "officers",
    "statement",
    "recruit",
    "slavery",
    "2017",
    "£40",
    "NPCC",
    "e\u{301}t\u{e9}",
    "\u{4f60}\u{597d}",
    "xyzzy",
];
const BEGINNINGS: [&str; 8] = ["po", "st", "re", "co", "a", "th", "offi", "x"];
const FIELDS: [&str; 9] = ["title", "summary", "body", "topic", "kind", "publisher", "language", "id", "url"];
const DATES: [&str; 8] = ["2017", "2017-03", "2017-02-30", "1599", "9999-12-31", "..2016", "2014..", "2015..2013"];

/// One part of a query, so deep at most.
fn part(chance: &mut Chance, depth: usize) -> String {
    let deeper = |chance: &mut Chance| part(chance, depth - 1);
    match chance.below(if depth == 0 { 8 } else { 16 }) {
        0..3 => (*chance.of(&WORDS)).to_owned(),
        3 => format!("{}*", chance.of(&BEGINNINGS)),
        4 => format!("{}~", chance.of(&WORDS)),
        5 => format!("date:{}", chance.of(&DATES)),
        6 => {
            let words: Vec<&str> = (0..1 + chance.below(6)).map(|_| *chance.of(&WORDS)).collect();
            let within = if chance.below(2) == 0 { String::new() } else { format!("~{}", chance.below(60)) };
            format!("\"{}\"{within}", words.join(" "))
        }
        7 => format!("{}:{}", chance.of(&FIELDS), chance.of(&WORDS)),
        8 => format!("({})", (0..1 + chance.below(5)).map(|_| deeper(chance)).collect::<Vec<_>>().join(" ")),
        9 => format!("({})", (0..1 + chance.below(5)).map(|_| deeper(chance)).collect::<Vec<_>>().join(" OR ")),
        10 => format!("({} AND {})", deeper(chance), deeper(chance)),
        11 => format!("NOT {}", deeper(chance)),
        12 => format!("-{}", deeper(chance)),
        13 => format!("{}:({})", chance.of(&FIELDS), deeper(chance)),
        14 => format!("NEAR({} {}*, {})", chance.of(&WORDS), chance.of(&BEGINNINGS), chance.below(40)),
        // What is not in the grammar is read as something all the same.
        _ => format!("{}{}", deeper(chance), chance.of(&["(", ")", "\"", "~9", "^4", ":", "..", "\\", "*", " OR"])),
    }
}

fn address(chance: &mut Chance) -> String {
    let depth = 1 + chance.below(6);
    let parts: Vec<String> = (0..1 + chance.below(7)).map(|_| part(chance, depth)).collect();
    let query: String = parts.join(" ").chars().take(2060).collect();
    let encoded: String = query.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let more = [
        "",
        "",
        "",
        "&match=any",
        "&sort=newest",
        "&sort=oldest",
        "&sort=fresh",
        "&versions=all",
        "&limit=100&match=any",
        "&limit=0",
        "&from=2015&to=2017-06",
        "&undated=include",
        "&facets=kind,topic",
        "&expand=none",
        "&kind=news&language=en",
    ];
    let at = chance.of(&[
        "/api/v1/search",
        "/api/v1/search",
        "/api/v1/search",
        "/search",
        "/api/v1/timeline",
        "/api/v1/suggest",
    ]);
    let address = format!("{at}?q={encoded}");
    if at.ends_with("search") { format!("{address}{}{}", chance.of(&more), chance.of(&more)) } else { address }
}

#[test]
fn queries_made_from_the_grammar_are_answered_within_the_deadline() {
    let folder = tempfile::tempdir().unwrap();
    let (queries, index) = if is_long() {
        // The bundled archive is too small for a query to be expensive.
        let (rows, index) = (folder.path().join("rows.jsonl"), folder.path().join("index"));
        let mut chance = Chance::seeded(3);
        let row = |n: usize| {
            let body: Vec<&str> = (0..200).map(|_| *chance.of(&WORDS)).collect();
            format!(
                "{{\"id\":\"r-{n}\",\"title\":\"Release {n}\",\"date\":\"20{:02}-03-0{}\",\"body\":\"{}\"}}\n",
                n % 20,
                n % 9 + 1,
                body.join(" ")
            )
        };
        fs::write(&rows, (0..10_000).map(row).collect::<String>()).unwrap();
        let run = pressmark(&["index", "--index", index.to_str().unwrap(), rows.to_str().unwrap()]);
        assert!(run.status.success(), "{}", stderr(&run));
        (20_000, index)
    } else {
        (2_000, bundled().to_owned())
    };
    let mut service = Service::start(&index, &[&["--search-ms", "1500"][..], &UNSHARED].concat());
    let deadline = Duration::from_millis(1500);
    let (by_status, slowest) = (Mutex::new(BTreeMap::new()), Mutex::new((Duration::ZERO, String::new())));
    let begun = Instant::now();
    let mut wait = Duration::ZERO;
    std::thread::scope(|scope| {
        let askers = [0, 1].map(|asker| {
            let (service, by_status, slowest) = (&service, &by_status, &slowest);
            scope.spawn(move || {
                for number in (asker..queries).step_by(2) {
                    let address = address(&mut Chance::seeded(number));
                    let asked = Instant::now();
                    let answer = get_on(service.connect(), &address);
                    let answer = answer.unwrap_or_else(|error| panic!("{number}: {error}: {address}"));
                    let took = asked.elapsed();
                    let expected = [200, 303, 400, 414, 503, 504].contains(&answer.status);
                    assert!(expected, "{number}: {} {address}: {}", answer.status, answer.body);
                    let whole = if answer.body.contains("\"partial\":{") { "in part" } else { "" };
                    *by_status.lock().unwrap().entry((answer.status, whole)).or_insert(0) += 1;
                    let mut slowest = slowest.lock().unwrap();
                    if took > slowest.0 {
                        *slowest = (took, address);
                    }
                }
            })
        });
        // What a request has to wait that takes nothing, the machine owes it, and not the search.
        while askers.iter().any(|asker| !asker.is_finished()) {
            let asked = Instant::now();
            assert_eq!(service.get("/healthz").status, 200);
            wait = wait.max(asked.elapsed());
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let (by_status, slowest) = (by_status.into_inner().unwrap(), slowest.into_inner().unwrap());
    println!(
        "{queries} queries made from the grammar in {:.1?}: {by_status:?}; the slowest took {:.1?} of {deadline:.1?}, and \
         `/healthz` up to {wait:.1?}",
        begun.elapsed(),
        slowest.0
    );
    assert!(service.lives());
    assert!(slowest.0 <= deadline.mul_f64(1.2) + wait, "{:?}: {}", slowest.0, slowest.1);
    assert_eq!(service.metric("pressmark_panics_total"), 0.0);
    assert!(by_status[&(200, "")] * 2 > queries, "{by_status:?}");
}
