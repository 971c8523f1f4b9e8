//! A title for a text without a headline: the start of its first sentence.

/// About as many characters as a line of results shows.
const LONGEST: usize = 100;

/// Words whose full stop ends no sentence, in lower case.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "st", "prof", "rev", "hon", "sir", "rep", "reps", "sen", "sens", "gov", "gen", "col",
    "lt", "maj", "capt", "sgt", "insp", "supt", "jr", "sr", "inc", "ltd", "co", "corp", "vs", "no", "nos", "art",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "approx", "dept", "etc",
];

/// The first sentence without its stop, cut at a word border where it is long; `None` for a text without words.
pub(super) fn made_title(text: &str) -> Option<String> {
    let paragraph = text.lines().find(|line| line.chars().any(char::is_alphanumeric))?.trim();
    let sentence = first_sentence(paragraph).trim_end_matches(['.', ' ']);
    let Some((cut, _)) = sentence.char_indices().nth(LONGEST) else { return Some(sentence.to_owned()) };
    let head = sentence.get(..cut).unwrap_or(sentence);
    // A text without spaces is cut where it is.
    let end = head.rfind(char::is_whitespace).filter(|end| *end > 0).unwrap_or(head.len());
    let head = head.get(..end).unwrap_or(head);
    Some(format!("{}…", head.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '”' | '’' | '"'))))
}

/// The text up to and with the mark that ends its first sentence.
fn first_sentence(text: &str) -> &str {
    for (at, mark) in text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?')) {
        let after = at + mark.len_utf8();
        let (before, rest) = (text.get(..at).unwrap_or_default(), text.get(after..).unwrap_or_default());
        let quotes = rest.len() - rest.trim_start_matches(['"', '”', '’', '\'', ')']).len();
        let Some(next) = rest.get(quotes..) else { continue };
        let goes_on = next.starts_with(char::is_whitespace)
            && !next.trim_start().starts_with(|c: char| c.is_lowercase())
            && !(mark == '.' && ends_in_abbreviation(before));
        if goes_on || next.is_empty() {
            return text.get(..after + quotes).unwrap_or(text);
        }
    }
    text
}

/// `Mr`, `St`, and single letters as in `U.K` or `J`.
fn ends_in_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '.')).next().unwrap_or_default();
    let mut letters = word.chars();
    let single = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    single || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_sentence_is_taken_whole() {
        let cases = [
            ("The quay is open. All may come.", "The quay is open"),
            ("The U.K. fleet met Mr. Amis of St. Ives. It sailed.", "The U.K. fleet met Mr. Amis of St. Ives"),
            ("Who pays? The port does.", "Who pays?"),
            ("It cost 2.5 million. It paid.", "It cost 2.5 million"),
            ("“The quay is open.” So said the master.", "“The quay is open.”"),
            ("The quay is open . It was shut.", "The quay is open"),
            ("No stop at all", "No stop at all"),
        ];
        for (text, title) in cases {
            assert_eq!(made_title(text).as_deref(), Some(title));
        }
        assert_eq!(made_title(" — \n"), None);
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_word() {
        let text = "The harbour office has appointed a warden for every one of its nineteen quays, and each of them \
                    will answer to the master of the port.";
        assert_eq!(
            made_title(text).as_deref(),
            Some("The harbour office has appointed a warden for every one of its nineteen quays, and each of them…")
        );
        assert_eq!(made_title(&"ä".repeat(300)).map(|title| title.chars().count()), Some(101));
    }
}
