//! Paragraphs that are the lines of a print: an export that made a `<p>` of every line broke each sentence into several.

/// Shorter lines reach no margin: items of a list, names of speakers, verse.
const SHORTEST_LINE: usize = 30;

/// Fewer breaks within sentences are slips of a hand, and stay.
const LEAST_BREAKS: usize = 4;

/// The text with its broken sentences joined, where every fourth break or more stands within a sentence.
pub(super) fn joined(text: String) -> String {
    let lines: Vec<&str> = text.split("\n\n").collect();
    let breaks = lines.windows(2).filter(|pair| matches!(pair, [line, next] if goes_on(line, next))).count();
    if breaks < LEAST_BREAKS || breaks * 4 < lines.len() - 1 {
        return text;
    }
    let mut joined = String::with_capacity(text.len());
    let mut before = "";
    for line in lines {
        if !joined.is_empty() {
            joined.push_str(if goes_on(before, line) { " " } else { "\n\n" });
        }
        joined.push_str(line);
        before = line;
    }
    joined
}

/// True where a sentence runs from one line into the next: no stop ends the one, no capital begins the other.
fn goes_on(line: &str, next: &str) -> bool {
    let stops = ['.', '!', '?', ':', ';', '…', ')', ']', '"', '”', '’', '\''];
    line.len() >= SHORTEST_LINE && !line.ends_with(stops) && next.starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "The harbour office said on Tuesday that its three new\n\nferries would cross the sound every half hour from\n\n\
                           the first of May, and that no islander would have to\n\nwait for longer than it takes to drink a cup of tea or\n\n\
                           to read this notice.\n\nThe master added: “They are late.”";

    #[test]
    fn sentences_broken_throughout_a_text_are_joined() {
        let joined = joined(PRINTED.to_owned());
        assert_eq!(joined.split("\n\n").count(), 2);
        assert!(
            joined.contains("three new ferries would cross")
                && joined.ends_with("notice.\n\nThe master added: “They are late.”")
        );
    }

    #[test]
    fn paragraphs_lists_and_verse_stay_as_they_are() {
        let list = "The ferries carry:\n\ncars\n\nvans\n\npeople\n\nbicycles\n\nsheep";
        let stops = "a line that is long enough to reach the margin of a page;\n\n".repeat(9);
        let once = format!(
            "{}\n\n{}",
            PRINTED.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n"),
            "A whole one.\n\n".repeat(20)
        );
        for text in [list, &stops, &once, "", "One."] {
            assert_eq!(joined(text.to_owned()), text);
        }
    }
}
