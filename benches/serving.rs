//! Serving, over loopback, from a process of its own.
//!
//! What is measured: questions answered in a second, how long each took (median, and 99 of 100), and processor time of
//! the server for each, of `pressmark serve` at 1, 16, 32 and 64 connections; beside two servers that are as bare as axum
//! can be: *bytes* gives the very bytes that Pressmark gave, *bare* finds the same with bare tantivy (the plain index of
//! `benches/bare/mod.rs`; for facets, its aggregations over ours) and writes hits, total, snippets and facets as JSON.
//! In turn; medians of rounds. *In process* is our own answer, found and written in this process on as many threads as there are
//! connections, or processors if they are fewer. Then how soon a commit is seen, and what it costs whoever asks meanwhile.
//! Corpus: see `benches/corpus/mod.rs`; queries are words that stand together in its first releases.
//! Notes: every answer must be 200 and whole. The clients share the processors with the server, so only ratios tell.
//! Limits for single clients are lifted. Of *known*, one question asked over and over, the counts are kept; the others are
//! so many, each connection so far from the next in them, and each round going on where the last came to, that no counts of
//! theirs are kept until they are asked again.
//! `cargo bench --bench serving -- 50000` measures at that size; of several it prints how times grow.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and ends where it cannot go on")]
#![expect(dead_code, reason = "what benches share has more than is measured here")]

#[path = "bare/mod.rs"]
mod bare;
#[path = "serving/clients.rs"]
mod clients;
#[path = "serving/commits.rs"]
mod commits;
#[path = "corpus/mod.rs"]
mod corpus;
#[path = "serving/inside.rs"]
mod inside;
#[path = "measure/mod.rs"]
mod measure;
#[path = "search/queries.rs"]
mod queries;
#[path = "serving/servers.rs"]
mod servers;
#[path = "search/side.rs"]
mod side;

use std::collections::BTreeMap;
use std::time::Duration;

use clients::{Asked, Load, load};
use inside::Inside;
use measure::{exponent, median, process, table, told};
use queries::Queries;
use servers::Server;

const ROUNDS: usize = 5;
/// Over twice as many as a commit keeps counts for.
const QUERIES: usize = 640;
const CONNECTIONS: [usize; 4] = [1, 16, 32, 64];

fn main() {
    if let Some(work) = process::work() {
        servers::be(&work);
        return;
    }
    let sizes = corpus::sizes::sizes(5000);
    let (time, rounds) = if sizes == [5000] { (200, 1) } else { (1000, ROUNDS) };
    let time = Duration::from_millis(time);
    let mut growth: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for size in sizes {
        // What is not there is made, and no longer needed here.
        let corpus = side::Sides::make(size).corpus;
        let asked = Queries::of(bare::rows(&corpus), QUERIES).two;
        println!("\n{size} releases, ratios beside bare and bytes with their quartiles");
        table(&[
            "",
            "connections",
            "ours/s",
            "median ms",
            "99 of 100 ms",
            "processor µs",
            "ours/bare, median",
            "ours/bare, a second",
            "ours/bytes, median",
            "ours/in process, processor",
        ]);
        let inside = Inside::of(&corpus);
        for kind in servers::KINDS {
            let questions = servers::questions(kind, &asked);
            let ours = Server::ours(&corpus);
            let answers = clients::answers(ours.address, &questions);
            let bytes = Server::bytes(&corpus, &answers);
            let bare = Server::bare(kind, &corpus, &asked);
            let of_each = [(); 4].map(|()| Asked::new(&questions));
            for connections in CONNECTIONS {
                let alone = row(kind, connections, [&ours, &bare, &bytes], &inside, &of_each, time);
                if connections == 1 {
                    growth.entry(kind).or_default().push((size as f64, alone));
                }
            }
        }
        startup(&corpus);
        commits::commits(&corpus, &servers::questions("whole answer", &asked), rounds);
    }
    if growth.values().any(|points| points.len() > 1) {
        table(&["median at one connection grows with the power of the number of releases", ""]);
        for (kind, points) in growth {
            println!("| {kind} | {:.2} |", exponent(&points));
        }
    }
}

/// Prints one, and gives the median of our times.
fn row(
    kind: &str,
    connections: usize,
    servers: [&Server; 3],
    inside: &Inside,
    asked: &[Asked<'_>; 4],
    time: Duration,
) -> f64 {
    let mut rounds: [Vec<Load>; 4] = Default::default();
    // One that does not count.
    for round in 0..=ROUNDS {
        for ((server, asked), rounds) in servers.iter().zip(asked).zip(&mut rounds) {
            let before = server.processor_time();
            let mut taken = load(server.address, connections, asked, time);
            taken.processor = (server.processor_time() - before) / taken.answers as f64;
            if round > 0 {
                rounds.push(taken);
            }
        }
        let taken = inside.load(connections, &asked[3], time);
        if round > 0 {
            rounds[3].push(taken);
        }
    }
    let [ours, bare, bytes, inside] = rounds;
    let middle = |of: fn(&Load) -> f64| median(&ours.iter().map(of).collect::<Vec<_>>());
    let beside = |others: &[Load], of: fn(&Load) -> f64| {
        told(ours.iter().zip(others).map(|(ours, other)| of(ours) / of(other)).collect())
    };
    println!(
        "| {kind} | {connections} | {:.0} | {:.2} | {:.2} | {:.0} | {} | {} | {} | {} |",
        middle(Load::a_second),
        middle(|load| load.quantile(0.5)),
        middle(|load| load.quantile(0.99)),
        middle(|load| load.processor * 1e6),
        beside(&bare, |load| load.quantile(0.5)),
        beside(&bare, Load::a_second),
        beside(&bytes, |load| load.quantile(0.5)),
        beside(&inside, |load| load.processor),
    );
    middle(|load| load.quantile(0.5))
}

/// From the start of the process to its first answer.
fn startup(corpus: &std::path::Path) {
    let mut taken: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = std::time::Instant::now();
            let server = Server::ours(corpus);
            clients::answers(server.address, &["/api/v1/search?q=police".to_owned()]);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    taken.sort_by(f64::total_cmp);
    println!("\nstart to first answer: {:.0} ms ({:.0}-{:.0})", taken[ROUNDS / 2], taken[0], taken[ROUNDS - 1]);
}
