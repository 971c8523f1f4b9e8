//! Archives, an index of one of them, and what must hold of it whatever is done to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pressmark::index::Index;
use pressmark::query::Request;

use crate::support::{pressmark, stderr, stdout};

/// A folder with two archives and an index of the first.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
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

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn index(&self, archive: &Path, index: &Path) -> Output {
        self.run_as(&[], archive, index)
    }

    /// A run behind a command that spoils something for it.
    pub(crate) fn run_as(&self, before: &[&str], archive: &Path, index: &Path) -> Output {
        let mut all: Vec<&str> = before.to_vec();
        let program = env!("CARGO_BIN_EXE_pressmark");
        all.extend([program, "index", "--jobs", "1", "--commit-every", "24", "--index"]);
        all.extend([index.to_str().unwrap(), archive.to_str().unwrap()]);
        Command::new(all[0]).args(&all[1..]).env_remove("PRESSMARK_INDEX").output().unwrap()
    }

    /// Reads a release into an index that may not be seen before a moment.
    pub(crate) fn hold_back(&self, index: &Path, due: chrono::DateTime<chrono::Utc>) {
        let archive = self.path("held");
        fs::create_dir(&archive).unwrap();
        let row = format!(
            "{{\"id\":\"held\",\"title\":\"Quabbit opens\",\"body\":\"A quabbit opens.\",\"publish_after\":\"{}\"}}\n",
            due.to_rfc3339()
        );
        fs::write(archive.join("held.jsonl"), row).unwrap();
        // An archive of which nothing may be seen holds no release.
        assert_eq!(self.index(&archive, index).status.code(), Some(1), "nothing of it may be seen");
    }

    /// A copy of the index of the first archive.
    pub(crate) fn copy(&self, name: &str) -> PathBuf {
        let to = self.path(name);
        copy(&self.path("whole"), &to);
        to
    }
}

/// Rows of releases that every part of the index knows.
pub(crate) fn write_rows(folder: &Path, from: usize, rows: usize) {
    let row = |n: usize| row(n, &format!("about road {n}"), "It will be closed for some days. ");
    fs::write(folder.join(format!("rows-{from}.jsonl")), (from..from + rows).map(row).collect::<String>()).unwrap();
}

/// The same rows in other words.
pub(crate) fn reworded(from: usize, rows: usize) -> String {
    let row = |n: usize| row(n, &format!("that road {n} is open again"), "Nothing will be closed this week. ");
    (from..from + rows).map(row).collect()
}

fn row(n: usize, told: &str, more: &str) -> String {
    format!(
        "{{\"id\":\"r-{n}\",\"title\":\"Release {n}\",\"date\":\"2019-{:02}-{:02}\",\"publisher\":\"Office {}\",\
         \"body\":\"The council told residents {told}. {}\"}}\n",
        n % 12 + 1,
        n % 28 + 1,
        n % 3,
        more.repeat(5)
    )
}

/// All wordings of all releases of an index, by id.
pub(crate) fn wordings(index: &Index) -> BTreeMap<String, String> {
    let releases = index.export(&Request::all()).unwrap().map(|release| release.unwrap().id.to_string());
    let wordings = |id: &String| serde_json::to_string(&index.release(id).unwrap()).unwrap();
    releases.map(|id| (id.clone(), wordings(&id))).collect()
}

pub(crate) fn copy(from: &Path, to: &Path) {
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
pub(crate) fn export(index: &Path) -> Vec<String> {
    let exported = pressmark(&["export", "--index", index.to_str().unwrap()]);
    assert!(exported.status.code().is_some_and(|code| code <= 1), "{}", stderr(&exported));
    stdout(&exported).lines().map(str::to_owned).collect()
}

/// What has to hold after a run that something was done to: it ended with a sentence, and whatever was acknowledged before
/// is there, and sound.
pub(crate) fn assert_nothing_lost(index: &Path, run: &Output, before: &[String], what: &str) {
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
