//! Work done in a process of its own, so that its time and memory can be told.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// What a piece of work took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Seconds from beginning to end.
    pub(crate) wall: f64,
    /// Seconds of processor time, over all threads.
    pub(crate) processor: f64,
    /// The most memory of its own that it was seen to hold, in bytes, preparations included. Files that are mapped are
    /// the system's to keep or to drop.
    pub(crate) memory: f64,
}

/// How long memory is not looked at: seldom enough to take no time of the work.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// The name under which a process is told which work is its.
const WORK: &str = "PRESSMARK_WORK";

/// The work this process was started for, if it was.
pub(crate) fn work() -> Option<String> {
    std::env::var(WORK).ok()
}

/// Does the work, and tells whoever started this process what it took.
#[expect(clippy::print_stdout, reason = "that is how it is told")]
pub(crate) fn tell(work: impl FnOnce()) {
    let done = AtomicBool::new(false);
    let (wall, processor, memory) = std::thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut peak = own_memory();
            while !done.load(Ordering::Relaxed) {
                std::thread::sleep(LOOK_AGAIN);
                peak = peak.max(own_memory());
            }
            peak
        });
        let (start, before) = (Instant::now(), processor_time());
        let worked = catch_unwind(AssertUnwindSafe(work));
        let (wall, processor) = (start.elapsed().as_secs_f64(), processor_time() - before);
        // Also where the work panicked: the scope waits for whoever watches.
        done.store(true, Ordering::Relaxed);
        worked.unwrap_or_else(|panic| resume_unwind(panic));
        (wall, processor, watching.join().unwrap())
    });
    println!("{wall} {processor} {memory}");
}

/// Anonymous memory of this process now, in bytes.
fn own_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let own = status.lines().find_map(|line| line.strip_prefix("RssAnon:")?.trim().strip_suffix(" kB"));
    own.unwrap().parse::<u64>().unwrap() * 1024
}

/// A process of this program that is told which work is its.
pub(crate) fn command(work: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env(WORK, work);
    command
}

/// Has one do a piece of work on a corpus of so many releases.
pub(crate) fn of(work: &str, size: usize) -> Cost {
    let output = command(work).arg(size.to_string()).output().unwrap();
    assert!(output.status.success(), "{work}: {}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<f64> = told.split_whitespace().map(|number| number.parse().unwrap()).collect();
    Cost { wall: numbers[0], processor: numbers[1], memory: numbers[2] }
}

/// Of this process so far, in seconds: all its threads.
pub(crate) fn processor_time() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Of another process, in seconds: all its threads, in ticks of a hundredth.
pub(crate) fn processor_time_of(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // The name of the program, in parentheses, may have spaces.
    let behind = &status[status.rfind(')').unwrap() + 1..];
    let ticks = behind.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap());
    ticks.sum::<f64>() / 100.0
}
