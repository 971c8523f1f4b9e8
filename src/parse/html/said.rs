//! The words of classes and ids that say something of an element's content, and what each says.

use std::sync::LazyLock;

use super::sort::lower;
use crate::text::ByWord;

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
pub(super) struct Said(u8);

impl Said {
    const NOTHING: Self = Self(0);
    pub(super) const ASIDE: Self = Self(1);
    pub(super) const FOOT: Self = Self(1 << 1);
    pub(super) const TOPICS: Self = Self(1 << 2);
    pub(super) const CHANGE: Self = Self(1 << 3);
    const DATE: Self = Self(1 << 4);
    const CHANGE_OF_DATE: Self = Self(1 << 5);
    const OTHER_DATE: Self = Self(1 << 6);

    /// All that the words say; [`Said::DATE`] where one of the names does and does not say of what else.
    pub(super) fn by(names: &str) -> Self {
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
        let mut room = [0; LONGEST_SAID];
        let word = str::from_utf8(lower(word.as_bytes(), &mut room)).ok();
        word.and_then(|word| SAID.get(word)).copied().unwrap_or(Self::NOTHING)
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(super) fn says_anything(self) -> bool {
        self.0 != 0
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn is_date(self) -> bool {
        self.has(Self::DATE) && !self.has(Self::CHANGE_OF_DATE)
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
    fn a_name_is_parted_into_words() {
        let words = |names| words(names).collect::<Vec<_>>();
        assert_eq!(words("node relatedArticles--é2_x"), ["node", "related", "Articles", "é2", "x"]);
    }
}
