//! Corpora on disk, by size, and the indexes made of them: kept between runs below `PRESSMARK_BENCH`, or else
//! `target/bench`.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::Corpus;
use super::originals::Originals;

/// The folder in which corpora and indexes are kept.
pub(crate) fn folder() -> PathBuf {
    let folder = std::env::var_os("PRESSMARK_BENCH").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench"));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The corpus of so many releases, as JSON lines: grown where it is not there.
pub(crate) fn corpus(releases: usize) -> PathBuf {
    let file = folder().join(format!("{releases}.jsonl"));
    if !file.is_file() {
        let originals = Originals::read();
        let unfinished = file.with_extension("unfinished");
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&unfinished).unwrap());
        for grown in Corpus::new(&originals).take(releases) {
            grown.write(&mut out).unwrap();
        }
        out.flush().unwrap();
        fs::rename(&unfinished, &file).unwrap();
    }
    file
}

/// Sizes out of the arguments, else one.
pub(crate) fn sizes(otherwise: usize) -> Vec<usize> {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() { vec![otherwise] } else { sizes }
}
