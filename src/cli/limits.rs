//! An option for each limit of the service, from the one table of them.

use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::limits::{Limits, Unit};

/// The limits that were given on the command line.
#[derive(Debug, Clone, Default)]
pub(super) struct LimitOpts(Vec<(&'static str, u64)>);

impl LimitOpts {
    /// Sets them above what a file says.
    pub(super) fn apply(&self, limits: &mut Limits) {
        for (name, value) in &self.0 {
            // Their bounds were looked at when they were read.
            let _ = limits.set(name, *value);
        }
    }
}

impl FromArgMatches for LimitOpts {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let given = |limit: crate::limits::Limit| Some((limit.name, *matches.get_one::<u64>(limit.name)?));
        Ok(Self(Limits::default().all().into_iter().filter_map(given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for LimitOpts {
    fn augment_args(command: Command) -> Command {
        Limits::default().all().into_iter().fold(command, |command, limit| {
            let (what, unit) = (limit.what, limit.unit.as_str());
            let mut first = what.chars();
            let what: String = first.next().into_iter().flat_map(char::to_uppercase).chain(first).collect();
            let default =
                if limit.name == "searches" { "one per processor".to_owned() } else { limit.value.to_string() };
            let default = format!("{default} {unit}").trim_end().to_owned();
            let value = match limit.unit {
                Unit::Bytes => "BYTES",
                Unit::Seconds => "SECONDS",
                Unit::Milliseconds => "MS",
                _ => "N",
            };
            command.arg(
                Arg::new(limit.name)
                    .long(limit.name)
                    .value_name(value)
                    .help(format!("{what} [default: {default}]"))
                    .help_heading("Limits")
                    .value_parser(clap::value_parser!(u64).range(limit.least..=limit.most)),
            )
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}
