//! Indexing, from rows of JSON to a committed index, on two threads.
//!
//! What is measured: wall and processor time, peak memory and bytes of index per byte of text, of Pressmark from the file
//! to the sealed index, topics and all; and of bare tantivy fed documents that are ready, in both meanings of
//! `benches/bare/mod.rs`. In turn, each time in a process of its own; medians, and the quartiles of the ratios.
//! Corpus: see `benches/corpus/mod.rs`.
//! Notes: every index must hold all releases. Memory of bare tantivy is that of all its documents, which lie ready.
//! `cargo bench --bench indexing -- 50000` measures at that size.

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

use std::path::Path;

use corpus::releases;
use measure::disk::bytes_in;
use measure::process::{self, Cost};
use pressmark::index::Index;
use tantivy::TantivyDocument;

const ROUNDS: usize = 5;
const THREADS: usize = 2;
const MEMORY: usize = 192 << 20;
const WORK: [&str; 3] = ["ours", "bare-ours", "bare-plain"];

fn main() {
    for size in corpus::sizes::sizes(5000) {
        let corpus = corpus::sizes::corpus(size);
        let folder = |work: &str| corpus.with_extension(format!("written-{work}"));
        if let Some(work) = process::work() {
            do_work(&work, &corpus, &folder(&work), &folder("ours"));
            return;
        }
        let rows = || bare::rows(&corpus);
        let text: usize = rows().map(|row| row.body.len() + row.title.as_ref().map_or(0, String::len)).sum();
        let mut costs: [Vec<Cost>; 3] = Default::default();
        for _ in 0..ROUNDS {
            for (work, costs) in WORK.iter().zip(&mut costs) {
                let _ = std::fs::remove_dir_all(folder(work));
                costs.push(process::of(work));
            }
        }
        println!("\n{size} releases, {:.1} MB of text", text as f64 / 1e6);
        println!(
            "| | wall s | processor s | releases/s | peak MB | index/text | wall, ours/this | processor, ours/this |"
        );
        for (work, of_this) in WORK.iter().zip(&costs) {
            let median = |of: fn(&Cost) -> f64| measure::median(&of_this.iter().map(of).collect::<Vec<_>>());
            println!(
                "| {work} | {:.2} | {:.2} | {:.0} | {:.0} | {:.2} | {} | {} |",
                median(|cost| cost.wall),
                median(|cost| cost.processor),
                size as f64 / median(|cost| cost.wall),
                median(|cost| cost.memory) / 1e6,
                bytes_in(&folder(work)) as f64 / text as f64,
                ratio(&costs[0], of_this, |cost| cost.wall),
                ratio(&costs[0], of_this, |cost| cost.processor),
            );
        }
    }
}

fn do_work(work: &str, corpus: &Path, folder: &Path, ours: &Path) {
    let releases = bare::rows(corpus).count() as u64;
    match work {
        "ours" => {
            process::tell(|| releases::index(corpus, folder));
            assert_eq!(Index::open(folder).unwrap().state().releases, releases);
        }
        "bare-ours" => {
            let generation = std::fs::read_to_string(ours.join("current")).unwrap();
            let made = tantivy::Index::open_in_dir(ours.join(generation.trim()).join("latest")).unwrap();
            let documents = ready::documents(corpus, &made.schema());
            std::fs::create_dir_all(folder).unwrap();
            let index = ready::empty(folder, made.schema());
            process::tell(|| write(&index, documents));
            assert_eq!(index.reader().unwrap().searcher().num_docs(), releases);
        }
        _ => {
            let documents = bare::documents(bare::rows(corpus));
            std::fs::create_dir_all(folder).unwrap();
            let index = tantivy::Index::create_in_dir(folder, bare::schema()).unwrap();
            process::tell(|| write(&index, documents));
            assert_eq!(index.reader().unwrap().searcher().num_docs(), releases);
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

/// Of rounds: the median, and the quartiles around it.
fn ratio(ours: &[Cost], other: &[Cost], of: fn(&Cost) -> f64) -> String {
    let ratios = ours.iter().zip(other).map(|(ours, other)| of(ours) / of(other));
    let [low, middle, high] = measure::quartiles(ratios.collect());
    format!("{middle:.2} ({low:.2}-{high:.2})")
}
