//! The passage that shows why a release matched.

use serde::Serialize;

use crate::query::{Marks, Span};
use crate::text::sentence_starts;

/// The longest snippet, in Unicode scalar values.
const MAX_CHARACTERS: usize = 300;

/// A range of a text, `[start, end)`, in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct Mark(pub usize, pub usize);

/// A passage and what of it satisfied the query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Snippet {
    /// The passage; `…` where it was cut out of more.
    pub text: String,
    /// What to highlight in it: in order, not overlapping.
    pub marks: Vec<Mark>,
}

/// The best passage of summary and body.
///
/// Best is the window with most distinct things asked for, then most occurrences, then earliest. Where nothing of
/// them satisfied the query (the title did, or there was no query) it is the beginning.
pub fn snippet(summary: Option<&str>, body: &str, marks: &Marks) -> Snippet {
    let from_summary = summary.and_then(|summary| window(summary, &marks.summary).map(|found| (summary, found)));
    let from_body = window(body, &marks.body).map(|found| (body, found));
    let best = match (from_summary, from_body) {
        (Some(summary), Some(body)) if body.1.distinct <= summary.1.distinct => Some((summary, &marks.summary)),
        (_, Some(body)) => Some((body, &marks.body)),
        (summary, None) => summary.map(|summary| (summary, &marks.summary)),
    };
    match best {
        Some(((text, found), spans)) => cut(text, found.start, found.end, spans),
        None => lead(summary, body),
    }
}

/// The beginning of a release, without marks.
pub fn lead(summary: Option<&str>, body: &str) -> Snippet {
    let text = summary.filter(|summary| !summary.trim().is_empty()).unwrap_or(body);
    cut(text, 0, 0, &[])
}

/// The marks of a title, which is shown as it is.
pub fn title_marks(title: &str, spans: &[Span]) -> Vec<Mark> {
    let count = |range: &str| range.chars().count();
    inside(0, title.len(), spans)
        .into_iter()
        .map(|(start, end)| Mark(count(&title[..start]), count(&title[..end])))
        .collect()
}

struct Window {
    start: usize,
    end: usize,
    distinct: usize,
}

/// The run of spans, no longer than a snippet, with most distinct leaves.
fn window(text: &str, spans: &[Span]) -> Option<Window> {
    // Bytes stand for characters here: the cut itself counts characters.
    let reach = MAX_CHARACTERS - 60;
    let spans: &[Span] = &spans[..spans.partition_point(|span| span.end <= text.len())];
    let mut best: Option<(usize, usize, Window)> = None;
    let mut seen: Vec<(usize, usize)> = Vec::new();
    let mut first = 0;
    for (last, span) in spans.iter().enumerate() {
        match seen.iter_mut().find(|(leaf, _)| *leaf == span.leaf) {
            Some((_, count)) => *count += 1,
            None => seen.push((span.leaf, 1)),
        }
        while spans[first].start + reach < span.end && first < last {
            if let Some(at) = seen.iter().position(|(leaf, _)| *leaf == spans[first].leaf) {
                seen[at].1 -= 1;
                if seen[at].1 == 0 {
                    seen.swap_remove(at);
                }
            }
            first += 1;
        }
        let (distinct, occurrences) = (seen.len(), last + 1 - first);
        if best.as_ref().is_none_or(|(d, o, _)| (distinct, occurrences) > (*d, *o)) {
            best = Some((distinct, occurrences, Window { start: spans[first].start, end: span.end, distinct }));
        }
    }
    best.map(|(_, _, window)| window)
}

/// Cuts a snippet out of a text so that it holds `start..end`: from the border of a sentence where one is near, at
/// the borders of words always.
fn cut(text: &str, start: usize, end: usize, spans: &[Span]) -> Snippet {
    let text_end = text.trim_end().len();
    let whole = text_end <= 4 * MAX_CHARACTERS && text[..text_end].chars().count() <= MAX_CHARACTERS;
    // The last border of a sentence before the marks, if a page of text is not in between.
    let near = floor(text, start.saturating_sub(MAX_CHARACTERS / 2));
    let after = floor(text, (start + MAX_CHARACTERS).min(text.len()));
    let sentence = sentence_starts(&text[near..after]).into_iter().map(|at| near + at).rfind(|&at| at <= start);
    let fits = |at: usize| text[at..end.max(at)].chars().count() <= MAX_CHARACTERS;
    let sentence = sentence.filter(|&at| (at > near || near == 0) && fits(at));
    let begin = match sentence {
        _ if whole => 0,
        Some(sentence) => sentence,
        None => {
            let room = MAX_CHARACTERS.saturating_sub(end - start).min(MAX_CHARACTERS / 3);
            word_start(text, floor(text, start.saturating_sub(room)), start)
        }
    };
    let mut stop = text[begin..].char_indices().nth(MAX_CHARACTERS).map_or(text_end, |(at, _)| begin + at);
    stop = stop.max(end).min(text_end.max(end));
    if stop < text_end {
        stop = word_end(text, begin.max(end), stop);
    }
    let passage = text[begin..stop].trim_end();
    let mut snippet = on_one_line(passage, &inside(begin, begin + passage.len(), spans));
    if begin > 0 && sentence != Some(begin) {
        snippet.text.insert_str(0, "… ");
        snippet.marks.iter_mut().for_each(|mark| *mark = Mark(mark.0 + 2, mark.1 + 2));
    }
    if begin + passage.len() < text_end {
        snippet.text.push_str(" …");
    }
    snippet
}

/// A passage with every run of white space as one space, and byte ranges of it as marks.
fn on_one_line(passage: &str, ranges: &[(usize, usize)]) -> Snippet {
    let mut snippet = Snippet { text: String::with_capacity(passage.len()), marks: Vec::with_capacity(ranges.len()) };
    let mut ranges = ranges.iter().copied().peekable();
    let (mut count, mut start, mut after_space) = (0, 0, false);
    for (at, c) in passage.char_indices() {
        if ranges.peek().is_some_and(|&(_, end)| end == at) {
            snippet.marks.push(Mark(start, count));
            ranges.next();
        }
        if ranges.peek().is_some_and(|&(from, _)| from == at) {
            start = count;
        }
        let space = c.is_whitespace();
        if !(space && after_space) {
            snippet.text.push(if space { ' ' } else { c });
            count += 1;
        }
        after_space = space;
    }
    if ranges.next().is_some() {
        snippet.marks.push(Mark(start, count));
    }
    snippet
}

/// The nearest border of characters at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

/// The first beginning of a word between `from` and `to`.
fn word_start(text: &str, from: usize, to: usize) -> usize {
    if from == 0 {
        return 0;
    }
    match text[from..to].find(char::is_whitespace) {
        Some(space) => to - text[from + space..to].trim_start().len(),
        None => to,
    }
}

/// The last end of a word between `from` and `to`; `to` where there is none.
fn word_end(text: &str, from: usize, to: usize) -> usize {
    match text[from.min(to)..to].rfind(char::is_whitespace) {
        Some(space) => from.min(to) + space,
        None => to,
    }
}

/// Spans inside `begin..end` as byte ranges counted from `begin`, those that touch made one.
pub(super) fn inside(begin: usize, end: usize, spans: &[Span]) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = spans
        .iter()
        .filter(|span| span.start >= begin && span.end <= end)
        .map(|span| (span.start - begin, span.end - begin))
        .collect();
    ranges.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(ranges.len());
    for (start, end) in ranges {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(text: &str, word: &str, leaf: usize) -> Span {
        let start = text.find(word).expect("the word is there");
        Span { start, end: start + word.len(), leaf }
    }

    fn shown(snippet: &Snippet) -> Vec<String> {
        let characters: Vec<char> = snippet.text.chars().collect();
        snippet.marks.iter().map(|&Mark(start, end)| characters[start..end].iter().collect()).collect()
    }

    #[test]
    fn the_window_with_most_distinct_words_wins_over_repetition() {
        let filler = "Nothing to see in this sentence at all. ".repeat(20);
        let body = format!("Fraud fraud fraud fraud. {filler}A bank lost money to fraud here. {filler}");
        let start = body.find("bank").expect("bank");
        let mut spans: Vec<Span> =
            body.match_indices("raud").map(|(at, _)| Span { start: at - 1, end: at + 4, leaf: 0 }).collect();
        spans.push(Span { start, end: start + 4, leaf: 1 });
        spans.sort();
        let snippet = snippet(None, &body, &Marks { body: spans, ..Marks::default() });
        assert_eq!(shown(&snippet), ["bank", "fraud"]);
        assert!(snippet.text.starts_with("A bank"), "{}", snippet.text);
        assert!(snippet.text.chars().count() <= MAX_CHARACTERS + 4);
    }

    #[test]
    fn marks_count_characters_not_bytes() {
        let body = "Ünïcödé cäfé fraud";
        let snippet = snippet(None, body, &Marks { body: vec![span(body, "fraud", 0)], ..Marks::default() });
        assert_eq!((snippet.marks.as_slice(), shown(&snippet)), ([Mark(13, 18)].as_slice(), vec!["fraud".to_owned()]));
    }

    #[test]
    fn paragraphs_run_on_and_marks_move_with_them() {
        let body = "One.\n\n  Two\nwords and fraud.";
        let snippet = snippet(None, body, &Marks { body: vec![span(body, "fraud", 0)], ..Marks::default() });
        assert_eq!(snippet.text, "One. Two words and fraud.");
        assert_eq!(shown(&snippet), ["fraud"]);
    }

    #[test]
    fn a_sentence_that_begins_far_before_the_marks_makes_no_snippet_longer() {
        let body = format!("{}fraud {}fraud {}.", "word ".repeat(28), "word ".repeat(44), "word ".repeat(80));
        let spans = body.match_indices("fraud").map(|(start, _)| Span { start, end: start + 5, leaf: 0 }).collect();
        let snippet = snippet(None, &body, &Marks { body: spans, ..Marks::default() });
        assert_eq!(shown(&snippet), ["fraud", "fraud"]);
        assert!(snippet.text.chars().count() <= MAX_CHARACTERS + 4, "{}", snippet.text.chars().count());
    }

    #[test]
    fn without_marks_it_is_the_beginning() {
        let body = "First words of it. ".repeat(40);
        let snippet = snippet(None, &body, &Marks::default());
        assert!(snippet.text.starts_with("First words of it.") && snippet.text.ends_with('…'));
        assert_eq!(lead(Some("A summary."), "The body.").text, "A summary.");
        assert_eq!(lead(None, "").text, "");
    }

    proptest! {
        #[test]
        fn any_spans_give_a_snippet_with_marks_inside_it(
            words in proptest::collection::vec("[a-zé.…]{1,12}", 1..200),
            picks in proptest::collection::vec((0..200usize, 0..3usize), 0..12),
        ) {
            let body = words.join(" ");
            let mut starts = Vec::new();
            let mut at = 0;
            for word in &words {
                starts.push((at, at + word.len()));
                at += word.len() + 1;
            }
            let mut spans: Vec<Span> = picks
                .into_iter()
                .map(|(pick, leaf)| { let (start, end) = starts[pick % starts.len()]; Span { start, end, leaf } })
                .collect();
            spans.sort();
            spans.dedup();
            let snippet = snippet(None, &body, &Marks { body: spans.clone(), ..Marks::default() });
            let length = snippet.text.chars().count();
            prop_assert!(length <= MAX_CHARACTERS + 4);
            prop_assert_eq!(snippet.marks.is_empty(), spans.is_empty());
            let mut last = 0;
            for Mark(start, end) in &snippet.marks {
                prop_assert!(*start >= last && start < end && *end <= length);
                last = *end;
            }
            for word in shown(&snippet) {
                prop_assert!(spans.iter().any(|span| word.starts_with(&body[span.start..span.end]) || word.contains(&body[span.start..span.end])), "{}", word);
            }
        }
    }
}
