//! Options that narrow a search: shared by `search` and `export`.

use super::CliError;
use crate::query::{Facet, Matching, Query, Request, Undated};
use crate::release::PartialDate;

/// The longest query the command line takes, in bytes.
const MAX_QUERY_BYTES: usize = 16 << 10;
/// The most words of a query the command line takes.
const MAX_QUERY_WORDS: usize = 1024;

/// What narrows a query.
#[derive(Debug, clap::Args)]
pub(super) struct FilterOpts {
    /// Whether all words must occur, or any.
    #[arg(long = "match", value_name = "all|any", default_value = "all", value_parser = matching)]
    matching: Matching,
    /// Only in this topic; repeat for "or", begin with - for "not".
    #[arg(long, value_name = "PATH", allow_hyphen_values = true)]
    topic: Vec<String>,
    /// Only of this kind: news, statement, speech, blog, appointment.
    #[arg(long, value_name = "KIND", allow_hyphen_values = true)]
    kind: Vec<String>,
    /// Only by this publisher.
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    publisher: Vec<String>,
    /// Only in this language.
    #[arg(long, value_name = "CODE", allow_hyphen_values = true)]
    lang: Vec<String>,
    /// Published on or after: 2016, 2016-05 or 2016-05-01.
    #[arg(long, value_name = "DATE")]
    from: Option<PartialDate>,
    /// Published on or before.
    #[arg(long, value_name = "DATE")]
    to: Option<PartialDate>,
    /// What becomes of undated releases [default: include, and exclude once --from or --to is given].
    #[arg(long, value_name = "include|only|exclude")]
    undated: Option<Undated>,
}

fn matching(text: &str) -> Result<Matching, String> {
    match text {
        "all" => Ok(Matching::All),
        "any" => Ok(Matching::Any),
        _ => Err("it is all or any".to_owned()),
    }
}

impl FilterOpts {
    /// The request these options make of some words.
    pub(super) fn request(&self, words: &[String]) -> Result<Request, CliError> {
        let text = words.join(" ");
        let count = text.split_whitespace().count();
        if text.len() > MAX_QUERY_BYTES || count > MAX_QUERY_WORDS {
            return Err(CliError::Usage(format!(
                "the query has {} bytes and {count} words; {MAX_QUERY_BYTES} bytes and {MAX_QUERY_WORDS} words are allowed",
                text.len()
            )));
        }
        let mut request = Request {
            query: Query::parse(&text, self.matching),
            matching: self.matching,
            from: self.from,
            to: self.to,
            undated: self.undated,
            ..Request::all()
        };
        for (facet, values) in [
            (Facet::Topic, &self.topic),
            (Facet::Kind, &self.kind),
            (Facet::Publisher, &self.publisher),
            (Facet::Language, &self.lang),
        ] {
            if let Some(choice) = request.choice_mut(facet) {
                values.iter().for_each(|value| choice.add(value));
            }
        }
        Ok(request)
    }
}
