//! Where sentences begin.

/// Shortened words whose point ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "st", "sgt", "insp", "supt", "cllr", "lt", "col", "gen", "sen",
    "rep", "gov", "no", "nos", "vs", "v", "inc", "ltd", "co", "corp", "jr", "sr", "approx", "dept", "fig", "p", "pp",
    "para", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
];

/// Byte offsets at which sentences and paragraphs of a text begin, the first being 0.
///
/// A sentence ends with `.`, `!` or `?` (and closing quotes or brackets) before white space and a capital, digit or
/// opening quote; initials and common abbreviations end none. A blank line always does.
pub fn sentence_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' if text[at + 1..].starts_with('\n') => {
                let rest = text[at..].trim_start();
                if !rest.is_empty() {
                    starts.push(text.len() - rest.len());
                }
                while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
            }
            '.' | '!' | '?' => {
                let mut end = at + 1;
                while let Some((close, c)) =
                    chars.next_if(|(_, c)| matches!(c, '.' | '!' | '?' | '"' | '\'' | '”' | '’' | ')' | ']'))
                {
                    end = close + c.len_utf8();
                }
                let rest = text[end..].trim_start();
                let spaced = rest.len() < text.len() - end;
                let opens = rest.chars().next().is_some_and(|c| {
                    c.is_uppercase()
                        || c.is_numeric()
                        || matches!(c, '"' | '\'' | '“' | '‘' | '(' | '[' | '£' | '$' | '€' | '#')
                });
                if spaced && opens && !(c == '.' && is_abbreviation(&text[..at])) {
                    starts.push(text.len() - rest.len());
                }
            }
            _ => {}
        }
    }
    starts.dedup();
    starts
}

/// The first sentence of a text, without white space around it.
pub fn first_sentence(text: &str) -> &str {
    let text = text.trim_start();
    let end = sentence_starts(text).get(1).copied().unwrap_or(text.len());
    text[..end].trim_end()
}

/// True where the text before a point ends in an initial or a known abbreviation.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| !(c.is_alphanumeric() || c == '.')).next().unwrap_or_default();
    let mut letters = word.chars();
    let single = matches!((letters.next(), letters.next()), (Some(c), None) if c.is_alphabetic());
    // `U.K.` before a capital may end a sentence or not; more often it does not.
    single || word.contains('.') && word.len() <= 8 || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let starts = sentence_starts(text);
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        starts.iter().zip(ends).map(|(&start, end)| text[start..end].trim_end()).collect()
    }

    #[test]
    fn sentences_end_before_a_capital() {
        assert_eq!(sentences("One is here. Two? “Three!” Four"), ["One is here.", "Two?", "“Three!”", "Four"]);
        assert_eq!(sentences("It cost 1.5 million. 40 people came."), ["It cost 1.5 million.", "40 people came."]);
    }

    #[test]
    fn abbreviations_and_initials_end_none() {
        assert_eq!(sentences("Mr. J. Smith of the U.K. Office spoke."), ["Mr. J. Smith of the U.K. Office spoke."]);
        assert_eq!(sentences("See no. 5 and St. Mary"), ["See no. 5 and St. Mary"]);
    }

    #[test]
    fn a_blank_line_ends_a_sentence() {
        assert_eq!(sentences("A heading\n\nthen text"), ["A heading", "then text"]);
        assert_eq!(first_sentence("  One. Two."), "One.");
        assert_eq!(first_sentence(""), "");
    }
}
