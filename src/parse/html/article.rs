//! Where on the page the article stands, and its text.

use std::ops::Range;

use super::super::paragraphs::letters;
use super::super::{DayOrder, date, furniture};
use super::outline::{Block, Element, Level, Outline, Role};
use super::page::Page;

/// The article within an outline.
#[derive(Debug)]
pub(super) struct Article {
    /// The blocks of the element that holds the article with its headline and dates.
    pub(super) scope: Range<usize>,
    /// The blocks of the smallest element that holds nearly all of its text.
    pub(super) body: Range<usize>,
}

impl Article {
    /// Finds it: down from the page into `main`, into `article`, and on while one child holds nearly all the prose.
    pub(super) fn find(outline: &Outline) -> Self {
        let Some(page) = outline.elements.first() else { return Self { scope: 0..0, body: 0..0 } };
        let main = largest(outline, page, Role::Main).filter(|main| main.prose * 4 >= page.prose).unwrap_or(page);
        let article = largest(outline, main, Role::Article).filter(|article| article.prose * 5 >= main.prose * 3);
        let scope = article.unwrap_or(main);
        let text = largest(outline, scope, Role::ArticleBody).filter(|text| text.prose * 5 >= scope.prose * 3);
        let mut body = text.unwrap_or(scope);
        // Where the page says what its article is, little around it is anything else; a bare page is full of teasers.
        let wanted = if body.role == Role::None { body.prose * 4 / 5 } else { body.prose * 19 / 20 };
        let mut at = place(outline, body);
        for (next, element) in outline.elements.iter().enumerate() {
            if next > at && element.parent == at && element.prose > wanted && element.prose > 0 {
                (at, body) = (next, element);
            }
        }
        Self { scope: scope.blocks.clone(), body: body.blocks.clone() }
    }

    /// The place of the first block of running text.
    pub(super) fn first_prose(&self, outline: &Outline) -> usize {
        let body = outline.blocks.get(self.body.clone()).unwrap_or_default();
        self.body.start + body.iter().position(|block| block.prose() > 0).unwrap_or(body.len())
    }

    /// The text, paragraphs parted by a blank line, items of a list and rows of a table by a line end.
    pub(super) fn text(&self, outline: &Outline, headline: Option<&str>) -> String {
        let blocks = outline.blocks.get(self.body.clone()).unwrap_or_default();
        let headline = headline.map(letters).unwrap_or_default();
        let first = blocks.iter().position(|block| block.prose() > 0).unwrap_or(blocks.len());
        let last = blocks.iter().rposition(|block| block.prose() > 0).unwrap_or(0);
        let kept: Vec<&Block> = blocks
            .iter()
            .enumerate()
            .filter(|(at, block)| {
                let repeats = !headline.is_empty() && *at < first && letters(&block.text) == headline;
                let label = *at < first && (block.is_link() || is_label(block));
                let links = *at > last && block.is_link();
                !(block.aside || repeats || label || links || furniture::is_furniture(&block.text))
            })
            .map(|(_, block)| block)
            .collect();
        // A heading over nothing is the heading of a list of links that was left out.
        let end = kept.iter().rposition(|block| !matches!(block.level, Level::Heading(_))).map_or(0, |last| last + 1);
        join(kept.get(..end).unwrap_or_default())
    }
}

/// True where the head of the page calls it an article.
pub(super) fn is_declared(page: &Page) -> bool {
    page.meta("og:type").is_some_and(|kind| kind.eq_ignore_ascii_case("article"))
        || page.meta("article:published_time").is_some()
        || page.outline.elements.iter().any(|element| element.role == Role::ArticleBody)
}

/// A text of blocks.
pub(super) fn join(blocks: &[&Block]) -> String {
    let mut text = String::new();
    let mut before: Option<Level> = None;
    for block in blocks {
        let listed = matches!(block.level, Level::Item | Level::Row) && before == Some(block.level);
        if before.is_some() {
            text.push_str(if listed { "\n" } else { "\n\n" });
        }
        text.push_str(&block.text);
        before = Some(block.level);
    }
    text
}

/// The element of a role with the most prose inside another one.
fn largest<'o>(outline: &'o Outline, within: &Element, role: Role) -> Option<&'o Element> {
    let inside = |element: &&Element| {
        element.role == role
            && element.blocks.start >= within.blocks.start
            && element.blocks.end <= within.blocks.end
            && !element.blocks.is_empty()
    };
    outline.elements.iter().filter(inside).max_by_key(|element| (element.prose, element.blocks.len()))
}

fn place(outline: &Outline, wanted: &Element) -> usize {
    outline.elements.iter().position(|element| std::ptr::eq(element, wanted)).unwrap_or(0)
}

/// A date, a byline, "FOR IMMEDIATE RELEASE": what stands between the headline and the text.
fn is_label(block: &Block) -> bool {
    let text = block.text.as_str();
    let words = text.split_whitespace().count();
    date::line(text, DayOrder::Unknown).is_some()
        || text.lines().all(furniture::is_release_mark)
        || (text.starts_with("By ") && words < 12)
        || text.starts_with("Updated")
        || (words < 4 && !text.ends_with(['.', '!', '?', ':', '”', '"']) && !matches!(block.level, Level::Item))
}
