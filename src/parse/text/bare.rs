//! Bare paragraphs: a text in which each block, or each line, is a release of its own without headline or date.

use super::super::made_title::made_title;
use super::{Block, Draft, ends_sentence, furniture, item};

/// Shorter lines are headlines, captions or items of a list.
const SHORTEST: usize = 80;

/// How a paragraph begins that leans on the one before it: then the paragraphs are one text.
const LEANING: &[&str] = &[
    "He ",
    "She ",
    "They ",
    "It ",
    "We ",
    "I ",
    "But ",
    "And ",
    "However",
    "This ",
    "These ",
    "Those ",
    "Meanwhile",
    "In addition",
    "Also",
    "His ",
    "Her ",
    "Their ",
    "Our ",
    "\"",
    "“",
    "‘",
    "«",
    "- ",
    "• ",
    "* ",
];

/// The paragraphs as undated releases; `None` where the text is something else.
pub(super) fn read(blocks: &[Block]) -> Option<Vec<Draft>> {
    let lines = || blocks.iter().flat_map(|block| block.lines.iter().cloned());
    let paragraphs: Vec<String> = if lines().all(|line| stands_alone(&line) || furniture::is_furniture(&line)) {
        lines().collect()
    } else {
        blocks.iter().map(Block::joined).collect()
    };
    let paragraphs: Vec<String> = paragraphs.into_iter().filter(|text| !furniture::is_furniture(text)).collect();
    if paragraphs.len() < 2 || !paragraphs.iter().all(|paragraph| stands_alone(paragraph)) {
        return None;
    }
    let drafts = paragraphs.into_iter().enumerate().map(|(at, body)| Draft {
        item: item(at + 1),
        title: made_title(&body),
        title_made: true,
        body,
        ..Draft::default()
    });
    Some(drafts.collect())
}

/// True where a text is a whole paragraph that does not need the one before it.
fn stands_alone(text: &str) -> bool {
    text.len() >= SHORTEST && ends_sentence(text) && !LEANING.iter().any(|opening| text.starts_with(opening))
}
