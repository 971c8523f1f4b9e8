//! The command line: one file per command, each with its options and its `run`. Door: clap.

mod archive;
mod check;
mod export;
mod filter;
mod index;
mod manual;
mod parse;
mod print;
mod progress;
mod search;
mod serve;
mod show;
mod signal;
mod stats;
mod table;
mod topics;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

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
    Export(export::Opts),
    Stats(stats::Opts),
    Topics(topics::Opts),
    Check(check::Opts),
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
    Topics(#[from] crate::enrich::TopicsError),
    #[error("{what}: {source}")]
    Io { what: String, source: io::Error },
    /// Standard output. A reader that closed it (`| head`) is no error.
    #[error("the output could not be written: {0}")]
    Output(#[from] io::Error),
    #[error("the output could not be written: {0}")]
    Json(#[from] serde_json::Error),
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
    let ending = match cli.command {
        Command::Serve(opts) => serve::run(opts),
        Command::Index(opts) => index::run(opts),
        Command::Parse(opts) => parse::run(opts),
        Command::Search(opts) => search::run(opts),
        Command::Show(opts) => show::run(opts),
        Command::Export(opts) => export::run(opts),
        Command::Stats(opts) => stats::run(opts),
        Command::Topics(opts) => topics::run(opts),
        Command::Check(opts) => check::run(opts),
        Command::Completions(opts) => manual::completions(opts),
        Command::Man(opts) => manual::man(opts),
    };
    match ending {
        Ok(ending) => ExitCode::from(ending as u8),
        Err(error) if error.closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            print::error(&error);
            ExitCode::from(2)
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
