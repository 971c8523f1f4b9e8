//! The command line: one file per command, each with its options and its `run`. Door: clap.

mod archive;
mod backup;
mod check;
mod config;
mod deadline;
mod export;
mod filter;
mod follow;
mod index;
mod limits;
mod manual;
mod parse;
mod print;
mod progress;
mod purge;
mod search;
mod serve;
mod show;
mod signal;
mod stats;
mod timeline;
mod topics;

use std::ffi::OsString;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use clap::Parser;

use crate::index::{Commit, IndexError};
use crate::ingest::IngestError;

/// Search over press archives.
///
/// Point it at whatever was kept of a press office, and get a searchable, faceted, citable archive.
#[derive(Debug, Parser)]
#[command(
    name = "pressmark",
    version,
    arg_required_else_help = true,
    after_help = "Examples:\n  pressmark serve ~/archive            index these files and serve the pages on http://127.0.0.1:7700\n  pressmark search '\"modern slavery\" -title:blog date:2016-05..2017'\n  pressmark parse ~/archive/page.html   what would be indexed of it\n\nExit codes: 0 done; 1 nothing found; 2 the command could not do its work; 3 done, but some records failed."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Serve(serve::Opts),
    Index(index::Opts),
    Parse(parse::Opts),
    Search(search::Opts),
    Show(show::Opts),
    Timeline(timeline::Opts),
    Export(export::Opts),
    Stats(stats::Opts),
    Topics(topics::Opts),
    Check(check::Opts),
    Purge(purge::Opts),
    Backup(backup::Opts),
    Completions(manual::CompletionsOpts),
    Man(manual::ManOpts),
}

/// How a command ended; the numbers are a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// It did its work.
    Done = 0,
    /// A search found nothing, or an archive held no release.
    Nothing = 1,
    /// It did its work, but at least one record failed.
    SomeFailed = 3,
}

/// Why a command could not do its work: exit code 2.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error(transparent)]
    Archive(#[from] crate::archive::ArchiveError),
    #[error(transparent)]
    Map(#[from] crate::archive::MappingError),
    #[error(transparent)]
    Config(#[from] config::ConfigError),
    #[error(transparent)]
    Holds(#[from] crate::index::HoldsError),
    #[error(transparent)]
    Topics(#[from] crate::enrich::TopicsError),
    #[error("{what}: {source}")]
    Io { what: String, source: io::Error },
    /// Standard output. A reader that closed it (`| head`) is no error.
    #[error("the output could not be written: {0}")]
    Output(#[from] io::Error),
    #[error("the output could not be written: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the answer is not whole: {0}; --deadline gives it more time")]
    Partial(String),
    #[error("{0}")]
    Usage(String),
    #[error("stopped before everything was read; commit {} with {} releases is on disk, run again to go on", .0.number, .0.releases)]
    Stopped(Commit),
}

impl CliError {
    fn closed_pipe(&self) -> bool {
        match self {
            Self::Output(error) => error.kind() == io::ErrorKind::BrokenPipe,
            Self::Json(error) => error.io_error_kind() == Some(io::ErrorKind::BrokenPipe),
            _ => false,
        }
    }
}

/// Runs the program with these arguments, the first being its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        // Help goes to stdout and is no error; where the message cannot be shown there is nobody to tell.
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let told = Arc::new(Mutex::new(String::new()));
    let teller = told.clone();
    std::panic::set_hook(Box::new(move |panic| {
        if let Ok(mut told) = teller.lock() {
            *told = panic.to_string().replace('\n', " ");
        }
    }));
    match catch_unwind(AssertUnwindSafe(|| cli.command.run())) {
        Ok(Ok(ending)) => ExitCode::from(ending as u8),
        Ok(Err(error)) if error.closed_pipe() => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            print::error(&error);
            ExitCode::from(2)
        }
        Err(_) => {
            let what = told.lock().map(|told| told.clone()).unwrap_or_default();
            print::note(format_args!(
                "pressmark: gave up ({what}); `pressmark check` tells whether the index is damaged"
            ));
            ExitCode::from(2)
        }
    }
}

impl Command {
    fn run(self) -> Result<Ending, CliError> {
        match self {
            Self::Serve(opts) => serve::run(opts),
            Self::Index(opts) => index::run(opts),
            Self::Parse(opts) => parse::run(opts),
            Self::Search(opts) => search::run(opts),
            Self::Show(opts) => show::run(opts),
            Self::Timeline(opts) => timeline::run(opts),
            Self::Export(opts) => export::run(opts),
            Self::Stats(opts) => stats::run(opts),
            Self::Topics(opts) => topics::run(opts),
            Self::Check(opts) => check::run(opts),
            Self::Purge(opts) => purge::run(opts),
            Self::Backup(opts) => backup::run(opts),
            Self::Completions(opts) => manual::completions(opts),
            Self::Man(opts) => manual::man(opts),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
