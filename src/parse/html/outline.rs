//! A page as one run of blocks: what the rest of this folder reads instead of the tree.

use std::ops::Range;

/// The visible text of a page in reading order, and which element holds which part of it.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) blocks: Vec<Block>,
    /// In order of their start tags: parents before children.
    pub(super) elements: Vec<Element>,
    pub(super) facts: Vec<Fact>,
}

/// A heading, a paragraph, an item of a list, a row of a table.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) level: Level,
    /// Its lines, parted by `\n` where the page breaks them.
    pub(super) text: String,
    /// How many bytes of `text` are links.
    pub(super) linked: usize,
    /// True inside what calls itself a menu, a share bar, a list of related pages.
    pub(super) aside: bool,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// `h1` to `h6`.
    Heading(u8),
    Paragraph,
    /// Of a list.
    Item,
    /// Of a table.
    Cell,
    /// Short cells beside each other.
    Row,
}

/// A block element.
#[derive(Debug)]
pub(super) struct Element {
    /// Its place in [`Outline::elements`]; the first is its own.
    pub(super) parent: usize,
    /// What it holds of [`Outline::blocks`].
    pub(super) blocks: Range<usize>,
    /// Bytes of running text within it, asides left out.
    pub(super) prose: usize,
    pub(super) role: Role,
}

/// What an element says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    None,
    /// `main`, `role=main`.
    Main,
    /// `article`, `role=article`.
    Article,
    /// `itemprop=articleBody`.
    ArticleBody,
}

/// Something an element in the body states about the page.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) what: What,
    pub(super) value: String,
    /// The block it stands in or before.
    pub(super) at: usize,
}

/// What a [`Fact`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// `itemprop=datePublished`, RDFa `dc:date`.
    Published,
    /// A `<time>` that does not speak of a change.
    Time,
    /// RDFa `dc:title`, `itemprop=headline`.
    Title,
    /// `rel=tag`, an item of a field of topics.
    Topic,
    /// `itemprop=author`, `rel=author`.
    Author,
}

/// Shorter blocks are labels and captions.
const SHORTEST_PROSE: usize = 40;

impl Block {
    /// Bytes of running text: none in headings, labels and lists of links.
    pub(super) fn prose(&self) -> usize {
        let running = !self.aside
            && !matches!(self.level, Level::Heading(_))
            && self.text.len() >= SHORTEST_PROSE
            && self.linked * 2 <= self.text.len();
        if running { self.text.len() } else { 0 }
    }

    /// True where all but all of it is a link.
    pub(super) fn is_link(&self) -> bool {
        self.linked * 5 >= self.text.len() * 4
    }
}

impl Outline {
    /// The blocks of an element.
    pub(super) fn within(&self, element: &Element) -> &[Block] {
        self.blocks.get(element.blocks.clone()).unwrap_or_default()
    }

    /// The values of facts of one sort, in reading order.
    pub(super) fn stated(&self, what: What) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(move |fact| fact.what == what)
    }
}
