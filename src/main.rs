//! The program `pressmark`.

use std::process::ExitCode;

// A release is read on one thread, parsed on another and written on a third. The allocator of glibc keeps what was freed
// so, and more of it the longer a run takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    pressmark::cli::run(std::env::args_os())
}
