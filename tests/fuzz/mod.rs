//! Bytes that nobody vetted, on every way in: all of `tests/fuzz/corpus`, the fixtures, and ten thousand inputs made of
//! them. Each target is tried in a process of its own with little memory, so that what would end the program or fill the
//! machine fails one test. `tests/fuzzing` tries the same targets for longer, led by what the inputs reach.
//!
//! Where one fails, it names a file with the input. Put it into the corpus once it is mended.

#![expect(clippy::print_stdout, reason = "the figures are what a run with `--nocapture` is for")]

mod mutation;
mod targets;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::support::{kibibytes, repository};
use mutation::{LONGEST, Mutation, words};
use targets::TARGETS;

/// How many inputs are made for each target, unless `PRESSMARK_INPUTS` says another number.
const INPUTS: u64 = 10_000;

/// What one input may take of the processor: as long as the slowest machine that tests without optimisation needs for
/// what is done in milliseconds.
const SLOWEST: Duration = Duration::from_secs(2);

/// Address space of the process, in KiB: 1 GiB.
const MEMORY: u64 = 1 << 20;

/// Names the folder of the process that tries a target.
const INSIDE: &str = "PRESSMARK_FUZZ_INSIDE";

#[test]
fn no_page_breaks_its_reader() {
    holds("page", "no_page_breaks_its_reader", &["fixtures/html"]);
}

#[test]
fn no_text_breaks_its_reader() {
    holds("text", "no_text_breaks_its_reader", &["fixtures/text"]);
}

#[test]
fn no_front_matter_breaks_its_reader() {
    holds("front_matter", "no_front_matter_breaks_its_reader", &["fixtures/text"]);
}

#[test]
fn no_date_is_read_that_cannot_be() {
    holds("date", "no_date_is_read_that_cannot_be", &[]);
}

#[test]
fn no_export_breaks_its_reader() {
    holds("rows", "no_export_breaks_its_reader", &["fixtures/row", "fixtures/export"]);
}

#[test]
fn no_feed_breaks_its_reader() {
    holds("feed", "no_feed_breaks_its_reader", &["fixtures/feed"]);
}

#[test]
fn no_mail_breaks_its_reader() {
    holds("mail", "no_mail_breaks_its_reader", &["fixtures/mail"]);
}

#[test]
fn no_web_archive_breaks_its_reader() {
    holds("warc", "no_web_archive_breaks_its_reader", &[]);
}

#[test]
fn no_packed_web_archive_breaks_its_reader() {
    holds("warc_gz", "no_packed_web_archive_breaks_its_reader", &["tests/fuzz/corpus/warc"]);
}

#[test]
fn no_container_breaks_its_reader() {
    holds("container", "no_container_breaks_its_reader", &[]);
}

#[test]
fn every_query_is_read_and_reads_the_same_again() {
    holds("query", "every_query_is_read_and_reads_the_same_again", &[]);
}

#[test]
fn every_parameter_that_is_read_is_written_the_same() {
    holds("parameters", "every_parameter_that_is_read_is_written_the_same", &[]);
}

#[cfg(feature = "pdf")]
#[test]
fn no_pdf_breaks_its_reader() {
    holds("pdf", "no_pdf_breaks_its_reader", &[]);
}

#[test]
fn every_target_has_a_corpus_words_and_a_program() {
    let programs = fs::read_to_string(repository("fuzz/Cargo.toml")).unwrap();
    for target in TARGETS {
        assert!(!inputs(&repository("tests/fuzz/corpus").join(target.name)).is_empty(), "{}", target.name);
        assert!(!dictionary(target.name).is_empty(), "{}", target.name);
        assert!(programs.contains(&format!("name = \"{}\"", target.name)), "{}", target.name);
        let program = fs::read_to_string(repository(&format!("fuzz/fuzz_targets/{}.rs", target.name))).unwrap();
        assert!(program.contains(&format!("run(\"{}\", bytes)", target.name)), "{program}");
    }
}

/// Tries a target in a process of its own: this very test, told to be inside.
fn holds(target: &str, test: &str, fixtures: &[&str]) {
    if let Some(folder) = std::env::var_os(INSIDE) {
        return tried(target, fixtures, Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let script = format!("ulimit -v {MEMORY}; exec \"$@\"");
    let run = Command::new("sh")
        .args(["-c", &script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("fuzz::{test}"), "--nocapture", "--test-threads=1"])
        .env(INSIDE, folder.path())
        .output()
        .unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    if !run.status.success() {
        let kept = folder.keep().join("input");
        panic!("{target}: {}; the input is {}\n{told}", run.status, kept.display());
    }
    let figures = told.lines().find(|line| line.starts_with(target)).expect("the target was tried");
    println!("{figures}");
}

/// Tries all inputs of a target, each set down before.
fn tried(target: &str, fixtures: &[&str], folder: &Path) {
    let corpus = repository("tests/fuzz/corpus").join(target);
    let folders = fixtures.iter().map(|folder| repository(folder)).chain([corpus]);
    let seeds: Vec<Vec<u8>> = folders.flat_map(|folder| inputs(&folder)).collect();
    let words = words(&dictionary(target));
    let count = std::env::var("PRESSMARK_INPUTS").ok().and_then(|count| count.parse().ok()).unwrap_or(INPUTS);
    let mut mutation = Mutation::new(&seeds, &words, count);
    let made = (0..count).map(|_| mutation.input());
    let (started, mut slowest, mut tried) = (Instant::now(), Duration::ZERO, 0_u64);
    for input in seeds.iter().cloned().chain(made) {
        fs::write(folder.join("input"), &input).unwrap();
        let before = spent();
        targets::run(target, &input);
        let spent = spent() - before;
        assert!(spent < SLOWEST, "{} bytes take {spent:?}", input.len());
        slowest = slowest.max(spent);
        tried += 1;
    }
    println!(
        "\n{target}: {tried} inputs in {:.1} s, the slowest {} ms, {} MiB at most",
        started.elapsed().as_secs_f64(),
        slowest.as_millis(),
        kibibytes(std::process::id(), "VmHWM").unwrap_or(0) >> 10,
    );
}

/// What this process has taken of the processor.
fn spent() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime).try_into().unwrap()
}

/// The files of a folder, in the order of their names, without the expectations beside fixtures.
fn inputs(folder: &Path) -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| !file.to_string_lossy().ends_with(".release.json"));
    files.sort();
    let mut inputs: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    inputs.retain(|input| input.len() <= LONGEST);
    inputs
}

fn dictionary(target: &str) -> String {
    fs::read_to_string(repository("tests/fuzz/words").join(target)).unwrap()
}
