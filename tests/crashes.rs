//! Killed at any moment and run again, the program ends where an undisturbed run ends.

#![expect(clippy::print_stdout, reason = "the figures are what a run with `--nocapture` is for")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::support::{Stop, folder_in_memory, is_long, pressmark, repository, stderr, stdout};

/// Kills that must hit a running process.
fn kills_wanted() -> usize {
    if is_long() { 1000 } else { 50 }
}

/// An archive of many small commits: rows in several files, some of them copies and rewordings of others, and the
/// bundled archive.
fn write_archive(folder: &Path) {
    let mut state = 7_u64;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let words =
        ["officers", "fraud", "slavery", "recruits", "the", "of", "road", "£40", "firearms", "court", "statement"];
    for file in 0..6 {
        let mut rows = fs::File::create(folder.join(format!("rows-{file}.jsonl"))).unwrap();
        for row in 0..200 {
            // Three numbers in ten come again in a later file: as they were, or reworded.
            let number = if random(10) < 3 { random(600) } else { file * 200 + row };
            let wording = random(2);
            let length = 60 + number % 120;
            let text: Vec<&str> =
                (0..length).map(|at| words[((number * 31 + at * 7 + wording * at) % 11) as usize]).collect();
            let row = serde_json::json!({
                "url": format!("https://press.example/{number}"),
                "title": format!("Release number {number}"),
                "date": format!("{}-{:02}-{:02}", 2010 + number % 9, number % 12 + 1, number % 28 + 1),
                "text": text.join(" "),
            });
            writeln!(rows, "{row}").unwrap();
        }
    }
}

fn index(archive: &Path, index: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pressmark"));
    command
        .args(["index", "--commit-every", "64", "--index"])
        .arg(index)
        .arg(archive)
        .arg(repository("fixtures/archive"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Everything a reader can get out of an index, less what tells commits and moments apart. Hits are asked for by date:
/// copies that were replaced count in the frequencies behind a score until they are merged away, in a run without
/// kills too.
fn answers(index: &Path) -> Vec<String> {
    let index = index.to_str().unwrap();
    let export = pressmark(&["export", "--index", index]);
    assert!(export.status.success(), "{}", stderr(&export));
    let mut answers = vec![stdout(&export).to_owned()];
    for query in ["fraud", "\"modern slavery\" OR firearms", "recruit -court date:2012..2014", "slav* topic:fraud", ""]
    {
        let arguments = ["search", "--index", index, "--format", "json", "--limit", "5000", "--sort", "newest", query];
        let mut answer: serde_json::Value = serde_json::from_str(stdout(&pressmark(&arguments))).unwrap();
        for key in ["took_ms", "index"] {
            answer.as_object_mut().unwrap().remove(key).unwrap();
        }
        answers.push(answer.to_string());
    }
    answers
}

fn same(found: &[String], expected: &[String], when: &str) {
    for (found, expected) in found.iter().zip(expected) {
        for (found, expected) in found.lines().zip(expected.lines()) {
            assert_eq!(found, expected, "{when}");
        }
        assert_eq!(found.len(), expected.len(), "{when}");
    }
}

#[test]
fn fifty_kills_leave_what_an_undisturbed_run_leaves() {
    let folder = folder_in_memory();
    let archive = folder.path().join("archive");
    fs::create_dir(&archive).unwrap();
    write_archive(&archive);

    let undisturbed = folder.path().join("undisturbed");
    let start = Instant::now();
    assert!(index(&archive, &undisturbed).status().unwrap().success());
    let mut whole_run = start.elapsed();
    let expected = answers(&undisturbed);
    assert!(expected[0].lines().count() > 600, "the archive is too small to be disturbed");

    let (mut kills, mut rounds) = (0, 0);
    let mut delay = 1_u32;
    while kills < kills_wanted() {
        rounds += 1;
        let disturbed = folder.path().join(format!("disturbed-{rounds}"));
        let before = kills;
        loop {
            // Moments spread over a whole run, its first milliseconds and its last included.
            delay = (delay * 37 + 11) % 101;
            let mut running = index(&archive, &disturbed).spawn().unwrap();
            std::thread::sleep(whole_run.mul_f64(f64::from(delay) / 100.0).max(Duration::from_millis(2)));
            if running.try_wait().unwrap().is_some() {
                break;
            }
            running.kill().unwrap();
            running.wait().unwrap();
            kills += 1;
        }
        if kills == before {
            // What took so long on a busy machine does not on a quiet one, and no kill would ever meet it.
            whole_run = whole_run.mul_f64(0.9);
        }
        let last = index(&archive, &disturbed).stderr(Stdio::piped()).output().unwrap();
        assert!(last.status.success(), "{}", stderr(&last));
        let check = pressmark(&["check", "--index", disturbed.to_str().unwrap()]);
        assert!(check.status.success(), "{}{}", stdout(&check), stderr(&check));
        same(&answers(&disturbed), &expected, &format!("round {rounds} after {kills} kills"));
        fs::remove_dir_all(&disturbed).unwrap();
    }
    println!("{kills} kills in {rounds} rounds, each ended as an undisturbed run; {:.1?}", start.elapsed());
}

#[test]
#[cfg(unix)]
fn a_rebuild_that_is_asked_to_stop_leaves_the_index_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    fs::create_dir(&archive).unwrap();
    write_archive(&archive);
    let path = folder.path().join("index");
    assert!(index(&archive, &path).status().unwrap().success());
    let before = answers(&path);
    fs::create_dir_all(path.join("g2019")).unwrap();
    fs::write(path.join("g2019/photo.txt"), "not ours").unwrap();
    let mut stopped = 0;
    for moment in 1..=6_u64 {
        let mut command = index(&archive, &path);
        let mut running = command.arg("--rebuild").stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(60 * moment));
        let asked = Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
        let ended = running.wait().unwrap();
        // A run that was faster than the signal has rebuilt the index.
        if asked.success() && ended.code() == Some(2) {
            let mut said = String::new();
            std::io::Read::read_to_string(&mut running.stderr.take().unwrap(), &mut said).unwrap();
            assert!(said.contains("stopped before everything was read"), "{said}");
            stopped += 1;
        }
        same(&answers(&path), &before, &format!("moment {moment}, {ended}"));
    }
    assert!(stopped > 0, "no run was stopped");
    assert!(index(&archive, &path).arg("--rebuild").status().unwrap().success());
    same(&answers(&path), &before, "rebuilt");
    assert!(path.join("g2019/photo.txt").exists(), "a folder that is not ours was removed");
}

#[test]
fn deletions_written_for_a_commit_that_never_was_do_not_stop_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    fs::create_dir(&archive).unwrap();
    let row = |id: &str, text: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"{id}\",\"body\":\"Police statement, {text}.\"}}\n")
    };
    fs::write(archive.join("1.jsonl"), row("a", "the first wording") + &row("b", "the first wording")).unwrap();
    let path = folder.path().join("index");
    let run = || pressmark(&["index", "--index", path.to_str().unwrap(), archive.to_str().unwrap()]);
    assert!(run().status.success());
    // What a run killed while it wrote them leaves: the next repeats its commit under the same number.
    let segment =
        fs::read_dir(path.join("g0001/latest")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let segment = segment.filter(|name| name.ends_with(".idx")).map(|name| name.replace(".idx", "")).next().unwrap();
    for opstamp in 0..200 {
        fs::write(path.join(format!("g0001/latest/{segment}.{opstamp}.del")), "").unwrap();
    }
    fs::write(archive.join("2.jsonl"), row("a", "the second wording")).unwrap();
    let after = run();
    assert!(after.status.success(), "{}", stderr(&after));
    assert!(stdout(&after).contains("1 updated"), "{}", stdout(&after));
    let check = pressmark(&["check", "--index", path.to_str().unwrap()]);
    assert!(check.status.success() && !stdout(&check).contains(" 0 files"), "{}", stdout(&check));
}

#[test]
fn thousands_of_copies_and_wordings_of_one_release_are_one_release() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("rows.jsonl");
    let index = folder.path().join("index");
    let rows: String = (0..5000)
        .map(|n| format!("{{\"id\":\"same\",\"title\":\"T\",\"body\":\"Police statement about fraud {}.\"}}\n", n % 50))
        .collect();
    fs::write(&archive, rows).unwrap();
    let run = pressmark(&["index", archive.to_str().unwrap(), "--index", index.to_str().unwrap()]);
    assert!(run.status.success(), "{}", stderr(&run));
    assert!(stdout(&run).contains("49 updated") && stdout(&run).contains("4,950 duplicate"), "{}", stdout(&run));
}

#[test]
fn a_second_writer_is_refused_with_a_sentence_and_a_reader_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    let topics = pressmark::enrich::Topics::read(pressmark::enrich::Topics::BUILT_IN).unwrap();
    let writer = pressmark::index::Writer::open(&path, pressmark::index::Start::Continue, &topics, 1).unwrap();
    let path = path.to_str().unwrap();
    let second = pressmark(&["index", "--index", path, repository("fixtures/archive").to_str().unwrap()]);
    assert_eq!(second.status.code(), Some(2));
    assert!(stderr(&second).contains("being written by another process"), "{}", stderr(&second));
    assert_eq!(pressmark(&["search", "--index", path, "x"]).status.code(), Some(1));
    drop(writer);
    assert!(pressmark(&["index", "--index", path, repository("fixtures/archive").to_str().unwrap()]).status.success());
}

#[test]
fn writers_follow_one_another_where_other_programs_are_being_started() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    let topics = pressmark::enrich::Topics::read(pressmark::enrich::Topics::BUILT_IN).unwrap();
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let _running = Stop(&ended);
        for _ in 0..2 {
            scope.spawn(|| {
                while !ended.load(Ordering::Relaxed) {
                    Command::new("true").status().unwrap();
                }
            });
        }
        for _ in 0..100 {
            pressmark::index::Writer::open(&path, pressmark::index::Start::Continue, &topics, 1).unwrap();
        }
    });
}

#[test]
fn every_damaged_file_is_found_by_check_and_said_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    let index = path.to_str().unwrap();
    assert!(pressmark(&["index", "--index", index, repository("fixtures/archive").to_str().unwrap()]).status.success());
    assert!(pressmark(&["check", "--index", index]).status.success());
    let mut damaged = 0;
    for part in ["latest", "earlier"] {
        for entry in fs::read_dir(path.join("g0001").join(part)).unwrap() {
            let file = entry.unwrap().path();
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            if name.starts_with('.') {
                continue;
            }
            let whole = fs::read(&file).unwrap();
            let mut flipped = whole.clone();
            let middle = flipped.len() / 2;
            flipped[middle] ^= 0x10;
            for content in [Some(flipped), Some(whole[..whole.len() / 2].to_vec()), None] {
                let length = content.as_ref().map(Vec::len);
                match content {
                    Some(content) => fs::write(&file, content).unwrap(),
                    None => fs::remove_file(&file).unwrap(),
                }
                let check = pressmark(&["check", "--index", index]);
                assert_eq!(check.status.code(), Some(2), "{part}/{name}: {}", stdout(&check));
                assert!(stderr(&check).contains("--rebuild"), "{}", stderr(&check));
                // A file that is cut or gone is seen at the start already, before the engine trips over it, and so are
                // dictionaries and columns with one bit changed.
                let trips_the_engine = [".term", ".fast", ".del"].iter().any(|ending| name.ends_with(ending));
                if length != Some(whole.len()) || trips_the_engine {
                    let search = pressmark(&["search", "--index", index, "fraud"]);
                    assert_eq!(search.status.code(), Some(2), "{part}/{name}: {}", stdout(&search));
                    assert!(stderr(&search).contains("is damaged"), "{}", stderr(&search));
                }
                fs::write(&file, &whole).unwrap();
                damaged += 1;
            }
        }
    }
    assert!(damaged >= 40, "{damaged}");
    assert!(pressmark(&["check", "--index", index]).status.success());
}

#[test]
fn an_index_of_another_format_is_left_alone_and_a_rebuild_replaces_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    let index = path.to_str().unwrap();
    let archive = repository("fixtures/archive");
    let archive = archive.to_str().unwrap();
    assert!(pressmark(&["index", "--index", index, archive]).status.success());
    let description = path.join("g0001/generation.json");
    let text = fs::read_to_string(&description).unwrap();
    let (before, format) = text.split_once("\"format\": ").unwrap();
    let text = format!("{before}\"format\": 999{}", format.trim_start_matches(|c: char| c.is_ascii_digit()));
    fs::write(&description, &text).unwrap();
    for command in [&["search", "--index", index, "fraud"][..], &["index", "--index", index, archive]] {
        let refused = pressmark(command);
        assert_eq!(refused.status.code(), Some(2));
        assert!(
            stderr(&refused).contains("format 999") && stderr(&refused).contains("--rebuild"),
            "{}",
            stderr(&refused)
        );
    }
    assert_eq!(fs::read_to_string(&description).unwrap(), text);
    assert!(pressmark(&["index", "--rebuild", "--index", index, archive]).status.success());
    assert!(pressmark(&["check", "--index", index]).status.success());
    assert!(!path.join("g0001").exists() && path.join("g0002").exists());
}
