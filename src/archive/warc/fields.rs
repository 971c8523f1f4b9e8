//! Named fields, one a line: of a WARC header and of an HTTP head alike.

/// `Name: value` lines in the order in which they stand.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads lines up to a blank one. Whatever is no field is passed over: servers and crawlers write anything.
    pub(super) fn read(lines: &[u8]) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in lines.split(|byte| *byte == b'\n') {
            let line = String::from_utf8_lossy(line);
            let folded = line.starts_with([' ', '\t']);
            if folded && let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Self(fields)
    }

    /// What the first field of this name says, where it says something. The name is given in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// What all fields of this name say.
    pub(super) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// A `Content-Type`: `text/html; charset=utf-8`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct MediaType {
    /// `text/html` in lower case; empty where nothing is said.
    pub(super) essence: String,
    /// `utf-8`, as written.
    pub(super) charset: Option<String>,
}

impl MediaType {
    pub(super) fn read(value: &str) -> Self {
        let mut parts = value.split(';');
        let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts.find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let value = value.trim().trim_matches(['"', '\'']);
            (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
        });
        Self { essence, charset }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_case_and_long_values_go_on_in_the_next_line() {
        let fields = Fields::read(b"HTTP/1.1 200 OK\r\nX-A : one\r\n  two\r\nnonsense\r\nx-a:\r\nX-a: three\r\n\r\n");
        assert_eq!(fields.all("x-a").collect::<Vec<_>>(), ["one two", "three"]);
        assert_eq!(fields.get("x-b"), None);
    }

    #[test]
    fn a_charset_is_read_out_of_any_spelling_of_a_type() {
        let read = |value: &str| {
            let MediaType { essence, charset } = MediaType::read(value);
            (essence, charset.unwrap_or_default())
        };
        let html = |charset: &str| ("text/html".to_owned(), charset.to_owned());
        assert_eq!(read("Text/HTML"), html(""));
        assert_eq!(read("text/html; Charset = \"UTF-8\""), html("UTF-8"));
        assert_eq!(read("text/html;level=1;charset=latin1"), html("latin1"));
        assert_eq!(read("; charset=UTF-8"), (String::new(), "UTF-8".to_owned()));
    }
}
