//! Plain text: a listing dump, bare paragraphs, or one article; and Markdown, under front matter or where it plainly is.
//!
//! A text that states its fields first is one release ([`front_matter`]). Which of the three any other a text is, is decided in this order:
//!
//! 1. Words that only an article has ("FOR IMMEDIATE RELEASE", `###`, "Notes to editors") make it an **article**.
//! 2. Two or more lines that are only a date, each with a title beside it, make it a **listing**.
//! 3. Two or more blocks or lines that are each a whole paragraph, none of which leans on the one before it, and no
//!    headline above them, make it **bare paragraphs**: as many undated releases.
//! 4. Anything else with a sentence in it is one **article**.

pub(super) mod article;
mod bare;
mod ending;
mod front_matter;
mod listing;

use super::furniture;
use super::markdown;
use super::paragraphs::{Block, blocks, ends_sentence};
use super::{Draft, Settings, Unread, item};
use crate::archive::Document;
pub(super) use ending::is_end;
use front_matter::Matter;

/// Reads the releases of a text.
pub(super) fn read(source: &str, settings: &Settings) -> Result<Vec<Draft>, Unread> {
    if is_binary(source) {
        return Err(Unread::Skipped("no text: most of it is control characters".to_owned()));
    }
    let Some(matter) = Matter::part(source) else {
        return if markdown::is_plainly(source) {
            plain(&markdown::text(source), settings)
        } else {
            plain(source, settings)
        };
    };
    match matter.read(settings) {
        Ok(draft) => draft.map(|draft| vec![draft]),
        Err(reason) => {
            let mut drafts = plain(source, settings)?;
            for draft in &mut drafts {
                draft.notes.push(format!("front matter read as text: {reason}"));
            }
            Ok(drafts)
        }
    }
}

/// Reads the one article that an office document is, whatever its text looks like.
pub(super) fn document(document: &Document, settings: &Settings) -> Result<Vec<Draft>, Unread> {
    let draft = Draft { title: document.title.clone(), ..Draft::default() };
    article::read(draft, blocks(&document.text), settings).map(|draft| vec![draft])
}

fn plain(source: &str, settings: &Settings) -> Result<Vec<Draft>, Unread> {
    let blocks = blocks(source);
    if blocks.iter().all(|block| block.lines.iter().all(|line| furniture::is_furniture(line))) {
        return Err(Unread::Skipped(match blocks.len() {
            0 => "no text: the file is blank".to_owned(),
            _ => "no press text: only contact lines and menus".to_owned(),
        }));
    }
    if !article::is_marked(&blocks) {
        if let Some(items) = listing::read(&blocks, settings) {
            return Ok(items);
        }
        if let Some(paragraphs) = bare::read(&blocks) {
            return Ok(paragraphs);
        }
    }
    article::read(Draft::default(), blocks, settings).map(|draft| vec![draft])
}

/// True where the text cannot have been text: a NUL, or one control character in ten.
fn is_binary(text: &str) -> bool {
    let start = text.get(..text.floor_char_boundary(8192)).unwrap_or(text);
    let strange =
        |c: &char| (c.is_control() && !c.is_whitespace() && *c != '\u{1b}') || *c == char::REPLACEMENT_CHARACTER;
    start.contains('\0') || start.chars().filter(strange).count() * 10 > start.chars().count()
}
