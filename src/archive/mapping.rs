//! What an operator says of an export: which of its parts are records, and what their fields are called.

use std::path::{Path, PathBuf};

use toml::Value;

use super::heading::folded;

/// The fields of a release that a mapping may name, and where rows of our own have them.
const FIELDS: [(&str, &str); 12] = [
    ("id", "id"),
    ("title", "title"),
    ("date", "published"),
    ("body", "body"),
    ("summary", "summary"),
    ("url", "url"),
    ("publisher", "publisher"),
    ("authors", "authors"),
    ("topics", "given_topics"),
    ("language", "language"),
    ("kind", "kind"),
    ("publish_after", "publish_after"),
];

/// The names of an export's records and fields, read from the file given with `--map`.
///
/// ```toml
/// record = "transcripts/transcript"   # XML: the path from the root; JSON: "response.docs"
/// title = "title"
/// date = ["release-date", "@dated"]   # the first that says something; @ is an attribute
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    record: Option<String>,
    fields: Vec<(&'static str, Vec<String>)>,
}

/// A mapping cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MappingError {
    /// The file itself.
    #[error("the map {} cannot be read: {source}", path.display())]
    Unreadable {
        /// As given.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is no TOML.
    #[error("the map {} is no TOML: line {line}: {message}", path.display())]
    Syntax {
        /// As given.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// A key that means nothing.
    #[error("the map {}: `{key}` is no field; take `record` or one of {}", path.display(), known())]
    Unknown {
        /// As given.
        path: PathBuf,
        /// The key.
        key: String,
    },
    /// A value that is no path.
    #[error("the map {}: `{key}` must be a name as \"release-date\", or a list of such names", path.display())]
    NoName {
        /// As given.
        path: PathBuf,
        /// The key.
        key: String,
    },
    /// Nothing to read by.
    #[error("the map {} names no field; write for instance `title = \"headline\"`", path.display())]
    Empty {
        /// As given.
        path: PathBuf,
    },
}

fn known() -> String {
    FIELDS.map(|(name, _)| format!("`{name}`")).join(", ")
}

impl Mapping {
    /// Reads the file of a mapping.
    ///
    /// # Errors
    ///
    /// [`MappingError`] names the file, the key, and what to do.
    pub fn open(path: &Path) -> Result<Self, MappingError> {
        let source = std::fs::read_to_string(path)
            .map_err(|source| MappingError::Unreadable { path: path.to_owned(), source })?;
        Self::read(&source, path)
    }

    /// Reads a mapping; `path` is what errors call it.
    ///
    /// # Errors
    ///
    /// As [`Mapping::open`].
    pub fn read(source: &str, path: &Path) -> Result<Self, MappingError> {
        let table: toml::Table = toml::from_str(source).map_err(|error: toml::de::Error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = source.get(..start).map_or(0, |before| before.matches('\n').count()) + 1;
            MappingError::Syntax { path: path.to_owned(), line, message: error.message().to_owned() }
        })?;
        let mut mapping = Self { record: None, fields: Vec::new() };
        for (key, value) in table {
            let names =
                names(&value).ok_or_else(|| MappingError::NoName { path: path.to_owned(), key: key.clone() })?;
            if key == "record" {
                let [record] = names.as_slice() else {
                    return Err(MappingError::NoName { path: path.to_owned(), key });
                };
                mapping.record = Some(record.trim_matches('/').to_owned());
                continue;
            }
            let Some((_, field)) = FIELDS.iter().find(|(name, _)| *name == key) else {
                return Err(MappingError::Unknown { path: path.to_owned(), key });
            };
            mapping.fields.push((field, names));
        }
        if mapping.fields.is_empty() {
            return Err(MappingError::Empty { path: path.to_owned() });
        }
        Ok(mapping)
    }

    /// The fields of a release and the names under which records have them, first the most wanted.
    ///
    /// The fields are called as rows of our own call them, and none twice.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        self.fields.iter().map(|(field, names)| (*field, names.as_slice()))
    }

    /// The steps from the root of an XML file to its records.
    pub(super) fn elements(&self) -> Option<Vec<String>> {
        self.record.as_ref().map(|record| record.split('/').map(str::to_owned).collect())
    }

    /// The keys from the outermost JSON object to its records.
    pub(super) fn keys(&self) -> Option<Vec<String>> {
        let record = self.record.as_ref().filter(|record| !record.contains('/'))?;
        Some(record.split('.').map(str::to_owned).collect())
    }

    /// Whether a column of a table has a name that is mapped, to a title or a text where that is asked.
    pub(super) fn names_column(&self, column: &str, to_text: bool) -> bool {
        self.fields()
            .filter(|(field, _)| !to_text || ["title", "body", "summary"].contains(field))
            .any(|(_, names)| names.iter().any(|name| folded(name) == folded(column)))
    }
}

fn names(value: &Value) -> Option<Vec<String>> {
    let name = |value: &Value| value.as_str().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    match value {
        Value::Array(values) if !values.is_empty() => values.iter().map(name).collect(),
        value => Some(vec![name(value)?]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Result<Mapping, String> {
        Mapping::read(source, Path::new("m.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_mapping_names_records_and_fields() {
        let mapping = read("record = '/a/b/'\ndate = ['@on', 'day']\ntitle = 'Head Line'").unwrap();
        assert_eq!(mapping.elements(), Some(vec!["a".to_owned(), "b".to_owned()]));
        let fields: Vec<_> = mapping.fields().map(|(field, names)| format!("{field}: {}", names.join(" "))).collect();
        assert_eq!(fields, ["published: @on day", "title: Head Line"]);
        assert!(mapping.names_column("head-line", true) && mapping.names_column("DAY", false));
        assert!(!mapping.names_column("day", true));
    }

    #[test]
    fn what_is_wrong_says_where_and_what_to_do() {
        for (source, reason) in [
            ("title = \n", "the map m.toml is no TOML: line 1: "),
            ("title = 'a'\nbodey = 'b'", "the map m.toml: `bodey` is no field; take `record` or one of `id`, `title`"),
            ("title = 3", "the map m.toml: `title` must be a name as \"release-date\", or a list of such names"),
            ("title = ''", "the map m.toml: `title` must be a name"),
            ("record = ['a', 'b']", "the map m.toml: `record` must be a name"),
            ("record = 'a/b'", "the map m.toml names no field; write for instance `title = \"headline\"`"),
        ] {
            let error = read(source).unwrap_err();
            assert!(error.starts_with(reason), "{error}");
        }
        let error = Mapping::open(Path::new("/no/such/map")).unwrap_err().to_string();
        assert!(error.starts_with("the map /no/such/map cannot be read: "), "{error}");
    }
}
