//! One line of JSON for each request, written by a thread of its own.
//!
//! What clients send stands in a line only as JSON escapes it, and no query does unless that was asked for. A log that
//! cannot be written keeps nobody waiting: lines that find no room are lost, and counted.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use chrono::{SecondsFormat, Utc};
use serde::Serialize;

use crate::metrics::Metrics;

/// Lines that may wait to be written.
const WAITING: usize = 4096;

/// The longest query that is logged, in characters.
const MAX_QUERY: usize = 512;

/// Where lines go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum LogTo {
    /// Nowhere.
    Nowhere,
    /// Standard error.
    #[default]
    Stderr,
    /// The end of a file; opened anew when [`Log::reopen`] is called, as after it was moved away.
    File(PathBuf),
}

/// The log of a service.
#[derive(Debug, Clone)]
pub struct Log {
    lines: Option<SyncSender<Told>>,
    queries: bool,
    metrics: Arc<Metrics>,
}

#[derive(Debug)]
enum Told {
    Line(Vec<u8>),
    Reopen,
}

/// One request and its answer.
#[derive(Debug, Serialize)]
pub(super) struct Line<'l> {
    pub(super) time: String,
    pub(super) request: &'l str,
    pub(super) client: String,
    pub(super) method: &'l str,
    pub(super) route: &'l str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) query: Option<String>,
    pub(super) status: u16,
    /// Until the answer began, and until it ended.
    pub(super) ms: f64,
    pub(super) total_ms: f64,
    pub(super) bytes: u64,
    /// Whether the client got all of it.
    pub(super) complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hits: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refused: Option<&'static str>,
}

impl Log {
    /// Opens a log. `queries` has it tell what was asked for.
    ///
    /// # Errors
    ///
    /// Where the file cannot be opened, or no thread started.
    pub fn open(to: LogTo, queries: bool, metrics: Arc<Metrics>) -> io::Result<Self> {
        let out: Box<dyn Write + Send> = match &to {
            LogTo::Nowhere => return Ok(Self { lines: None, queries, metrics }),
            LogTo::Stderr => Box::new(io::stderr()),
            LogTo::File(path) => Box::new(append_to(path)?),
        };
        let (lines, waiting) = sync_channel(WAITING);
        thread::Builder::new().name("log".into()).spawn(move || write(&waiting, &to, out))?;
        Ok(Self { lines: Some(lines), queries, metrics })
    }

    /// One that tells nobody anything.
    pub(super) fn silent(metrics: Arc<Metrics>) -> Self {
        Self { lines: None, queries: false, metrics }
    }

    /// Opens the file anew.
    pub fn reopen(&self) {
        if let Some(lines) = &self.lines {
            let _ = lines.try_send(Told::Reopen);
        }
    }

    /// What a line may tell of a query.
    pub(super) fn query(&self, query: Option<&str>) -> Option<String> {
        query.filter(|query| self.queries && !query.is_empty()).map(|query| query.chars().take(MAX_QUERY).collect())
    }

    pub(super) fn tell(&self, line: &Line<'_>) {
        let Some(lines) = &self.lines else { return };
        let Ok(mut text) = serde_json::to_vec(line) else { return };
        text.push(b'\n');
        if let Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) = lines.try_send(Told::Line(text)) {
            self.metrics.log_lost.add();
        }
    }
}

/// Now, as lines have it.
pub(super) fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn append_to(path: &PathBuf) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

fn write(waiting: &Receiver<Told>, to: &LogTo, mut out: Box<dyn Write + Send>) {
    while let Ok(told) = waiting.recv() {
        match (told, to) {
            // A disk that is full now may not be later: a line is lost, and the log goes on.
            (Told::Line(line), _) => {
                let _ = out.write_all(&line);
            }
            (Told::Reopen, LogTo::File(path)) => {
                if let Ok(file) = append_to(path) {
                    out = Box::new(file);
                }
            }
            (Told::Reopen, _) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_client_sends_is_one_line_of_json() {
        let folder = std::env::temp_dir().join(format!("pressmark-log-{}", std::process::id()));
        let log = Log::open(LogTo::File(folder.clone()), true, Arc::default()).expect("a log");
        let hostile = "q=\r\n{\"forged\":1}\u{1b}[2J\u{2028}\u{0}".to_owned() + &"x".repeat(70_000);
        for _ in 0..3 {
            log.tell(&Line {
                time: now(),
                request: "r",
                client: "192.0.2.0/24".into(),
                method: "GET",
                route: "/search",
                query: log.query(Some(&hostile)),
                status: 200,
                ms: 1.0,
                total_ms: 1.0,
                bytes: 1,
                complete: true,
                hits: None,
                refused: None,
            });
        }
        let mut text = String::new();
        for _ in 0..500 {
            text = std::fs::read_to_string(&folder).unwrap_or_default();
            if text.matches('\n').count() == 3 {
                break;
            }
            thread::sleep(std::time::Duration::from_millis(10));
        }
        std::fs::remove_file(&folder).expect("the log");
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0]["query"].as_str().expect("a query").starts_with("q=\r\n{\"forged\""));
        assert!(text.len() < 3 * 4 * MAX_QUERY, "{}", text.len());
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn queries_are_told_only_where_that_was_asked_for() {
        let log = Log::open(LogTo::Nowhere, false, Arc::default()).expect("a log");
        assert_eq!(log.query(Some("q=secret")), None);
    }
}
