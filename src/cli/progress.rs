//! Progress of a long run: on stderr, and only where that is a terminal.

use std::io::IsTerminal;
use std::time::Duration;

use crate::text::Grouped;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar in bytes and records, with rate and time left.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    records: u64,
}

impl Progress {
    pub(super) fn new(bytes: u64) -> Self {
        let target = if std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr_with_hz(5)
        } else {
            ProgressDrawTarget::hidden()
        };
        let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} ({bytes_per_sec}), {msg}, {eta} left");
        let bar = ProgressBar::with_draw_target(Some(bytes), target);
        bar.set_message("0 records");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(500));
        Self { bar, records: 0 }
    }

    pub(super) fn record(&mut self) {
        self.records += 1;
        if self.records.is_multiple_of(64) {
            self.bar.set_message(format!("{} records", Grouped(self.records)));
        }
    }

    pub(super) fn bytes(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }
}
