//! WACZ: a web archive with its lists, in a ZIP archive.
//!
//! The captures lie in `archive/`, and are read as they would be alone. `pages/*.jsonl` lists the pages with their titles
//! and the text that a browser saw; that text is given where the capture of a page has next to none of its own, as where
//! a script writes the page. Indexes, descriptions and signatures say nothing about the press.
//!
//! Source: Webrecorder, "Web Archive Collection Zipped (WACZ)", 1.1.1.

use std::collections::HashSet;
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use ::zip::ZipArchive;
use serde_json::{Map, Value};

use super::budget::Budget;
use super::limits::{MAX_DEPTH, UNPACK_BYTES};
use super::lines::Lines;
use super::part::{Part, Told};
use super::reading::Reading;
use super::rows::Row;
use super::source::Source;
use super::unpack::Unpacked;
use super::warc::utc;
use super::{Payload, Record};

/// True for the name of an entry with captures. `datapackage.json` alone does not tell: packages of tables have it too.
pub(super) fn is_capture(name: &[u8]) -> bool {
    let endings: [&[u8]; 5] = [b".warc", b".warc.gz", b".warc.zst", b".arc", b".arc.gz"];
    name.starts_with(b"archive/") && endings.iter().any(|ending| name.ends_with(ending))
}

/// Gives what was captured, then the pages whose captures say nothing.
pub(super) fn read<R: Read + Seek>(
    reading: &mut Reading<'_>,
    part: &Part,
    archive: &mut ZipArchive<R>,
) -> ControlFlow<()> {
    if part.depth >= MAX_DEPTH {
        let reason = format!("a WACZ file inside {MAX_DEPTH} other archives is not opened");
        return reading.failed(part.place.clone(), reason);
    }
    let names: Vec<(usize, String)> = (0..archive.len())
        .map(|at| (at, archive.name_for_index(at).and_then(Result::ok)))
        .map(|(at, name)| (at, name.map_or_else(|| format!("entry {at}"), |name| name.into_owned())))
        .filter(|(_, name)| !name.ends_with('/'))
        .collect();
    let mut told = HashSet::new();
    let budget = reading.budget().clone();
    for (at, name) in names.iter().filter(|(_, name)| !is_list(name)) {
        let place = part.place_of(name);
        if is_of_the_package(name) {
            reading.skipped(place, "the lists of a WACZ file are no press text")?;
            continue;
        }
        let file = Part { place: place.clone(), depth: part.depth + 1, told: Told::default() };
        match entry(archive, *at, &budget) {
            Ok(mut bytes) if name.starts_with("archive/") => {
                reading.watched(&mut |record| told.extend(tells(record)), |reading| reading.part(&file, &mut bytes))?
            }
            Ok(mut bytes) => reading.part(&file, &mut bytes)?,
            Err(reason) => reading.failed(place, reason)?,
        }
    }
    for (at, name) in names.iter().filter(|(_, name)| is_list(name)) {
        let place = part.place_of(name);
        match entry(archive, *at, &budget) {
            Ok(bytes) => pages(reading, part, name, Source::new(bytes, UNPACK_BYTES), &told)?,
            Err(reason) => reading.failed(place, reason)?,
        }
    }
    ControlFlow::Continue(())
}

/// Indexes, logs, descriptions and signatures; asked of what is no [list](is_list).
fn is_of_the_package(name: &str) -> bool {
    let folders = ["indexes/", "logs/", "pages/", "templates/"];
    folders.iter().any(|folder| name.starts_with(folder))
        || (!name.contains('/')
            && (name.starts_with("datapackage") || name.starts_with("fuzzy") || name.ends_with(".cdxj")))
}

fn is_list(name: &str) -> bool {
    name.starts_with("pages/") && name.ends_with(".jsonl")
}

fn entry<'a, R: Read + Seek>(
    archive: &'a mut ZipArchive<R>,
    at: usize,
    budget: &Budget,
) -> Result<Unpacked<'a>, String> {
    let entry = archive.by_index(at).map_err(|error| format!("it cannot be taken out of the WACZ file: {error}"))?;
    let stored = entry.compressed_size();
    Ok(Unpacked::entry(entry, stored, budget))
}

/// The address of a capture that has a text of its own.
fn tells(record: &Record) -> Option<u64> {
    let has_text = match &record.payload {
        Payload::Html(page) => has_text(page),
        Payload::Entry(_) | Payload::Mail(_) | Payload::Document(_) => false,
        Payload::Text(_) | Payload::Row(_) | Payload::Element(_) => true,
        Payload::Revisit(_) => false,
    };
    record.capture.url.as_deref().filter(|_| has_text).map(key)
}

/// A page by its address without fragment: its hash, as there may be a million.
fn key(url: &str) -> u64 {
    let url = url.split('#').next().unwrap_or_default();
    let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(url.as_bytes()).as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// Letters outside of tags and scripts that make a text: a shell that a script fills has its title and a "Loading…".
const LETTERS_OF_A_TEXT: usize = 80;

/// Whether a page has a text of its own. Guessed in passing: it is parsed elsewhere.
fn has_text(page: &str) -> bool {
    let mut letters = 0;
    let mut rest = page;
    while let Some((text, tag)) = rest.split_once('<') {
        letters += text.chars().filter(|c| c.is_alphanumeric()).count();
        if letters >= LETTERS_OF_A_TEXT {
            return true;
        }
        let is_named = |name: &str| tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        let unread = ["script", "style", "noscript", "title"].into_iter().find(|name| is_named(name));
        let behind = match unread {
            Some(name) => tag.split_once(["</", name].concat().as_str()).map(|(_, behind)| behind),
            None => Some(tag),
        };
        rest = behind.and_then(|behind| behind.split_once('>')).map_or("", |(_, behind)| behind);
    }
    false
}

/// Gives the texts of the pages that have none in their captures.
fn pages(reading: &mut Reading<'_>, part: &Part, name: &str, list: Source<'_>, told: &HashSet<u64>) -> ControlFlow<()> {
    let before = reading.given();
    for row in Lines::new(list) {
        let Row { place, bytes } = match row {
            Ok(row) => row,
            Err(lost) => {
                reading.failed(part.place_of(&format!("{name} {}", lost.place)), lost.reason)?;
                continue;
            }
        };
        let Ok(Value::Object(page)) = serde_json::from_slice(&bytes) else { continue };
        let text = |name: &str| page.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        let (Some(url), Some(body)) = (text("url"), text("text")) else { continue };
        if told.contains(&key(url)) {
            continue;
        }
        let fields = [("url", Some(url)), ("title", text("title")), ("text", Some(body))];
        let row: Map<String, Value> =
            fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect();
        let captured = text("ts").and_then(utc);
        let told = Told { url: Some(url.to_owned()), captured, ..Told::default() };
        let part = Part { place: part.place_of(name), depth: part.depth, told };
        let capture = reading.capture(&part, &place, &bytes);
        let note = Some("the text is that of the WACZ file's list of pages".to_owned());
        reading.noting(note, |reading| reading.record(capture, Payload::Row(Value::Object(row).to_string())))?;
    }
    if reading.given() == before {
        return reading.skipped(part.place_of(name), "a list of pages that are in the captures");
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_that_a_script_fills_has_no_text() {
        let prose = "The council has decided to open the bridge again. ".repeat(6);
        assert!(has_text(&format!("<html><body><p>{prose}</p>")));
        assert!(!has_text(&format!(
            "<title>{prose}</title><SCRIPT>var a = '{prose}'</SCRIPT><div id=app>Loading</div>"
        )));
        assert!(!has_text("<"));
        assert!(!has_text("<script>"));
    }
}
