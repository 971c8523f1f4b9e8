//! The service under load and under attack: a process of its own, met over sockets. Each test prints its figures
//! (`cargo test --test integration load:: -- --nocapture`).

#![expect(clippy::print_stdout, reason = "the figures are what a run with `--nocapture` is for")]

mod crowds;
mod generated;
mod hostile;
mod overload;
mod patience;
pub(crate) mod service;
mod soak;
