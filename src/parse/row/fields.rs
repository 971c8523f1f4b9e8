//! The fields of a row by name, and the values in which exports put a text, a name or a list.

use serde_json::{Map, Value};

use super::one_line;

/// The fields of one row.
pub(super) struct Fields(pub(super) Map<String, Value>);

impl Fields {
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// What the first of these names says that says anything.
    pub(super) fn first<'r, T>(&'r self, names: &[&str], read: impl Fn(&'r Value) -> Option<T>) -> Option<T> {
        names.iter().filter_map(|name| self.0.get(*name)).find_map(read)
    }
}

/// A text, or a number where an export forgot the quotes; an empty one says nothing.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A name: as text, or as an object that has one.
pub(super) fn name(value: &Value) -> Option<String> {
    match value {
        Value::Object(fields) => {
            ["name", "label", "title", "path", "term"].iter().filter_map(|key| fields.get(*key)).find_map(text)
        }
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
