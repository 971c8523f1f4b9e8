//! What the operating system does to an index: it refuses, it fills up, it is read only, it fails at any moment; and what
//! runs and services do to each other. Each test prints its figures
//! (`cargo test --test integration faults:: -- --nocapture --include-ignored`).

#![expect(clippy::print_stdout, reason = "the figures are what a run with `--nocapture` is for")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::load::service::{Service, UNSHARED, get_on, wait};
use crate::support::{pressmark, stderr, stdout};

/// A folder with two archives and an index of the first.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (archive, from) in [("first", 0), ("second", 300)] {
            fs::create_dir(folder.path().join(archive)).unwrap();
            write_rows(&folder.path().join(archive), from, 300);
        }
        let place = Self { folder };
        let run = place.index(&place.path("first"), &place.path("whole"));
        assert!(run.status.success(), "{}", stderr(&run));
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn index(&self, archive: &Path, index: &Path) -> Output {
        self.run_as(&[], archive, index)
    }

    /// A run behind a command that spoils something for it.
    fn run_as(&self, before: &[&str], archive: &Path, index: &Path) -> Output {
        let mut all: Vec<&str> = before.to_vec();
        let program = env!("CARGO_BIN_EXE_pressmark");
        all.extend([program, "index", "--jobs", "1", "--commit-every", "24", "--index"]);
        all.extend([index.to_str().unwrap(), archive.to_str().unwrap()]);
        Command::new(all[0]).args(&all[1..]).env_remove("PRESSMARK_INDEX").output().unwrap()
    }

    /// A copy of the index of the first archive.
    fn copy(&self, name: &str) -> PathBuf {
        let to = self.path(name);
        copy(&self.path("whole"), &to);
        to
    }
}

/// Rows of releases that every part of the index knows.
fn write_rows(folder: &Path, from: usize, rows: usize) {
    let row = |n: usize| {
        format!(
            "{{\"id\":\"r-{n}\",\"title\":\"Release {n}\",\"date\":\"2019-{:02}-{:02}\",\"publisher\":\"Office {}\",\
             \"body\":\"The council told residents about road {n}. {}\"}}\n",
            n % 12 + 1,
            n % 28 + 1,
            n % 3,
            "It will be closed for some days. ".repeat(5)
        )
    };
    fs::write(folder.join(format!("rows-{from}.jsonl")), (from..from + rows).map(row).collect::<String>()).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Everything an index gives, one release a line.
fn export(index: &Path) -> Vec<String> {
    let exported = pressmark(&["export", "--index", index.to_str().unwrap()]);
    assert!(exported.status.code().is_some_and(|code| code <= 1), "{}", stderr(&exported));
    stdout(&exported).lines().map(str::to_owned).collect()
}

/// What has to hold after a run that something was done to: it ended with a sentence, and whatever was acknowledged before
/// is there, and sound.
fn assert_nothing_lost(index: &Path, run: &Output, before: &[String], what: &str) {
    let code = run.status.code();
    // 3: a record failed, since its file could not be read.
    assert!([Some(0), Some(2), Some(3)].contains(&code), "{what}: {} {}", run.status, stderr(run));
    assert!(code != Some(2) || stderr(run).contains("pressmark: "), "{what}: {}", stderr(run));
    assert!(!stderr(run).contains("gave up"), "{what}: {}", stderr(run));
    let check = pressmark(&["check", "--index", index.to_str().unwrap()]);
    assert!(check.status.success(), "{what}: {}{}", stdout(&check), stderr(&check));
    let after = export(index);
    let lost = before.iter().filter(|release| !after.contains(release)).count();
    assert_eq!(lost, 0, "{what}: of {} acknowledged", before.len());
}

#[test]
fn a_disk_that_takes_no_more_at_any_size_loses_nothing() {
    let place = Place::new();
    let before = export(&place.path("whole"));
    let undisturbed = place.copy("undisturbed");
    assert!(place.index(&place.path("second"), &undisturbed).status.success());
    let expected = export(&undisturbed);
    let (mut refused, mut sizes) = (0, 0);
    for blocks in [0, 1, 2, 3, 5, 8, 12, 16, 24, 40, 64, 128] {
        let index = place.copy(&format!("limited-{blocks}"));
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let run = place.run_as(&["sh", "-c", &script, "sh"], &place.path("second"), &index);
        assert_nothing_lost(&index, &run, &before, &format!("{blocks} blocks"));
        refused += usize::from(run.status.code() == Some(2));
        sizes += 1;
        let again = place.index(&place.path("second"), &index);
        assert!(again.status.success(), "{blocks} blocks: {}", stderr(&again));
        assert_eq!(export(&index), expected, "{blocks} blocks");
    }
    println!("{sizes} sizes, {refused} runs refused with a sentence, 0 of {} releases lost", before.len());
    assert!(refused >= 3, "{refused}");
}

#[test]
#[ignore = "needs root: it mounts file systems"]
fn a_full_file_system_loses_nothing_and_the_run_goes_on_when_there_is_room() {
    let place = Place::new();
    let before = export(&place.path("whole"));
    let needed = fs_size(&place.path("whole")) >> 10;
    let (mut refused, mut sizes) = (0, 0);
    for more in [8, 40, 80, 120, 200, 300, 450, 700, 1000, 4000] {
        let mount = Mount::tmpfs(&place.path(&format!("mount-{more}")), needed + more);
        let index = mount.0.join("index");
        copy(&place.path("whole"), &index);
        let run = place.index(&place.path("second"), &index);
        assert_nothing_lost(&index, &run, &before, &format!("{more} KB of room"));
        refused += usize::from(run.status.code() == Some(2));
        sizes += 1;
        mount.again("size=64m");
        let again = place.index(&place.path("second"), &index);
        assert!(again.status.success(), "{}", stderr(&again));
        assert_eq!(export(&index).len(), 600);
    }
    println!("{sizes} sizes of a full disk, {refused} runs refused, 0 of {} releases lost", before.len());
    assert!(refused >= 2, "{refused}");
}

#[test]
#[ignore = "needs root: it mounts a file system"]
fn an_index_on_a_read_only_mount_is_searched_served_and_not_written() {
    let place = Place::new();
    let mount = Mount::tmpfs(&place.path("mount"), 16 << 10);
    let index = mount.0.join("index");
    copy(&place.path("whole"), &index);
    for name in [".tantivy-meta.lock", ".tantivy-writer.lock"] {
        for part in ["latest", "earlier"] {
            let _ = fs::remove_file(index.join("g0001").join(part).join(name));
        }
    }
    mount.again("ro");
    assert_eq!(export(&index).len(), 300);
    let service = Service::start(&index, &[]);
    assert_eq!(service.get("/api/v1/search?q=council").status, 200);
    let run = place.index(&place.path("second"), &index);
    assert_eq!(run.status.code(), Some(2), "{}", stderr(&run));
    println!("read only: {}", stderr(&run).trim());
}

/// A file system in memory; unmounted with this.
struct Mount(PathBuf);

impl Mount {
    fn tmpfs(at: &Path, kilobytes: u64) -> Self {
        fs::create_dir_all(at).unwrap();
        let options = format!("size={kilobytes}k");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).status().unwrap();
        assert!(mounted.success(), "mounting needs root");
        Self(at.to_owned())
    }

    fn again(&self, options: &str) {
        let options = format!("remount,{options}");
        assert!(Command::new("mount").args(["-o", &options]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn fs_size(folder: &Path) -> u64 {
    let sizes = fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        // As a file system counts: whole pages.
        if path.is_dir() { fs_size(&path) + 4096 } else { path.metadata().unwrap().len().next_multiple_of(4096) }
    });
    sizes.sum()
}

/// The calls that make something durable, and those without which nothing is written.
const CALLS: [&str; 6] = ["fsync", "fdatasync", "rename", "openat", "write", "ftruncate"];

#[test]
#[ignore = "needs strace; PRESSMARK_LONG=1 takes every call instead of some"]
fn a_system_call_that_fails_at_any_place_once_or_for_ever_loses_nothing() {
    let place = Place::new();
    let before = export(&place.path("whole"));
    let long = std::env::var_os("PRESSMARK_LONG").is_some();
    let (mut points, mut refused) = (0, 0);
    for call in CALLS {
        for (error, from_then_on) in [("EIO", ""), ("ENOSPC", "+")] {
            let mut place_of_failure = 1_usize;
            loop {
                let index = place.path("disturbed");
                let _ = fs::remove_dir_all(&index);
                copy(&place.path("whole"), &index);
                let inject = format!("inject={call}:error={error}:when={place_of_failure}{from_then_on}");
                // Only what is written below the index: a program that cannot be loaded tells nothing.
                let path = format!("{}", place.path("trace").display());
                let strace = ["strace", "-f", "-o", &path, "-e", &format!("trace={call}"), "-e", &inject];
                let begun = Instant::now();
                let run = place.run_as(&strace, &place.path("second"), &index);
                let traced = fs::read_to_string(&path).unwrap_or_default();
                if !traced.contains("(INJECTED)") {
                    break;
                }
                let what = format!("{call} {place_of_failure}{from_then_on} fails with {error}");
                assert!(begun.elapsed() < Duration::from_secs(60), "{what}: hangs");
                // What keeps the program from starting at all, or from saying so, is not the index's concern.
                if run.status.code() != Some(127) && !(call == "write" && run.status.code() == Some(2)) {
                    assert_nothing_lost(&index, &run, &before, &what);
                }
                points += 1;
                refused += usize::from(run.status.code() == Some(2));
                place_of_failure += if long { 1 } else { 1 + place_of_failure / 2 };
            }
        }
    }
    println!("{points} failures of {} calls, {refused} runs refused, 0 of {} releases lost", CALLS.len(), before.len());
    assert!(points > 40, "{points}");
}

#[test]
fn answers_are_whole_while_runs_and_rebuilds_are_published() {
    let place = Place::new();
    let index = place.copy("served");
    let service = Service::start(&index, &UNSHARED);
    let (stop, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut seen = std::collections::BTreeSet::new();
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let (mut last, mut seen) = (0, std::collections::BTreeSet::new());
                    while !stop.load(Ordering::Relaxed) {
                        let answer = get_on(service.connect(), "/api/v1/search?limit=1&facets=kind").unwrap();
                        if answer.status == 503 {
                            continue;
                        }
                        assert_eq!(answer.status, 200, "{}", answer.body);
                        let found: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
                        // Total, counts and state of one answer are those of one commit.
                        let releases = found["index"]["releases"].as_u64().unwrap();
                        assert_eq!(found["total"].as_u64().unwrap(), releases);
                        let kinds = found["facets"]["kind"].as_array().unwrap();
                        assert_eq!(kinds.iter().map(|kind| kind["count"].as_u64().unwrap()).sum::<u64>(), releases);
                        assert!(releases >= last, "{releases} after {last}");
                        last = releases;
                        seen.insert(found["index"]["generation"].as_str().unwrap().to_owned());
                        asked.fetch_add(1, Ordering::Relaxed);
                    }
                    seen
                })
            })
            .collect();
        for round in 0..4 {
            let archive = place.path("second");
            write_rows(&archive, 1000 + round * 60, 60);
            let run = place.index(&archive, &index);
            assert!(run.status.success(), "{}", stderr(&run));
        }
        let both = [place.path("first"), place.path("second")].map(|path| path.to_str().unwrap().to_owned());
        let rebuilt = pressmark(&["index", "--rebuild", "--index", index.to_str().unwrap(), &both[0], &both[1]]);
        assert!(rebuilt.status.success(), "{}", stderr(&rebuilt));
        std::thread::sleep(Duration::from_millis(1500));
        stop.store(true, Ordering::Relaxed);
        readers.into_iter().for_each(|reader| seen.extend(reader.join().unwrap()));
    });
    println!("{} answers over {} commits, none mixed, none failed", asked.into_inner(), seen.len());
    assert!(seen.len() >= 3 && seen.iter().any(|generation| generation.starts_with("g0002")), "{seen:?}");
}

#[test]
fn a_damaged_generation_is_not_taken_up_and_the_one_before_is_served_on() {
    let place = Place::new();
    let index = place.copy("served");
    let mut service = Service::start(&index, &[]);
    assert_eq!(service.get("/readyz").status, 200);
    copy(&index.join("g0001"), &index.join("g0002"));
    let mut store = fs::read_dir(index.join("g0002/latest")).unwrap().map(|entry| entry.unwrap().path());
    let store = store.find(|path| path.extension().is_some_and(|e| e == "store")).unwrap();
    fs::write(&store, &fs::read(&store).unwrap()[..100]).unwrap();
    fs::write(index.join("current.new"), "g0002").unwrap();
    fs::rename(index.join("current.new"), index.join("current")).unwrap();
    wait("the damage is not seen", || service.get("/readyz").status != 200);
    let told = service.get("/readyz");
    assert!(told.body.contains("\"reload\":\"failed\"") && !told.body.contains("served"), "{}", told.body);
    let found: serde_json::Value = serde_json::from_str(&service.get("/api/v1/search").body).unwrap();
    assert_eq!((&found["total"], service.lives()), (&300.into(), true));
    fs::write(index.join("current.new"), "g0001").unwrap();
    fs::rename(index.join("current.new"), index.join("current")).unwrap();
    wait("it does not recover", || service.get("/readyz").status == 200);
    println!("a damaged generation is refused, and the one before served on");
}

#[test]
fn a_backup_taken_while_runs_write_is_whole() {
    let place = Place::new();
    let index = place.copy("busy");
    let stop = AtomicBool::new(false);
    let (mut taken, mut sizes) = (0, std::collections::BTreeSet::new());
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for round in 0.. {
                if stop.load(Ordering::Relaxed) {
                    return round;
                }
                let archive = place.path("second");
                write_rows(&archive, 2000 + (round % 20) * 40, 40);
                let run = place.index(&archive, &index);
                assert!(run.status.success(), "{}", stderr(&run));
            }
            0
        });
        for number in 0..6 {
            let to = place.path(&format!("backup-{number}"));
            let (from, to) = (index.to_str().unwrap(), to.to_str().unwrap());
            let backup = pressmark(&["backup", "--index", from, to]);
            assert!(backup.status.success(), "{}", stderr(&backup));
            let check = pressmark(&["check", "--index", to]);
            assert!(check.status.success(), "{}{}", stdout(&check), stderr(&check));
            let releases = export(Path::new(to));
            assert!(releases.len() >= 300, "{}", releases.len());
            sizes.insert(releases.len());
            taken += 1;
        }
        stop.store(true, Ordering::Relaxed);
        println!("{taken} backups beside {} runs, all sound, with {sizes:?} releases", writer.join().unwrap());
    });
    // A restored backup is an index like any other, and writing to it changes nothing of the one it was taken from.
    let before = export(&index);
    let restored = place.path("backup-0");
    assert!(place.index(&place.path("second"), &restored).status.success());
    assert_eq!(export(&index), before);
}

#[test]
fn an_embargo_ends_while_the_service_runs_and_every_validator_changes() {
    let place = Place::new();
    let archive = place.path("held");
    fs::create_dir(&archive).unwrap();
    let due = chrono::Utc::now() + chrono::Duration::seconds(6);
    let row = format!(
        "{{\"id\":\"held\",\"title\":\"Quabbit opens\",\"body\":\"A quabbit opens.\",\"publish_after\":\"{}\"}}\n",
        due.to_rfc3339()
    );
    fs::write(archive.join("held.jsonl"), row).unwrap();
    let index = place.copy("served");
    // An archive of which nothing may be seen holds no release.
    assert_eq!(place.index(&archive, &index).status.code(), Some(1));
    let service = Service::start(&index, &[]);
    let ask = || service.get("/api/v1/search?q=quabbit");
    let early = ask();
    assert!(early.body.contains("\"total\":0"), "{}", early.body);
    let tag = early.header("etag").unwrap().to_owned();
    let came = loop {
        let answer = ask();
        if answer.body.contains("\"total\":1") {
            break answer;
        }
        let late = (chrono::Utc::now() - due).num_seconds();
        assert!(late < 15, "{late} s late: {}", answer.body);
        std::thread::sleep(Duration::from_millis(150));
    };
    let now = chrono::Utc::now();
    assert!(now >= due, "it was seen {} early", due - now);
    assert_ne!(came.header("etag"), Some(tag.as_str()));
    println!("an embargo ended {} ms late at most, and never early", (now - due).num_milliseconds());
}
