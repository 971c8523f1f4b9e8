//! The fields of a row or an element as its [`Mapping`] names them, put where rows of our own have them.

use serde_json::{Map, Value};

use super::super::xml::Element;
use crate::archive::Mapping;

/// Fields that list names. An element is repeated for each of several, and so a comma is part of one: `Ames, Ann`.
const LISTS: [&str; 10] =
    ["authors", "author", "byline", "member", "given_topics", "topics", "tags", "categories", "keywords", "subjects"];

/// A JSON object or the record of a table, with its mapped fields under our names. Those it lacks are not touched.
pub(super) fn row(mut row: Map<String, Value>, mapping: Option<&Mapping>) -> Map<String, Value> {
    for (field, names) in mapping.into_iter().flat_map(Mapping::fields) {
        if let Some(value) = names.iter().find_map(|name| at(&row, name)) {
            row.insert(field.to_owned(), settled(field, value));
        }
    }
    row
}

/// What lies under a name, or under a path of names with dots between them.
fn at(row: &Map<String, Value>, path: &str) -> Option<Value> {
    let says = |value: &Value| !value.is_null() && value != "" && value != &Value::Array(Vec::new());
    if let Some((_, value)) = row.iter().find(|(name, _)| same(name, path)) {
        return Some(value.clone()).filter(says);
    }
    let (first, rest) = path.split_once('.')?;
    match row.get(first)? {
        Value::Object(inner) => at(inner, rest),
        Value::Array(values) => {
            let found: Vec<Value> = values.iter().filter_map(|value| at(value.as_object()?, rest)).collect();
            match found.as_slice() {
                [] => None,
                [only] => Some(only.clone()),
                _ => Some(Value::Array(found)),
            }
        }
        _ => None,
    }
}

/// Headings are written in every case.
fn same(name: &str, asked: &str) -> bool {
    name.trim().eq_ignore_ascii_case(asked)
}

/// An element as an object: its own elements under their names, as texts, and its mapped fields under ours.
pub(super) fn element(element: &Element<'_>, mapping: Option<&Mapping>) -> Result<Map<String, Value>, String> {
    let mut row = Map::new();
    for child in element.children()? {
        if !child.closed {
            return Err(format!("`{}` is not closed", child.name));
        }
        let text = child.content();
        if !text.trim().is_empty() {
            put(&mut row, child.local(), text);
        }
    }
    for (field, paths) in mapping.into_iter().flat_map(Mapping::fields) {
        for path in paths {
            let texts = texts(element, path)?;
            if !texts.is_empty() {
                row.remove(field);
                texts.into_iter().for_each(|text| put(&mut row, field, text));
                break;
            }
        }
    }
    let settled = |(name, value): (String, Value)| {
        let value = if LISTS.contains(&name.as_str()) { parted(value) } else { settled(&name, value) };
        (name, value)
    };
    Ok(row.into_iter().map(settled).collect())
}

/// A text of names as a list of them.
fn parted(value: Value) -> Value {
    match value {
        Value::String(text) => {
            text.split([';', '|']).map(str::trim).filter(|part| !part.is_empty()).map(Value::from).collect()
        }
        list => list,
    }
}

/// Several values as one: paragraphs one after the other, and of anything else but lists the first.
fn settled(name: &str, value: Value) -> Value {
    const RUNNING: [&str; 5] = ["body", "text", "content", "summary", "description"];
    match value {
        Value::Array(values) if RUNNING.contains(&name) && values.iter().all(Value::is_string) => {
            values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n\n").into()
        }
        Value::Array(values) if !LISTS.contains(&name) => values.into_iter().next().unwrap_or_default(),
        value => value,
    }
}

/// A second text of one name makes a list.
fn put(row: &mut Map<String, Value>, name: &str, text: String) {
    match row.get_mut(name) {
        None => {
            row.insert(name.to_owned(), Value::String(text));
        }
        Some(Value::Array(texts)) => texts.push(Value::String(text)),
        Some(first) => *first = Value::Array(vec![first.take(), Value::String(text)]),
    }
}

/// What lies at the end of a path from an element: `author/name`, `meta/@date`, `@id`.
fn texts(element: &Element<'_>, path: &str) -> Result<Vec<String>, String> {
    let mut at = vec![element.clone()];
    for step in path.split('/').filter(|step| !step.is_empty()) {
        if let Some(name) = step.strip_prefix('@') {
            return Ok(at.iter().filter_map(|element| element.attribute(name)).map(str::to_owned).collect());
        }
        let mut below = Vec::new();
        for element in &at {
            let named = |child: &Element<'_>| {
                child.name.eq_ignore_ascii_case(step)
                    || (!step.contains(':') && child.local().eq_ignore_ascii_case(step))
            };
            below.extend(element.children()?.into_iter().filter(named));
        }
        at = below;
    }
    Ok(at.iter().map(Element::content).filter(|text| !text.trim().is_empty()).collect())
}
