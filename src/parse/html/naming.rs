//! What the names of elements, classes and ids say about their content.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use super::said::Said;
use super::sort::lower;
use super::tag::Tag;

/// Elements whose content no reader of the release reads.
pub(super) fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "select"
            | "button"
            | "textarea"
            | "canvas"
            | "audio"
            | "video"
            | "map"
            | "nav"
            | "dialog"
            | "datalist"
            | "label"
            | "input"
    )
}

/// Roles of elements that stand around the content.
pub(super) fn is_skipped_role(role: &str) -> bool {
    matches!(
        role,
        "navigation" | "contentinfo" | "complementary" | "search" | "dialog" | "alertdialog" | "menu" | "menubar"
    )
}

/// Elements that begin and end a block.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// True where a class is one of what only a screen reader, or nobody, is shown. `field--label-hidden` hides a label, not
/// the field.
fn is_unshown(name: &str) -> bool {
    matches!(
        name,
        "element-hidden"
            | "element-invisible"
            | "hidden"
            | "invisible"
            | "is-hidden"
            | "screen-reader-text"
            | "sr-only"
            | "visuallyhidden"
            | "visually-hidden"
    )
}

/// True where a class or id calls an element the date of what it stands in: `post-date`, `field--published-at`.
pub(super) fn is_date(names: &str) -> bool {
    Said::by(names).is_date()
}

fn is_published(name: &str) -> bool {
    matches!(name, "published" | "dt-published" | "entry-date")
}

/// True where a class or id says anything at all.
pub(super) fn is_telling(names: &str) -> bool {
    Said::by(names).says_anything() || names.split_ascii_whitespace().any(|name| is_unshown(name) || is_published(name))
}

/// True for a class that numbers or alternates: the last two of `views-row views-row-3 odd`.
fn varies(name: &str) -> bool {
    name.bytes().any(|b| b.is_ascii_digit()) || name.as_bytes().split(|b| matches!(b, b'-' | b'_')).any(alternates)
}

/// True for a word that tells a thing from its neighbours.
fn alternates(word: &[u8]) -> bool {
    matches!(
        lower(word, &mut [0; 8]),
        b"odd" | b"even" | b"first" | b"last" | b"active" | b"sticky" | b"featured" | b"alt" | b"left" | b"right"
    )
}

fn hashed(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// What the classes of an element say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Classes {
    pub(super) naming: Naming,
    /// They call it a date: see [`is_date`].
    pub(super) date: bool,
    /// They hide it: see [`is_unshown`].
    pub(super) unshown: bool,
    /// Of those that neither number nor alternate: see [`Classes::name`].
    digest: u64,
    /// The microformat of older blogs: `<abbr class="published" title="2017-02-22T10:30:00Z">`.
    pub(super) published: bool,
}

impl Classes {
    pub(super) fn of(names: &str) -> Self {
        let said = Said::by(names);
        let names = || names.split_ascii_whitespace();
        Self {
            naming: Naming::by(said),
            date: said.is_date(),
            unshown: names().any(is_unshown),
            digest: names().filter(|name| !varies(name)).fold(0, |digest, name| hashed((digest, name))),
            published: names().any(is_published),
        }
    }

    /// A digest of an element's tag and of the words of its class that do not number or alternate.
    pub(super) fn name(&self, tag: &Tag<'_>) -> u64 {
        hashed((tag.name, self.digest))
    }
}

/// What the words of a class or id say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Naming {
    /// It marks an aside.
    pub(super) aside: bool,
    /// It marks the foot of an article, or of the page.
    pub(super) foot: bool,
    /// It marks a list of topics.
    pub(super) topics: bool,
    /// It tells of a change rather than of publication.
    pub(super) change: bool,
}

impl Naming {
    /// Reads a class or id, word by word: `field--name-pr-topic`, `relatedArticles`.
    pub(super) fn of(names: &str) -> Self {
        Self::by(Said::by(names))
    }

    fn by(said: Said) -> Self {
        Self {
            aside: said.has(Said::ASIDE),
            foot: said.has(Said::FOOT),
            topics: said.has(Said::TOPICS),
            change: said.has(Said::CHANGE),
        }
    }

    /// What this says or the other one.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            aside: self.aside || other.aside,
            foot: self.foot || other.foot,
            topics: self.topics || other.topics,
            change: self.change || other.change,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_word_by_word() {
        assert!(Naming::of("node relatedArticles").aside);
        assert!(Naming::of("field--name-field-pr-attachment").aside);
        assert!(!Naming::of("heading-advice shareholder").aside);
        assert!(Naming::of("field field--name-field-pr-topic field--label-above").topics);
        assert!(Naming::of("node__updated").change);
        assert!(is_date("entry-meta-date updated") && is_date("field-publishing-date") && is_date("postDate"));
        assert!(!is_date("last-published") && !is_date("comment-date") && !is_date("update") && !is_date("dated"));
        assert!(Classes::of("label visually-hidden").unshown && is_telling("label visually-hidden"));
        assert!(!Classes::of("field--label-hidden").unshown && !is_telling("field--label-hidden"));
    }
}
