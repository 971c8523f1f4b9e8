//! `pressmark topics`: the taxonomy, its lint, and which rule matches a text.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;

use super::print::{Format, Output, printable};
use super::{CliError, Ending};
use crate::enrich::{Topics, enrich};
use crate::parse::{DayOrder, Settings};
use crate::release::{Capture, Release, ReleaseId, TopicMatch};
use crate::text::Stems;

/// The topic tree.
#[derive(Debug, clap::Args)]
pub(super) struct Opts {
    #[command(subcommand)]
    command: TopicsCommand,
}

#[derive(Debug, clap::Subcommand)]
enum TopicsCommand {
    /// Print the tree with its rules.
    List {
        /// How it is printed.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Check a topic file; without one, the tree this program is built with.
    Check {
        /// A file like index/topics.toml.
        file: Option<PathBuf>,
    },
    /// Show which topics a text belongs to, and by which words.
    Test {
        /// The text; standard input where it is left out.
        text: Vec<String>,
        /// Try the rules of this file.
        #[arg(long, value_name = "FILE")]
        topics: Option<PathBuf>,
    },
}

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    let mut out = Output::new();
    let ending = match opts.command {
        TopicsCommand::List { format } => list(&mut out, format)?,
        TopicsCommand::Check { file } => {
            let topics = read(file)?;
            let rules = topics.all().iter().filter(|topic| topic.rule.is_some()).count();
            writeln!(out, "{} topics, {rules} rules: sound", topics.all().len())?;
            Ending::Done
        }
        TopicsCommand::Test { text, topics } => test(&mut out, &text, topics)?,
    };
    out.flush()?;
    Ok(ending)
}

fn read(file: Option<PathBuf>) -> Result<Topics, CliError> {
    let Some(path) = file else { return Ok(Topics::read(Topics::BUILT_IN)?) };
    let text = fs::read_to_string(&path).map_err(|source| CliError::Io { what: path.display().to_string(), source })?;
    Ok(Topics::read(&text)?)
}

fn list(out: &mut Output, format: Format) -> Result<Ending, CliError> {
    let topics = read(None)?;
    if format == Format::Json {
        serde_json::to_writer(&mut *out, topics.all())?;
        writeln!(out)?;
        return Ok(Ending::Done);
    }
    for topic in topics.all() {
        let indent = "  ".repeat(topic.path.matches('/').count());
        writeln!(out, "{indent}{} {}", out.bold(&topic.path), topic.about)?;
        if let Some(rule) = &topic.rule {
            writeln!(out, "{indent}  {}", out.dim(rule))?;
        }
    }
    Ok(Ending::Done)
}

fn test(out: &mut Output, words: &[String], topics: Option<PathBuf>) -> Result<Ending, CliError> {
    let topics = read(topics)?;
    let mut body = words.join(" ");
    if words.is_empty() {
        std::io::stdin()
            .read_to_string(&mut body)
            .map_err(|source| CliError::Io { what: "standard input".to_owned(), source })?;
    }
    let matches = topics_of(body, &topics);
    for topic in &matches {
        writeln!(out, "{}: {}", topic.path, printable(&topic.because.join(", ")))?;
    }
    Ok(if matches.is_empty() { Ending::Nothing } else { Ending::Done })
}

/// The first line of a text is its title, as in a plain release.
fn topics_of(text: String, topics: &Topics) -> Vec<TopicMatch> {
    let (title, body) = text.split_once('\n').map_or((text.as_str(), ""), |(title, body)| (title, body.trim()));
    let settings =
        Settings { publisher: None, mapping: None, day_order: DayOrder::Unknown, not_after: chrono::NaiveDate::MAX };
    let release = Release {
        id: ReleaseId::derive(settings.publisher.as_deref(), None, None, None, None, &text),
        given_id: None,
        title: Some(title.to_owned()),
        title_made: false,
        published: None,
        kind: None,
        publisher: None,
        authors: Vec::new(),
        language: None,
        summary: None,
        body: body.to_owned(),
        url: None,
        given_topics: Vec::new(),
        publish_after: None,
        capture: Capture {
            path: String::new(),
            record: String::new(),
            captured: None,
            digest: String::new(),
            url: None,
            payload: None,
            mention: false,
            edition: 0,
        },
        notes: Vec::new(),
    };
    enrich(release, topics, &mut Stems::default()).release.topics
}
