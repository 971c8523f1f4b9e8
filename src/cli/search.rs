//! `pressmark search`: ranked, faceted answers on the terminal.

use std::io::Write as _;

use super::archive::IndexOpts;
use super::deadline::{DeadlineOpts, whole};
use super::filter::FilterOpts;
use super::print::{Output, counted, date, note, printable, times};
use super::{CliError, Ending};
use crate::index::Index;
use crate::query::{Beginning, Facets, Request, Sort, Versions};
use crate::results::{Covered, FacetCounts, Hit, SearchResults, Selected, SuggestionKind, TopicCount};
use crate::table::write_hits;
use crate::text::Grouped;

/// Search the index.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pressmark search modern slavery\n  pressmark search '\"county lines\" -title:blog' --from 2016-05 --sort newest\n  pressmark search 'terror* OR extremis*' --topic terrorism --format json\n\nThe language: words (all must occur), \"exact phrases\", \"loose phrases\"~5, -excluded, OR, (groups), NEAR/5,\nbegin*, mispelt~, and the fields title: topic: kind: publisher: lang: year: id: url: date:2017-02\ndate:2016-05..2017 date:unknown."
)]
pub(super) struct Opts {
    /// What to look for; everything where it is left out. Where it begins with -, put -- before it.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    index: IndexOpts,
    #[command(flatten)]
    deadline: DeadlineOpts,
    #[command(flatten)]
    filter: FilterOpts,
    /// Whether hits are releases in their latest wording, or all wordings there are.
    #[arg(long, value_name = "latest|all", default_value = "latest")]
    versions: Versions,
    /// The order of hits; fresh is relevance with a mild preference for what is newer, changed has what was published or
    /// reworded last first.
    #[arg(long, value_name = "relevance|fresh|newest|oldest|changed", default_value = "relevance")]
    sort: Sort,
    /// The most hits.
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Go on behind this page: `next` of the answer before.
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<crate::query::Cursor>,
    /// List what a search that begins so may be for, instead of searching.
    #[arg(long, conflicts_with_all = ["cursor", "sort"])]
    suggest: bool,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = SearchFormat::Text)]
    format: SearchFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SearchFormat {
    /// For people.
    Text,
    /// The answer as the API gives it.
    Json,
    /// One hit per line.
    Jsonl,
    /// One hit per row.
    Csv,
}

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    if opts.suggest {
        return suggest(&opts);
    }
    let facets = match opts.format {
        SearchFormat::Text | SearchFormat::Json => Facets::all(),
        SearchFormat::Jsonl | SearchFormat::Csv => Facets::none(),
    };
    let request = Request {
        versions: opts.versions,
        sort: opts.sort,
        limit: opts.limit,
        cursor: opts.cursor,
        facets,
        snippets: opts.format != SearchFormat::Csv,
        ..opts.filter.request(&opts.query)?
    };
    let results = Index::open(&opts.index.index)?.search(&request, opts.deadline.until())?;
    let mut out = Output::new();
    match opts.format {
        SearchFormat::Text => print_text(&mut out, &results, opts.versions)?,
        SearchFormat::Json => {
            serde_json::to_writer(&mut out, &results)?;
            writeln!(out)?;
        }
        SearchFormat::Jsonl => {
            for hit in &results.hits {
                serde_json::to_writer(&mut out, hit)?;
                writeln!(out)?;
            }
        }
        SearchFormat::Csv => write_hits(&mut out, &results.hits)?,
    }
    out.flush()?;
    whole(results.partial.as_ref())?;
    Ok(if results.total == Some(0) { Ending::Nothing } else { Ending::Done })
}

fn suggest(opts: &Opts) -> Result<Ending, CliError> {
    let beginning = Beginning { text: opts.query.join(" "), limit: opts.limit };
    let found = Index::open(&opts.index.index)?.suggest(&beginning, opts.deadline.until())?;
    let mut out = Output::new();
    match opts.format {
        SearchFormat::Text => {
            for suggestion in &found.suggestions {
                let kind = match suggestion.kind {
                    SuggestionKind::Topic => "topic",
                    SuggestionKind::Publisher => "publisher",
                    SuggestionKind::ShortForm => "short form",
                    SuggestionKind::Title => "headline",
                };
                writeln!(out, "{} {}", out.dim(format!("{kind:<10}")), printable(&suggestion.text))?;
            }
        }
        SearchFormat::Json => {
            serde_json::to_writer(&mut out, &found)?;
            writeln!(out)?;
        }
        SearchFormat::Jsonl | SearchFormat::Csv => {
            return Err(CliError::Usage("--suggest prints text or json".to_owned()));
        }
    }
    out.flush()?;
    Ok(if found.suggestions.is_empty() { Ending::Nothing } else { Ending::Done })
}

fn print_text(out: &mut Output, results: &SearchResults, versions: Versions) -> Result<(), CliError> {
    for remark in &results.query.notes {
        note(format_args!("note: {remark}"));
    }
    let searched = &results.query.read_as;
    let searched = if searched.is_empty() { String::new() } else { format!(" for {searched}") };
    let hit = match versions {
        Versions::Latest => "release",
        Versions::All => "wording",
    };
    match results.total {
        Some(total) => writeln!(out, "{}{}", out.bold(counted(total, hit)), printable(&searched))?,
        None => writeln!(out, "{}{}", out.bold(format!("An unknown number of {hit}s")), printable(&searched))?,
    }
    if let Some(partial) = &results.partial {
        writeln!(out, "{}", partial.reason)?;
    }
    if let Some(earlier @ 1..) = results.in_earlier_wordings {
        match versions {
            Versions::Latest => {
                let (them, earlier) = (if earlier == 1 { "it" } else { "them" }, counted(earlier, "earlier wording"));
                writeln!(out, "{earlier} satisfied this too: --versions all shows {them}.")?;
            }
            Versions::All => writeln!(out, "{} of them since replaced.", Grouped(earlier))?,
        }
    }
    print_reading(out, results)?;
    for hit in &results.hits {
        print_hit(out, hit)?;
    }
    if !results.nearest.is_empty() {
        writeln!(out, "\nNo release has all of the words. Nearest, with most of them:")?;
        for hit in &results.nearest {
            print_hit(out, hit)?;
        }
    }
    if let Some(facets) = results.facets.as_deref().filter(|_| results.total != Some(0)) {
        print_facets(out, facets)?;
    }
    if let Some(next) = &results.next {
        writeln!(out, "\n{}", out.dim(format!("more: --cursor {next}")))?;
    }
    Ok(())
}

/// What was looked for beside the words; where nothing was found, what there is instead.
fn print_reading(out: &mut Output, results: &SearchResults) -> Result<(), CliError> {
    for expansion in &results.query.expansions {
        let also = expansion.also.iter().map(|also| format!("\"{also}\"")).collect::<Vec<_>>().join(", ");
        let line = format!("Searched also for {also} ({}); --no-expand leaves it out.", expansion.words);
        writeln!(out, "{}", printable(&line))?;
    }
    if let Some(Covered { from: Some(from), to: Some(to), undated }) = &results.covered {
        let releases = counted(results.index.releases, "release");
        let undated = if *undated > 0 { format!(", {} of them undated", Grouped(*undated)) } else { String::new() };
        writeln!(out, "The archive holds {releases} from {from} to {to}{undated}.")?;
    }
    if let Some(spelling) = &results.query.spelling {
        writeln!(out, "Did you mean: {}", out.bold(printable(&spelling.text)))?;
    }
    Ok(())
}

fn print_hit(out: &mut Output, hit: &Hit) -> Result<(), CliError> {
    let title = match &hit.title {
        Some(title) => out.marked(title, &hit.title_marks, !hit.title_made),
        None => "(no headline)".to_owned(),
    };
    let mut facts = vec![date(hit.published.as_ref()), hit.kind.to_string()];
    facts.extend(hit.publisher.as_deref().map(|publisher| printable(publisher).into_owned()));
    if hit.version < hit.versions {
        facts.push(format!("wording {} of {}, since replaced", hit.version, hit.versions));
    } else if hit.versions > 1 {
        facts.push(format!("reworded {}", times(u64::from(hit.versions) - 1)));
    }
    facts.push(hit.id.to_string());
    writeln!(out, "\n{title}")?;
    writeln!(out, "  {}", out.dim(facts.join(" · ")))?;
    if !hit.snippet.text.is_empty() {
        writeln!(out, "  {}", out.marked(&hit.snippet.text, &hit.snippet.marks, false))?;
    }
    Ok(())
}

fn print_facets(out: &mut Output, facets: &FacetCounts) -> Result<(), CliError> {
    const SHOWN: usize = 8;
    let mut rows: Vec<(&str, Vec<String>)> = Vec::new();
    let marker = |selected: Selected| match selected {
        Selected::No => "",
        Selected::Yes => "+",
        Selected::Excluded => "-",
    };
    if let Some(topics) = &facets.topic {
        let mut values = Vec::new();
        flatten(topics, &mut values);
        values.sort_by_key(|topic| std::cmp::Reverse(topic.count));
        let shown = values.iter().take(SHOWN);
        rows.push((
            "topics",
            shown.map(|t| format!("{}{} {}", marker(t.selected), t.value, Grouped(t.count))).collect(),
        ));
    }
    if let Some(years) = &facets.year {
        let mut values: Vec<String> = years.iter().map(|y| format!("{} {}", y.value, Grouped(y.count))).collect();
        if let Some(undated @ 1..) = facets.undated {
            values.push(format!("undated {}", Grouped(undated)));
        }
        rows.push(("years", values));
    }
    for (name, values) in [("kinds", &facets.kind), ("publishers", &facets.publisher), ("languages", &facets.language)]
    {
        if let Some(values) = values {
            let shown = values.iter().take(SHOWN);
            rows.push((
                name,
                shown.map(|v| format!("{}{} {}", marker(v.selected), v.label, Grouped(v.count))).collect(),
            ));
        }
    }
    writeln!(out)?;
    for (name, values) in rows {
        writeln!(out, "{} {}", out.dim(format!("{name:<10}")), printable(&values.join(", ")))?;
    }
    Ok(())
}

fn flatten<'t>(topics: &'t [TopicCount], all: &mut Vec<&'t TopicCount>) {
    for topic in topics {
        all.push(topic);
        flatten(&topic.children, all);
    }
}
