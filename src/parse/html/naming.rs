//! What the names of elements, classes and ids say about their content.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

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
    let is_one_of = |known: &[&str], word: &str| known.iter().any(|known| word.eq_ignore_ascii_case(known));
    let calls = |name: &str| {
        words(name).any(|word| is_one_of(DATE, word)) && !words(name).any(|word| is_one_of(OTHER_DATE, word))
    };
    names.split_whitespace().any(calls) && !words(names).any(|word| is_one_of(CHANGE_OF_DATE, word))
}

/// A digest of the tag and the words of the class that do not number or alternate: `views-row views-row-3 odd`.
pub(super) fn digest(tag: &Tag<'_>) -> u64 {
    const VARIES: [&str; 10] = ["odd", "even", "first", "last", "active", "sticky", "featured", "alt", "left", "right"];
    let mut hasher = DefaultHasher::new();
    tag.name.hash(&mut hasher);
    for name in tag.class.unwrap_or_default().split_whitespace() {
        let varies = name.bytes().any(|b| b.is_ascii_digit())
            || name.split(['-', '_']).any(|word| VARIES.iter().any(|known| word.eq_ignore_ascii_case(known)));
        if !varies {
            name.hash(&mut hasher);
        }
    }
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
    /// The microformat of older blogs: `<abbr class="published" title="2017-02-22T10:30:00Z">`.
    pub(super) published: bool,
}

impl Classes {
    pub(super) fn of(names: &str) -> Self {
        let published = |name: &str| matches!(name, "published" | "dt-published" | "entry-date");
        Self {
            naming: Naming::of(names),
            date: is_date(names),
            unshown: is_unshown(names),
            published: names.split_whitespace().any(published),
        }
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
        let mut naming = Self::default();
        for word in words(names) {
            let is_one_of = |known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known));
            naming.aside |= is_one_of(ASIDE);
            naming.foot |= word.eq_ignore_ascii_case("footer");
            naming.topics |= is_one_of(TOPICS);
            naming.change |= is_one_of(CHANGE);
        }
        naming
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

/// Runs of letters and digits, parted also where a capital follows a small letter.
fn words(names: &str) -> impl Iterator<Item = &str> {
    let camel = |run: &str| {
        let starts = |(at, pair): (usize, &[u8])| match pair {
            [before, after] if before.is_ascii_lowercase() && after.is_ascii_uppercase() => Some(at + 1),
            _ => None,
        };
        run.as_bytes().windows(2).enumerate().find_map(starts)
    };
    let mut rest = names;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let run = rest.split(|c: char| !c.is_alphanumeric()).next().filter(|run| !run.is_empty())?;
        let (word, after) = rest.split_at_checked(camel(run).unwrap_or(run.len()))?;
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
