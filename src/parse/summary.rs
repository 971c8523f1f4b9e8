//! Whether a summary says anything that the text below it does not begin with.

use super::paragraphs::letters;

/// How far into a text its own beginning is looked for, in bytes: datelines and notes come first.
const BEGINNING: usize = 4_000;

/// So much of a summary has to occur, in letters and digits: excerpts break off anywhere.
const START: usize = 80;

/// True where a summary is the beginning of the body over again, and no more.
pub(super) fn repeats(summary: &str, body: &str) -> bool {
    if body.starts_with(summary) {
        return true;
    }
    let body = letters(body.get(..body.floor_char_boundary(BEGINNING)).unwrap_or(body));
    let summary = letters(summary);
    let start = summary.get(..summary.floor_char_boundary(START)).unwrap_or(&summary);
    summary.len() <= body.len() && body.contains(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_over_again_is_no_summary() {
        let body = "AYR, 3 May – The quay is open, and all may come.";
        assert!(repeats("The quay is open, and […]", body));
        assert!(!repeats("The harbour master opens the quay", body));
        assert!(!repeats("The quay is open, and all may come. They are welcome.", "The quay is open"));
    }
}
