//! The heading of a CSV table, which names the cells of every record below it.

use serde_json::{Map, Value};

use super::mapping::Mapping;

/// Names of a headline or of a text: a table without any of them holds no press text.
const TEXTS: [&str; 10] =
    ["title", "headline", "body", "text", "content", "fulltext", "summary", "description", "standfirst", "excerpt"];

/// Other names of fields that releases have.
const OTHERS: [&str; 24] = [
    "id",
    "date",
    "published",
    "publishedat",
    "publicationdate",
    "pubdate",
    "datepublished",
    "publishdate",
    "releasedate",
    "url",
    "link",
    "permalink",
    "publisher",
    "organisation",
    "organization",
    "sourcename",
    "author",
    "authors",
    "topics",
    "tags",
    "categories",
    "keywords",
    "language",
    "kind",
];

/// What the cells of a table are called: the names of its cells, in order.
#[derive(Debug)]
pub(super) struct Heading {
    names: Vec<String>,
    delimiter: u8,
}

impl Heading {
    /// The heading in this first record of a table, or why the table is not read.
    pub(super) fn read(record: &str, delimiter: u8, mapping: Option<&Mapping>) -> Result<Self, String> {
        let mapped = |name: &str| mapping.is_some_and(|mapping| mapping.names_column(name, true));
        let names: Vec<String> = cells(record, delimiter)?.iter().map(|name| name.trim().to_owned()).collect();
        if names.iter().any(|name| is_one_of(&TEXTS, name) || mapped(name)) {
            Ok(Self { names, delimiter })
        } else {
            Err("a table whose heading names neither a title nor a text".to_owned())
        }
    }

    /// A record as a JSON object of texts, or why it is none. Empty cells, and cells without a name, say nothing.
    pub(super) fn object(&self, record: &str) -> Result<String, String> {
        let cells = cells(record, self.delimiter)?;
        if cells.len() != self.names.len() {
            return Err(format!("its number of cells is {}, that of the heading {}", cells.len(), self.names.len()));
        }
        let mut object = Map::new();
        for (name, cell) in self.names.iter().zip(cells) {
            if !name.is_empty() && !cell.trim().is_empty() {
                // Of two columns with one name the first that says something counts.
                object.entry(name.as_str()).or_insert(Value::String(cell));
            }
        }
        Ok(Value::Object(object).to_string())
    }
}

/// True for the name of a field that releases have.
pub(super) fn is_known(name: &str) -> bool {
    is_one_of(&TEXTS, name) || is_one_of(&OTHERS, name)
}

/// True where the names of a record are those of a release: a title or a text, and another beside it.
pub(super) fn names_release<'n>(names: impl Iterator<Item = &'n str> + Clone) -> bool {
    names.clone().any(|name| is_one_of(&TEXTS, name)) && names.filter(|name| is_known(name)).count() >= 2
}

fn is_one_of(known: &[&str], name: &str) -> bool {
    known.contains(&folded(name).as_str())
}

/// A name as it is compared: case, spaces, underscores and hyphens make no difference.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The cells of one record, unquoted.
fn cells(record: &str, delimiter: u8) -> Result<Vec<String>, String> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(record.as_bytes());
    let cells = reader.records().next().transpose().map_err(|error| format!("it is no CSV: {error}"))?;
    Ok(cells.unwrap_or_default().iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_under_the_names_of_the_heading() {
        let heading = Heading::read("Title; Published At ;;\"Full text\"", b';', None).unwrap();
        assert_eq!(
            heading.object("\"Ferry; \"\"late\"\"\";2017;x;\"One.\nTwo.\"").unwrap(),
            r#"{"Full text":"One.\nTwo.","Published At":"2017","Title":"Ferry; \"late\""}"#
        );
        assert_eq!(heading.object("Ferry;;;").unwrap(), r#"{"Title":"Ferry"}"#);
        for (record, cells) in [("Ferry;2017", 2), ("a;b;c;d;e", 5)] {
            let reason = format!("its number of cells is {cells}, that of the heading 4");
            assert_eq!(heading.object(record), Err(reason));
        }
    }

    #[test]
    fn a_heading_needs_a_title_or_a_text() {
        assert!(Heading::read("HEAD-LINE,date", b',', None).is_ok());
        let reason = Heading::read("id,url,date", b',', None).unwrap_err();
        assert_eq!(reason, "a table whose heading names neither a title nor a text");
    }
}
