//! Disks that take no more, and memory that is not given.

use std::fs;
use std::path::Path;

use pressmark::index::check;

use super::mount::Mount;
use super::place::{Place, assert_nothing_lost, copy, export};
use crate::support::stderr;

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
fn a_process_that_is_given_no_more_memory_may_end_and_loses_nothing() {
    let place = Place::new();
    let before = export(&place.path("whole"));
    let (mut refused, mut ended, mut done) = (0, 0, 0);
    for mebibytes in [64, 128, 192, 256, 384, 512, 640, 768, 1024, 1280, 1536, 2048, 3072, 4096] {
        let index = place.copy(&format!("limited-{mebibytes}"));
        let script = format!("ulimit -v {}; exec \"$@\"", mebibytes << 10);
        let run = place.run_as(&["sh", "-c", &script, "sh"], &place.path("second"), &index);
        match run.status.code() {
            Some(0) => done += 1,
            Some(2) => refused += 1,
            // The allocator ends the process where there is nothing to go on with.
            _ => ended += 1,
        }
        check(&index).unwrap().verdict(&index).unwrap_or_else(|error| panic!("{mebibytes} MiB: {error}"));
        let after = export(&index);
        assert!(before.iter().all(|release| after.contains(release)), "{mebibytes} MiB");
        let again = place.index(&place.path("second"), &index);
        assert!(again.status.success(), "{mebibytes} MiB: {}", stderr(&again));
        assert_eq!(export(&index).len(), 600, "{mebibytes} MiB");
    }
    println!("{refused} runs refused with a sentence, {ended} ended, {done} done, 0 of {} releases lost", before.len());
    assert!(refused > 0 && done > 0, "{refused} {done}");
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

fn fs_size(folder: &Path) -> u64 {
    let sizes = fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        // As a file system counts: whole pages.
        if path.is_dir() { fs_size(&path) + 4096 } else { path.metadata().unwrap().len().next_multiple_of(4096) }
    });
    sizes.sum()
}
