//! Power cuts of a real file system: its image is copied while a run writes, and the copy is mounted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pressmark::index::{Index, check};

use super::mount::Mount;
use super::place::write_rows;
use crate::chance::Chance;
use crate::support::{is_long, stderr, stdout};

/// Releases that each run adds.
const ROWS: usize = 12;

fn run(archive: &Path, index: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pressmark"));
    command.args(["index", "--jobs", "1", "--commit-every", "2", "--index"]).arg(index).arg(archive);
    command.env_remove("PRESSMARK_INDEX").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn signal(name: &str, process: &Child) {
    // It may have ended meanwhile.
    let _ = Command::new("kill").args([name, &process.id().to_string()]).stderr(Stdio::null()).status();
}

/// What a copy of the image holds: the number of releases, after everything was checked.
fn releases_in(image: &Path, at: &Path) -> Option<u64> {
    let mount = Mount::image(image, at);
    let index = mount.0.join("index");
    if !index.join("current").exists() {
        return None;
    }
    let report = check(&index).unwrap();
    assert!(report.verdict(&index).is_ok(), "{report:?}");
    let opened = Index::open(&index).unwrap();
    assert_eq!(opened.state().releases, report.releases);
    for n in 0..report.releases {
        assert!(opened.release(&format!("r-{n}")).unwrap().is_some(), "release {n} of {}", report.releases);
    }
    Some(report.releases)
}

#[test]
#[ignore = "needs root: it mounts images; PRESSMARK_LONG=1 cuts the power 300 times instead of 30"]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| -> PathBuf { folder.path().join(name) };
    let (image, copy) = (path("image"), path("copy"));
    let archive = path("archive");
    fs::create_dir(&archive).unwrap();
    let cuts = if is_long() { 300 } else { 30 };
    let (begun, mut chance) = (Instant::now(), Chance::seeded(7));
    let (mut runs, mut acknowledged, mut whole_run) = (0, 0, Duration::from_millis(500));
    let (mut while_running, mut ahead) = (0, 0);
    let mut disk: Option<Mount> = None;
    for cut in 0..cuts {
        // A fresh file system from time to time: the first run makes more than those after it.
        if cut % 10 == 0 {
            drop(disk.take());
            let _ = fs::remove_file(&image);
            // Nothing is written back by itself within five minutes.
            disk = Some(Mount::new_image(&image, &path("disk"), 48 << 20));
            fs::remove_dir_all(&archive).unwrap();
            fs::create_dir(&archive).unwrap();
            (runs, acknowledged) = (0, 0);
        }
        let index = disk.as_ref().unwrap().0.join("index");
        write_rows(&archive, runs * ROWS, ROWS);
        let started = Instant::now();
        let mut running = run(&archive, &index);
        // Half of the cuts come as soon as the run has told that it is done, half at some moment before.
        let ended = if cut % 2 == 0 {
            running.wait().unwrap();
            whole_run = started.elapsed();
            true
        } else {
            std::thread::sleep(whole_run.mul_f64(chance.below(100) as f64 / 100.0));
            signal("-STOP", &running);
            running.try_wait().unwrap().is_some()
        };
        if ended {
            acknowledged = ((runs + 1) * ROWS) as u64;
        } else {
            while_running += 1;
        }
        let copied = Command::new("cp").args(["--sparse=always"]).args([&image, &copy]).status().unwrap();
        assert!(copied.success());
        signal("-CONT", &running);
        let output = running.wait_with_output().unwrap();
        assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
        let found = releases_in(&copy, &path("mounted"));
        let what = format!("cut {cut} after {runs} runs");
        assert!(found.unwrap_or(0) >= acknowledged, "{what}: {found:?} of {acknowledged} acknowledged releases");
        assert!(found.unwrap_or(0) <= ((runs + 1) * ROWS) as u64, "{what}: {found:?}");
        ahead += usize::from(found.unwrap_or(0) > acknowledged);
        runs += 1;
        acknowledged = (runs * ROWS) as u64;
    }
    println!(
        "{cuts} power cuts of ext4, {while_running} of them in the middle of a run, {ahead} of these behind a commit of it: 0 \
         acknowledged releases lost, 0 indexes damaged; {:.1?}",
        begun.elapsed()
    );
    assert!(while_running * 4 >= cuts, "{while_running}");
}
