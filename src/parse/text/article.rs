//! One article: "FOR IMMEDIATE RELEASE", a headline, a date line or dateline, the body, and what stands below `###` or
//! "ENDS".

use crate::release::{Claim, Evidence};

use super::super::made_title::made_title;
use super::super::paragraphs::is_wrapped;
use super::super::{DayOrder, Draft, Settings, Unread, date};
use super::{Block, ending, ends_sentence, furniture};

/// A headline is shorter.
const LONGEST_HEADLINE: usize = 250;

/// A date line further down is part of the text.
const HEAD_BLOCKS: usize = 8;

/// A labelled date further up from the last line is part of the text.
const FOOT_LINES: usize = 8;

/// True where the text has a mark that only articles have.
pub(super) fn is_marked(blocks: &[Block]) -> bool {
    let lines = || blocks.iter().flat_map(|block| block.lines.iter());
    lines().any(|line| ending::is_end(line) || ending::is_notes_to_editors(line))
        || lines().take(12).any(|line| furniture::is_release_mark(line))
}

/// Reads the article of which this is known.
pub(super) fn read(mut draft: Draft, blocks: Vec<Block>, settings: &Settings) -> Result<Draft, Unread> {
    fill(&mut draft, blocks, settings.day_order);
    if draft.body.is_empty() && (draft.title.is_none() || draft.claims.is_empty()) {
        return Err(Unread::Skipped("no press text: no sentence beside the headline".to_owned()));
    }
    if draft.body.is_empty() {
        draft.notes.push("the text has a headline and a date and no body".to_owned());
    }
    if draft.title.is_none() {
        draft.title = made_title(&draft.body);
        draft.title_made = true;
    }
    Ok(draft)
}

/// Adds what the article says to what is known of it: the body, the dates in its head, and the headline where none is
/// known yet.
pub(in super::super) fn fill(draft: &mut Draft, blocks: Vec<Block>, order: DayOrder) {
    let (blocks, note) = ending::settle(blocks);
    draft.notes.extend(note);
    let mut body: Vec<Block> = Vec::new();
    for (at, mut block) in blocks.into_iter().enumerate() {
        // An address is where readers are sent, once there is a text that sends them.
        let said = |line: &str| !body.is_empty() && furniture::is_address(line);
        block.lines.retain(|line| !furniture::is_release_mark(line) && (said(line) || !furniture::is_furniture(line)));
        if at < HEAD_BLOCKS && body.is_empty() {
            block.lines.retain(|line| match date::line(line, order) {
                Some(date) => {
                    draft.claims.push(Claim { evidence: Evidence::Dateline, date, raw: line.clone() });
                    false
                }
                None => true,
            });
            if draft.title.is_none() {
                draft.title = take_headline(&mut block);
            }
        }
        if !block.lines.is_empty() {
            body.push(block);
        }
    }
    if let Some((date, raw)) = body.first().and_then(|block| block.lines.first()).and_then(|line| {
        let (date, raw) = date::dateline(line, order)?;
        Some((date, raw.to_owned()))
    }) {
        draft.claims.push(Claim { evidence: Evidence::Dateline, date, raw });
    }
    if draft.claims.is_empty() {
        draft.claims.extend(take_closing_date(&mut body, order));
    }
    let paragraphs = body.iter().map(|block| if is_wrapped(block) { block.joined() } else { block.lines.join("\n") });
    draft.body = paragraphs.collect::<Vec<_>>().join("\n\n");
}

/// Takes off the line below the text that states when it was published.
///
/// A label says so wherever the line stands among the last: content systems print `Author ID: 12` and their addresses
/// below it. A day and its time alone have to be the last line, and not below `When:`.
fn take_closing_date(body: &mut Vec<Block>, order: DayOrder) -> Option<Claim> {
    let lines: Vec<(usize, usize)> =
        body.iter().enumerate().flat_map(|(at, block)| (0..block.lines.len()).map(move |line| (at, line))).collect();
    let text = |(at, line): (usize, usize)| body.get(at)?.lines.get(line).map(String::as_str);
    // Without a text above it there is nothing that it dates.
    let tail = || lines.iter().skip(1).rev().take(FOOT_LINES).copied();
    let labelled = || tail().find_map(|place| Some((place, date::labelled(text(place)?, order)?)));
    let timed = || {
        let last = tail().next()?;
        let above = lines.iter().rev().nth(1).copied().and_then(text)?;
        Some((last, date::timed(text(last)?, order)?)).filter(|_| !above.ends_with(':'))
    };
    let ((at, line), date) = labelled().or_else(timed)?;
    let raw = body.get_mut(at).filter(|block| line < block.lines.len()).map(|block| block.lines.remove(line))?;
    body.retain(|block| !block.lines.is_empty());
    Some(Claim { evidence: Evidence::Marked, date, raw })
}

/// Takes the headline off the top of a block: all of it where it is short, else its first line.
fn take_headline(block: &mut Block) -> Option<String> {
    let headline = |text: &str| (4..=LONGEST_HEADLINE).contains(&text.len()) && !ends_sentence(text);
    let whole = block.joined();
    if headline(&whole) && block.lines.len() <= 3 {
        block.lines.clear();
        return Some(whole);
    }
    let first =
        block.lines.first().filter(|line| headline(line) && block.lines.len() > 1 && !is_wrapped(block))?.clone();
    block.lines.remove(0);
    Some(first)
}
