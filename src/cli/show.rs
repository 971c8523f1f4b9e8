//! `pressmark show`: one release and everything known of it.

use std::io::Write as _;

use super::archive::IndexOpts;
use super::print::{Format, Output, counted, date, printable};
use super::{CliError, Ending};
use crate::index::Index;
use crate::release::{EnrichedRelease, Published};

/// Show one release: its text, versions, dates with evidence, and topics with the words that put it there.
#[derive(Debug, clap::Args)]
pub(super) struct Opts {
    /// The id of the release, or the id its own system gave it.
    id: String,
    #[command(flatten)]
    index: IndexOpts,
    /// Only the dates that were found, and why one was chosen.
    #[arg(long)]
    dates: bool,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(opts: Opts) -> Result<Ending, CliError> {
    let versions = Index::open(&opts.index.index)?.release(&opts.id)?.unwrap_or_default();
    let mut out = Output::new();
    let Some(latest) = versions.last() else {
        super::print::note(format_args!("no release has the id `{}`", printable(&opts.id)));
        return Ok(Ending::Nothing);
    };
    match opts.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, latest)?;
            writeln!(out)?;
        }
        Format::Text if opts.dates => print_dates(&mut out, latest.published.as_ref(), &latest.notes)?,
        Format::Text => print_release(&mut out, &versions, latest)?,
    }
    out.flush()?;
    Ok(Ending::Done)
}

fn print_release(out: &mut Output, versions: &[EnrichedRelease], release: &EnrichedRelease) -> Result<(), CliError> {
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
    for text in release.summary.iter().chain(std::iter::once(&release.body)).filter(|text| !text.is_empty()) {
        writeln!(out, "\n{}", printable(text))?;
    }
    Ok(())
}

fn aliases(release: &EnrichedRelease) -> String {
    release.aliases.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
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
