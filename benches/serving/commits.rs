//! Commits while it is served: how soon they are seen, and what they cost whoever asks meanwhile.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::bare::latest_of;
use crate::clients::{self, Asked, load};
use crate::measure::{median, table};
use crate::servers::Server;

/// Releases in each commit.
const COMMITTED: usize = 1000;
const CONNECTIONS: usize = 4;
/// How long is asked: a run of so many releases takes less.
const TIME: Duration = Duration::from_secs(4);

/// What was seen in one round, in milliseconds.
#[derive(Clone, Copy)]
struct Seen {
    /// 99 of 100 answers, and all, while nothing else happens; while a run writes into another index; while one writes
    /// into this.
    tails: [[f64; 2]; 3],
    /// From the commit on disk to the first answer that has it.
    visible: f64,
}

/// Serves a copy of the index of a corpus, adds to it, and prints what was seen.
pub(crate) fn commits(corpus: &Path, questions: &[String], rounds: usize) {
    let [served, elsewhere] = ["committed", "elsewhere"].map(|name| corpus.with_extension(name));
    for copy in [&served, &elsewhere] {
        let _ = fs::remove_dir_all(copy);
        copy_folder(&corpus.with_extension("ours"), copy);
    }
    let server = Server::over(&served);
    let asked = Asked::new(questions);
    // One that does not count.
    let seen: Vec<Seen> = (0..=rounds)
        .map(|round| {
            let more = more(corpus, round);
            let beside = |index: Option<&Path>| {
                let running = index.map(|index| run(&more, index));
                let answered = load(server.address, CONNECTIONS, &asked, TIME);
                running.into_iter().for_each(ended);
                [answered.quantile(0.99), answered.quantile(1.0)]
            };
            let (quiet, other) = (beside(None), beside(Some(&elsewhere)));
            let before = total(&server);
            std::thread::scope(|scope| {
                let asking = scope.spawn(|| beside(None));
                let meta = latest_of(&served).join("meta.json");
                let known = fs::read(&meta).unwrap();
                let running = run(&more, &served);
                until(|| fs::read(&meta).unwrap() != known);
                let committed = Instant::now();
                until(|| total(&server) > before);
                let visible = committed.elapsed().as_secs_f64() * 1e3;
                ended(running);
                fs::remove_file(&more).unwrap();
                Seen { tails: [quiet, other, asking.join().unwrap()], visible }
            })
        })
        .skip(1)
        .collect();
    let middle = |of: &dyn Fn(&Seen) -> f64| median(&seen.iter().map(of).collect::<Vec<_>>());
    table(&["a run of 1,000 releases", "99 of 100 ms", "slowest ms"]);
    for (at, name) in ["none", "into another index", "into the one that is served"].into_iter().enumerate() {
        println!("| {name} | {:.1} | {:.1} |", middle(&|seen| seen.tails[at][0]), middle(&|seen| seen.tails[at][1]));
    }
    drop(server);
    for folder in [&served, &elsewhere] {
        fs::remove_dir_all(folder).unwrap();
    }
    println!("\nfrom the commit to the first answer that has it: {:.0} ms", middle(&|seen| seen.visible));
}

/// As many releases as a commit brings, under addresses of their own.
fn more(corpus: &Path, round: usize) -> PathBuf {
    let file = corpus.with_extension(format!("more-{round}"));
    let mut out = BufWriter::new(File::create(&file).unwrap());
    for line in BufReader::new(File::open(corpus).unwrap()).lines().take(COMMITTED) {
        let mut row: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        row["url"] = format!("{}/more-{round}", row["url"].as_str().unwrap()).into();
        writeln!(out, "{row}").unwrap();
    }
    out.flush().unwrap();
    file
}

fn run(archive: &Path, index: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pressmark"));
    command.arg("index").arg(archive).arg("--index").arg(index).env_remove("PRESSMARK_CONFIG");
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn until(is_so: impl Fn() -> bool) {
    let since = Instant::now();
    while !is_so() {
        assert!(since.elapsed() < Duration::from_secs(60), "a commit was never seen");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn ended(mut run: Child) {
    assert!(run.wait().unwrap().success());
}

/// All releases, as the server knows them.
fn total(server: &Server) -> u64 {
    let answer = clients::answers(server.address, &["/api/v1/search?limit=0&facets=none".to_owned()]);
    let answer: serde_json::Value = serde_json::from_slice(&answer[0]).unwrap();
    answer["total"].as_u64().unwrap()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let copy = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &copy);
        } else {
            fs::copy(entry.path(), copy).unwrap();
        }
    }
}
