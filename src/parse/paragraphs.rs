//! Plain text as blocks and paragraphs, with white space settled.

/// A run of lines without a blank line between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// Its lines, none of them blank, white space collapsed.
    pub(super) lines: Vec<String>,
}

impl Block {
    /// The block as it stands, line under line.
    pub(super) fn text(mut self) -> String {
        match self.lines.as_mut_slice() {
            [only] => std::mem::take(only),
            lines => lines.join("\n"),
        }
    }

    /// The block as one line.
    pub(super) fn joined(&self) -> String {
        self.lines.join(" ")
    }
}

/// What ends a line besides `\n` and `\r\n`.
const OTHER_LINE_ENDS: [char; 5] = ['\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}'];

/// One line with white space collapsed, no-break spaces included, and without characters that print nothing.
pub(super) fn one_line(text: &str) -> String {
    let text = text.trim();
    if is_settled(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let before = line.len();
        if before > 0 {
            line.push(' ');
        }
        let start = line.len();
        if word.is_ascii() && !word.bytes().any(|b| b.is_ascii_control()) {
            line.push_str(word);
        } else {
            line.extend(word.chars().filter(|c| !prints_nothing(*c)));
        }
        if line.len() == start {
            line.truncate(before);
        }
    }
    line
}

/// True where nothing is to be done, as with most lines: printed ASCII, and one space between words.
fn is_settled(trimmed: &str) -> bool {
    let mut before = b'.';
    trimmed.bytes().all(|byte| {
        let doubled = byte == b' ' && before == b' ';
        before = byte;
        matches!(byte, b' '..=b'~') && !doubled
    })
}

/// The letters and digits alone, in lower case: what two copies of a line share.
pub(super) fn letters(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => letters.extend(c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase())),
            c if c.is_alphanumeric() => letters.extend(c.to_lowercase()),
            _ => {}
        }
    }
    letters
}

/// Zero-width marks and controls: they part words for no reader, but keep equal wordings from being equal.
fn prints_nothing(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{200e}' | '\u{200f}')
}

/// The blocks of a text; any mix of line ends.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let only = text.trim();
    if is_settled(only) && !only.is_empty() {
        return vec![Block { lines: vec![only.to_owned()] }];
    }
    let mut blocks = Vec::new();
    let mut lines = Vec::new();
    for line in text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split(OTHER_LINE_ENDS)) {
        let line = one_line(line);
        if !line.is_empty() {
            lines.push(line);
        } else if !lines.is_empty() {
            blocks.push(Block { lines: std::mem::take(&mut lines) });
        }
    }
    if !lines.is_empty() {
        blocks.push(Block { lines });
    }
    blocks
}

/// A text with its paragraphs parted by one blank line.
///
/// Lines wrapped at a margin are joined. Where a text has no blank line at all, each of its lines is a paragraph.
pub(super) fn paragraphs(text: &str) -> String {
    let blocks = blocks(text);
    let joined: Vec<String> = match blocks.as_slice() {
        [only] if !is_wrapped(only) => only.lines.clone(),
        blocks => {
            blocks.iter().map(|block| if is_wrapped(block) { block.joined() } else { block.lines.join("\n") }).collect()
        }
    };
    joined.join("\n\n")
}

/// True where all lines but the last reach for the same margin: typewriter text, mail. Lists keep their lines.
pub(super) fn is_wrapped(block: &Block) -> bool {
    if block.lines.iter().skip(1).any(|line| line.starts_with("- ") || line.starts_with("• ")) {
        return false;
    }
    let lengths = || block.lines.iter().rev().skip(1).map(|line| line.chars().count());
    let (Some(shortest), Some(longest)) = (lengths().min(), lengths().max()) else { return false };
    shortest >= 45 && longest <= 100 && longest - shortest <= 25
}

/// True where a line ends as a sentence does.
pub(super) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '’', '\'', ')', ']']).ends_with(['.', '!', '?', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_part_blocks_whatever_the_line_ends() {
        for text in ["a\nb\n\nc", "a\r\nb\r\n\r\nc", "a\rb\r\rc", "\n\na\nb\n \u{a0}\t\n\n\nc\n"] {
            let lines: Vec<Vec<String>> = blocks(text).into_iter().map(|block| block.lines).collect();
            assert_eq!(lines, [vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned()]], "{text:?}");
        }
        assert_eq!(blocks(" \n\r\n"), []);
    }

    #[test]
    fn white_space_and_marks_without_width_collapse() {
        assert_eq!(one_line(" a \u{a0}\u{200b} b\u{ad}c\t"), "a bc");
    }

    #[test]
    fn lines_without_blank_lines_are_paragraphs() {
        assert_eq!(paragraphs("One.\r\n\t\t Two. \r\n Three."), "One.\n\nTwo.\n\nThree.");
        assert_eq!(paragraphs("One.\n\n- two\n- three"), "One.\n\n- two\n- three");
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let text = "The harbour office said on Tuesday that its three new ferries\nwould cross the sound \
                    every half hour from the first of May,\nwind permitting.";
        assert_eq!(paragraphs(text), text.replace('\n', " "));
    }
}
