//! The TOML of front matter, with dates as the texts they are written as.

use serde_json::{Map, Value};
use toml::Value as Toml;

use super::DEEPEST;

/// The fields of a table, or what is wrong with it and where.
pub(super) fn fields(source: &str) -> Result<Map<String, Value>, String> {
    let table: toml::Table = toml::from_str(source).map_err(|error| {
        let line =
            error.span().and_then(|span| source.get(..span.start)).map(|before| before.matches('\n').count() + 1);
        match line {
            Some(line) => format!("line {line}: {}", error.message()),
            None => error.message().to_owned(),
        }
    })?;
    match value(Toml::Table(table), 0)? {
        Value::Object(fields) => Ok(fields),
        _ => Err("it names no fields".to_owned()),
    }
}

fn value(toml: Toml, depth: usize) -> Result<Value, String> {
    if depth > DEEPEST {
        return Err(format!("it is nested more than {DEEPEST} deep"));
    }
    Ok(match toml {
        Toml::String(text) => Value::String(text),
        Toml::Array(values) => {
            Value::Array(values.into_iter().map(|item| value(item, depth + 1)).collect::<Result<_, _>>()?)
        }
        Toml::Table(table) => {
            let fields = table.into_iter().map(|(name, field)| Ok((name, value(field, depth + 1)?)));
            Value::Object(fields.collect::<Result<_, String>>()?)
        }
        Toml::Integer(number) => Value::String(number.to_string()),
        Toml::Float(number) => Value::String(number.to_string()),
        Toml::Boolean(flag) => Value::Bool(flag),
        Toml::Datetime(date) => Value::String(date.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn dates_and_numbers_are_texts() {
        let source = "date = 2017-02-22T10:00:00Z\nyear = 2017\ntags = ['a']\n[og]\ntitle = 'x'\n";
        let expected = json!({"date": "2017-02-22T10:00:00Z", "year": "2017", "tags": ["a"], "og": {"title": "x"}});
        assert_eq!(fields(source).map(Value::Object), Ok(expected));
    }

    #[test]
    fn what_is_broken_says_where() {
        assert!(fields("a = 1\ntitle = open").unwrap_err().starts_with("line 2: "));
        assert!(fields(&format!("a = {}", "[".repeat(60_000))).is_err());
        assert!(fields(&format!("a = {}1{}", "[".repeat(20), "]".repeat(20))).is_err());
    }
}
