//! `pressmark timeline`: how often, over time.

use std::io::Write as _;

use super::archive::IndexOpts;
use super::deadline::{DeadlineOpts, whole};
use super::filter::FilterOpts;
use super::print::{Output, counted, note, printable};
use super::{CliError, Ending};
use crate::index::Index;
use crate::query::{Interval, MAX_SERIES, Query, Request, TimelineRequest};
use crate::results::{Point, Series, Share, Timeline};
use crate::table::write_timeline;
use crate::text::Grouped;

/// Count releases by month or year, for up to five queries side by side.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pressmark timeline '\"knife crime\"' drone* --interval year\n  pressmark timeline terror* --kind -blog --share --format csv > terror.csv\n\nOf a release known to the year only, no month is known: such releases are counted apart, and so are undated ones."
)]
pub(super) struct Opts {
    /// What to look for, each argument a query of its own; all releases where there is none.
    #[arg(value_name = "QUERY")]
    queries: Vec<String>,
    #[command(flatten)]
    index: IndexOpts,
    #[command(flatten)]
    deadline: DeadlineOpts,
    #[command(flatten)]
    filter: FilterOpts,
    /// How long the intervals are.
    #[arg(long, value_name = "month|year", default_value = "month")]
    interval: Interval,
    /// Show each count as a share of all releases of the interval.
    #[arg(long)]
    share: bool,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = TimelineFormat::Text)]
    format: TimelineFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum TimelineFormat {
    /// For people.
    Text,
    /// The answer as the API gives it.
    Json,
    /// One row for each query and interval.
    Csv,
}

/// The longest bar, in characters.
const BAR: f64 = 40.0;

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    if opts.queries.len() > MAX_SERIES {
        return Err(CliError::Usage(format!("{} queries; {MAX_SERIES} are allowed", opts.queries.len())));
    }
    let selection = Request { query: Query::all(), ..opts.filter.request(&[])? };
    let mut queries = Vec::new();
    for text in &opts.queries {
        queries.push(opts.filter.request(std::slice::from_ref(text))?.query);
    }
    if queries.is_empty() {
        queries.push(Query::all());
    }
    let asked = TimelineRequest { queries, selection, interval: opts.interval, share: opts.share };
    let timeline = Index::open(&opts.index.index)?.timeline(&asked, opts.deadline.until())?;
    let series = timeline.series.as_deref().unwrap_or_default();
    let mut out = Output::new();
    match opts.format {
        TimelineFormat::Text => print_text(&mut out, &timeline, series)?,
        TimelineFormat::Json => {
            serde_json::to_writer(&mut out, &timeline)?;
            writeln!(out)?;
        }
        TimelineFormat::Csv => write_timeline(&mut out, &timeline, opts.share)?,
    }
    out.flush()?;
    whole(timeline.partial.as_ref())?;
    Ok(if series.iter().all(|series| series.total == 0) { Ending::Nothing } else { Ending::Done })
}

fn print_text(out: &mut Output, timeline: &Timeline, series: &[Series]) -> Result<(), CliError> {
    // Bars of all queries are of one scale, so that they can be compared.
    let longest = series.iter().flat_map(|series| &series.points).map(height).fold(0.0, f64::max);
    for (at, series) in series.iter().enumerate() {
        for remark in &series.query.notes {
            note(format_args!("note: {remark}"));
        }
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", out.bold(printable(&heading(series, timeline.interval))))?;
        let width = series.points.iter().map(|point| Grouped(point.count).to_string().len()).max().unwrap_or(0);
        for point in &series.points {
            let cells = if longest > 0.0 { (height(point) / longest * BAR).ceil() } else { 0.0 };
            let bar = "▇".repeat(cells as usize);
            let share = point.share.map_or_else(String::new, percent);
            let line = format!("{:<7}  {:>width$}{share}  {bar}", point.value, Grouped(point.count));
            writeln!(out, "  {}", line.trim_end())?;
        }
        for year in &series.month_unknown {
            let share = year.share.map_or_else(String::new, percent);
            let line = format!("{}, month unknown: {}{share}", year.value, Grouped(year.count));
            writeln!(out, "  {}", out.dim(line))?;
        }
        if series.undated > 0 {
            writeln!(out, "  {}", out.dim(format!("undated: {}", Grouped(series.undated))))?;
        }
    }
    Ok(())
}

/// `12 releases for drone*, by month`.
fn heading(series: &Series, interval: Interval) -> String {
    let searched = match series.query.read_as.as_str() {
        "" => String::new(),
        read_as => format!(" for {read_as}"),
    };
    format!("{}{searched}, by {interval}", counted(series.total, "release"))
}

/// What a bar shows: the share where there is one, else the count.
fn height(point: &Point) -> f64 {
    match point.share {
        Some(share) => share.share.unwrap_or(0.0),
        None => point.count as f64,
    }
}

fn percent(Share { of, share }: Share) -> String {
    match share {
        Some(share) => format!(" of {:<7} {:>5.1} %", Grouped(of), share * 100.0),
        None => format!(" of {of:<7}       –"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_of_the_share_where_there_is_one() {
        let point = |share| Point { value: "2017".to_owned(), count: 3, share };
        assert_eq!(height(&point(None)), 3.0);
        assert_eq!(height(&point(Some(Share::new(3, 12)))), 0.25);
        assert_eq!(height(&point(Some(Share::new(0, 0)))), 0.0);
        assert_eq!(percent(Share::new(3, 1200)), " of 1,200     0.2 %");
        assert_eq!(percent(Share::new(0, 0)), " of 0             –");
    }
}
