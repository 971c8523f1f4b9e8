//! What the names of elements, classes and ids say about their content.

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
    "footer",
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
const TOPICS: [&str; 9] =
    ["topic", "topics", "tag", "tags", "taglist", "category", "categories", "subjects", "keywords"];

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

/// True where a class or id marks an aside.
pub(super) fn is_aside(names: &str) -> bool {
    words(names).any(|word| ASIDE.contains(&word.as_str()))
}

/// True where a class marks a list of topics.
pub(super) fn is_topics(names: &str) -> bool {
    words(names).any(|word| TOPICS.contains(&word.as_str()))
}

/// True where a class or id tells of a change rather than of publication.
pub(super) fn tells_of_change(names: &str) -> bool {
    words(names).any(|word| matches!(word.as_str(), "updated" | "modified" | "lastmodified" | "reviewed" | "changed"))
}

/// The words of class names: `field--name-pr-topic`, `relatedArticles`.
fn words(names: &str) -> impl Iterator<Item = String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower_before = false;
    for c in names.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && lower_before) {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        lower_before = c.is_lowercase();
    }
    words.push(word);
    words.into_iter().filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_word_by_word() {
        assert!(is_aside("node relatedArticles"));
        assert!(is_aside("field--name-field-pr-attachment"));
        assert!(!is_aside("heading-advice shareholder"));
        assert!(is_unshown("label visually-hidden"));
        assert!(!is_unshown("field--label-hidden"));
        assert!(is_topics("field field--name-field-pr-topic field--label-above"));
        assert!(tells_of_change("node__updated"));
    }
}
