//! `pressmark.toml`: what `serve` is told in a file instead of options.

use std::fs;
use std::net::SocketAddr;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::limits::Limits;

/// The file. Options on the command line stand above it. A key that means nothing is an error: a slip in a limit must not
/// leave the service without it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Config {
    pub(super) index: Option<PathBuf>,
    pub(super) listen: Option<SocketAddr>,
    pub(super) metrics: Option<String>,
    pub(super) log: Option<String>,
    pub(super) log_queries: Option<bool>,
    #[serde(default)]
    pub(super) trusted_proxies: Vec<String>,
    #[serde(default)]
    limits: toml::map::Map<String, toml::Value>,
}

/// A file that cannot be taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConfigError {
    /// The file itself.
    #[error("the configuration {} cannot be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    /// What stands in it.
    #[error("the configuration {}, line {line}: {problem}", path.display())]
    Wrong { path: PathBuf, line: usize, problem: String },
}

impl Config {
    /// Reads a file, and sets the limits that it names.
    pub(super) fn read(path: &Path, limits: &mut Limits) -> Result<Self, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
        let text = fs::read_to_string(path).map_err(unreadable)?;
        let wrong = |at: Option<Range<usize>>, problem: String| {
            let line = at.map_or(1, |at| 1 + text.get(..at.start).unwrap_or_default().matches('\n').count());
            ConfigError::Wrong { path: path.to_owned(), line, problem }
        };
        let config: Self = toml::from_str(&text)
            .map_err(|error| wrong(error.span(), error.message().lines().collect::<Vec<_>>().join("; ")))?;
        let placed: Placed = toml::from_str(&text).unwrap_or_default();
        for (name, value) in &config.limits {
            let at = || placed.limits.iter().find(|(key, _)| key.get_ref() == name).map(|(key, _)| key.span());
            let number = value.as_integer().and_then(|value| u64::try_from(value).ok());
            let number = number.ok_or_else(|| wrong(at(), format!("{name} is a whole number, not {value}")))?;
            limits.set(name, number).map_err(|error| wrong(at(), error.to_string()))?;
        }
        Ok(config)
    }
}

/// The limits with their places.
#[derive(Debug, Default, Deserialize)]
struct Placed {
    #[serde(default)]
    limits: std::collections::BTreeMap<Spanned<String>, toml::Value>,
}
