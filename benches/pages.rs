//! Seconds of processor time that the saved pages of a folder take, as `benches/pages.py` prints them for trafilatura.
//!
//! What is measured: body, title, dates, publisher, authors, summary and stated topics out of files that the system holds
//! in memory, on one thread. Languages and topic rules are not: trafilatura tells none.
//! Corpus: the folder that is named.
//! `cargo bench --bench pages -- FOLDER`; `benches/pages.sh FOLDER` runs both sides in turn.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and ends where it cannot go on")]
#![expect(dead_code, reason = "what benches share has more than is measured here")]

#[path = "corpus/releases.rs"]
mod releases;
#[path = "measure/mod.rs"]
mod measure;

use std::path::Path;

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else { return };
    // The first time is for the cache and the tables that are made once.
    assert!(releases::parse_all(Path::new(&folder)) > 0, "no page of {folder} is a release");
    let start = measure::processor_time();
    releases::parse_all(Path::new(&folder));
    println!("{}", (measure::processor_time() - start) / 1e6);
}
