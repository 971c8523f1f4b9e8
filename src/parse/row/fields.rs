//! The fields of a row by name, and the values in which exports put a text, a name or a list.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::super::paragraphs::letters;
use super::one_line;

/// The fields of one row. `Published At`, `publishedAt` and `published-at` are one name.
pub(in super::super) struct Fields(Map<String, Value>);

impl Fields {
    pub(in super::super) fn new(row: Map<String, Value>) -> Self {
        let mut fields = Map::new();
        for (name, value) in row {
            let slot = fields.entry(folded(&name).into_owned()).or_insert(Value::Null);
            if says_nothing(slot) {
                *slot = value;
            }
        }
        Self(fields)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(&*folded(name))
    }

    /// What the first of these names says that says anything. A dot leads into an object: `details.body`.
    pub(in super::super) fn first<'r, T>(&'r self, names: &[&str], read: impl Fn(&'r Value) -> Option<T>) -> Option<T> {
        names.iter().filter_map(|name| self.at(name)).find_map(read)
    }

    fn at(&self, path: &str) -> Option<&Value> {
        let mut steps = path.split('.');
        let outermost = self.0.get(&*folded(steps.next()?))?;
        steps.try_fold(outermost, |value, step| value.get(step))
    }
}

/// A name without what tools write differently: case, spaces, underscores, hyphens and other marks.
fn folded(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|byte| byte.is_ascii_lowercase()) { name.into() } else { letters(name).into() }
}

fn says_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// A text, or a number where an export forgot the quotes; an empty one says nothing.
pub(in super::super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => said(text),
        Value::Number(number) => Some(number.to_string()),
        // The API of WordPress gives texts so.
        Value::Object(fields) => fields.get("rendered")?.as_str().and_then(said),
        _ => None,
    }
}

/// A text, or of several renditions the one for readers: GOV.UK gives a text as it was written and as HTML.
pub(super) fn rendition(value: &Value) -> Option<String> {
    let Value::Array(renditions) = value else { return text(value) };
    let is_html = |rendition: &&Value| rendition.get("content_type").and_then(Value::as_str) == Some("text/html");
    let rendition = renditions.iter().find(is_html).or_else(|| renditions.first())?;
    rendition.get("content").and_then(text)
}

fn said(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A name: as text, or as an object that has one; the first of a list.
pub(in super::super) fn name(value: &Value) -> Option<String> {
    match value {
        Value::Object(fields) => {
            ["name", "label", "title", "path", "term"].iter().filter_map(|key| fields.get(*key)).find_map(text)
        }
        Value::Array(names) => names.iter().find_map(name),
        // A number among names is the key of a table that was not exported.
        Value::Number(_) => None,
        other => text(other),
    }
    .map(|name| one_line(&name))
}

/// A list of names: as an array of texts or objects, or as one text parted by `;`, `|` or commas.
pub(super) fn list(value: &Value) -> Option<Vec<String>> {
    let mut names: Vec<String> = match value {
        Value::Array(values) => values.iter().filter_map(name).collect(),
        Value::String(text) => {
            let mark = [';', '|', ','].into_iter().find(|mark| text.contains(*mark)).unwrap_or(',');
            text.split(mark).map(one_line).filter(|name| !name.is_empty()).collect()
        }
        other => name(other).into_iter().collect(),
    };
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    (!names.is_empty()).then_some(names)
}
