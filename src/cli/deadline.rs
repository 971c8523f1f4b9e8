//! How long an answer may take.

use std::time::{Duration, Instant};

use super::CliError;
use crate::results::Partial;

/// The time an answer is given.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct DeadlineOpts {
    /// Answer in part after so many seconds, and end with code 2; 0 waits as long as it takes.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    deadline: Duration,
}

impl DeadlineOpts {
    /// When the answer must be there; `None` where there is no limit.
    pub(super) fn until(self) -> Option<Instant> {
        if self.deadline.is_zero() { None } else { Instant::now().checked_add(self.deadline) }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "a number of seconds is asked for".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| "no such time".to_owned())
}

/// Says of an answer that was printed that it is not whole.
pub(super) fn whole(partial: Option<&Partial>) -> Result<(), CliError> {
    partial.map_or(Ok(()), |partial| Err(CliError::Partial(partial.reason.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_any_number_of_seconds_that_is_a_time() {
        let until = |text| seconds(text).map(|deadline| DeadlineOpts { deadline }.until());
        assert_eq!(until("0"), Ok(None));
        assert!(until("0.5").is_ok_and(|until| until.is_some()));
        assert!(until("1e18").is_ok());
        for text in ["-1", "NaN", "inf", "soon", ""] {
            assert!(until(text).is_err(), "{text}");
        }
    }
}
