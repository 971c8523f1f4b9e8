//! A listing dump: the text of a page that lists releases, each with its title, its date and a summary.
//!
//! A line that is only a date belongs to the title before it; what follows is the summary, up to the next title.
//! Where the page puts the date first, the title is what follows the date.

use crate::release::{Claim, Evidence};

use super::super::{Draft, Settings, date};
use super::{Block, furniture, item};

/// Longer than any headline: such a block is a summary.
const LONGEST_TITLE: usize = 300;

/// A piece of a listing: one line of text or one date.
enum Piece {
    Text(String),
    Date(Claim),
}

/// The items of a listing; `None` where the text is none.
pub(super) fn read(blocks: &[Block], settings: &Settings) -> Option<Vec<Draft>> {
    let pieces = pieces(blocks, settings);
    let dates: Vec<usize> = (0..pieces.len()).filter(|at| matches!(pieces.get(*at), Some(Piece::Date(_)))).collect();
    let first = *dates.first()?;
    let title_first = first.checked_sub(1).is_some_and(|before| title(pieces.get(before)).is_some());
    // Where each item begins, as far as the dates can be trusted to have a title beside them.
    let starts: Vec<(usize, usize)> = dates
        .iter()
        .filter_map(|date| {
            let title_at = if title_first { date.checked_sub(1)? } else { date + 1 };
            title(pieces.get(title_at)).map(|_| (title_at.min(*date), title_at))
        })
        .collect();
    if starts.len() < 2 {
        return None;
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([pieces.len()]);
    let mut longest = 0;
    let items = starts.iter().zip(ends).enumerate().map(|(number, ((start, title_at), end))| {
        let mut summary: Vec<&str> = pieces
            .get(start + 2..end)
            .unwrap_or_default()
            .iter()
            .map_while(|piece| match piece {
                Piece::Text(text) => Some(text.as_str()),
                Piece::Date(_) => None,
            })
            .filter(|text| !furniture::all_furniture(text))
            .collect();
        // What follows the last item may be the foot of the page: it is no longer than the items before it.
        if end == pieces.len() {
            summary.truncate(longest.max(1));
        }
        longest = longest.max(summary.len());
        Draft {
            item: item(number + 1),
            title: title(pieces.get(*title_at)).map(str::to_owned),
            claims: pieces.get(*start..start + 2).unwrap_or_default().iter().filter_map(claim).collect(),
            summary: (!summary.is_empty()).then(|| summary.join("\n\n")),
            ..Draft::default()
        }
    });
    Some(items.collect())
}

/// Parts the blocks where a date line stands. A block with several dates is a list without blank lines: there each
/// line stands for itself.
fn pieces(blocks: &[Block], settings: &Settings) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for block in blocks {
        let claims: Vec<Option<Claim>> = block.lines.iter().map(|line| date_line(line, settings)).collect();
        let dated = claims.iter().flatten().count();
        let mut text: Vec<&str> = Vec::new();
        let flush = |text: &mut Vec<&str>, pieces: &mut Vec<Piece>| {
            if !text.is_empty() {
                pieces.push(Piece::Text(text.join(" ")));
                text.clear();
            }
        };
        for (line, claim) in block.lines.iter().zip(claims) {
            match claim {
                Some(claim) => {
                    flush(&mut text, &mut pieces);
                    pieces.push(Piece::Date(claim));
                }
                None => {
                    text.push(line);
                    if dated > 1 {
                        flush(&mut text, &mut pieces);
                    }
                }
            }
        }
        flush(&mut text, &mut pieces);
    }
    pieces
}

fn date_line(line: &str, settings: &Settings) -> Option<Claim> {
    let date = date::line(line, settings.day_order)?;
    Some(Claim { evidence: Evidence::Listing, date, raw: line.to_owned() })
}

fn claim(piece: &Piece) -> Option<Claim> {
    match piece {
        Piece::Date(claim) => Some(claim.clone()),
        Piece::Text(_) => None,
    }
}

/// The piece as a title, where it can be one.
fn title(piece: Option<&Piece>) -> Option<&str> {
    match piece {
        Some(Piece::Text(text)) if text.len() <= LONGEST_TITLE && !furniture::is_furniture(text) => Some(text),
        _ => None,
    }
}
