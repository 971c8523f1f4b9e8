//! The value that lies under a path of keys in one great JSON object, found without reading the object whole.

use super::limits::MAX_FEED_HEAD_BYTES;
use super::objects::Brackets;
use super::rows::Gathered;
use super::source::Source;

/// Keys are short; a longer one is none of a path.
const LONGEST_KEY: usize = 4 << 10;

/// Reads on to the value under a path of keys; false where there is none.
///
/// The short fields of the outermost object that stand before it are kept in `head`, as an object of their own.
pub(super) fn find(source: &mut Source<'_>, path: &[String], head: &mut Vec<u8>) -> Result<bool, String> {
    let mut matched = 0;
    if next(source)? != Some(b'{') {
        return Ok(false);
    }
    source.consume(1);
    head.push(b'{');
    let found = loop {
        match next(source)? {
            Some(b'}') if matched == 0 => break false,
            Some(b'}') => {
                source.consume(1);
                matched -= 1;
                continue;
            }
            Some(b',') => {
                source.consume(1);
                continue;
            }
            Some(b'"') => {}
            Some(_) => return Err("what begins here is no JSON object".to_owned()),
            None => return Err("the file ends inside its JSON object".to_owned()),
        }
        let key = key(source)?;
        if next(source)? != Some(b':') {
            return Err("a key of the JSON object has no value".to_owned());
        }
        source.consume(1);
        let start = next(source)?;
        let on_path = key.as_deref().is_some_and(|key| path.get(matched).is_some_and(|step| step == key));
        if on_path && matched + 1 == path.len() {
            break true;
        }
        if on_path && start == Some(b'{') {
            source.consume(1);
            matched += 1;
            continue;
        }
        let value = value(source)?;
        if matched == 0
            && let (Some(key), Some(value)) = (key, value)
            && head.len() + key.len() + value.len() < MAX_FEED_HEAD_BYTES
        {
            if head.len() > 1 {
                head.push(b',');
            }
            head.extend_from_slice(serde_json::Value::String(key).to_string().as_bytes());
            head.push(b':');
            head.extend_from_slice(&value);
        }
    };
    head.push(b'}');
    Ok(found)
}

/// The next byte that is no white space, still unread.
fn next(source: &mut Source<'_>) -> Result<Option<u8>, String> {
    loop {
        let chunk = source.chunk().map_err(|damage| damage.to_string())?;
        if chunk.is_empty() {
            return Ok(None);
        }
        let blank = chunk.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let start = chunk.get(blank).copied();
        source.consume(blank);
        if start.is_some() {
            return Ok(start);
        }
    }
}

/// The key that begins here; none where it is too long to be of use.
fn key(source: &mut Source<'_>) -> Result<Option<String>, String> {
    let mut key = Gathered::up_to(LONGEST_KEY);
    let mut escaped = false;
    let mut marks = 0;
    while marks < 2 {
        let chunk = source.chunk().map_err(|damage| damage.to_string())?;
        if chunk.is_empty() {
            return Err("the file ends inside a key of its JSON object".to_owned());
        }
        let mut read = 0;
        for &byte in chunk {
            read += 1;
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => marks += 1,
                _ => {}
            }
            if marks == 2 {
                break;
            }
        }
        key.push(chunk.get(..read).unwrap_or_default());
        source.consume(read);
    }
    Ok(key.finish().ok().and_then(|key| serde_json::from_slice(&key).ok()))
}

/// Reads a value to its end; none where it is long.
fn value(source: &mut Source<'_>) -> Result<Option<Vec<u8>>, String> {
    let mut value = Gathered::up_to(MAX_FEED_HEAD_BYTES);
    let mut brackets = Brackets::default();
    loop {
        let chunk = source.chunk().map_err(|damage| damage.to_string())?;
        if chunk.is_empty() {
            return Err("the file ends inside its JSON object".to_owned());
        }
        let end = brackets.end_of_item(chunk);
        let read = end.unwrap_or(chunk.len());
        value.push(chunk.get(..read).unwrap_or_default());
        source.consume(read);
        if end.is_some() {
            return Ok(value.finish().ok());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(json: &str, path: &str) -> (Result<bool, String>, String, Option<u8>) {
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        let mut head = Vec::new();
        let mut source = Source::new(json.as_bytes(), 2);
        let found = find(&mut source, &path, &mut head);
        (found, String::from_utf8(head).unwrap(), source.peek(1).first().copied())
    }

    #[test]
    fn the_value_under_a_path_is_found_and_the_fields_before_it_kept() {
        let json = r#"{"a": {"items": [0]}, "b\"": "x,}", "n": 1, "r": {"x": [{}], "items": [1]}, "z": 2}"#;
        let head = r#"{"a":{"items": [0]},"b\"":"x,}","n":1}"#;
        assert_eq!(found(json, "r.items"), (Ok(true), head.to_owned(), Some(b'[')));
        assert_eq!(found(json, "r.none").0, Ok(false));
        assert_eq!(found(json, "n.none").0, Ok(false));
        assert_eq!(found("[1]", "n").0, Ok(false));
    }

    #[test]
    fn what_is_cut_off_is_said() {
        for json in ["{\"a", "{\"a\": ", "{\"a\": {", "{\"a\": 1,", "{\"b\" 1}", "{a: 1}"] {
            assert!(found(json, "items").0.is_err(), "{json}");
        }
    }
}
