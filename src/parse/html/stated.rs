//! What an element of the body states of the page.

use scraper::node::Element as Tag;

use super::super::{DayOrder, date};
use super::naming;
use super::outline::{Role, What};
use super::page::filled;

/// What an element says it is.
pub(super) fn role_of(tag: &Tag, name: &str, role: &str) -> Role {
    if tag.attr("itemprop").is_some_and(|property| property.split_whitespace().any(|it| it == "articleBody")) {
        Role::ArticleBody
    } else if name == "article" || role == "article" {
        Role::Article
    } else if name == "main" || role == "main" {
        Role::Main
    } else {
        Role::None
    }
}

/// What an element states, with its value where an attribute gives it.
pub(super) fn stated(tag: &Tag, name: &str) -> Option<(What, Option<String>)> {
    let properties = [tag.attr("itemprop"), tag.attr("property")].into_iter().flatten().flat_map(str::split_whitespace);
    for property in properties {
        let what = match property.rsplit(['/', '#']).next().unwrap_or(property) {
            "datePublished"
            | "schema:datePublished"
            | "dc:date"
            | "dc:issued"
            | "dcterms:issued"
            | "dct:issued"
            | "dc:created" => What::Published,
            "dc:title" | "headline" | "schema:headline" => What::Title,
            "author" => What::Author,
            _ => continue,
        };
        return Some((what, filled(tag.attr("content")).or_else(|| filled(tag.attr("datetime")))));
    }
    if name == "time" {
        let what = if tag.attr("pubdate").is_some() { What::Published } else { What::Time };
        return Some((what, filled(tag.attr("datetime"))));
    }
    // The microformat of older blogs: `<abbr class="published" title="2017-02-22T10:30:00Z">`.
    let published = |class: &str| matches!(class, "published" | "dt-published" | "entry-date");
    if tag.attr("class").is_some_and(|classes| classes.split_whitespace().any(published)) {
        return Some((What::Time, filled(tag.attr("title"))));
    }
    if name == "a" {
        let mut relations = tag.attr("rel").unwrap_or_default().split_whitespace();
        return relations.find_map(|relation| match relation {
            "tag" => Some((What::Topic, None)),
            "author" => Some((What::Author, None)),
            _ => None,
        });
    }
    let names = [tag.attr("class"), tag.attr("id"), tag.attr("data-testid")].into_iter().flatten();
    if !matches!(name, "html" | "body" | "main" | "article" | "form" | "input")
        && names.into_iter().any(naming::is_date)
    {
        let stamps = ["data-date-time", "data-datetime", "data-date", "content", "title"];
        let stamp = stamps
            .into_iter()
            .filter_map(|key| tag.attr(key))
            .find(|value| date::whole(value, DayOrder::Unknown).is_some());
        return Some((What::Dated, filled(stamp)));
    }
    None
}

/// True where the style of the element hides it.
pub(super) fn is_undisplayed(tag: &Tag) -> bool {
    tag.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"))
        || tag.attr("aria-hidden") == Some("true")
}
