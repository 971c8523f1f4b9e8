//! Rows and cells, as spreadsheets read them.

use std::borrow::Cow;

/// One cell as RFC 4180 writes it.
///
/// What a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection).
pub fn cell(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']);
    if !formula && !text.contains(['"', ',', '\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let guard = if formula { "'" } else { "" };
    Cow::Owned(format!("\"{guard}{}\"", text.replace('"', "\"\"")))
}

/// One row with its line end.
pub fn row<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let mut row = String::new();
    for (at, text) in cells.into_iter().enumerate() {
        if at > 0 {
            row.push(',');
        }
        row.push_str(&cell(text));
    }
    row.push_str("\r\n");
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_disarmed() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(row(["a", "", "-1"]), "a,,\"'-1\"\r\n");
    }
}
