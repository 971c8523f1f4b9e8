//! Fields: `name:value`.

use super::ast::Leaf;
use super::dates::DateRange;
use crate::release::{Kind, Language};
use crate::text::{Reading, fold, tokenize};

/// The names that make `name:` a field; all else before a colon is words (`Brexit: what next`).
const FIELDS: &[&str] = &["title", "topic", "kind", "publisher", "lang", "language", "date", "year", "id", "url"];

/// The field whose name and colon a text begins with.
pub(super) fn field_name(text: &str) -> Option<&'static str> {
    let letters = text.bytes().take(10).take_while(u8::is_ascii_alphabetic).count();
    let name = FIELDS.iter().find(|field| text[..letters].eq_ignore_ascii_case(field))?;
    (text.as_bytes().get(letters) == Some(&b':')).then_some(*name)
}

/// What a field other than `title` asks for.
pub(super) fn read_fact(name: &str, value: &str, notes: &mut Vec<String>) -> Result<Leaf, String> {
    Ok(match name {
        "topic" => Leaf::Topic(topic_path(value)?),
        "kind" => Leaf::Kind(value.parse::<Kind>().map_err(|error| error.to_string())?),
        "publisher" => {
            let words: Vec<String> =
                tokenize(value, Reading::Query).iter().map(|token| token.folded.to_owned()).collect();
            if words.is_empty() {
                return Err("a publisher has at least one word".to_owned());
            }
            Leaf::Publisher(words)
        }
        "date" | "year" => {
            let range = value.parse::<DateRange>().map_err(|error| error.to_string())?;
            if name == "year" && !range.is_of_years() {
                return Err("a year is written 2017 or 2015..2017".to_owned());
            }
            let (range, swapped) = range.in_order();
            if swapped {
                notes.push(format!("`{name}:{value}` ends before it begins; it was read as date:{range}"));
            }
            Leaf::Date(range)
        }
        "id" if value.is_empty() => return Err("an id has at least one letter".to_owned()),
        "id" => Leaf::Id(value.to_owned()),
        "url" => Leaf::Address(value.parse().map_err(|error: super::AddressError| error.to_string())?),
        _ => Leaf::Language(Language::from_tag(value).ok_or("a language is written en or cy")?),
    })
}

/// `Modern Slavery`, `/safeguarding/modern-slavery/`: as the tree writes them.
fn topic_path(value: &str) -> Result<String, String> {
    let path = fold(value).trim_matches('/').split_whitespace().collect::<Vec<_>>().join("-");
    let fits = !path.is_empty() && path.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/'));
    fits.then_some(path).ok_or_else(|| "a topic is written safeguarding/modern-slavery".to_owned())
}
