//! What was taken out of a text and put into it, word by word. Door: imara-diff.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};
use serde::Serialize;

/// A stretch of text that both texts have, or only one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Segment {
    /// Whose it is.
    pub edit: Edit,
    /// The stretch, never empty.
    pub text: String,
}

/// Whether a stretch stayed, came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Edit {
    /// Both texts have it.
    Equal,
    /// Only the new text has it.
    Inserted,
    /// Only the old text has it.
    Deleted,
}

/// The way from one text to another: what is equal and deleted makes the old text, what is equal and inserted the new.
///
/// Words are never cut. What was replaced stands as deleted, then inserted; a word or two that two longer changes happen
/// to leave between them is told as changed too, since nobody reads a sentence in shreds.
///
/// The same texts give the same segments. The search for the shortest way gives up early in what repeats itself (as in
/// GNU diff), so texts of some MiB take seconds at the worst.
pub fn difference(old: &str, new: &str) -> Vec<Segment> {
    let (before, after) = (pieces(old), pieces(new));
    let mut input = InternedInput::default();
    input.update_before(before.iter().map(|piece| &old[piece.clone()]));
    input.update_after(after.iter().map(|piece| &new[piece.clone()]));
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let hunks = diff.hunks().map(|hunk| {
        let (before_range, after_range) = (range(&hunk.before), range(&hunk.after));
        let taken = words(&old[bytes(&before, &before_range)]);
        let put = words(&new[bytes(&after, &after_range)]);
        Hunk { before: before_range, after: after_range, words: taken.max(put) }
    });
    let hunks = joined(hunks, |between| words(&old[bytes(&before, between)]));

    let mut segments = Vec::new();
    let mut at = 0;
    for hunk in hunks {
        push(&mut segments, Edit::Equal, &old[bytes(&before, &(at..hunk.before.start))]);
        push(&mut segments, Edit::Deleted, &old[bytes(&before, &hunk.before)]);
        push(&mut segments, Edit::Inserted, &new[bytes(&after, &hunk.after)]);
        at = hunk.before.end;
    }
    push(&mut segments, Edit::Equal, &old[bytes(&before, &(at..before.len()))]);
    segments
}

/// How many words a text has, as [`difference`] tells them apart.
pub fn words(text: &str) -> usize {
    pieces(text).iter().filter(|piece| text[piece.start..].starts_with(char::is_alphanumeric)).count()
}

/// Pieces of the old text and what stands in their place in the new.
struct Hunk {
    before: Range<usize>,
    after: Range<usize>,
    /// How many words the longer side has.
    words: usize,
}

/// The most words between two changes that can be told as changed too.
const MOST_BETWEEN: usize = 2;

/// Changes with those joined between which hardly anything stands: first those without a word between them, then those
/// between which fewer words stand than either has changed.
fn joined(hunks: impl Iterator<Item = Hunk>, words: impl Fn(&Range<usize>) -> usize) -> Vec<Hunk> {
    let touching = join(hunks, &words, |between, _, _| between == 0);
    join(touching.into_iter(), &words, |between, last, hunk| {
        between <= MOST_BETWEEN && between < last.words.min(hunk.words)
    })
}

/// Neighbouring changes as one where so many words between them are too few.
fn join(
    hunks: impl Iterator<Item = Hunk>,
    words: impl Fn(&Range<usize>) -> usize,
    too_few: impl Fn(usize, &Hunk, &Hunk) -> bool,
) -> Vec<Hunk> {
    let mut joined: Vec<Hunk> = Vec::new();
    for hunk in hunks {
        if let Some(last) = joined.last_mut() {
            let between = last.before.end..hunk.before.start;
            // Counted only where there is little to count: words and what stands around them.
            let few = (between.len() <= 3 * MOST_BETWEEN).then(|| words(&between));
            if let Some(few) = few.filter(|few| too_few(*few, last, &hunk)) {
                last.before.end = hunk.before.end;
                last.after.end = hunk.after.end;
                last.words += few + hunk.words;
                continue;
            }
        }
        joined.push(hunk);
    }
    joined
}

fn push(segments: &mut Vec<Segment>, edit: Edit, text: &str) {
    if !text.is_empty() {
        segments.push(Segment { edit, text: text.to_owned() });
    }
}

fn range(of: &Range<u32>) -> Range<usize> {
    of.start as usize..of.end as usize
}

/// Where some pieces lie in their text.
fn bytes(pieces: &[Range<usize>], of: &Range<usize>) -> Range<usize> {
    match (pieces.get(of.start), of.end.checked_sub(1).and_then(|last| pieces.get(last))) {
        (Some(first), Some(last)) if of.start < of.end => first.start..last.end,
        _ => 0..0,
    }
}

/// A text in pieces: words with the apostrophes in them, numbers with their points and commas, runs of white space, and
/// every other character by itself.
fn pieces(text: &str) -> Vec<Range<usize>> {
    #[derive(PartialEq, Clone, Copy)]
    enum Class {
        Word,
        Space,
        Other,
    }
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let (mut last, mut before) = (Class::Other, ' ');
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map_or(' ', |(_, next)| *next);
        let class = match c {
            _ if c.is_alphanumeric() => Class::Word,
            _ if c.is_whitespace() => Class::Space,
            '\'' | '’' if last == Class::Word && next.is_alphanumeric() => Class::Word,
            '.' | ',' if before.is_ascii_digit() && next.is_ascii_digit() => Class::Word,
            _ => Class::Other,
        };
        let end = at + c.len_utf8();
        match pieces.last_mut() {
            Some(piece) if class == last && class != Class::Other => piece.end = end,
            _ => pieces.push(at..end),
        }
        (last, before) = (class, c);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `[-deleted-]`, `{+inserted+}`.
    fn told(old: &str, new: &str) -> String {
        let tell = |segment: Segment| match segment.edit {
            Edit::Equal => segment.text,
            Edit::Deleted => format!("[-{}-]", segment.text),
            Edit::Inserted => format!("{{+{}+}}", segment.text),
        };
        difference(old, new).into_iter().map(tell).collect()
    }

    fn side(segments: &[Segment], without: Edit) -> String {
        segments.iter().filter(|segment| segment.edit != without).map(|segment| segment.text.as_str()).collect()
    }

    #[test]
    fn words_are_never_cut() {
        assert_eq!(
            told("Forces recruit 1,200 officers.", "Forces recruited 1,500 officers."),
            "Forces [-recruit 1,200-]{+recruited 1,500+} officers."
        );
        assert_eq!(told("the chair's view", "the chairs view"), "the [-chair's-]{+chairs+} view");
    }

    #[test]
    fn what_stays_is_told_once_and_what_is_added_stands_alone() {
        assert_eq!(told("One. Three.", "One. Two. Three."), "One. {+Two. +}Three.");
        assert_eq!(told("same", "same"), "same");
        assert_eq!(told("", "new words"), "{+new words+}");
        assert_eq!(told("old words", ""), "[-old words-]");
        assert_eq!(told("", ""), "");
    }

    #[test]
    fn a_sentence_is_not_told_in_shreds() {
        assert_eq!(
            told("Start. It is a story of great loss. End.", "Start. He was the author of small gain. End."),
            "Start. [-It is a story of great loss-]{+He was the author of small gain+}. End."
        );
    }

    #[test]
    fn long_texts_without_an_order_in_common_do_not_hang() {
        // The same thousand words in two orders: the worst there is for a shortest way.
        let shuffled = |mut seed: u64| -> String {
            let mut next = || {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                seed >> 33
            };
            (0..300_000).map(|_| format!("w{} ", next() % 1000)).collect()
        };
        let (old, new) = (shuffled(1), shuffled(2));
        let started = std::time::Instant::now();
        let segments = difference(&old, &new);
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
        assert_eq!((side(&segments, Edit::Inserted), side(&segments, Edit::Deleted)), (old, new));
    }

    proptest! {
        #[test]
        fn a_difference_applied_to_the_old_text_gives_the_new(
            old in "[abc é'’.\n]{0,40}|\\PC{0,20}",
            new in "[abc é'’.\n]{0,40}|\\PC{0,20}",
        ) {
            let segments = difference(&old, &new);
            prop_assert_eq!(side(&segments, Edit::Inserted), old.clone());
            prop_assert_eq!(side(&segments, Edit::Deleted), new.clone());
            prop_assert!(segments.windows(2).all(|pair| pair[0].edit != pair[1].edit));
            prop_assert_eq!(segments.iter().any(|segment| segment.edit != Edit::Equal), old != new);
        }

        #[test]
        fn pieces_cover_a_text_without_gaps(text in "\\PC{0,40}|[ab '’\n,]{0,40}") {
            let mut at = 0;
            for piece in pieces(&text) {
                prop_assert!(piece.start == at && piece.end > at && text.is_char_boundary(piece.end));
                at = piece.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
