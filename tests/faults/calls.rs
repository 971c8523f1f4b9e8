//! System calls that fail.

use std::fs;
use std::time::{Duration, Instant};

use super::place::{Place, assert_nothing_lost, copy, export};
use crate::support::is_long;

/// The calls that make something durable, and those without which nothing is written.
const CALLS: [&str; 6] = ["fsync", "fdatasync", "rename", "openat", "write", "ftruncate"];

#[test]
#[ignore = "needs strace; PRESSMARK_LONG=1 takes every call instead of some"]
fn a_system_call_that_fails_at_any_place_once_or_for_ever_loses_nothing() {
    let place = Place::new();
    let before = export(&place.path("whole"));
    let long = is_long();
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
