//! The passage that shows why a release matched.

use serde::Serialize;

use crate::query::{Marks, Span};
use crate::text::sentence_starts;

/// The longest snippet, in Unicode scalar values.
const MAX_CHARACTERS: usize = 300;
/// Text beyond this many bytes is not looked at for a snippet.
const MAX_BYTES: usize = 200 * 1024;

/// A range of a text, `[start, end)`, in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mark(pub usize, pub usize);

/// A passage and what of it satisfied the query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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

/// The marks of a title.
pub fn title_marks(title: &str, spans: &[Span]) -> Vec<Mark> {
    characters(title, 0, title.len(), spans)
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
    let spans: &[Span] = &spans[..spans.partition_point(|span| span.end <= MAX_BYTES.min(text.len()))];
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
    let near = floor(text, start.saturating_sub(600));
    let before = floor(text, start.saturating_sub(MAX_CHARACTERS / 3));
    let sentences = sentence_starts(&text[near..floor(text, (end + 600).min(text.len()))]);
    let begin = sentences
        .iter()
        .map(|at| near + at)
        .filter(|&at| at <= start && at + MAX_CHARACTERS > end && (at > near || near == 0))
        .filter(|&at| at >= before || at + MAX_CHARACTERS / 2 > start)
        .max_by_key(|&at| usize::MAX - start.abs_diff(at))
        .unwrap_or_else(|| word_start(text, before, start));
    let mut stop = text[begin..].char_indices().nth(MAX_CHARACTERS).map_or(text_end, |(at, _)| begin + at);
    stop = stop.max(end).min(text_end.max(end));
    if stop < text_end {
        stop = word_end(text, begin.max(end), stop);
    }
    let passage = text[begin..stop].trim_end();
    let lead = if begin > 0 && !sentences.contains(&(begin - near)) { "… " } else { "" };
    let tail = if begin + passage.len() < text_end { " …" } else { "" };
    let shift = lead.chars().count();
    let marks = characters(text, begin, begin + passage.len(), spans);
    Snippet {
        text: format!("{lead}{}{tail}", one_line(passage)),
        marks: marks.into_iter().map(|Mark(start, end)| Mark(start + shift, end + shift)).collect(),
    }
}

/// White space of every kind is one space wide, so that marks stay where they are.
fn one_line(passage: &str) -> String {
    passage.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
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

/// Spans inside `begin..end` as merged marks, counted in characters from `begin`.
fn characters(text: &str, begin: usize, end: usize, spans: &[Span]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let (mut at, mut count) = (begin, 0);
    let mut ordered: Vec<(usize, usize)> =
        spans.iter().filter(|span| span.start >= begin && span.end <= end).map(|span| (span.start, span.end)).collect();
    ordered.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(ordered.len());
    for (start, end) in ordered {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    for (start, end) in merged {
        count += text[at..start].chars().count();
        let from = count;
        count += text[start..end].chars().count();
        at = end;
        marks.push(Mark(from, count));
    }
    marks
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
            prop_assert!(length <= MAX_CHARACTERS + 20);
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
