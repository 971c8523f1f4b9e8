//! What an answer says beside its hits: how the query was read, what was looked for as well, and what there is where
//! nothing was found.

use std::path::Path;
use std::time::{Duration, Instant};

use pressmark::enrich::Topics;
use pressmark::index::Index;
use pressmark::query::{Beginning, Expand, Matching, Query, Request};
use pressmark::release::Release;
use pressmark::results::SearchResults;

use crate::support::{index_of, made_up};

fn release(name: &str, date: &str, body: &str) -> Release {
    made_up(name, "A headline", body, date.parse().ok(), "en")
}

/// An index of these texts, in as many commits as there are groups.
fn index(folder: &Path, commits: &[&[&str]]) -> Index {
    let mut number = 0;
    let commits: Vec<Vec<Release>> = commits
        .iter()
        .map(|texts| {
            let name = |text: &&str| {
                number += 1;
                release(&format!("r{number}"), &format!("2017-{:02}", number % 12 + 1), text)
            };
            texts.iter().map(name).collect()
        })
        .collect();
    index_of(folder, &Topics::read("topic = []").unwrap(), &commits)
}

fn ask(index: &Index, text: &str) -> SearchResults {
    index.search(&Request::of(text), None).unwrap()
}

fn names(results: &SearchResults) -> Vec<&str> {
    let mut names: Vec<&str> = results.hits.iter().filter_map(|hit| hit.given_id.as_deref()).collect();
    names.sort_unstable();
    names
}

const EXPLAINED: &[&str] = &[
    "Officers of the Northmere Harbour Watch (NHW) said so.",
    "The NHW (Northmere Harbour Watch) said so too.",
    "The Northmere Harbour Watch (“NHW”) disagreed.",
    "NHW again.",
    "Northmere Harbour Watch again. A harbour in Northmere needs a watch.",
    "The Eastvale Bird Club (EBC) and the Eastvale Bird Club (EBC) said it twice.",
    "The Eastvale Bird Club (EBC) once more.",
    "EBC alone.",
];

#[test]
fn a_short_form_that_three_releases_explain_finds_its_long_form_and_the_other_way_round() {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path(), &[&EXPLAINED[..2], &EXPLAINED[2..]]);
    let short = ask(&index, "NHW");
    assert_eq!(names(&short), ["r1", "r2", "r3", "r4", "r5"]);
    assert_eq!(short.query.expansions[0].also, ["northmere harbour watch"]);
    assert_eq!(names(&ask(&index, "northmere harbour watch")), ["r1", "r2", "r3", "r4", "r5"]);
    assert_eq!(short.query.read_as, "nhw");

    assert_eq!(names(&ask(&index, "\"nhw\"")), ["r1", "r2", "r3", "r4"]);
    assert_eq!(names(&ask(&index, "harbour -nhw")), ["r5"]);
    let plain = Request { expand: Expand::None, ..Request::of("nhw") };
    let plain = index.search(&plain, None).unwrap();
    assert_eq!((names(&plain).len(), plain.query.expansions.len()), (4, 0));

    // Twice in one release is one vote.
    assert_eq!(names(&ask(&index, "ebc")), ["r6", "r7", "r8"]);
    assert!(ask(&index, "ebc").query.expansions.is_empty());
}

#[test]
fn what_is_marked_is_what_was_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path(), &[EXPLAINED]);
    let results = ask(&index, "nhw");
    let hit = results.hits.iter().find(|hit| hit.given_id.as_deref() == Some("r5")).unwrap();
    let marked: String = hit.snippet.text.chars().take(hit.snippet.marks[0].1).collect();
    assert_eq!((marked.as_str(), hit.snippet.marks.len()), ("Northmere Harbour Watch", 1));
}

#[test]
fn the_votes_do_not_depend_on_order_or_on_what_was_reworded() {
    let explains = "The Northmere Harbour Watch (NHW) said so.";
    let texts = [explains, explains, "NHW"];
    let folder = tempfile::tempdir().unwrap();
    let ended = [texts[0], texts[1], "The Northmere Harbour Watch (NHW) now says so."];
    // The third release explains the short form only in its second wording, and another no longer does.
    let (mut first, mut second): (Vec<Release>, Vec<Release>) = (Vec::new(), Vec::new());
    for (number, text) in texts.iter().chain([&explains]).enumerate() {
        first.push(release(&format!("r{number}"), "2017", text));
    }
    second.push(release("r2", "2017", ended[2]));
    second.push(release("r3", "2017", "Nothing of the sort."));
    for copy in &mut second {
        copy.capture.record.push_str(" later");
        copy.capture.digest.push_str(" later");
    }
    let topics = Topics::read("topic = []").unwrap();
    let found = |commits: &[Vec<Release>], folder: &Path| -> Vec<String> {
        let results = ask(&index_of(folder, &topics, commits), "nhw");
        results.query.expansions.into_iter().flat_map(|expansion| expansion.also).collect()
    };
    let whole: Vec<Release> = first.iter().chain(&second).cloned().collect();
    let backwards: Vec<Release> = whole.iter().rev().cloned().collect();
    for (number, commits) in [vec![first, second], vec![whole], vec![backwards]].iter().enumerate() {
        assert_eq!(found(commits, &folder.path().join(number.to_string())), ["northmere harbour watch"]);
    }
}

#[test]
fn where_nothing_has_all_words_another_spelling_is_offered_only_if_it_finds_something() {
    let folder = tempfile::tempdir().unwrap();
    let texts = ["Modern slavery is prosecuted.", "Modern art.", "Prosecutors spoke of slavery.", "Fraud."];
    let index = index(folder.path(), &[&texts]);
    let spelling = |text: &str| ask(&index, text).query.spelling.map(|spelling| spelling.text);
    assert_eq!(spelling("Modren slavrey"), Some("modern slavery".to_owned()));
    assert_eq!(spelling("\"modren slavery\" -fraud"), Some("\"modern slavery\" -fraud".to_owned()));
    // Each word has a spelling, and no release has both.
    assert_eq!(spelling("modren fruad"), None);
    // Nothing is near it, or nothing is misspelt.
    assert_eq!(spelling("xylophone slavery"), None);
    assert_eq!(spelling("art fraud"), None);
    // Hits need no other spelling.
    assert_eq!(spelling("slavery"), None);
    // A word that finds its inflections is not misspelt.
    assert_eq!(spelling("prosecuting art"), None);
    let any = Request { query: Query::parse("Modren fruad", Matching::Any), matching: Matching::Any, ..Request::all() };
    assert_eq!(index.search(&any, None).unwrap().query.spelling.unwrap().text, "modern fraud");
}

#[test]
fn the_nearest_have_most_of_the_words() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        "Police police police police police.",
        "Fraud at the bank.",
        "Police at the bank found drones.",
        "Drones and bank fraud, say police.",
        "Drones.",
    ];
    let index = index(folder.path(), &[&texts[..3], &texts[3..]]);
    let results = ask(&index, "police fraud drones bank zebra -\"bank fraud\"");
    assert_eq!(results.total, Some(0));
    let names: Vec<&str> = results.nearest.iter().filter_map(|hit| hit.given_id.as_deref()).collect();
    assert_eq!(names[..2], ["r3", "r2"]);
    assert!(!names.contains(&"r4") && names.contains(&"r1"), "{names:?}");
    // A phrase that stands nowhere is looked for word by word.
    assert_eq!(ask(&index, "\"drones police\"").nearest.len(), 4);
    assert!(ask(&index, "zebra").nearest.is_empty());
}

#[test]
fn nothing_found_says_what_the_archive_covers() {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path(), &[&["One.", "Two.", "Three."]]);
    let covered = ask(&index, "zebra").covered.unwrap();
    let month = |text: &str| text.parse().ok();
    assert_eq!((covered.from, covered.to, covered.undated), (month("2017-02"), month("2017-04"), 0));
    assert!(ask(&index, "one").covered.is_none());
}

/// Words that differ in a letter here and there: a dictionary in which nearly every word has others near it.
fn crowded(releases: usize, words: usize) -> Vec<Vec<Release>> {
    let mut state = 1u64;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        b"abcdefgh"[(state >> 60) as usize % 8] as char
    };
    let text = |letter: &mut dyn FnMut() -> char| {
        (0..words).map(|_| (0..6).map(|_| letter()).chain([' ']).collect::<String>()).collect::<String>()
    };
    vec![(0..releases).map(|number| release(&number.to_string(), "2017", &text(&mut letter))).collect()]
}

#[test]
fn the_dearest_queries_end_at_the_deadline_and_say_that_they_are_not_whole() {
    let folder = tempfile::tempdir().unwrap();
    let topics = Topics::read("topic = []").unwrap();
    let index = index_of(folder.path(), &topics, &crowded(1000, 300));
    let word =
        |number: usize| (0..6).map(|place| char::from(b"abcdefgh"[(number >> (3 * place)) % 8])).collect::<String>();
    let words = |count: usize, end: &str| (0..count).map(|number| word(number * 37) + end + " ").collect::<String>();
    let joined = |count: usize, end: &str, between: &str| {
        (0..count).map(|number| word(number * 37)[..2].to_owned() + end).collect::<Vec<_>>().join(between)
    };
    let deadline = Duration::from_millis(300);
    for text in [
        words(1024, "~"),
        words(1024, "~").replace("~ ", "~ OR "),
        joined(1024, "*", " OR "),
        format!("-({})", joined(1024, "*", " ")),
        joined(1020, "*", " NEAR/50 "),
        format!("-({})", joined(1020, "*", " NEAR/50 ")),
        format!("\"{}\"~50", words(1024, "")),
    ] {
        let start = Instant::now();
        let results = index.search(&Request::of(&text), Some(start + deadline)).unwrap();
        let took = start.elapsed();
        // Generous: other tests run beside this one.
        assert!(took < 10 * deadline, "{took:?} for {:.60}", text);
        assert_eq!(results.partial.is_some(), results.total.is_none());
        if results.partial.is_none() {
            let whole = index.search(&Request::of(&text), None).unwrap();
            assert_eq!(results.total, whole.total, "{:.60}", text);
        }
    }
    // One of them takes too long wherever it runs, and its hits are not shown as if they were all.
    let text = joined(1020, "*", " NEAR/50 ");
    let results = index.search(&Request::of(&text), Some(Instant::now())).unwrap();
    assert!(results.partial.is_some() && results.hits.is_empty() && results.total.is_none());
}

fn suggested(index: &Index, text: &str) -> Vec<String> {
    let found = index.suggest(&Beginning::of(text), None).unwrap();
    found.suggestions.into_iter().map(|suggestion| format!("{:?} {}", suggestion.kind, suggestion.text)).collect()
}

#[test]
fn a_beginning_suggests_topics_publishers_short_forms_and_headlines() {
    let folder = tempfile::tempdir().unwrap();
    let tree = "[[topic]]\npath = 'harbours'\nlabel = 'Harbours and ports'\nrule = 'harbour'";
    let mut releases: Vec<Release> =
        EXPLAINED.iter().enumerate().map(|(at, text)| release(&at.to_string(), "2017", text)).collect();
    for (release, title) in releases.iter_mut().zip(["Harbour opens", "Old harbour closed", "Harbour opens"]) {
        release.title = Some(title.to_owned());
        release.publisher = Some("Northmere Harbour Office".to_owned());
    }
    let index = index_of(folder.path(), &Topics::read(tree).unwrap(), &[releases]);
    assert_eq!(
        suggested(&index, "Harb"),
        [
            "Topic Harbours and ports",
            "Publisher Northmere Harbour Office",
            "ShortForm NHW (northmere harbour watch)",
            "Title Harbour opens",
            "Title Old harbour closed",
        ]
    );
    assert_eq!(suggested(&index, "harbour op"), ["Title Harbour opens"]);
    assert_eq!(suggested(&index, "habrour op"), ["Title Harbour opens"]);
    assert_eq!(suggested(&index, "nh"), ["ShortForm NHW (northmere harbour watch)"]);
    assert_eq!(suggested(&index, "harbuor")[0], "Topic Harbours and ports");
    for text in ["", "   ", "zebra", "???", "\"("] {
        assert_eq!(suggested(&index, text), [""; 0], "{text}");
    }
    // Each leads to what it names.
    for suggestion in index.suggest(&Beginning::of("harb"), None).unwrap().suggestions {
        assert!(ask(&index, &suggestion.q).total > Some(0), "{suggestion:?}");
    }
}
