//! What can be read of YAML that is broken: its plain lines, one by one.
//!
//! Titles with a colon and quotation marks nobody escaped are what breaks it, in archives written by hand and by
//! templates. The other fields are as sound as ever.

use serde_json::{Map, Value};

/// Longer names are sentences.
const LONGEST_NAME: usize = 40;

/// The outermost fields that lie on lines of their own, with their lists and indented texts; groups are passed over.
pub(super) fn fields(source: &str) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut last: Option<String> = None;
    for line in source.lines().map(str::trim_end) {
        let inner = line.trim_start();
        if inner.is_empty() || inner.starts_with('#') {
            continue;
        }
        let item = inner.strip_prefix("- ");
        if let Some(slot) = last.as_ref().and_then(|name| fields.get_mut(name))
            && (item.is_some() || inner.len() < line.len())
        {
            below(slot, item, inner);
        } else if let Some((name, value)) = field(line) {
            fields.entry(name).or_insert(value);
            last = Some(name.to_owned());
        }
    }
    fields.retain(|_, value| !(value.is_null() || value == "|" || value == ">"));
    fields
}

/// `title: Police: man charged`, in which only the first colon parts.
fn field(line: &str) -> Option<(&str, Value)> {
    let (name, value) = line.split_once(": ").or_else(|| Some((line.strip_suffix(':')?, "")))?;
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-_. ".contains(&byte);
    let is_name = !name.is_empty() && name.len() <= LONGEST_NAME && name.bytes().all(known);
    is_name.then(|| (name, read(value.trim())))
}

/// Takes in a line under a field: an item of its list, or one more line of its text.
fn below(slot: &mut Value, item: Option<&str>, line: &str) {
    match (slot, item) {
        (Value::Array(items), Some(item)) => items.push(unquoted(item).into()),
        (slot @ Value::Null, Some(item)) => *slot = Value::Array(vec![unquoted(item).into()]),
        (Value::String(text), None) if matches!(text.get(..1), Some("|" | ">")) && text.len() <= 2 => {
            *text = line.to_owned();
        }
        // A line of a group, or of a text that goes on: only the latter reads like one.
        (Value::String(text), None) if field(line).is_none() => {
            text.push('\n');
            text.push_str(line);
        }
        _ => {}
    }
}

fn read(value: &str) -> Value {
    if matches!(value, "" | "~" | "null") {
        return Value::Null;
    }
    match value.strip_prefix('[').and_then(|items| items.strip_suffix(']')) {
        Some(items) => items.split(',').map(|item| Value::from(unquoted(item.trim()))).collect(),
        None => unquoted(value).into(),
    }
}

/// A text without the quotation marks around it, of which one may be missing.
fn unquoted(value: &str) -> String {
    let mark = if value.starts_with('"') { '"' } else { '\'' };
    let Some(inside) = value.strip_prefix(mark) else { return value.to_owned() };
    let inside = inside.strip_suffix(mark).unwrap_or(inside);
    if mark == '"' { inside.replace("\\\"", "\"") } else { inside.replace("''", "'") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn plain_lines_are_read_and_groups_are_not() {
        let source = "title: Police: \"man\" charged\ndate: 2017-02-22\nquote: \"open\ntags: [a, 'b']\nareas:\n  - north\n  \
                      - south\nog:\n  title: not this\nsummary: >\n  Two\n  lines\nA sentence: of a text, it says\nnone:\n";
        let expected = json!({
            "title": "Police: \"man\" charged", "date": "2017-02-22", "quote": "open", "tags": ["a", "b"],
            "areas": ["north", "south"], "summary": "Two\nlines", "A sentence": "of a text, it says",
        });
        assert_eq!(Value::Object(fields(source)), expected);
    }
}
