//! The YAML of front matter: texts, lists and groups of them, nothing else.
//!
//! Every scalar is the text that is written: `2017-02-22` is no date yet and `no` is no boolean. An alias says nothing,
//! so that no text can be multiplied by naming it.

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

use super::DEEPEST;

/// A list or a group that is still open.
enum Open {
    List(Vec<Value>),
    Group(Map<String, Value>, Option<String>),
}

/// The fields of a mapping, or what is wrong with it and where.
pub(super) fn fields(source: &str) -> Result<Map<String, Value>, String> {
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(source) {
        let (event, _) = event.map_err(|error| {
            let place = error.marker();
            format!("line {}, column {}: {}", place.line(), place.col() + 1, error.info())
        })?;
        let value = match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) if matches!(&*text, "" | "~" | "null") => Value::Null,
            Event::Scalar(text, ..) => Value::String(text.into_owned()),
            Event::Alias(_) => Value::Null,
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() == DEEPEST => {
                return Err(format!("it is nested more than {DEEPEST} deep"));
            }
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Group(Map::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(values)) => Value::Array(values),
                Some(Open::Group(fields, _)) => Value::Object(fields),
                None => Value::Null,
            },
            _ => continue,
        };
        match open.last_mut() {
            None => {
                return match value {
                    Value::Object(fields) => Ok(fields),
                    _ => Err("it names no fields".to_owned()),
                };
            }
            Some(Open::List(values)) => values.push(value),
            Some(Open::Group(fields, name)) => match name.take() {
                // What is no text names nothing.
                None => *name = Some(value.as_str().unwrap_or_default().to_owned()),
                Some(name) => {
                    fields.entry(name).or_insert(value);
                }
            },
        }
    }
    Err("it names no fields".to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::json;

    use super::*;

    #[test]
    fn texts_stay_as_they_are_written() {
        let source = "date: 2017-02-22\nno: no\ntags: [a, 'b: c']\nog:\n  title: \"\\u201cAyr\\u201d\"\nnone: ~\nlong: >\n  one\n  two\n";
        let expected = json!({
            "date": "2017-02-22", "no": "no", "tags": ["a", "b: c"], "og": {"title": "“Ayr”"}, "none": null,
            "long": "one two\n",
        });
        assert_eq!(fields(source).map(Value::Object), Ok(expected));
    }

    #[test]
    fn what_is_broken_says_where() {
        for (source, reason) in [
            ("title: Police: man charged", "line 1, column 14: "),
            ("title: \"open", "line 1, "),
            ("just a text", "it names no fields"),
            ("", "it names no fields"),
            ("- a\n- b", "it names no fields"),
        ] {
            let found = fields(source).unwrap_err();
            assert!(found.starts_with(reason), "{source}: {found}");
        }
    }

    #[test]
    fn hostile_nesting_and_aliases_end_soon() {
        let started = Instant::now();
        for (opening, count) in [("[", 60_000), ("{a: ", 15_000), ("- ", 30_000), ("? ", 30_000), ("a: &a [", 8_000)] {
            assert!(fields(&format!("a: {}", opening.repeat(count))).is_err(), "{opening}");
            assert!(fields(&opening.repeat(count)).is_err(), "{opening}");
        }
        let lines: String = (1..500).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}]\n", n - 1)).collect();
        let bomb = fields(&format!("a0: &a0 text\n{lines}")).unwrap();
        assert_eq!(bomb["a499"], json!([null, null, null]));
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    }
}
