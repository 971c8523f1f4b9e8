//! What the operating system does to an index: it refuses, it fills up, it is read only, it fails at any moment; and what
//! runs and services do to each other. Each test prints its figures
//! (`cargo test --test integration faults:: -- --nocapture --include-ignored`).

#![expect(clippy::print_stdout, reason = "the figures are what a run with `--nocapture` is for")]

mod backup; //      copies taken while runs write
mod calls; //       system calls that fail
mod clocks; //      clocks that are wrong, and that jump
mod damage; //      files that do not hold what was written
mod disk; //        what a disk may keep of what was written
mod embargo; //     releases whose time comes
mod mount; //       file systems for a test
pub(crate) mod place; //       archives and an index, and what must hold of it
mod power; //       power cuts of a real file system
mod publication; // runs and rebuilds under a service
mod read_only; //   disks that take nothing
mod recording; //   system calls of a real run
mod room; //        disks that take no more
mod together; //    permits, commits and readers in one process
mod unsynced; //    power cuts at every moment of a recorded run
