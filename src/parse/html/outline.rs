//! A page as one run of blocks: what the rest of this folder reads instead of the tree.

use std::ops::Range;

/// The visible text of a page in reading order, and which element holds which part of it.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) blocks: Vec<Block>,
    /// In order of their start tags: parents before children.
    pub(super) elements: Vec<Element>,
    pub(super) facts: Vec<Fact>,
    pub(super) links: Vec<Link>,
}

/// A link to somewhere.
#[derive(Debug)]
pub(super) struct Link {
    /// As written.
    pub(super) href: String,
    /// Its text; empty where it holds whole blocks.
    pub(super) text: String,
    /// The blocks it stands in.
    pub(super) blocks: Range<usize>,
    /// The innermost of [`Outline::elements`] around it.
    pub(super) element: usize,
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
    /// True where it stands aside only in that it belongs to the margin of the article: see [`Named::Margin`].
    pub(super) margin: bool,
    /// The innermost of [`Outline::elements`] around it.
    pub(super) element: usize,
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
    /// True where it stands aside.
    pub(super) aside: bool,
    /// True where nothing but [`Named::Margin`] puts it there.
    pub(super) margin: bool,
    /// Bytes of running text within it, asides left out.
    pub(super) prose: usize,
    pub(super) role: Role,
    pub(super) named: Named,
    /// A digest of its tag and its class, numbers left out: the same for the items of a list.
    pub(super) name: u64,
}

/// What the name of an element or its class say of where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Nothing,
    /// A class or id has a word such as "sidebar": the sidebar, or the frame of a page that has one.
    Aside,
    /// It belongs to the article and not to its text: its foot, its list of topics. Dates are written there.
    Margin,
    /// The element itself, or its style, puts it outside: the header of the site, `display: none`.
    Outside,
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
    /// The innermost of [`Outline::elements`] around it.
    pub(super) element: usize,
    /// True where it stands aside.
    pub(super) aside: bool,
}

/// What a [`Fact`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// `itemprop=datePublished`, `property="dc:date"`.
    Published,
    /// A `<time>` that does not speak of a change.
    Time,
    /// An element whose class calls it a date, and not that of a change, a comment or an event.
    Dated,
    /// `property="dc:title"`, `itemprop=headline`.
    Title,
    /// `rel=tag`.
    Topic,
    /// An item of an element whose class speaks of topics.
    Filed,
    /// `itemprop=author`, `rel=author`.
    Author,
}

/// An element whose class speaks of topics and that holds more text is filed under them itself.
const LONGEST_TOPICS: usize = 1_000;

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
    /// Decides which blocks stand aside, counts the prose of every element, and drops the facts that stand aside.
    ///
    /// Class names mislead: a frame is called `layout-sidebar-right`, a whole page `category-news`. So an element with
    /// the headline in it is no aside, and where hardly any text is left, those with most of it are none.
    pub(super) fn settle(&mut self) {
        let all = self.count(&vec![true; self.elements.len()]);
        let large: Vec<bool> = self.elements.iter().map(|element| element.prose * 2 > all).collect();
        let mut forgiven = self.headlined();
        if self.count(&forgiven) * 4 < all {
            forgiven.iter_mut().zip(large).for_each(|(forgiven, large)| *forgiven |= large);
            self.count(&forgiven);
        }
        let (blocks, elements) = (&self.blocks, &self.elements);
        self.facts.retain_mut(|fact| {
            let Some(element) = elements.get(fact.element) else { return false };
            match fact.what {
                What::Filed => {
                    let blocks = blocks.get(element.blocks.clone()).unwrap_or_default();
                    blocks.iter().map(|block| block.text.len()).sum::<usize>() <= LONGEST_TOPICS
                }
                What::Title | What::Topic => true,
                What::Published => {
                    fact.aside = element.aside && !element.margin;
                    true
                }
                What::Time | What::Dated => !element.aside || element.margin,
                What::Author => !element.aside,
            }
        });
    }

    /// Marks the asides, but for the forgiven, and counts the prose; gives that of the whole page.
    fn count(&mut self, forgiven: &[bool]) -> usize {
        for at in 0..self.elements.len() {
            let above = self.elements.get(at).and_then(|element| self.elements.get(element.parent));
            let above = above.filter(|_| at > 0).map_or((false, false), |parent| (parent.aside, parent.margin));
            if let Some(element) = self.elements.get_mut(at) {
                let kept = forgiven.get(at).copied().unwrap_or(false);
                let own = element.named != Named::Nothing && !kept;
                element.aside = above.0 || own;
                element.margin = (above.1 && !own) || (own && element.named == Named::Margin && above.0 == above.1);
                element.prose = 0;
            }
        }
        for block in &mut self.blocks {
            if let Some(element) = self.elements.get_mut(block.element) {
                (block.aside, block.margin) = (element.aside, element.margin);
                element.prose += block.prose();
            }
        }
        for at in (1..self.elements.len()).rev() {
            let Some((parent, prose)) = self.elements.get(at).map(|element| (element.parent, element.prose)) else {
                break;
            };
            if let Some(parent) = self.elements.get_mut(parent) {
                parent.prose += prose;
            }
        }
        self.elements.first().map_or(0, |page| page.prose)
    }

    /// Which elements are called asides and hold an `h1`.
    fn headlined(&self) -> Vec<bool> {
        let mut headlined = vec![false; self.elements.len()];
        for block in self.blocks.iter().filter(|block| block.level == Level::Heading(1)) {
            let mut at = block.element;
            while let Some(element) = self.elements.get(at)
                && let Some(known) = headlined.get_mut(at)
                && !*known
            {
                *known = true;
                at = element.parent;
            }
        }
        for (known, element) in headlined.iter_mut().zip(&self.elements) {
            *known &= matches!(element.named, Named::Aside | Named::Margin);
        }
        headlined
    }

    /// The facts of one sort, in reading order.
    pub(super) fn stated(&self, what: What) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(move |fact| fact.what == what && !fact.aside)
    }
}
