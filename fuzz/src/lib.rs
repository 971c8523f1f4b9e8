//! The targets of `tests/fuzz`, for the programs beside this library.

use std::panic;
use std::thread;

#[path = "../../tests/fuzz/targets/mod.rs"]
mod targets;

/// Tries bytes on the target of this name.
pub fn run(name: &str, bytes: &[u8]) {
    targets::run(name, bytes);
}

/// A panic ends the program, but for those of the thread that reads a PDF document: the library in it is not ours, and
/// the product takes its panics for the damage that they come from.
pub fn let_readers_of_pdf_panic() {
    let fatal = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if thread::current().name() != Some("pdf") {
            fatal(panic);
        }
    }));
}
