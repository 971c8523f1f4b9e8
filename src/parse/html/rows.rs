//! The items that a page lists: links that are headlines, each in an element like those of the others.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::furniture;
use super::outline::{Level, Link, Outline};
use super::page::Page;

/// More items are an index of everything.
const MOST: usize = 2_000;

/// How far up the likeness of two places is looked at.
const LIKENESS: usize = 3;

/// One item.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) headline: String,
    /// As written in the page.
    pub(super) link: String,
    /// The block of the headline.
    pub(super) at: usize,
    /// The blocks of its element.
    pub(super) element: Range<usize>,
    /// All its blocks: those of its element, or up to the next headline.
    pub(super) blocks: Range<usize>,
}

/// The items listed within these blocks, in order.
///
/// Headlines are those links whose elements have the same names and classes, three deep; of several such families the
/// one with most words is the list, the others are menus. An item then is the largest element with one headline in it.
/// Where that is the headline alone, it goes on to the next one.
pub(super) fn of(page: &Page, scope: Range<usize>) -> Vec<Row> {
    let outline = &page.outline;
    let mut families: BTreeMap<[u64; LIKENESS], Vec<Headline<'_>>> = BTreeMap::new();
    for headline in outline.links.iter().filter_map(|link| headline(outline, link, &scope)) {
        families.entry(likeness(outline, headline.element)).or_default().push(headline);
    }
    let words = |family: &Vec<Headline<'_>>| {
        let heads = family.iter().filter(|headline| headline.heading).count();
        let words: usize = family.iter().map(|headline| headline.text.split_whitespace().count().min(20)).sum();
        (words + heads * 4, std::cmp::Reverse(family.first().map_or(0, |first| first.at)))
    };
    let Some(mut family) = families.into_values().max_by_key(words) else { return Vec::new() };
    family.dedup_by(|next, before| next.link == before.link);
    family.truncate(MOST);
    let places: Vec<usize> = family.iter().map(|headline| headline.at).collect();
    let mut rows: Vec<Row> = family
        .iter()
        .map(|headline| {
            let element = largest_around(outline, headline, &places, &scope);
            let (text, link) = (headline.text.clone(), headline.link.to_owned());
            Row { headline: text, link, at: headline.at, blocks: element.clone(), element }
        })
        .collect();
    let bare = rows.iter().filter(|row| row.blocks.len() <= 1).count() * 5 > rows.len() * 4;
    if bare {
        reach_out(outline, &mut rows, &scope);
    }
    rows
}

/// A link that may be a headline.
struct Headline<'p> {
    text: String,
    link: &'p str,
    at: usize,
    element: usize,
    heading: bool,
}

/// The link as a headline: of three words or more, in a block that is no running text.
fn headline<'p>(outline: &'p Outline, link: &'p Link, scope: &Range<usize>) -> Option<Headline<'p>> {
    let blocks = outline.blocks.get(link.blocks.clone())?;
    let within = blocks.iter().position(|block| matches!(block.level, Level::Heading(_))).unwrap_or(0);
    let block = blocks.get(within)?;
    let at = link.blocks.start + within;
    let text = if blocks.len() > 1 || link.text.is_empty() { block.text.replace('\n', " ") } else { link.text.clone() };
    let long = text.split_whitespace().nth(2).is_some() || text.chars().filter(|c| !c.is_ascii()).count() >= 12;
    let leads = link.href.len() > 1 && !link.href.starts_with(['#', '?']) && !has_other_scheme(&link.href);
    let running = block.text.len() > text.len() * 2 + 40;
    let fits = scope.contains(&at) && !block.aside && text.len() <= 400 && !running;
    (fits && long && leads && !furniture::is_furniture(&text)).then(|| Headline {
        text,
        link: &link.href,
        at,
        element: link.element,
        heading: matches!(block.level, Level::Heading(_)),
    })
}

/// `mailto:`, `javascript:`, `tel:`.
fn has_other_scheme(link: &str) -> bool {
    let scheme = link.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains(['/', '.', '?', '#']));
    scheme.is_some_and(|scheme| !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https"))
}

/// The names of an element and of those around it.
fn likeness(outline: &Outline, element: usize) -> [u64; LIKENESS] {
    let mut names = [0; LIKENESS];
    let mut at = element;
    for name in &mut names {
        let Some(element) = outline.elements.get(at) else { break };
        *name = element.name;
        at = element.parent;
    }
    names
}

/// The blocks of the largest element that holds this headline and no other.
fn largest_around(outline: &Outline, headline: &Headline<'_>, places: &[usize], scope: &Range<usize>) -> Range<usize> {
    let mut blocks = headline.at..headline.at + 1;
    let mut at = headline.element;
    while let Some(element) = outline.elements.get(at) {
        let range = &element.blocks;
        let others =
            places.partition_point(|place| *place < range.end) - places.partition_point(|place| *place < range.start);
        if others > 1 || range.start < scope.start || range.end > scope.end {
            break;
        }
        if range.contains(&headline.at) {
            blocks = range.clone();
        }
        if element.parent == at {
            break;
        }
        at = element.parent;
    }
    blocks
}

/// Headlines that stand alone in their elements: what follows one belongs to it, up to the next.
fn reach_out(outline: &Outline, rows: &mut [Row], scope: &Range<usize>) {
    let starts: Vec<usize> = rows.iter().skip(1).map(|row| row.blocks.start).chain([scope.end]).collect();
    let mut longest = 1;
    let last = rows.len().saturating_sub(1);
    for (number, (row, next)) in rows.iter_mut().zip(starts).enumerate() {
        let mut end = next.max(row.blocks.end);
        // A heading that is no headline opens something else; what follows the last item is the foot of the page.
        let between = outline.blocks.get(row.blocks.end..end).unwrap_or_default();
        if let Some(heading) = between.iter().position(|block| matches!(block.level, Level::Heading(_))) {
            end = row.blocks.end + heading;
        }
        if number == last {
            end = end.min(row.blocks.start + longest);
        }
        row.blocks.end = end.max(row.blocks.end);
        longest = longest.max(row.blocks.len());
    }
}
