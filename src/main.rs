//! The program `pressmark`.

use std::process::ExitCode;

fn main() -> ExitCode {
    pressmark::cli::run(std::env::args_os())
}
