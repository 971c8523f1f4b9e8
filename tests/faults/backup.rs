//! Backups beside runs.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::place::{Place, export, write_rows};
use crate::support::{Stop, is_long, pressmark, stderr, stdout};

#[test]
fn a_backup_taken_while_runs_write_is_whole() {
    let place = Place::new();
    let index = place.copy("busy");
    let stop = AtomicBool::new(false);
    let (mut taken, mut sizes) = (0, std::collections::BTreeSet::new());
    std::thread::scope(|scope| {
        let running = Stop(&stop);
        let writer = scope.spawn(|| {
            let mut round = 0;
            while !stop.load(Ordering::Relaxed) {
                let archive = place.path("second");
                write_rows(&archive, 2000 + (round % 20) * 40, 40);
                let run = place.index(&archive, &index);
                assert!(run.status.success(), "{}", stderr(&run));
                round += 1;
            }
            round
        });
        for number in 0..if is_long() { 50 } else { 6 } {
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
        drop(running);
        println!("{taken} backups beside {} runs, all sound, with {sizes:?} releases", writer.join().unwrap());
    });
    // A restored backup is an index like any other, and writing to it changes nothing of the one it was taken from.
    let before = export(&index);
    let restored = place.path("backup-0");
    assert!(place.index(&place.path("second"), &restored).status.success());
    assert_eq!(export(&index), before);
}
