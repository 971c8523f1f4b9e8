//! The end of a release, and what stands below it.
//!
//! `###` and "ENDS" say that a release is over, and offices go on below them: notes to editors, the charges in full,
//! figures, a caption. They said that too, so it stays, without the mark. Left out is what an office says of itself
//! under everything it publishes, and a note tells how it began.

use super::super::paragraphs::is_wrapped;
use super::{Block, ends_sentence, furniture};

/// A heading is shorter.
const MOST_WORDS: usize = 12;

/// The blocks without marks of the end and without what the office says of itself, and a note on the latter.
pub(super) fn settle(blocks: Vec<Block>) -> (Vec<Block>, Option<String>) {
    let mut kept: Vec<Block> = Vec::new();
    let mut note = None;
    let (mut begun, mut ended, mut headed) = (false, false, false);
    for block in parted(blocks) {
        let Some(first) = block.lines.first() else { continue };
        // A mark above everything ends nothing.
        if begun && is_end(first) {
            ended = true;
        } else if ended && is_paragraph(&block) && (opens_about(first) || (headed && !is_notes_to_editors(first))) {
            headed = !headed && is_heading(&block);
            note.get_or_insert_with(|| format!("left out below the end mark: “{first}”"));
        } else {
            begun |= !block.lines.iter().all(|line| furniture::is_release_mark(line) || furniture::is_furniture(line));
            kept.push(block);
        }
    }
    (kept, note)
}

/// The blocks, with each mark of the end in a block of its own.
fn parted(blocks: Vec<Block>) -> impl Iterator<Item = Block> {
    blocks.into_iter().flat_map(|block| {
        let mut parts: Vec<Block> = Vec::new();
        let mut after_mark = true;
        for line in block.lines {
            let mark = is_end(&line);
            match parts.last_mut().filter(|_| !(mark || after_mark)) {
                Some(part) => part.lines.push(line),
                None => parts.push(Block { lines: vec![line] }),
            }
            after_mark = mark;
        }
        parts
    })
}

/// `About Ayr Port: it was founded …`, or that as a heading. "About 40 ferries" is a statement.
fn opens_about(line: &str) -> bool {
    let rest = line.get(..6).filter(|start| start.eq_ignore_ascii_case("about ")).and(line.get(6..));
    rest.is_some_and(|rest| rest.starts_with(char::is_uppercase) || rest.starts_with("the ") || rest.starts_with("us"))
}

/// Lines that are neither wrapped nor a heading over one line may say anything.
fn is_paragraph(block: &Block) -> bool {
    block.lines.len() <= 2 || is_wrapped(block)
}

/// True where a block only heads the paragraph below it.
fn is_heading(block: &Block) -> bool {
    let words = block.lines.iter().flat_map(|line| line.split_whitespace()).count();
    words <= MOST_WORDS && !block.lines.iter().any(|line| ends_sentence(line))
}

/// `###`, `# # #`, `-###-`, `ENDS`, `- ends -`, `[END]`, `-30-`.
pub(in super::super) fn is_end(line: &str) -> bool {
    let marks: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let word = marks.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let hashes = marks.trim_matches(['-', '–', '—', '*', '.']);
    // `30%` and `£30` are figures.
    let dashed = || marks.starts_with(['-', '–', '—', '*', '#']) && marks.ends_with(['-', '–', '—', '*', '#']);
    ((3..12).contains(&hashes.len()) && hashes.bytes().all(|b| b == b'#'))
        || matches!(word.as_str(), "ends" | "end")
        || (word == "30" && dashed())
}

/// "Notes to editors", alone or before the notes: `Note to editors: the bell …`.
pub(super) fn is_notes_to_editors(line: &str) -> bool {
    const NAMES: [&str; 5] =
        ["notes to editors", "note to editors", "notes for editors", "editors' notes", "notes to editor"];
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let rest = NAMES.iter().find_map(|name| line.strip_prefix(name));
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == ' ') || rest.starts_with(" -"))
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;

    fn settled(text: &str) -> (String, Option<String>) {
        let (kept, note) = settle(blocks(text));
        (kept.iter().map(|block| block.lines.join("\n")).collect::<Vec<_>>().join("\n\n"), note)
    }

    #[test]
    fn what_is_said_below_the_end_stays() {
        for below in [
            "Rowan Tarn (31) admitted:\n1 - Taking a boat without leave\n2 - Sinking it",
            "Notes to editors: the bell weighs two tons.",
            "About 40 ferries were late.",
            "Pictured: the bell",
        ] {
            for mark in ["ENDS", "- ends -", "###", "# # #", "-###-", "-30-", "[END]"] {
                let text = format!("The bell rings again.\n\n{mark}\n\n{below}");
                assert_eq!(settled(&text), (format!("The bell rings again.\n\n{below}"), None), "{text}");
            }
        }
    }

    #[test]
    fn what_an_office_says_of_itself_is_left_out_with_a_note() {
        let text =
            "The bell rings again.\n###\nAbout Ayr Port\n\nIt was founded by fishermen.\n\nENDS\n\nThe bell is old.";
        let note = Some("left out below the end mark: “About Ayr Port”".to_owned());
        assert_eq!(settled(text), ("The bell rings again.\n\nThe bell is old.".to_owned(), note));
    }

    #[test]
    fn a_mark_above_everything_ends_nothing() {
        let (text, _) = settled("END\n\nAbout Ayr Port: the harbour opens.");
        assert_eq!(text, "END\n\nAbout Ayr Port: the harbour opens.");
    }

    #[test]
    fn figures_are_no_marks() {
        for line in ["30%", "£30", "30.", "ended", "#ends now"] {
            assert!(!is_end(line), "{line}");
        }
    }

    #[test]
    fn notes_to_editors_may_begin_on_the_line_that_names_them() {
        for line in ["Notes to Editors", "NOTE TO EDITORS:", "Note to editors: the bell", "Notes to editors - the bell"]
        {
            assert!(is_notes_to_editors(line), "{line}");
        }
        assert!(!is_notes_to_editors("Notes to editors were handed out"));
    }
}
