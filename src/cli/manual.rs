//! `pressmark completions` and `pressmark man`.

use std::io::Write as _;

use clap::CommandFactory;
use clap_complete::Shell;

use super::print::Output;
use super::{Cli, CliError, Ending};

/// Print completions for a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  pressmark completions bash > ~/.local/share/bash-completion/completions/pressmark")]
pub(super) struct CompletionsOpts {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  pressmark man | man -l -")]
pub(super) struct ManOpts {}

pub(super) fn completions(opts: CompletionsOpts) -> Result<Ending, CliError> {
    // Into memory first: the generator panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(opts.shell, &mut Cli::command(), "pressmark", &mut script);
    let mut out = Output::new();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Ending::Done)
}

pub(super) fn man(_: ManOpts) -> Result<Ending, CliError> {
    let mut out = Output::new();
    let mut command = Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut out)?;
    for subcommand in command.get_subcommands() {
        clap_mangen::Man::new(subcommand.clone()).render_description_section(&mut out)?;
        clap_mangen::Man::new(subcommand.clone()).render_options_section(&mut out)?;
    }
    out.flush()?;
    Ok(Ending::Done)
}
