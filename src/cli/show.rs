//! `pressmark show`: one release and everything known of it.

use std::io::Write as _;

use chrono::Utc;

use super::archive::IndexOpts;
use super::print::{Format, Output, counted, date, printable};
use super::{CliError, Ending};
use crate::cite::{Citation, Style};
use crate::http::PublicUrl;
use crate::index::Index;
use crate::release::{EnrichedRelease, Published, ReleaseId};
use crate::results::{Difference, Neighbours, RelatedRelease, ShownRelease};

/// Show one release: its text, versions, dates with evidence, topics with the words that put it there, and where its
/// text was published too.
#[derive(Debug, clap::Args)]
pub(super) struct Opts {
    /// The id of the release, or the id its own system gave it.
    id: String,
    #[command(flatten)]
    index: IndexOpts,
    /// Only the dates that were found, and why one was chosen.
    #[arg(long)]
    dates: bool,
    /// Only the releases around it: of the same text, related and similar, with the words that both have.
    #[arg(long, conflicts_with = "dates")]
    similar: bool,
    /// Only what changed between two wordings: the last two, unless --from and --to say otherwise. `[-taken out-]`,
    /// `{+put in+}`; on a terminal that has colour, struck out and underlined.
    #[arg(long, conflicts_with_all = ["dates", "similar"])]
    diff: bool,
    /// The number of the old wording.
    #[arg(long, value_name = "N", requires = "diff")]
    from: Option<u32>,
    /// The number of the new wording.
    #[arg(long, value_name = "N", requires = "diff")]
    to: Option<u32>,
    /// How many similar releases.
    #[arg(long, requires = "similar", default_value_t = 10)]
    limit: usize,
    /// Only a citation, with today as the day of access.
    #[arg(long, value_name = "text|apa|bibtex|ris|csl", conflicts_with_all = ["dates", "similar"])]
    cite: Option<Style>,
    /// Cite this wording, counted from 1, and not the release.
    #[arg(long, value_name = "N", requires = "cite")]
    wording: Option<u32>,
    /// Where readers reach the service, for the permanent link of a citation.
    #[arg(long, value_name = "URL", env = "PRESSMARK_PUBLIC_URL")]
    public_url: Option<PublicUrl>,
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
    if let Some(style) = opts.cite {
        return cite(&mut out, &versions, latest, style, &opts);
    }
    if opts.dates && opts.format == Format::Text {
        print_dates(&mut out, latest.published.as_ref(), &latest.notes)?;
        out.flush()?;
        return Ok(Ending::Done);
    }
    if opts.diff {
        return print_difference(&mut out, &opts, &versions);
    }
    let neighbours = index.neighbours(latest, if opts.similar { opts.limit } else { 0 }, None)?;
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
    Ok(Ending::Done)
}

/// Prints a citation of a release, or of one of its wordings.
fn cite(
    out: &mut Output,
    versions: &[EnrichedRelease],
    latest: &EnrichedRelease,
    style: Style,
    opts: &Opts,
) -> Result<Ending, CliError> {
    let (site, today) = (opts.public_url.as_ref().map(PublicUrl::as_str), Utc::now().date_naive());
    let citation = match opts.wording {
        None => Citation::of_release(latest, site, today),
        Some(number) => match versions.iter().find(|version| version.version == number) {
            Some(wording) => Citation::of_wording(wording, site, today),
            None => {
                super::print::note(format_args!("{} has no wording {number}", latest.id));
                return Ok(Ending::Nothing);
            }
        },
    };
    let citation = citation.written(style);
    for line in citation.lines() {
        write!(out, "{}{}", printable(line), if style == Style::Ris { "\r\n" } else { "\n" })?;
    }
    out.flush()?;
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

fn print_difference(out: &mut Output, opts: &Opts, versions: &[EnrichedRelease]) -> Result<Ending, CliError> {
    let to = opts.to.unwrap_or(versions.len() as u32);
    let from = opts.from.unwrap_or(to.saturating_sub(1).max(1));
    let wording = |number: u32| (number as usize).checked_sub(1).and_then(|at| versions.get(at));
    let (Some(old), Some(new)) = (wording(from), wording(to)) else {
        super::print::note(format_args!("there is no wording {from} or {to}: the archive has 1 to {}", versions.len()));
        return Ok(Ending::Nothing);
    };
    let difference = Difference::between(old, new);
    if opts.format == Format::Json {
        serde_json::to_writer_pretty(&mut *out, &difference)?;
        writeln!(out)?;
    } else {
        let Difference { inserted, deleted, title, summary, body, .. } = &difference;
        let (taken, put) = (counted(*deleted as u64, "word"), counted(*inserted as u64, "word"));
        writeln!(out, "{}", out.dim(format!("wording {from} and wording {to}: {taken} taken out, {put} put in")))?;
        for segments in [title, summary, body].into_iter().filter(|segments| !segments.is_empty()) {
            let told: String = segments.iter().map(|segment| out.edited(segment)).collect();
            writeln!(out, "\n{told}")?;
        }
    }
    out.flush()?;
    Ok(Ending::Done)
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
