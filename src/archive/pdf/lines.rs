//! Lines and paragraphs out of what pages show.
//!
//! Texts are taken in the order in which they are drawn: programs that set press notes draw as one reads.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{Shown, are_parted};

/// One line of a page.
type Line = Shown;

/// The paragraphs of all pages, parted by blank lines.
pub(super) fn prose(pages: Vec<Vec<Shown>>) -> String {
    let mut pages: Vec<Vec<Line>> = pages.into_iter().map(lines).collect();
    let furniture = furniture(&pages);
    for page in &mut pages {
        page.retain(|line| !furniture.contains(&shape(&line.text)));
        page.pop_if(|line| line.text.chars().all(|c| c.is_ascii_digit()));
    }
    let words = words(&pages);
    let mut paragraphs: Vec<String> = Vec::new();
    for page in pages {
        let spacing = usual_spacing(&page);
        let right = page.iter().map(|line| line.end).fold(f32::MIN, f32::max);
        let mut before: Option<&Line> = None;
        for line in &page {
            let goes_on = match (before, paragraphs.last()) {
                (Some(before), Some(_)) => is_next(before, line, spacing, right),
                (None, Some(last)) => {
                    !ends_sentence(last) && line.text.starts_with(char::is_lowercase) // over the edge of a page
                }
                _ => false,
            };
            match paragraphs.last_mut().filter(|_| goes_on) {
                Some(paragraph) => join(paragraph, &line.text, &words),
                None => paragraphs.push(line.text.clone()),
            }
            before = Some(line);
        }
    }
    paragraphs.join("\n\n").replace('\u{ad}', "")
}

/// Joins what stands on one line.
fn lines(shown: Vec<Shown>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for piece in shown {
        let same = lines.last_mut().filter(|line| {
            let size = line.size.max(piece.size);
            (line.y - piece.y).abs() < size * 0.5 && piece.x > line.end - size
        });
        let Some(line) = same else {
            lines.push(piece);
            continue;
        };
        if are_parted(line, &piece) {
            line.text.push(' ');
        }
        line.text.push_str(&piece.text);
        // A raised figure is no measure of its line.
        if piece.size >= line.size {
            (line.y, line.size) = (piece.y, piece.size);
        }
        line.end = line.end.max(piece.end);
    }
    for line in &mut lines {
        line.text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// How far lines of this page lie apart, in heights of their text, where they lie close: a quarter lies no farther.
fn usual_spacing(page: &[Line]) -> f32 {
    let mut spacings: Vec<f32> = page
        .windows(2)
        .filter_map(|pair| match pair {
            [above, below] if below.size > 0.0 => Some((above.y - below.y) / below.size),
            _ => None,
        })
        .filter(|spacing| (0.8..2.5).contains(spacing))
        .collect();
    spacings.sort_unstable_by(f32::total_cmp);
    spacings.get(spacings.len() / 4).copied().unwrap_or(1.5)
}

/// True where a line goes on with the paragraph of the line before.
fn is_next(before: &Line, line: &Line, spacing: f32, right: f32) -> bool {
    let size = line.size.max(1.0);
    let below = (before.y - line.y) / size;
    if (before.size - line.size).abs() > size * 0.1 || line.text.starts_with(['•', '●', '▪', '\u{f0b7}', '–']) {
        return false;
    }
    if below < 0.0 {
        return !ends_sentence(&before.text) && line.text.starts_with(char::is_lowercase); // the next column
    }
    // The first word would have had its place on the line before: that one was meant to end.
    let word = line.text.split(' ').next().map_or(0, |word| word.chars().count());
    let had_place = before.end + (word as f32 * 0.5 + 2.0) * size < right;
    let is_indented = line.x - before.x > size && ends_sentence(&before.text);
    below < spacing * 1.3 && !had_place && !is_indented
}

/// Adds a line to its paragraph. A hyphen at the end goes where the document writes the word without it.
fn join(paragraph: &mut String, line: &str, words: &BTreeSet<String>) {
    let Some(stem) = paragraph.strip_suffix(['-', '\u{2010}', '\u{ad}']) else {
        paragraph.push(' ');
        paragraph.push_str(line);
        return;
    };
    let start = stem.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let rest = line.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    if paragraph.ends_with('\u{ad}') || words.contains(&format!("{start}{rest}").to_lowercase()) {
        paragraph.truncate(stem.len());
    }
    paragraph.push_str(line);
}

fn words(pages: &[Vec<Line>]) -> BTreeSet<String> {
    let lines = pages.iter().flatten();
    lines.flat_map(|line| line.text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase)).collect()
}

/// What stands on more than half of the pages, whatever its numbers: heads and feet.
fn furniture(pages: &[Vec<Line>]) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages {
        for shape in page.iter().map(|line| shape(&line.text)).collect::<BTreeSet<_>>() {
            *counts.entry(shape).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count > 2 && count * 2 > pages.len()).map(|(shape, _)| shape).collect()
}

fn shape(line: &str) -> String {
    line.chars().filter(|c| !c.is_ascii_digit()).collect()
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', '\'', ')']).ends_with(['.', '!', '?', ':', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines 12 points high, so far below one another, their characters 6 points wide.
    fn page(lines: &[(f32, &str)]) -> Vec<Shown> {
        let mut y = 800.0;
        let shown = lines.iter().map(|(below, text)| {
            y -= below;
            let end = 70.0 + text.chars().count() as f32 * 6.0;
            Shown { text: (*text).to_owned(), x: 70.0, end, y, size: 12.0 }
        });
        shown.collect()
    }

    #[test]
    fn lines_are_joined_until_there_is_more_space_or_a_word_had_its_place() {
        let page = page(&[
            (0.0, "New ferries for the harbour"),
            (14.0, "The harbour office has ordered two ferries, it said"),
            (14.0, "on Tuesday, for the quay."),
            (14.0, "They come in the spring of the year after the next."),
            (28.0, "Both are built at Northmere, and are named after an"),
            (14.0, "otter and a heron."),
        ]);
        assert_eq!(
            prose(vec![page]).split("\n\n").collect::<Vec<_>>(),
            [
                "New ferries for the harbour",
                "The harbour office has ordered two ferries, it said on Tuesday, for the quay.",
                "They come in the spring of the year after the next.",
                "Both are built at Northmere, and are named after an otter and a heron.",
            ]
        );
    }

    #[test]
    fn a_hyphen_goes_where_the_document_writes_the_word_without() {
        let page = page(&[
            (0.0, "The international harbour was a long time in inter-"),
            (14.0, "national use, and is not in use any longer for long-"),
            (14.0, "term moorings."),
        ]);
        assert_eq!(
            prose(vec![page]),
            "The international harbour was a long time in international use, and is not in use any longer for long-term \
             moorings."
        );
    }

    #[test]
    fn heads_feet_and_numbers_of_pages_are_left_out_and_paragraphs_go_over_them() {
        let pages = ["The ferries come in the", "spring.", "End."].iter().zip(1..).map(|(text, number)| {
            page(&[(0.0, "Harbour office"), (40.0, text), (600.0, &format!("Page {number} of 3")), (20.0, "7")])
        });
        assert_eq!(prose(pages.collect()), "The ferries come in the spring.\n\nEnd.");
    }

    #[test]
    fn pieces_of_a_line_are_parted_where_there_is_a_gap() {
        let piece = |text: &str, x: f32, end: f32| Shown { text: text.to_owned(), x, end, y: 700.0, size: 12.0 };
        let line = vec![piece("Har", 70.0, 88.0), piece("bour", 88.5, 110.0), piece("office", 114.0, 150.0)];
        assert_eq!(prose(vec![line]), "Harbour office");
    }
}
