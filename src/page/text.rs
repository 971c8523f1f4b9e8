//! Text of archives as markup: escaped, without characters that act instead of showing, with passages marked.

use std::ops::Range;

use maud::{Markup, html};

use crate::query::Span;
use crate::release::NO_HEADLINE;
use crate::results::Mark;

/// A text of one line, such as a title or a name: neither control characters nor those that turn the direction of
/// what follows.
pub(super) fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|&c| !acts(c)).collect()
}

/// A headline on one line, or what to say in its place.
pub(super) fn headline(title: Option<&str>) -> String {
    let title = title.map(line).filter(|title| !title.trim().is_empty());
    title.unwrap_or_else(|| NO_HEADLINE.to_owned())
}

/// A text of one line with passages marked.
pub(super) fn marked_line(text: &str, marks: &[Mark]) -> Markup {
    marked(text, &byte_ranges(text, marks))
}

/// Part of a longer text with passages marked, each a target to jump to; its line breaks stay. `number` is that of the
/// last passage so far.
pub(super) fn marked_part(text: &str, part: Range<usize>, spans: &[Span], number: &mut usize) -> Markup {
    let mut ranges: Vec<Range<usize>> = spans
        .iter()
        .filter(|span| span.start >= part.start && span.end <= part.end)
        .map(|span| span.start - part.start..span.end - part.start)
        .collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let pieces = pieces(text.get(part).unwrap_or_default(), &ranges);
    html! {
        @for (inside, piece) in pieces {
            @if inside { mark id=(passage({ *number += 1; *number })) { (visible(piece)) } } @else { (visible(piece)) }
        }
    }
}

/// What a marked passage is called in links.
pub(super) fn passage(number: usize) -> String {
    format!("passage-{number}")
}

/// The paragraphs of a text: what blank lines separate.
pub(super) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut begun = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let shown = at..at + line.trim_end().len();
        match paragraphs.last_mut() {
            _ if shown.is_empty() => begun = false,
            Some(last) if begun => last.end = shown.end,
            _ => {
                paragraphs.push(shown);
                begun = true;
            }
        }
        at += line.len();
    }
    paragraphs
}

/// A text of one line, inside `<mark>` and outside.
fn marked(text: &str, ranges: &[Range<usize>]) -> Markup {
    html! {
        @for (inside, piece) in pieces(text, ranges) {
            @if inside { mark { (line(piece)) } } @else { (line(piece)) }
        }
    }
}

/// A text in pieces, whether each is marked. Ranges come in order; where two overlap, both are one.
fn pieces<'t>(text: &'t str, ranges: &[Range<usize>]) -> Vec<(bool, &'t str)> {
    let mut pieces: Vec<(bool, &str)> = Vec::with_capacity(2 * ranges.len() + 1);
    let mut at = 0;
    for range in ranges {
        let start = range.start.max(at);
        let (Some(before), Some(inside)) = (text.get(at..start), text.get(start..range.end)) else { continue };
        pieces.push((false, before));
        pieces.push((true, inside));
        at = range.end;
    }
    pieces.push((false, text.get(at..).unwrap_or_default()));
    pieces
}

/// Marks in bytes instead of characters.
fn byte_ranges(text: &str, marks: &[Mark]) -> Vec<Range<usize>> {
    let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len())).collect();
    marks.iter().filter_map(|&Mark(start, end)| Some(*borders.get(start)?..*borders.get(end)?)).collect()
}

/// A text of several lines without control characters.
pub(super) fn visible(text: &str) -> String {
    text.chars().filter(|&c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}

/// Control characters, and Unicode's `Bidi_Control`.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_characters_and_everything_is_escaped() {
        let text = "Café & <b>fraud</b>";
        assert_eq!(
            marked_line(text, &[Mark(0, 4), Mark(10, 15)]).into_string(),
            "<mark>Café</mark> &amp; &lt;b&gt;<mark>fraud</mark>&lt;/b&gt;"
        );
    }

    #[test]
    fn marks_that_touch_or_lie_outside_do_no_harm() {
        let touching = marked_line("abc", &[Mark(0, 1), Mark(1, 2)]).into_string();
        assert_eq!(touching, "<mark>a</mark><mark>b</mark>c");
        assert_eq!(marked_line("abc", &[Mark(2, 9)]).into_string(), "abc");
    }

    #[test]
    fn characters_that_act_are_not_shown() {
        assert_eq!(line("a\u{0}b\u{202E}c\u{9B}d\ne"), "abcd e");
        assert_eq!(marked_line("\u{202E}ab", &[Mark(1, 2)]).into_string(), "<mark>a</mark>b");
    }

    #[test]
    fn paragraphs_are_separated_by_blank_lines_and_keep_their_lines() {
        let text = "\none\ntwo \n \n\nthree";
        let paragraphs: Vec<&str> = paragraphs(text).into_iter().map(|part| &text[part]).collect();
        assert_eq!(paragraphs, ["one\ntwo", "three"]);
    }

    #[test]
    fn spans_are_marked_in_the_paragraph_where_they_lie() {
        let text = "one\n\ntwo one";
        let spans = [Span { start: 0, end: 3, leaf: 0 }, Span { start: 9, end: 12, leaf: 0 }];
        let mut number = 1;
        let marked = marked_part(text, 5..12, &spans, &mut number).into_string();
        assert_eq!((marked.as_str(), number), (r#"two <mark id="passage-2">one</mark>"#, 2));
    }
}
