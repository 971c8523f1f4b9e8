//! The one walk over the parsed page, which makes a [`Page`] of it.

use scraper::{Html, Node};

use super::super::paragraphs::{blocks, one_line};
use super::kept;
use super::naming::{self, Classes, Naming};
use super::outline::{Block, Element, Fact, Level, Link, Named, Role, What};
use super::page::{Page, filled};
use super::stated::{is_undisplayed, role_of, stated};
use super::tag::Tag;
use crate::text::ByText;

/// Longer than any label of a topic.
const LONGEST_TOPIC: usize = 80;

/// An element called a date with more text is the head of an article, or the article.
const LONGEST_DATED: usize = 100;

/// A longer link leads nowhere that a reader could go.
const LONGEST_LINK: usize = 2_000;

/// Walks a page from its first element to its last.
pub(super) fn page(html: &Html) -> Page {
    let mut walk = Walk::default();
    let root = html.tree.root();
    let mut node = root;
    'walk: loop {
        let entered = match node.value() {
            Node::Element(element) if matches!(element.name(), "meta" | "link" | "script" | "title" | "base") => {
                if element.name() != "meta" || !walk.states(&Tag::of(element)) {
                    walk.page.describe(element, || {
                        node.children().filter_map(|child| child.value().as_text().map(|text| &**text)).collect()
                    });
                }
                false
            }
            Node::Element(element) => walk.open(&Tag::of(element)),
            Node::Text(text) => {
                walk.text(text);
                false
            }
            Node::Comment(comment) => {
                walk.page.kept.comment(comment);
                false
            }
            _ => node == root,
        };
        if entered && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        if entered && node.value().is_element() {
            walk.close();
        }
        loop {
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) if parent != root => node = parent,
                _ => break 'walk,
            }
            if node.value().is_element() {
                walk.close();
            }
        }
    }
    walk.flush();
    walk.page.outline.settle();
    walk.page
}

/// The state of the walk.
#[derive(Default)]
struct Walk<'h> {
    page: Page,
    /// Classes already met: a page repeats them.
    classes: ByText<'h, Classes>,
    open: Vec<Open>,
    /// The text of the block being read.
    buffer: String,
    /// How many bytes of it are in links that were left.
    linked: usize,
    /// Where in it the text of the link begins that is open.
    link: Option<usize>,
}

/// An element that was entered.
struct Open {
    /// Its place in the outline's elements; of the nearest block element for an inline one.
    element: usize,
    block: bool,
    /// Of a table.
    row: bool,
    link: bool,
    pre: bool,
    /// Where it or an element around it has a class that speaks of topics: the place of that element.
    topics: Option<usize>,
    /// True where a class speaks of a change.
    changed: bool,
    article: bool,
    level: Level,
    /// A fact whose value is the text of this element, and where that text starts.
    fact: Option<(What, usize)>,
    /// Of a link: its place in the outline's links, and where its text starts.
    led: Option<(usize, usize)>,
}

impl<'h> Walk<'h> {
    /// Takes in a meta of the body: it speaks of what it stands in, which may be another article of a list.
    fn states(&mut self, tag: &Tag<'_>) -> bool {
        let states = tag.itemprop.is_some() && self.page.outline.elements.len() > 1;
        if states && let (Some((what, Some(value))), Some(open)) = (stated(tag, Classes::default()), self.open.last()) {
            let (at, element) = (self.page.outline.blocks.len(), open.element);
            self.page.outline.facts.push(Fact { what, value, at, element, aside: false });
        }
        states
    }

    /// Enters an element; false where its content is not walked.
    fn open(&mut self, tag: &Tag<'h>) -> bool {
        match tag.name {
            "html" => self.page.language = self.page.language.take().or_else(|| filled(tag.lang)),
            // Two in a row are how old pages part paragraphs.
            "br" if self.buffer.trim_end_matches(' ').ends_with('\n') => self.flush(),
            "br" => self.buffer.push('\n'),
            _ => {}
        }
        let classes = match tag.class {
            Some(names) => *self.classes.entry(names).or_insert_with(|| Classes::of(names)),
            None => Classes::default(),
        };
        let above = self.open.last();
        let in_article = above.is_some_and(|open| open.article);
        let skipped = naming::is_skipped(tag.name)
            || tag.role.is_some_and(naming::is_skipped_role)
            || (matches!(tag.name, "aside" | "footer") && !in_article)
            || tag.hidden.is_some()
            || tag.id.is_some_and(kept::is_toolbar)
            // One without content may still state something: `<span property="dc:title" content="…" class="hidden">`.
            || (tag.content.is_none() && classes.unshown);
        if skipped {
            return false;
        }
        let block = naming::is_block(tag.name);
        if block {
            self.flush();
        }
        let opened = self.opened(tag, classes, block);
        self.open.push(opened);
        true
    }

    fn opened(&mut self, tag: &Tag<'h>, classes: Classes, block: bool) -> Open {
        let (name, role) = (tag.name, tag.role.unwrap_or_default());
        let above = self.open.last();
        let mut naming = classes.naming.or(tag.id.map(Naming::of).unwrap_or_default());
        // `entry-date updated` is the date of the post: the microformat wants the second word on it.
        if (naming.change || naming.aside) && classes.date {
            naming = Naming { foot: true, ..Naming::default() };
        }
        let kind = role_of(tag);
        let article = kind != Role::None || above.is_some_and(|open| open.article);
        let outside = (matches!(name, "header") || role == "banner") && !article
            || matches!(name, "aside" | "figcaption")
            || is_undisplayed(tag);
        let exempt = kind != Role::None || matches!(name, "html" | "body");
        let filed = !exempt && naming.topics;
        let named = match () {
            () if outside => Named::Outside,
            () if !exempt && naming.aside => Named::Aside,
            () if name == "footer" || (!exempt && (filed || naming.foot)) => Named::Margin,
            () => Named::Nothing,
        };
        let changed = naming.change || above.is_some_and(|open| open.changed);
        let parent = above.map_or(0, |open| open.element);
        let level = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                Level::Heading(name.bytes().last().map_or(6, |digit| digit.saturating_sub(b'0')))
            }
            "li" | "dt" | "dd" => Level::Item,
            "td" | "th" => Level::Cell,
            "table" | "blockquote" | "section" | "article" | "main" => Level::Paragraph,
            _ => above.map_or(Level::Paragraph, |open| open.level),
        };
        let in_link = above.is_some_and(|open| open.link);
        let link = name == "a" && tag.href.is_some() || in_link;
        let pre = name == "pre" || above.is_some_and(|open| open.pre);
        let above_topics = above.and_then(|open| open.topics);
        if link && !in_link {
            self.link = Some(self.buffer.len());
        }
        let outline = &mut self.page.outline;
        let mut element = parent;
        if block {
            element = outline.elements.len();
            let start = outline.blocks.len();
            outline.elements.push(Element {
                parent,
                blocks: start..start,
                aside: false,
                margin: false,
                prose: 0,
                role: kind,
                named,
                name: classes.name(tag),
            });
        }
        let topics = if filed { Some(element) } else { above_topics };
        let dated = |(what, _): &(What, Option<String>)| {
            !(changed && matches!(what, What::Published | What::Time | What::Dated))
        };
        let fact = stated(tag, classes)
            .filter(dated)
            .or_else(|| (topics.is_some() && name == "a").then_some((What::Filed, None)));
        let fact = match fact {
            Some((what, Some(value))) => {
                outline.facts.push(Fact { what, value, at: outline.blocks.len(), element, aside: false });
                None
            }
            Some((what, None)) => Some((what, self.buffer.len())),
            None => None,
        };
        let href = tag.href.filter(|href| name == "a" && href.len() <= LONGEST_LINK);
        let led = href.map(|href| {
            let at = outline.blocks.len();
            outline.links.push(Link { href: href.trim().to_owned(), text: String::new(), blocks: at..at + 1, element });
            (outline.links.len() - 1, self.buffer.len())
        });
        Open { element, block, row: name == "tr", link, pre, topics, changed, article, level, fact, led }
    }

    /// Leaves an element.
    fn close(&mut self) {
        if let Some(open) = self.open.last()
            && let Some((what, start)) = open.fact
        {
            let value = one_line(self.buffer.get(start..).unwrap_or_default());
            if !value.is_empty() && (what != What::Dated || value.len() <= LONGEST_DATED) {
                let element = open.topics.filter(|_| what == What::Filed).unwrap_or(open.element);
                self.page.outline.facts.push(Fact {
                    what,
                    value,
                    at: self.page.outline.blocks.len(),
                    element,
                    aside: false,
                });
            }
        }
        if let Some((link, start)) = self.open.last().and_then(|open| open.led) {
            let end = self.page.outline.blocks.len();
            if let Some(link) = self.page.outline.links.get_mut(link) {
                if end > link.blocks.start {
                    link.blocks.end = end;
                } else {
                    link.text = one_line(self.buffer.get(start..).unwrap_or_default());
                }
            }
        }
        if self.open.last().is_some_and(|open| open.link)
            && !self.open.iter().rev().nth(1).is_some_and(|open| open.link)
        {
            self.end_link();
        }
        if self.open.last().is_some_and(|open| open.block) {
            self.flush();
        }
        let Some(open) = self.open.pop() else { return };
        if !open.block {
            return;
        }
        if open.row {
            self.join_cells(open.element);
        }
        let outline = &mut self.page.outline;
        let end = outline.blocks.len();
        let Some(element) = outline.elements.get_mut(open.element) else { return };
        element.blocks = element.blocks.start.min(end)..end;
    }

    fn text(&mut self, text: &str) {
        let Some(open) = self.open.last() else { return };
        if open.pre || !text.bytes().any(|b| b.is_ascii_control()) {
            self.buffer.push_str(text);
        } else if text.trim_ascii().is_empty() {
            // The line end and the indentation between two tags.
            self.buffer.push(' ');
        } else {
            self.buffer.extend(text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }));
        }
    }

    /// Counts the text of the link that is open, with one space between words.
    fn end_link(&mut self) {
        if let Some(start) = self.link.take() {
            let words = self.buffer.get(start..).unwrap_or_default().split_whitespace();
            self.linked += words.map(|word| word.len() + 1).sum::<usize>().saturating_sub(1);
        }
    }

    /// Ends the block that is being read.
    fn flush(&mut self) {
        let goes_on = self.link.is_some();
        self.end_link();
        self.link = goes_on.then_some(0);
        let linked = std::mem::take(&mut self.linked);
        if !self.buffer.trim().is_empty() {
            self.add_blocks(linked);
        }
        self.buffer.clear();
        // What was open goes on where the next begins; a block element, and so what is around it, does anyway.
        for open in self.open.iter_mut().rev().take_while(|open| !open.block) {
            let starts = [open.fact.as_mut().map(|(_, start)| start), open.led.as_mut().map(|(_, start)| start)];
            starts.into_iter().flatten().for_each(|start| *start = 0);
        }
    }

    /// Makes blocks of the buffer, of which so many bytes are links.
    fn add_blocks(&mut self, linked: usize) {
        let (level, element, topics) =
            self.open.last().map_or((Level::Paragraph, 0, None), |open| (open.level, open.element, open.topics));
        let outline = &mut self.page.outline;
        for block in blocks(&self.buffer) {
            let text = block.text();
            if let Some(element) = topics
                && linked == 0
                && text.len() <= LONGEST_TOPIC
                && !text.ends_with(':')
            {
                let at = outline.blocks.len();
                outline.facts.push(Fact { what: What::Filed, value: text.clone(), at, element, aside: false });
            }
            outline.blocks.push(Block {
                level,
                linked: linked.min(text.len()),
                text,
                aside: false,
                margin: false,
                element,
            });
        }
    }

    /// Makes one row of short cells beside each other.
    fn join_cells(&mut self, element: usize) {
        let outline = &mut self.page.outline;
        let Some(start) = outline.elements.get(element).map(|element| element.blocks.start) else { return };
        let cells = outline.blocks.get(start..).unwrap_or_default();
        if cells.len() < 2 || !cells.iter().all(|cell| cell.level == Level::Cell && cell.prose() == 0) {
            return;
        }
        let row = Block {
            level: Level::Row,
            text: cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" | "),
            linked: cells.iter().map(|cell| cell.linked).sum(),
            aside: false,
            margin: false,
            element,
        };
        outline.blocks.truncate(start);
        outline.blocks.push(row);
    }
}
