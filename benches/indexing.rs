//! Indexing, from what was kept to a committed index, on two threads.
//!
//! What is measured: wall and processor time, peak memory and bytes of index per byte of text, of Pressmark from rows of
//! JSON, saved pages and a web archive of the same releases to the sealed index, topics and all; of its readers and
//! parsers alone, on one thread; and of bare tantivy fed documents that are ready, in both meanings of
//! `benches/bare/mod.rs`. A second run over the same, too. In turn, each time in a process of its own; medians, and the
//! quartiles of the ratios.
//! Corpus: see `benches/corpus/mod.rs` and `benches/corpus/saved.rs`.
//! Notes: every index must hold all releases. Memory of bare tantivy is that of all its documents, which lie ready. Above
//! 50,000 releases saved pages and web archives are left out: half a million saved pages are half a million files. Bare has
//! two threads of the engine with half of the memory each; ours has one beside two that parse.
//! `cargo bench --bench indexing -- 5000 50000` measures at these sizes, and prints how time and memory grow.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and ends where it cannot go on")]
#![expect(dead_code, reason = "what benches share has more than is measured here")]

#[path = "bare/mod.rs"]
mod bare;
#[path = "corpus/mod.rs"]
mod corpus;
#[path = "measure/mod.rs"]
mod measure;
#[path = "bare/ready.rs"]
mod ready;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use corpus::{releases, saved};
use measure::disk::bytes_in;
use measure::process::{self, Cost};
use pressmark::index::Index;
use tantivy::TantivyDocument;

const ROUNDS: usize = 5;
const THREADS: usize = 2;
const MEMORY: usize = 384 << 20;
/// The most releases that are also measured as saved pages and in a web archive.
const MOST_PAGES: usize = 50_000;

/// What is done: by whom, and to what.
const WORK: [&str; 9] = [
    "rows",
    "rows again",
    "pages",
    "captures",
    "rows parsed",
    "pages parsed",
    "captures parsed",
    "bare-ours",
    "bare-plain",
];

/// What each is beside, of all that was measured: the ratio is of processor time.
const BESIDE: [(&str, &[&str]); 6] = [
    ("rows", &["bare-ours"]),
    ("rows", &["bare-plain"]),
    ("rows", &["rows parsed"]),
    ("rows", &["rows again"]),
    ("pages", &["pages parsed", "bare-ours"]),
    ("captures", &["captures parsed", "bare-ours"]),
];

fn main() {
    let mut growth: BTreeMap<&str, Vec<(f64, Cost)>> = BTreeMap::new();
    for size in corpus::sizes::sizes(5000) {
        let place = Place::of(size);
        if let Some(work) = process::work() {
            place.work(&work);
            return;
        }
        let text = bare::text(&place.corpus);
        let is_done = |work: &&str| size <= MOST_PAGES || !(work.starts_with("pages") || work.starts_with("captures"));
        let mut costs: BTreeMap<&str, Vec<Cost>> = BTreeMap::new();
        for _ in 0..ROUNDS {
            for work in WORK.into_iter().filter(is_done) {
                if work != "rows again" {
                    let _ = std::fs::remove_dir_all(place.index(work));
                }
                costs.entry(work).or_default().push(process::of(work, size));
            }
        }
        println!("\n{size} releases, {:.1} MB of text", text as f64 / 1e6);
        measure::table(&["", "MB", "wall s", "processor s", "releases/s", "processor s/GB", "own MB", "index/text"]);
        for work in WORK.into_iter().filter(is_done) {
            let of_this = &costs[work];
            let median = |of: fn(&Cost) -> f64| measure::median(&of_this.iter().map(of).collect::<Vec<_>>());
            let (read, index) = (place.bytes_read(work, text) as f64, place.index(work));
            let index =
                if index.is_dir() { format!("{:.2}", bytes_in(&index) as f64 / text as f64) } else { String::new() };
            println!(
                "| {work} | {:.1} | {:.2} | {:.2} | {:.0} | {:.1} | {:.0} | {index} |",
                read / 1e6,
                median(|cost| cost.wall),
                median(|cost| cost.processor),
                size as f64 / median(|cost| cost.wall),
                median(|cost| cost.processor) / read * 1e9,
                median(|cost| cost.memory) / 1e6,
            );
            let cost = Cost {
                wall: median(|cost| cost.wall),
                processor: median(|cost| cost.processor),
                memory: median(|cost| cost.memory),
            };
            growth.entry(work).or_default().push((size as f64, cost));
        }
        measure::table(&["", "wall", "processor"]);
        for (work, beside) in BESIDE.into_iter().filter(|(work, _)| is_done(work)) {
            let slower = |of: fn(&Cost) -> f64, round: usize| {
                beside.iter().map(|other| of(&costs[other][round])).fold(0.0, f64::max)
            };
            let ratio = |of: fn(&Cost) -> f64| {
                let ratios = (0..ROUNDS).map(|round| of(&costs[work][round]) / slower(of, round));
                measure::told(ratios.collect())
            };
            let (wall, processor) = (ratio(|cost| cost.wall), ratio(|cost| cost.processor));
            println!("| {work} / {} | {wall} | {processor} |", beside.join(" or "));
        }
    }
    if growth.values().any(|points| points.len() > 1) {
        measure::table(&["grows with the power of the number of releases", "processor time", "own memory"]);
        for (work, points) in growth.into_iter().filter(|(_, points)| points.len() > 1) {
            let exponent = |of: fn(&Cost) -> f64| {
                measure::exponent(&points.iter().map(|(size, cost)| (*size, of(cost))).collect::<Vec<_>>())
            };
            println!("| {work} | {:.2} | {:.2} |", exponent(|cost| cost.processor), exponent(|cost| cost.memory));
        }
    }
}

/// A corpus in its three forms, and what is made of it.
struct Place {
    corpus: PathBuf,
    pages: PathBuf,
    captures: PathBuf,
}

impl Place {
    fn of(size: usize) -> Self {
        let corpus = corpus::sizes::corpus(size);
        let [pages, captures] =
            if size <= MOST_PAGES { saved::of(&corpus, size) } else { [PathBuf::new(), PathBuf::new()] };
        Self { corpus, pages, captures }
    }

    fn index(&self, work: &str) -> PathBuf {
        let work = if work == "rows again" { "rows" } else { work };
        self.corpus.with_extension(format!("written-{}", work.replace(' ', "-")))
    }

    fn bytes_read(&self, work: &str, text: usize) -> u64 {
        match self.source(work) {
            Some(source) => bytes_in(source),
            None => text as u64,
        }
    }

    /// What is read; nothing where documents lie ready.
    fn source(&self, work: &str) -> Option<&Path> {
        match work.split(' ').next() {
            Some("rows") => Some(&self.corpus),
            Some("pages") => Some(&self.pages),
            Some("captures") => Some(&self.captures),
            _ => None,
        }
    }

    fn work(&self, work: &str) {
        let releases = bare::rows(&self.corpus).count() as u64;
        let index = self.index(work);
        match (self.source(work), work) {
            (Some(source), work) if work.ends_with(" parsed") => {
                let mut parsed = 0;
                process::tell(|| parsed = releases::parse_all(source));
                assert_eq!(parsed, releases);
            }
            (Some(source), _) => {
                process::tell(|| releases::index(source, &index));
                assert_eq!(Index::open(&index).unwrap().state().releases, releases);
            }
            (None, "bare-ours") => {
                let ours = self.index("rows");
                let made = tantivy::Index::open_in_dir(bare::latest_of(&ours)).unwrap();
                let documents = ready::documents(&self.corpus, &made.schema());
                std::fs::create_dir_all(&index).unwrap();
                let engine = ready::empty(&index, &made);
                process::tell(|| write(&engine, documents));
                assert_eq!(engine.reader().unwrap().searcher().num_docs(), releases);
            }
            (None, _) => {
                let documents = bare::documents(bare::rows(&self.corpus));
                std::fs::create_dir_all(&index).unwrap();
                let engine = tantivy::Index::create_in_dir(&index, bare::schema()).unwrap();
                process::tell(|| write(&engine, documents));
                assert_eq!(engine.reader().unwrap().searcher().num_docs(), releases);
            }
        }
    }
}

fn write(index: &tantivy::Index, documents: Vec<TantivyDocument>) {
    let mut writer = index.writer_with_num_threads(THREADS, MEMORY).unwrap();
    for document in documents {
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
}
