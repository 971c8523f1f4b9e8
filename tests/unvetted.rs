//! A folder that somebody filled who does not mean well, or does not look: every file of it has the outcome that it has
//! to have, and the others are read as if it were not there. `PRESSMARK_LONG=1` takes ten thousand files, and a gibibyte.

#![expect(clippy::print_stdout, reason = "the figures are what a run with `--nocapture` is for")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{is_long, kibibytes};

/// Who is nobody: what the superuser may read, everybody may.
const NOBODY: u32 = 65_534;

/// A folder with an archive in the making.
struct Archive {
    folder: tempfile::TempDir,
    /// How many outcomes of each kind there have to be.
    expected: BTreeMap<&'static str, u64>,
}

impl Archive {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        for part in ["archive", "work"] {
            fs::create_dir(folder.path().join(part)).unwrap();
        }
        Self { folder, expected: BTreeMap::new() }
    }

    fn at(&self, name: impl AsRef<OsStr>) -> PathBuf {
        self.folder.path().join("archive").join(name.as_ref())
    }

    fn expect(&mut self, outcome: &'static str, times: u64) {
        *self.expected.entry(outcome).or_default() += times;
    }

    fn put(&mut self, name: impl AsRef<OsStr>, bytes: impl AsRef<[u8]>, outcome: &'static str) {
        fs::write(self.at(name), bytes).unwrap();
        self.expect(outcome, 1);
    }

    /// The program, reading the archive; as nobody where the superuser asks.
    fn run(&self) -> Child {
        let work = self.folder.path().join("work");
        let mut program = Command::new(env!("CARGO_BIN_EXE_pressmark"));
        program.arg("index").arg(self.at("")).arg("--index").arg(work.join("index"));
        program.arg("--report").arg(work.join("report.jsonl")).args(["--format", "json", "--jobs", "2"]);
        if fs::metadata("/proc/self").unwrap().uid() == 0 {
            chown(&work, Some(NOBODY), Some(NOBODY)).unwrap();
            program.uid(NOBODY).gid(NOBODY);
        }
        program.env_remove("PRESSMARK_INDEX").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

/// A release of its own, in one of the ways in which archives keep them.
fn release(number: usize) -> (String, String) {
    let text = format!("The harbour office has ordered ferry number {number} for the quay, it said on Tuesday.");
    match number % 3 {
        0 => (
            format!("{number:05}.html"),
            format!("<title>Ferry {number}</title><h1>Ferry {number} ordered</h1><p>{text}"),
        ),
        1 => (format!("{number:05}.txt"), format!("Ferry {number} ordered\n\n3 May 2017\n\n{text}\n")),
        _ => (format!("{number:05}.jsonl"), format!("{{\"title\":\"Ferry {number} ordered\",\"body\":\"{text}\"}}\n")),
    }
}

#[test]
fn a_folder_with_hostile_files_is_read_but_for_these() {
    let files = if is_long() { 10_000 } else { 1_000 };
    let mut archive = Archive::new();
    // Read first, and long enough for what is done to the others meanwhile.
    let mut large = String::new();
    for row in 0..if is_long() { 40_000 } else { 15_000 } {
        large.push_str(&format!(
            "{{\"id\":\"large-{row}\",\"title\":\"Row {row}\",\"body\":\"What row {row} says of the quay.\"}}\n"
        ));
        archive.expect("new", 1);
    }
    fs::write(archive.at("0-large.jsonl"), large).unwrap();

    let (mut hostile, mut closed, mut vanishing) = (1, Vec::new(), Vec::new());
    for number in 0..files {
        if number % 33 != 32 {
            let (name, text) = release(number);
            archive.put(name, text, "new");
            continue;
        }
        hostile += 1;
        let text = release(number).1;
        let kind = number / 33;
        match kind % 15 {
            // Names.
            0 => archive.put(format!("{number} ..\\*?%2e%2e;$(reboot)"), text, "new"),
            1 => {
                archive.put(OsStr::from_bytes(&[number.to_string().as_bytes(), b"-\xff\xfe\x80"].concat()), text, "new")
            }
            2 => archive.put(format!("--index={number}\n\r\t\u{1b}[31m\u{202e}"), text, "new"),
            3 => archive.put(format!("{number:0>250}.txt"), text, "new"),
            // What is no file.
            4 => {
                symlink(
                    if kind % 2 == 0 { Path::new("/etc/passwd") } else { Path::new(".") },
                    archive.at(format!("{number}-link")),
                )
                .unwrap();
                archive.expect("skipped", 1);
            }
            5 => {
                assert!(Command::new("mkfifo").arg(archive.at(format!("{number}-pipe"))).status().unwrap().success());
                archive.expect("skipped", 1);
            }
            6 => {
                drop(UnixListener::bind(archive.at(format!("{number}-socket"))).unwrap());
                archive.expect("skipped", 1);
            }
            // What may not be read.
            7 => {
                archive.put(format!("{number}-closed.txt"), text, "failed");
                fs::set_permissions(archive.at(format!("{number}-closed.txt")), Permissions::from_mode(0o000)).unwrap();
            }
            8 => {
                let folder = archive.at(format!("{number}-closed"));
                fs::create_dir(&folder).unwrap();
                fs::write(folder.join("1.txt"), text).unwrap();
                fs::set_permissions(&folder, Permissions::from_mode(0o000)).unwrap();
                closed.push(folder);
                archive.expect("failed", 1);
            }
            // What is not what it seems.
            9 => archive.put(format!("{number}.txt"), [0, 159, 146, 150, 0, 1, 2, 3], "skipped"),
            10 => archive.put(format!("{number}.html"), "", "skipped"),
            11 => archive.put(format!("{number}.html"), format!("<h1>x</h1>{}", "<div>".repeat(100_000)), "skipped"),
            12 => archive.put(format!("{number}.warc.gz"), b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b", "failed"),
            // What is not there any more, and what is longer than it was.
            13 => {
                archive.put(format!("z{number}-gone.txt"), text, "failed");
                vanishing.push(format!("z{number}-gone.txt"));
            }
            _ => {
                archive.put(
                    format!("z{number}-grown.jsonl"),
                    "{\"id\":\"first\",\"title\":\"First\",\"body\":\"The first.\"}\n"
                        .replace("irst", &number.to_string()),
                    "new",
                );
                vanishing.push(format!("z{number}-grown.jsonl"));
                archive.expect("new", 1);
            }
        }
    }

    let started = Instant::now();
    let mut run = archive.run();
    wait_until_it_reads(&mut run, "0-large.jsonl");
    for name in vanishing {
        if name.ends_with("-gone.txt") {
            fs::remove_file(archive.at(name)).unwrap();
        } else {
            let mut grown = File::options().append(true).open(archive.at(&name)).unwrap();
            writeln!(grown, "{{\"id\":\"{name}\",\"title\":\"Second\",\"body\":\"The second of {name}.\"}}").unwrap();
        }
    }
    let output = run.wait_with_output().unwrap();
    // Or else they could not be removed.
    closed.iter().for_each(|folder| fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap());
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "done, and some failed: {told}");
    let summary: BTreeMap<String, serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let report = fs::read_to_string(archive.folder.path().join("work/report.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = report.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for outcome in ["new", "updated", "duplicate", "unchanged", "skipped", "failed"] {
        let expected = archive.expected.get(outcome).copied().unwrap_or(0);
        let listed: Vec<&serde_json::Value> = lines.iter().filter(|line| line["outcome"] == outcome).collect();
        let shown = if listed.len() < 1_000 { format!("{listed:#?}") } else { String::new() };
        assert_eq!((summary[outcome].as_u64(), listed.len() as u64), (Some(expected), expected), "{outcome}: {shown}");
        let unsaid = ["skipped", "failed"].contains(&outcome);
        assert!(!unsaid || listed.iter().all(|line| line["reason"].as_str().is_some_and(|reason| !reason.is_empty())));
    }
    println!(
        "{files} files and {hostile} hostile: {} releases, {} skipped, {} failed, in {:.1} s",
        archive.expected["new"],
        archive.expected["skipped"],
        archive.expected["failed"],
        started.elapsed().as_secs_f64()
    );
}

/// Waits until a process has a file open: it has listed the archive then.
fn wait_until_it_reads(run: &mut Child, name: &str) {
    let descriptors = format!("/proc/{}/fd", run.id());
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let open = fs::read_dir(&descriptors).into_iter().flatten().flatten();
        if open.filter_map(|fd| fs::read_link(fd.path()).ok()).any(|file| file.ends_with(name)) {
            return;
        }
        assert!(Instant::now() < deadline && run.try_wait().unwrap().is_none(), "{name} was never open");
        std::thread::yield_now();
    }
}

#[test]
fn memory_does_not_grow_with_the_archive() {
    let mut archive = Archive::new();
    let mebibytes = if is_long() { 1_024 } else { 16 };
    // Words that differ, in texts as long as press releases are.
    for file in 0..mebibytes / 16 {
        let mut rows = std::io::BufWriter::new(File::create(archive.at(format!("{file}.jsonl"))).unwrap());
        for row in 0..4_096 {
            let mark = blake3::hash(format!("{file} {row}").as_bytes()).to_hex();
            let body: String = (0..60)
                .map(|at| format!("The {} of {} is at the quay. ", &mark[at % 50..][..6], &mark[at % 40..][..9]))
                .collect();
            writeln!(rows, "{{\"id\":\"{file}-{row}\",\"title\":\"{mark}\",\"body\":\"{body}{body}\"}}").unwrap();
            archive.expect("new", 1);
        }
    }
    let started = Instant::now();
    let mut run = archive.run();
    let mut most = 0;
    while run.try_wait().unwrap().is_none() {
        // Its own: what is mapped of the index belongs to the system.
        most = most.max(kibibytes(run.id(), "RssAnon").unwrap_or(0));
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = run.wait_with_output().unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["new"], archive.expected["new"], "{}", String::from_utf8_lossy(&output.stderr));
    println!("{mebibytes} MiB of rows: {} MiB at most, in {:.1} s", most >> 10, started.elapsed().as_secs_f64());
    assert!(0 < most && most < 1 << 20, "{most} KiB");
}
