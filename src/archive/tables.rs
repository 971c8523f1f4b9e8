//! Texts that are made of records: JSON in its layouts, CSV tables, mail.

use super::heading;

/// How the records of a JSON file lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Layout {
    /// One object a line.
    Lines,
    /// An array of objects, or objects spread over lines.
    Objects,
    /// Under a path of keys of one great object.
    Under(Vec<String>),
}

/// The layout of a text that begins as JSON, or whose lines mostly do.
pub(super) fn json(text: &str) -> Option<Layout> {
    let text = text.trim_start();
    if let Some(inside) = text.strip_prefix('[') {
        let array = matches!(inside.trim_start().chars().next(), Some('{' | ']'));
        return array.then_some(Layout::Objects);
    }
    if opens_object(text) {
        return Some(if spreads_over_lines(text) { Layout::Objects } else { Layout::Lines });
    }
    (!text.starts_with('<') && mostly_rows(text)).then_some(Layout::Lines)
}

/// `{"` or `{}`: a text may begin with a brace, `{DRAFT}`.
fn opens_object(text: &str) -> bool {
    text.strip_prefix('{').is_some_and(|inside| matches!(inside.trim_start().chars().next(), Some('"' | '}') | None))
}

/// True where the first line leaves its object open in a way that the next line takes up.
///
/// A first line that was cut off must not pass for the first line of one great object: the rows behind it would go.
fn spreads_over_lines(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    if first == "{" {
        return true;
    }
    match first.chars().next_back() {
        Some('[' | ':') => true,
        Some('{' | ',') => !opens_object(second),
        _ => second.starts_with(','),
    }
}

/// A file of rows whose first line is the tail of a cut one, or a heading.
fn mostly_rows(text: &str) -> bool {
    let (mut rows, mut others) = (0, 0);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if opens_object(line) && line.ends_with('}') {
            rows += 1;
        } else {
            others += 1;
        }
    }
    rows >= 2 && rows > others
}

/// True for the beginning of a JSON Feed (version 1 or 1.1), which says so under `version`.
pub(super) fn is_json_feed(text: &str) -> bool {
    let text = text.trim_start();
    let names = text.starts_with('{').then(|| text.split("\"version\"").skip(1)).into_iter().flatten();
    let stated = names.filter_map(|after| after.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"'));
    stated
        .filter_map(|value| value.split('"').next())
        .any(|value| value.replace('\\', "").contains("jsonfeed.org/version/"))
}

/// The delimiter of a table with a heading: comma, semicolon or tab, between names of which two are names of ours.
pub(super) fn delimiter(text: &str) -> Option<u8> {
    delimiter_by(text, 2, heading::is_known)
}

/// The same, where at least so many names are known to whoever asks.
pub(super) fn delimiter_by(text: &str, least: usize, is_known: impl Fn(&str) -> bool) -> Option<u8> {
    let heading = text.trim_start().lines().next().unwrap_or_default();
    let known = |delimiter: u8| {
        let names = || heading.split(char::from(delimiter)).map(|name| name.trim_matches(['"', ' ']));
        if names().any(|name| name.len() >= 40) {
            return None;
        }
        let count = names().filter(|name| is_known(name)).count();
        (count >= least).then_some((count, delimiter))
    };
    let (_, delimiter) = [b',', b';', b'\t'].into_iter().filter_map(known).max_by_key(|(count, _)| *count)?;
    Some(delimiter)
}

/// True for a mail, a mailbox or a page saved as MHTML.
///
/// Press offices write `Date:` and `Subject:` above their releases too; only machines write the headers asked for here.
pub(super) fn is_mail(text: &str) -> bool {
    const MACHINE: [&str; 5] = ["received", "return-path", "message-id", "mime-version", "delivered-to"];
    let mut lines = text.lines().peekable();
    lines.next_if(|line| line.starts_with("From "));
    let mut headers = 0;
    for line in lines {
        if line.starts_with([' ', '\t']) && headers > 0 {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return false;
        }
        if MACHINE.iter().any(|machine| name.eq_ignore_ascii_case(machine)) {
            return true;
        }
        headers += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_from_one_object_over_several_lines() {
        for (text, layout) in [
            ("{\"a\":1}\n{\"a\":2}", Some(Layout::Lines)),
            ("{\"a\":1}", Some(Layout::Lines)),
            ("{\"cut\": \"off\n{\"a\":2}", Some(Layout::Lines)),
            ("{\"cut\": 1,\n{\"a\":2}", Some(Layout::Lines)),
            ("ut\": \"off\"}\n{\"a\":2}\n{\"a\":3}\n", Some(Layout::Lines)),
            ("{\n  \"a\": 1\n}", Some(Layout::Objects)),
            ("{\"a\": {\n  \"b\": 1}}", Some(Layout::Objects)),
            ("{\"items\": [\n{\"b\": 1}]}", Some(Layout::Objects)),
            ("{\"a\": 1\n,\"b\": 2}", Some(Layout::Objects)),
            (" [\n {\"a\": 1}]", Some(Layout::Objects)),
            ("[Press release] The council", None),
            ("[1] A footnote", None),
            ("{DRAFT} The council", None),
            ("", None),
        ] {
            assert_eq!(json(text), layout, "{text}");
        }
    }

    #[test]
    fn a_json_feed_says_so_under_its_version() {
        assert!(is_json_feed("{\n\"version\" : \"https://jsonfeed.org/version/1.1\","));
        assert!(is_json_feed(r#"{"title": "version", "version":"https:\/\/jsonfeed.org\/version\/1"}"#));
        assert!(!is_json_feed(r#"{"version": 1, "url": "https://jsonfeed.org/version/1"}"#));
    }

    #[test]
    fn a_table_needs_a_heading_of_ours() {
        assert_eq!(delimiter("id,title,date\n1,x,y"), Some(b','));
        assert_eq!(delimiter("\"Title\";\"URL\";\"Section\"\n"), Some(b';'));
        assert_eq!(delimiter("Ref\tPublished At\tFull text"), Some(b'\t'));
        assert_eq!(delimiter("Yesterday, today, tomorrow"), None);
        assert_eq!(delimiter("Title\nDate"), None);
    }

    #[test]
    fn a_mail_has_headers_that_machines_write() {
        assert!(is_mail("From x@y Sat Jan  3 01:05:34 1996\nReceived: from a\n\tby b\nSubject: x\n"));
        assert!(is_mail("From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\n"));
        assert!(!is_mail("Date: 3 March 2017\nSubject: New chief\n\nReceived: with thanks"));
    }
}
