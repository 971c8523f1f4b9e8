//! `pressmark show`: one release and everything known of it.

use std::io::Write as _;

use super::archive::IndexOpts;
use super::deadline::{DeadlineOpts, whole};
use super::print::{Format, Output, counted, date, printable};
use super::{CliError, Ending};
use crate::index::Index;
use crate::release::{EnrichedRelease, Published, ReleaseId};
use crate::results::{Neighbours, RelatedRelease, ShownRelease};

/// Show one release: its text, versions, dates with evidence, topics with the words that put it there, and where its
/// text was published too.
#[derive(Debug, clap::Args)]
pub(super) struct Opts {
    /// The id of the release, or the id its own system gave it.
    id: String,
    #[command(flatten)]
    index: IndexOpts,
    #[command(flatten)]
    deadline: DeadlineOpts,
    /// Only the dates that were found, and why one was chosen.
    #[arg(long)]
    dates: bool,
    /// Only the releases around it: of the same text, related and similar, with the words that both have.
    #[arg(long, conflicts_with = "dates")]
    similar: bool,
    /// How many similar releases.
    #[arg(long, requires = "similar", default_value_t = 10)]
    limit: usize,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    let index = Index::open(&opts.index.index)?;
    let versions = index.release(&opts.id)?.unwrap_or_default();
    let mut out = Output::new();
    let Some(latest) = versions.last() else {
        super::print::note(format_args!("no release has the id `{}`", printable(&opts.id)));
        return Ok(Ending::Nothing);
    };
    if opts.dates && opts.format == Format::Text {
        print_dates(&mut out, latest.published.as_ref(), &latest.notes)?;
        out.flush()?;
        return Ok(Ending::Done);
    }
    let neighbours = index.neighbours(latest, if opts.similar { opts.limit } else { 0 }, opts.deadline.until())?;
    match opts.format {
        Format::Json => {
            if opts.similar {
                serde_json::to_writer_pretty(&mut out, &neighbours)?;
            } else {
                serde_json::to_writer_pretty(&mut out, &ShownRelease::new(latest, &neighbours))?;
            }
            writeln!(out)?;
        }
        Format::Text if opts.similar => print_neighbours(&mut out, &neighbours)?,
        Format::Text => print_release(&mut out, &versions, latest, &neighbours)?,
    }
    out.flush()?;
    whole(neighbours.partial.as_ref())?;
    Ok(Ending::Done)
}

fn print_release(
    out: &mut Output,
    versions: &[EnrichedRelease],
    release: &EnrichedRelease,
    neighbours: &Neighbours,
) -> Result<(), CliError> {
    let title = release.title.as_deref().unwrap_or("(no headline)");
    writeln!(out, "{}", out.bold(printable(title)))?;
    if release.title_made {
        writeln!(out, "{}", out.dim("(headline made from the text)"))?;
    }
    let facts = [
        ("id", Some(release.id.to_string())),
        ("given id", release.given_id.clone()),
        ("published", Some(date(release.published.as_ref()))),
        ("kind", Some(release.kind.to_string())),
        ("publisher", release.publisher.clone()),
        ("authors", (!release.authors.is_empty()).then(|| release.authors.join(", "))),
        ("language", Some(release.language.as_str().to_owned())),
        ("url", release.url.clone()),
        ("also known as", (!release.aliases.is_empty()).then(|| aliases(release))),
        ("given topics", (!release.given_topics.is_empty()).then(|| release.given_topics.join(", "))),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            writeln!(out, "{} {}", out.dim(format!("{name:<13}")), printable(&value))?;
        }
    }
    for topic in &release.topics {
        writeln!(
            out,
            "{} {}: {}",
            out.dim(format!("{:<13}", "topic")),
            topic.path,
            printable(&topic.because.join(", "))
        )?;
    }
    writeln!(out)?;
    print_dates(out, release.published.as_ref(), &release.notes)?;
    writeln!(out)?;
    for version in versions {
        writeln!(
            out,
            "wording {} of {}, {}",
            version.version,
            version.versions,
            counted(version.captures.len() as u64, "capture")
        )?;
        for capture in &version.captures {
            let place = format!("{} {}", capture.path, capture.record);
            let captured = capture.captured.as_deref().unwrap_or("time of capture unknown");
            let mention = if capture.mention { " · mentioned only" } else { "" };
            writeln!(out, "  {} · {captured}{mention} · {}", printable(place.trim()), capture.digest)?;
            if let Some(url) = &capture.url {
                writeln!(out, "    {}", printable(url))?;
            }
        }
    }
    if !neighbours.also_published_by.is_empty() || !neighbours.related.is_empty() {
        writeln!(out)?;
        print_same_text(out, neighbours)?;
    }
    for text in release.summary.iter().chain(std::iter::once(&release.body)).filter(|text| !text.is_empty()) {
        writeln!(out, "\n{}", printable(text))?;
    }
    Ok(())
}

fn aliases(release: &EnrichedRelease) -> String {
    release.aliases.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The releases around one, a line each, with what they have in common.
fn print_neighbours(out: &mut Output, neighbours: &Neighbours) -> Result<(), CliError> {
    print_same_text(out, neighbours)?;
    for other in &neighbours.similar {
        let because = printable(&other.because.join(", ")).into_owned();
        let facts = facts(other.published.as_ref(), other.publisher.as_deref());
        print_other(out, "similar", &other.id, other.title.as_deref(), &format!("{facts} · {because}"))?;
    }
    Ok(())
}

fn print_same_text(out: &mut Output, neighbours: &Neighbours) -> Result<(), CliError> {
    let also = neighbours.also_published_by.iter().map(|other| ("also published", other));
    for (what, other) in also.chain(neighbours.related.iter().map(|other| ("related", other))) {
        let RelatedRelease { likeness, contained, .. } = other;
        let facts = facts(other.published.as_ref(), other.publisher.as_deref());
        let common = format!("{:.0} % in common, {:.0} % of the shorter", likeness * 100.0, contained * 100.0);
        print_other(out, what, &other.id, other.title.as_deref(), &format!("{facts} · {common}"))?;
    }
    Ok(())
}

fn facts(published: Option<&Published>, publisher: Option<&str>) -> String {
    let publisher = publisher.map(|name| format!(" · {}", printable(name))).unwrap_or_default();
    format!("{}{publisher}", date(published))
}

fn print_other(out: &mut Output, what: &str, id: &ReleaseId, title: Option<&str>, facts: &str) -> Result<(), CliError> {
    let title = out.bold(printable(title.unwrap_or("(no headline)")));
    writeln!(out, "{} {title}", out.dim(format!("{what:<14}")))?;
    writeln!(out, "{:<14} {}", "", out.dim(format!("{id} · {facts}")))?;
    Ok(())
}

fn print_dates(out: &mut Output, published: Option<&Published>, notes: &[String]) -> Result<(), CliError> {
    match published {
        None => writeln!(out, "undated: nothing in the record states when it was published")?,
        Some(published) => {
            writeln!(
                out,
                "{}  from {} `{}`",
                out.bold(published.date),
                published.evidence.as_str(),
                printable(&published.raw)
            )?;
            for rival in &published.rivals {
                let raw = printable(&rival.raw);
                writeln!(
                    out,
                    "{}  from {} `{raw}`: not taken, {}",
                    rival.date,
                    rival.evidence.as_str(),
                    rival.why_not
                )?;
            }
        }
    }
    for remark in notes {
        writeln!(out, "note: {}", printable(remark))?;
    }
    Ok(())
}
