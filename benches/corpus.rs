//! Corpora for the other benches.
//!
//! What is measured: how like its originals a grown corpus is, as two columns of one table.
//! Corpus: see `benches/corpus/mod.rs`.
//! Notes: `cargo bench --bench corpus -- 500000 FILE` writes so many releases to a file, as JSON lines.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and ends where it cannot go on")]
#![expect(dead_code, reason = "what benches share has more than is measured here")]

#[path = "corpus/mod.rs"]
mod corpus;

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};

use corpus::Corpus;
use corpus::originals::{Original, Originals};
use corpus::vocabulary::{Heaps, words};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let originals = Originals::read();
    if let [releases, file] = arguments.as_slice() {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(file).unwrap());
        for grown in Corpus::new(&originals).take(releases.parse().unwrap()) {
            grown.write(&mut out).unwrap();
        }
        out.flush().unwrap();
        return;
    }
    let count = originals.all.len();
    let grown: Vec<Original> = Corpus::new(&originals)
        .take(count)
        .map(|grown| Original {
            title: grown.title,
            summary: grown.summary,
            body: grown.body,
            date: grown.date,
            kind: grown.kind,
            publisher: grown.publisher,
            topics: grown.topics,
        })
        .collect();
    println!("{:<34} {:>10} {:>10}", "", "originals", "grown");
    let (one, other) = (figures(originals.shuffled().collect()), figures(grown.iter().collect()));
    for ((name, one), (_, other)) in one.iter().zip(&other) {
        println!("{name:<34} {one:>10.3} {other:>10.3}");
    }
}

fn figures(releases: Vec<&Original>) -> Vec<(&'static str, f64)> {
    let count = releases.len() as f64;
    let share = |holds: &dyn Fn(&Original) -> bool| releases.iter().filter(|one| holds(one)).count() as f64 / count;
    let mut lengths: Vec<usize> = releases.iter().map(|release| words(&release.body).count()).collect();
    lengths.sort_unstable();
    let quantile = |share: f64| lengths[(share * (lengths.len() - 1) as f64) as usize] as f64;
    let distinct = |text: &str| words(text).map(|word| text[word].to_lowercase()).collect::<HashSet<_>>().len();
    let in_one = releases.iter().map(|release| distinct(&release.body)).sum::<usize>() as f64 / count;
    let bodies: HashSet<&str> = releases.iter().map(|release| release.body.as_str()).collect();
    let heaps = Heaps::of(releases.iter().map(|release| release.body.as_str()));
    let mut years: Vec<i32> = releases.iter().filter_map(|release| Some(release.date?.in_year())).collect();
    years.sort_unstable();
    vec![
        ("releases", count),
        ("words, mean", lengths.iter().sum::<usize>() as f64 / count),
        ("words, median", quantile(0.5)),
        ("words, 99 of 100 have fewer", quantile(0.99)),
        ("distinct words in one, mean", in_one),
        ("distinct words, exponent (Heaps)", heaps.beta),
        ("copies", 1.0 - bodies.len() as f64 / count),
        ("undated", share(&|release| release.date.is_none())),
        ("median year", years.get(years.len() / 2).copied().unwrap_or_default().into()),
        ("with given topics", share(&|release| !release.topics.is_empty())),
    ]
}
