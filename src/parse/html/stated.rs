//! What an element of the body states of the page.

use super::super::{DayOrder, date};
use super::naming::{self, Classes};
use super::outline::{Role, What};
use super::page::filled;
use super::tag::Tag;

/// What an element says it is.
pub(super) fn role_of(tag: &Tag<'_>) -> Role {
    let (name, role) = (tag.name, tag.role.unwrap_or_default());
    if tag.itemprop.is_some_and(|property| property.split_whitespace().any(|it| it == "articleBody")) {
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
pub(super) fn stated(tag: &Tag<'_>, classes: Classes) -> Option<(What, Option<String>)> {
    let properties = [tag.itemprop, tag.property].into_iter().flatten().flat_map(str::split_whitespace);
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
        return Some((what, filled(tag.content).or_else(|| filled(tag.datetime))));
    }
    if tag.name == "time" {
        let what = if tag.pubdate.is_some() { What::Published } else { What::Time };
        return Some((what, filled(tag.datetime)));
    }
    if classes.published {
        return Some((What::Time, filled(tag.title)));
    }
    if tag.name == "a" {
        let mut relations = tag.rel.unwrap_or_default().split_whitespace();
        return relations.find_map(|relation| match relation {
            "tag" => Some((What::Topic, None)),
            "author" => Some((What::Author, None)),
            _ => None,
        });
    }
    let named = || [tag.id, tag.data_testid].into_iter().flatten().any(naming::is_date);
    if !matches!(tag.name, "html" | "body" | "main" | "article" | "form" | "input") && (classes.date || named()) {
        let stamps = [tag.data_date_time, tag.data_datetime, tag.data_date, tag.content, tag.title];
        let stamp = stamps.into_iter().flatten().find(|value| date::whole(value, DayOrder::Unknown).is_some());
        return Some((What::Dated, filled(stamp)));
    }
    None
}

/// True where the style of the element hides it.
pub(super) fn is_undisplayed(tag: &Tag<'_>) -> bool {
    tag.style.is_some_and(|style| style.replace(' ', "").contains("display:none")) || tag.aria_hidden == Some("true")
}
