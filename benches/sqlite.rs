//! What a developer would take instead: `SQLite` with its full-text search, FTS5.
//!
//! What is measured: indexing, as processor time and bytes of index per byte of text; and processor time for each of six
//! kinds of questions, of Pressmark and of a database with the same fields: hits by its BM25 with the headline weighing
//! three times, exact totals, dates by an index, facets by SQL over what was found, snippets by its own function. In
//! turn; medians of rounds, and the quartiles of their ratio.
//! Corpus: see `benches/corpus/mod.rs`; queries are words that stand together in its first releases.
//! Notes: the database is fed releases that are read, with topics, kind and language told; Pressmark reads the file. Its
//! index is built at once from its table and optimised, all in one transaction without a journal: the fastest way there
//! is. Its stemmer is Porter's first one, ours is his later, which takes fewer words for one: so totals may differ by a
//! fifth, over all queries of a kind. Phrases are of words as they are written in ours, and of stems in its: they may
//! differ by half.
//! `cargo bench --bench sqlite -- 50000` measures at that size.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and ends where it cannot go on")]
#![expect(dead_code, reason = "what benches share has more than is measured here")]

#[path = "bare/mod.rs"]
mod bare;
#[path = "corpus/mod.rs"]
mod corpus;
#[path = "sqlite/database.rs"]
mod database;
#[path = "measure/mod.rs"]
mod measure;
#[path = "search/queries.rs"]
mod queries;
#[path = "search/side.rs"]
mod side;

use std::path::Path;

use bare::Words;
use corpus::releases;
use database::{Database, Shown};
use measure::disk::bytes_in;
use measure::{Side, in_turn, process, ratio};
use pressmark::index::Index;
use pressmark::query::{Facets, Request};
use queries::Queries;
use side::Filter;

const ROUNDS: usize = 5;
const QUERIES: usize = 40;

fn main() {
    for size in corpus::sizes::sizes(5000) {
        let corpus = corpus::sizes::corpus(size);
        let (ours, theirs) = (corpus.with_extension("beside-sqlite"), corpus.with_extension("sqlite"));
        if let Some(work) = process::work() {
            match work.as_str() {
                "ours" => process::tell(|| releases::index(&corpus, &ours)),
                _ => {
                    let releases = database::releases(&corpus);
                    process::tell(|| database::write(&releases, &theirs));
                }
            }
            return;
        }
        let text = bare::text(&corpus);
        let (mut of_ours, mut of_theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let _ = (std::fs::remove_dir_all(&ours), std::fs::remove_file(&theirs));
            of_ours.push(process::of("ours", size).processor);
            of_theirs.push(process::of("theirs", size).processor);
        }
        println!("\n{size} releases, {:.1} MB of text", text as f64 / 1e6);
        measure::table(&["", "ours", "SQLite", "SQLite/ours", "quartiles"]);
        let print = |what: &str, ours: f64, theirs: f64, [low, middle, high]: [f64; 3]| {
            println!("| {what} | {ours:.2} | {theirs:.2} | {middle:.1} | {low:.1}-{high:.1} |");
        };
        let ratios = of_theirs.iter().zip(&of_ours).map(|(theirs, ours)| theirs / ours);
        let ratios = measure::quartiles(ratios.collect());
        print("indexing, processor s", measure::median(&of_ours), measure::median(&of_theirs), ratios);
        let bytes = |path: &Path| bytes_in(path) as f64 / text as f64;
        let [ours_bytes, theirs_bytes] = [bytes(&ours), bytes(&theirs)];
        print("index, bytes per byte of text", ours_bytes, theirs_bytes, [theirs_bytes / ours_bytes; 3]);
        search(&Index::open(&ours).unwrap(), &Database::open(&theirs), &corpus, print);
    }
}

fn search(index: &Index, database: &Database, corpus: &Path, print: impl Fn(&str, f64, f64, [f64; 3])) {
    let queries = Queries::of(bare::rows(corpus), QUERIES);
    let any = queries.two.iter().cloned().map(Words::Any).collect();
    let phrases = queries.sequence.iter().cloned().map(Words::Phrase).collect();
    let (one, two) = (side::all(&queries.one), side::all(&queries.two));
    let days = queries.range(0.1);
    let (list, panel, page) = (Shown::list(), Shown { facets: true, ..Shown::list() }, Shown::page());
    let kinds: [(&str, Vec<Words>, Shown); 7] = [
        ("one word", one.clone(), list),
        ("all of two words", two.clone(), list),
        ("any of two words", any, list),
        ("phrase", phrases, list),
        ("a tenth of all days", one.clone(), Shown { days: Some(days), ..list }),
        ("with all facets", one, panel),
        ("whole answer", two, page),
    ];
    for (kind, asked, shown) in kinds {
        let requests: Vec<Request> = asked.iter().map(|words| request(words, shown)).collect();
        let (mut ours, mut theirs) = (0, 0);
        for (request, words) in requests.iter().zip(&asked) {
            ours += index.search(request, None).unwrap().total.unwrap();
            theirs += database.ask(words, shown).total;
        }
        let part = if kind == "phrase" { 2 } else { 5 };
        assert!(ours.abs_diff(theirs) <= ours / part, "{kind}: {ours} and {theirs} found");
        let mut sides =
            [side::ours(index, &requests), Side::new("theirs", |at| database.ask(&asked[at], shown).hits as u64)];
        let taken = in_turn(ROUNDS, asked.len(), &mut sides);
        let ratios = ratio(&taken[1], &taken[0]);
        print(&format!("{kind}, µs"), taken[0].median(), taken[1].median(), ratios);
    }
}

fn request(words: &Words, shown: Shown) -> Request {
    let facets = if shown.facets { Facets::all() } else { Facets::none() };
    let request = Request { facets, snippets: shown.snippets, ..side::list(words) };
    match shown.days {
        Some(days) => Filter::Days(days).on(request),
        None => request,
    }
}
