//! What the names of elements, classes and ids say about their content.

use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::LazyLock;

use super::tag::Tag;
use crate::text::ByWord;

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

/// Words in class and id that mark what stands around an article.
const ASIDE: &[&str] = &[
    "ad",
    "ads",
    "addthis",
    "advert",
    "advertisement",
    "attachment",
    "attachments",
    "breadcrumb",
    "breadcrumbs",
    "comment",
    "comments",
    "cookie",
    "cookies",
    "disqus",
    "dropdown",
    "lastmodified",
    "login",
    "masthead",
    "menu",
    "modal",
    "modified",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "pager",
    "pagination",
    "popup",
    "popular",
    "promo",
    "recirc",
    "recommended",
    "related",
    "reviewed",
    "share",
    "sharing",
    "sidebar",
    "signup",
    "skip",
    "social",
    "sponsored",
    "subscribe",
    "subscription",
    "toolbar",
    "trending",
    "updated",
    "crumbs",
    "sitemap",
];

/// Words in class that mark a list of topics.
const TOPICS: &[&str] =
    &["topic", "topics", "tag", "tags", "taglist", "category", "categories", "subjects", "keywords"];

/// Words in class and id that tell of a change.
const CHANGE: &[&str] = &["updated", "modified", "lastmodified", "reviewed", "changed"];

/// Words in class and id that call an element the date of what it stands in.
const DATE: &[&str] = &[
    "date",
    "datum",
    "fecha",
    "published",
    "pubdate",
    "publishdate",
    "postdate",
    "publication",
    "publishing",
    "posted",
    "postmeta",
    "created",
    "timestamp",
    "datetime",
    "datestamp",
];

/// Words that make it the date of a change.
const CHANGE_OF_DATE: &[&str] = &["modified", "lastmodified", "lastmod", "reviewed", "changed", "last"];

/// Words beside them that make it the date of something else. Themes mark the date of a post `entry-date updated`: that
/// alone says nothing.
const OTHER_DATE: &[&str] = &[
    "event",
    "events",
    "start",
    "due",
    "birth",
    "deadline",
    "expires",
    "expiry",
    "comment",
    "comments",
    "calendar",
    "picker",
    "range",
    "archive",
    "archives",
    "current",
    "today",
    "related",
    "teaser",
    "copyright",
    "search",
    "filter",
    "selector",
];

/// Classes of what only a screen reader, or nobody, is shown. `field--label-hidden` hides a label, not the field.
const UNSHOWN: [&str; 9] = [
    "element-hidden",
    "element-invisible",
    "hidden",
    "invisible",
    "is-hidden",
    "screen-reader-text",
    "sr-only",
    "visuallyhidden",
    "visually-hidden",
];

/// True where a class hides the element.
pub(super) fn is_unshown(names: &str) -> bool {
    names.split_whitespace().any(|name| UNSHOWN.contains(&name))
}

/// True where a class or id calls an element the date of what it stands in: `post-date`, `field--published-at`.
pub(super) fn is_date(names: &str) -> bool {
    Said::by(names).is_date()
}

/// A digest of the words of a class that do not number or alternate: `views-row views-row-3 odd`.
fn digest(names: &str) -> u64 {
    const VARIES: [&str; 10] = ["odd", "even", "first", "last", "active", "sticky", "featured", "alt", "left", "right"];
    let varies = |name: &&str| {
        name.bytes().any(|b| b.is_ascii_digit())
            || name.split(['-', '_']).any(|word| VARIES.iter().any(|known| word.eq_ignore_ascii_case(known)))
    };
    names.split_whitespace().filter(|name| !varies(name)).fold(0, |digest, name| hashed((digest, name)))
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
    /// What elements of one sort have in common: see [`Classes::name`].
    digest: u64,
    /// The microformat of older blogs: `<abbr class="published" title="2017-02-22T10:30:00Z">`.
    pub(super) published: bool,
}

impl Classes {
    pub(super) fn of(names: &str) -> Self {
        let published = |name: &str| matches!(name, "published" | "dt-published" | "entry-date");
        let said = Said::by(names);
        Self {
            naming: said.naming(),
            date: said.is_date(),
            unshown: is_unshown(names),
            digest: digest(names),
            published: names.split_whitespace().any(published),
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
        Said::by(names).naming()
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

/// What each word that says anything says.
static SAID: LazyLock<ByWord<Said>> = LazyLock::new(|| {
    let lists = [
        (ASIDE, Said::ASIDE),
        (&["footer"], Said::FOOT),
        (TOPICS, Said::TOPICS),
        (CHANGE, Said::CHANGE),
        (DATE, Said::DATE),
        (CHANGE_OF_DATE, Said::CHANGE_OF_DATE),
        (OTHER_DATE, Said::OTHER_DATE),
    ];
    let mut said = ByWord::new();
    for (words, says) in lists {
        for word in words {
            said.entry_ref(*word).or_insert(Said::NOTHING).add(says);
        }
    }
    said
});

/// Longer words say nothing.
const LONGEST_SAID: usize = 16;

/// What the words of a class or id say, one bit each.
#[derive(Debug, Clone, Copy)]
struct Said(u8);

impl Said {
    const NOTHING: Self = Self(0);
    const ASIDE: Self = Self(1);
    const FOOT: Self = Self(1 << 1);
    const TOPICS: Self = Self(1 << 2);
    const CHANGE: Self = Self(1 << 3);
    const DATE: Self = Self(1 << 4);
    const CHANGE_OF_DATE: Self = Self(1 << 5);
    const OTHER_DATE: Self = Self(1 << 6);

    /// All that the words say; [`Said::DATE`] where one of the names does and does not say of what else.
    fn by(names: &str) -> Self {
        let mut all = Self::NOTHING;
        for name in names.split_ascii_whitespace() {
            let mut said = Self::NOTHING;
            words(name).for_each(|word| said.add(Self::word(word)));
            if said.has(Self::OTHER_DATE) {
                said.0 &= !Self::DATE.0;
            }
            all.add(said);
        }
        all
    }

    fn word(word: &str) -> Self {
        let mut lower = [0; LONGEST_SAID];
        let Some(lower) = lower.get_mut(..word.len()) else { return Self::NOTHING };
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        str::from_utf8(lower).ok().and_then(|word| SAID.get(word)).copied().unwrap_or(Self::NOTHING)
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn is_date(self) -> bool {
        self.has(Self::DATE) && !self.has(Self::CHANGE_OF_DATE)
    }

    fn naming(self) -> Naming {
        Naming {
            aside: self.has(Self::ASIDE),
            foot: self.has(Self::FOOT),
            topics: self.has(Self::TOPICS),
            change: self.has(Self::CHANGE),
        }
    }
}

/// Runs of letters and digits, parted also where a capital follows a small letter. What is not ASCII is a letter.
fn words(names: &str) -> impl Iterator<Item = &str> {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let mut rest = names;
    std::iter::from_fn(move || {
        let start = rest.bytes().position(|byte| is_letter(&byte))?;
        rest = rest.get(start..)?;
        let bytes = rest.as_bytes();
        let ends =
            |(before, byte): (&u8, &u8)| !is_letter(byte) || (before.is_ascii_lowercase() && byte.is_ascii_uppercase());
        let end = bytes.iter().zip(bytes.iter().skip(1)).position(ends).map_or(bytes.len(), |at| at + 1);
        let (word, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_that_says_anything_is_too_long_to_be_looked_up() {
        assert!(SAID.keys().all(|word| word.len() <= LONGEST_SAID));
    }

    #[test]
    fn names_are_read_word_by_word() {
        let words = |names| words(names).collect::<Vec<_>>();
        assert_eq!(words("node relatedArticles--é2_x"), ["node", "related", "Articles", "é2", "x"]);
        assert!(Naming::of("node relatedArticles").aside);
        assert!(Naming::of("field--name-field-pr-attachment").aside);
        assert!(!Naming::of("heading-advice shareholder").aside);
        assert!(Naming::of("field field--name-field-pr-topic field--label-above").topics);
        assert!(Naming::of("node__updated").change);
        assert!(is_date("entry-meta-date updated") && is_date("field-publishing-date") && is_date("postDate"));
        assert!(!is_date("last-published") && !is_date("comment-date") && !is_date("update") && !is_date("dated"));
        assert!(is_unshown("label visually-hidden"));
        assert!(!is_unshown("field--label-hidden"));
    }
}
