//! Output for people: terminals get colour and progress, files and pipes plain text.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, IsTerminal, StdoutLock, Write};

use crate::release::{PartialDate, Published};
use crate::results::Mark;
use crate::text::{Edit, Grouped, Segment};

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
}

/// Standard output, buffered, and whether it may be coloured.
pub(super) struct Output {
    out: io::BufWriter<StdoutLock<'static>>,
    colour: bool,
}

impl Output {
    pub(super) fn new() -> Self {
        let out = io::stdout().lock();
        let colour = out.is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { out: io::BufWriter::new(out), colour }
    }

    fn styled(&self, style: &str, text: impl fmt::Display) -> String {
        if self.colour { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_string() }
    }

    /// Text in bold.
    pub(super) fn bold(&self, text: impl fmt::Display) -> String {
        self.styled("1", text)
    }

    /// Text that may be passed over.
    pub(super) fn dim(&self, text: impl fmt::Display) -> String {
        self.styled("2", text)
    }

    /// A stretch of a difference; without colour as `wdiff` writes it.
    pub(super) fn edited(&self, segment: &Segment) -> String {
        let text = printable(&segment.text);
        match (segment.edit, self.colour) {
            (Edit::Equal, _) => text.into_owned(),
            (Edit::Deleted, false) => format!("[-{text}-]"),
            (Edit::Inserted, false) => format!("{{+{text}+}}"),
            (Edit::Deleted, true) => self.styled("31;9", text),
            (Edit::Inserted, true) => self.styled("32;4", text),
        }
    }

    /// A text of the archive, its marks in bold and underlined; a `headline` is bold throughout.
    pub(super) fn marked(&self, text: &str, marks: &[Mark], headline: bool) -> String {
        let characters: Vec<char> = text.chars().collect();
        let part = |from: usize, to: usize| characters.get(from..to).unwrap_or_default().iter().collect::<String>();
        let plain = |text: &str| if headline && !text.is_empty() { self.bold(text) } else { text.to_owned() };
        let mut marked = String::with_capacity(text.len() + marks.len() * 12);
        let mut at = 0;
        for &Mark(start, end) in marks {
            marked.push_str(&plain(&printable(&part(at, start))));
            marked.push_str(&self.styled("1;4", printable(&part(start, end))));
            at = end;
        }
        marked.push_str(&plain(&printable(&part(at, characters.len()))));
        marked
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Archived text without what would steer a terminal: control characters and direction marks.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    let harmful = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(harmful) {
        Cow::Owned(text.chars().filter(|&c| !harmful(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// An error on stderr. Where that is closed too there is nobody to tell.
pub(super) fn error(error: &dyn std::error::Error) {
    let _ = writeln!(io::stderr(), "pressmark: {error}");
}

/// A remark on stderr.
pub(super) fn note(text: impl fmt::Display) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// `1 release`, `1,234 releases`.
pub(super) fn counted(count: u64, one: &str) -> String {
    format!("{} {one}{}", Grouped(count), if count == 1 { "" } else { "s" })
}

/// `once`, `twice`, `3 times`.
pub(super) fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{} times", Grouped(count)),
    }
}

/// `22 Feb 2017`, `Feb 2017`, `2017`, `undated`.
pub(super) fn date(published: Option<&Published>) -> String {
    match published.map(|published| published.date) {
        None => "undated".to_owned(),
        Some(date @ PartialDate::Day(_)) => date.first_day().format("%-d %b %Y").to_string(),
        Some(date @ PartialDate::Month(..)) => date.first_day().format("%b %Y").to_string(),
        Some(date @ PartialDate::Year(_)) => date.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_words_counted() {
        assert_eq!(counted(1_234_567, "release"), "1,234,567 releases");
        assert_eq!(counted(1, "release"), "1 release");
    }

    #[test]
    fn archived_text_cannot_steer_the_terminal() {
        assert_eq!(printable("a\x1b[2Jb\u{202e}c\n"), "a[2Jbc\n");
    }
}
