//! Options that narrow a search: shared by `search` and `export`.

use super::CliError;
use crate::query::{Expand, Facet, Matching, Query, Request, Undated};
use crate::release::{Kind, PartialDate};

/// The longest query the command line takes, in bytes.
const MAX_QUERY_BYTES: usize = 16 << 10;
/// The most words of a query the command line takes.
const MAX_QUERY_WORDS: usize = 1024;

/// What narrows a query.
#[derive(Debug, clap::Args)]
pub(super) struct FilterOpts {
    /// Whether all words must occur, or any.
    #[arg(long = "match", value_name = "all|any", default_value = "all")]
    matching: Matching,
    /// Look for short forms only as they stand, and not also for what they stand for.
    #[arg(long)]
    no_expand: bool,
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

impl FilterOpts {
    /// The request these options make of some words.
    pub(super) fn request(&self, words: &[String]) -> Result<Request, CliError> {
        let text = words.join(" ");
        let query = Query::parse(text.get(..MAX_QUERY_BYTES).unwrap_or(&text), self.matching);
        let count = query.expr.words();
        if text.len() > MAX_QUERY_BYTES || count > MAX_QUERY_WORDS {
            return Err(CliError::Usage(format!(
                "the query has {} bytes and {count} words; {MAX_QUERY_BYTES} bytes and {MAX_QUERY_WORDS} words are allowed",
                text.len()
            )));
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from.first_day() > to.last_day()
        {
            return Err(CliError::Usage(format!("--to {to} lies before --from {from}")));
        }
        for kind in &self.kind {
            kind.trim_start_matches('-').parse::<Kind>().map_err(|error| CliError::Usage(error.to_string()))?;
        }
        let mut request = Request {
            query,
            matching: self.matching,
            expand: if self.no_expand { Expand::None } else { Expand::All },
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
