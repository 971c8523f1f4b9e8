//! Which releases are nearly the same text, and which are related by theirs.
//!
//! Two releases are compared by the sequences of five words that both have, less what their publisher says in release
//! after release: the menu of its site that came along with a saved page, "call 101 or Crimestoppers", the frame of a
//! weekly notice. Candidates meet by [`keys`]; what they are to each other is decided on the texts themselves.

mod shingles;
mod sketch;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::release::{EnrichedRelease, canonical_url};
use crate::text::Words;
use shingles::{Shingles, headline, length, sequences};
use sketch::Sketch;

/// How many words a sequence has.
const SEQUENCE: usize = 5;

/// The same for the summaries of texts below [`SHORT`].
const SHORT_SEQUENCE: usize = 3;

/// Texts of fewer words are compared by headline, day and summary: a few sequences prove nothing.
const SHORT: usize = 40;

/// From this Jaccard likeness on two texts are nearly the same.
const NEARLY_SAME: f32 = 0.5;

/// From this share of the shorter text in the longer on they are too: a statement quoted whole.
const NEARLY_CONTAINED: f32 = 0.8;

/// From this Jaccard likeness on two texts are related.
const RELATED: f32 = 0.2;

/// From this share of the shorter text in the longer on they are too.
const RELATED_CONTAINED: f32 = 0.5;

/// Two texts are one publication within so many days of each other.
const DAYS_APART: i64 = 14;

/// Further apart, a house that says the same again does so word for word, from this Jaccard likeness on: below lie the
/// office hours of September and of February.
const SAID_AGAIN: f32 = 0.8;

/// What stands in so many other statements of a publisher is the house's own text, and likens nothing.
const HOUSE_TEXT_FROM: u8 = 3;

/// The keys by which like releases meet, at most 13.
///
/// Two texts that share half of their sequences have one in common
/// with a probability of 97 %. Equal headlines meet too, for texts too short to have sequences.
pub fn keys(words: &Words) -> impl Iterator<Item = u32> {
    let sketch = Sketch::of(&sequences(words, SEQUENCE));
    let bands = sketch.into_iter().flat_map(|sketch| sketch.keys().collect::<Vec<_>>());
    bands.chain(headline(&words.title).map(|headline| headline as u32))
}

/// What two releases are to each other by their texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Nearly the same text.
    Same,
    /// A good part of one stands in the other.
    Related,
}

/// How alike two texts are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Sequences that both have, by those that either has: Jaccard's coefficient.
    pub shared: f32,
    /// The part of the shorter text that stands in the longer.
    pub contained: f32,
}

impl Likeness {
    fn of(one: &Shingles, other: &Shingles) -> Self {
        let shared = one.shared(other) as f32;
        let (shorter, both) = (one.len().min(other.len()) as f32, (one.len() + other.len()) as f32);
        match (one.len(), other.len()) {
            // Nothing is left of either: they say the same.
            (0, 0) => Self { shared: 1.0, contained: 1.0 },
            (0, _) | (_, 0) => Self { shared: 0.0, contained: 0.0 },
            _ => Self { shared: shared / (both - shared), contained: shared / shorter },
        }
    }

    /// `weighty` where the shorter text is long enough for its share to mean something.
    fn relation(self, weighty: bool) -> Option<Relation> {
        let contained = if weighty { self.contained } else { 0.0 };
        if self.shared >= NEARLY_SAME || contained >= NEARLY_CONTAINED {
            Some(Relation::Same)
        } else if self.shared >= RELATED || contained >= RELATED_CONTAINED {
            Some(Relation::Related)
        } else {
            None
        }
    }
}

/// What a release is compared by.
#[derive(Debug, Clone)]
pub struct Profile {
    sequences: Shingles,
    summary: Shingles,
    length: usize,
    headline: Option<u64>,
    /// The first and the last day it can have been published.
    days: Option<(NaiveDate, NaiveDate)>,
    publisher: Option<String>,
    host: Option<String>,
}

impl Profile {
    /// The profile of a release, whose words these are.
    pub fn of(release: &EnrichedRelease, words: &Words) -> Self {
        let address = release.url.as_deref().and_then(canonical_url);
        let only_summary = Words { summary: words.summary.clone(), ..Words::default() };
        Self {
            sequences: Shingles::of(words, SEQUENCE),
            summary: Shingles::of(&only_summary, SHORT_SEQUENCE),
            length: [&words.title, &words.summary, &words.body].into_iter().map(length).sum(),
            headline: headline(&words.title),
            days: release.published.as_ref().map(|published| (published.date.first_day(), published.date.last_day())),
            publisher: release.publisher.as_ref().map(|name| name.trim().to_lowercase()),
            host: address.and_then(|address| address.split(['/', '?']).next().map(str::to_owned)),
        }
    }

    /// Whether both come from one publisher or one site.
    fn same_house(&self, other: &Self) -> bool {
        let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
        same(&self.publisher, &other.publisher) || same(&self.host, &other.host)
    }

    /// Whether they can have been published within [`DAYS_APART`]; an unknown date contradicts nothing.
    fn at_one_time(&self, other: &Self) -> bool {
        let (Some(one), Some(other)) = (self.days, other.days) else { return true };
        (one.0 - other.1).num_days() <= DAYS_APART && (other.0 - one.1).num_days() <= DAYS_APART
    }

    /// What of this text the house says in other statements too. Copies of one statement, which have its headline and
    /// its day, count once, and those of this very statement not at all: a text is not the house's own for having been
    /// published often.
    pub fn house_text<'p>(&self, others: impl IntoIterator<Item = &'p Self>) -> HouseText {
        let mut statements: BTreeMap<_, Vec<&Self>> = BTreeMap::new();
        for (at, other) in others.into_iter().enumerate() {
            let is_this = self.headline.is_some() && other.headline == self.headline && other.days == self.days;
            if self.same_house(other) && !is_this {
                let unnamed = other.headline.is_none().then_some(at);
                statements.entry((other.headline, other.days, unnamed)).or_default().push(other);
            }
        }
        let mut counts = vec![0_u8; self.sequences.len()];
        for copies in statements.values() {
            for (count, &sequence) in counts.iter_mut().zip(self.sequences.as_slice()) {
                let said = copies.iter().any(|copy| copy.sequences.contains(sequence));
                *count = count.saturating_add(u8::from(said));
            }
        }
        let said = counts.iter().zip(self.sequences.as_slice()).filter(|(count, _)| **count >= HOUSE_TEXT_FROM);
        HouseText(Shingles::from_hashes(said.map(|(_, &sequence)| sequence).collect()))
    }

    /// How alike the whole texts are, whatever the house says: the same from both sides.
    pub fn likeness(&self, other: &Self) -> Likeness {
        Likeness::of(&self.sequences, &other.sequences)
    }

    /// What the other release is to this one, and how alike they are apart from the text of this one's house. Both
    /// must hold with that text and without it.
    pub fn relation(&self, other: &Self, house: &HouseText) -> Option<(Relation, Likeness)> {
        let (one_time, same_house) = (self.at_one_time(other), self.same_house(other));
        if self.length < SHORT || other.length < SHORT {
            return self.is_same_notice(other).then(|| (Relation::Same, self.likeness(other)));
        }
        let (own, others_own) = (self.sequences.without(&house.0), other.sequences.without(&house.0));
        let likeness = Likeness::of(&own, &others_own);
        let weighty = own.len().min(others_own.len()) > SHORT - SEQUENCE;
        let relation = likeness.relation(weighty)?.max(self.likeness(other).relation(true)?);
        let said_again = same_house && likeness.shared >= SAID_AGAIN;
        match relation {
            Relation::Same if !one_time && !said_again => Some((Relation::Related, likeness)),
            relation => Some((relation, likeness)),
        }
    }

    /// As [`Profile::relation`], seen from the other side where that is another house: a campaign is the text of the house
    /// that leads it, and no other's. `others` are what both are compared with.
    pub fn relation_from_there<'p>(
        &self,
        other: &'p Self,
        others: impl IntoIterator<Item = &'p Self>,
    ) -> Option<(Relation, Likeness)> {
        if self.same_house(other) || self.likeness(other).relation(true).is_none() {
            return None;
        }
        let house = other.house_text(others.into_iter().filter(|one| !std::ptr::eq(*one, other)));
        let (_, likeness) = other.relation(self, &house)?;
        Some((Relation::Related, likeness))
    }

    /// For short texts: the same headline on the same day, or above the same summary. On one day two houses tell of one
    /// event under one headline, each in its words: of theirs one must hold the other.
    fn is_same_notice(&self, other: &Self) -> bool {
        let same_day = || {
            let is_known = self.days.is_some_and(|(first, last)| first == last);
            let same_words = || self.likeness(other).contained >= NEARLY_CONTAINED;
            is_known && self.days == other.days && (self.same_house(other) || same_words())
        };
        let same_summary = || {
            let likeness = Likeness::of(&self.summary, &other.summary);
            self.summary.len().min(other.summary.len()) > 0 && likeness.contained >= NEARLY_CONTAINED
        };
        self.headline.is_some() && self.headline == other.headline && (same_day() || same_summary())
    }
}

/// What a house says in many of its statements.
#[derive(Debug, Clone, Default)]
pub struct HouseText(Shingles);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A text of so many sentences, from the number of its first.
    fn text(from: u64, sentences: u64) -> String {
        let word = |number: u64| format!("w{}", number.wrapping_mul(0x9e37_79b9) % 100_000);
        (from..from + sentences)
            .map(|at| format!("{} {} {}. ", word(3 * at), word(3 * at + 1), word(3 * at + 2)))
            .collect()
    }

    fn profile(title: &str, body: &str, day: Option<&str>, publisher: &str) -> Profile {
        let day: Option<NaiveDate> = day.map(|day| day.parse().expect("a day"));
        let words = Words::read(Some(title), None, body, None);
        Profile {
            sequences: Shingles::of(&words, SEQUENCE),
            summary: Shingles::default(),
            length: length(&words.title) + length(&words.body),
            headline: headline(&words.title),
            days: day.map(|day| (day, day)),
            publisher: Some(publisher.to_owned()),
            host: None,
        }
    }

    fn relation(one: &Profile, other: &Profile) -> Option<Relation> {
        one.relation(other, &HouseText::default()).map(|(relation, _)| relation)
    }

    proptest! {
        #[test]
        fn without_house_text_a_relation_is_the_same_from_both_sides(
            from in 0u64..60, sentences in 1u64..80, day in 1u32..29, title in 0u8..2, publisher in 0u8..2
        ) {
            let one = profile("the headline number 0", &text(0, 40), Some("2020-01-01"), "publisher 0");
            let day = format!("2020-01-{day:02}");
            let title = format!("the headline number {title}");
            let other = profile(&title, &text(from, sentences), Some(&day), &format!("publisher {publisher}"));
            prop_assert_eq!(one.likeness(&other), other.likeness(&one));
            prop_assert_eq!(relation(&one, &other), relation(&other, &one));
        }

        #[test]
        fn the_likeness_of_two_texts_is_jaccards(shared in 3u64..60, one in 0u64..60, other in 0u64..60) {
            // Sentences from one end of the line and from the other.
            let left = profile("", &text(0, one + shared), None, "");
            let right = profile("", &text(one, shared + other), None, "");
            let likeness = left.likeness(&right);
            let sequences = |sentences: u64| (3 * sentences - 4) as f32;
            let exact = sequences(shared) / (sequences(one + shared) + sequences(shared + other) - sequences(shared));
            prop_assert!((likeness.shared - exact).abs() < 1e-5, "{} for {exact}", likeness.shared);
            prop_assert!(likeness.contained >= likeness.shared);
        }
    }

    #[test]
    fn long_after_only_the_same_house_says_the_same_again() {
        let one = profile("a headline of it", &text(0, 40), Some("2020-01-01"), "one");
        let later = |publisher: &str, sentences| {
            let other = profile("a headline of it", &text(0, sentences), Some("2020-06-01"), publisher);
            relation(&one, &other)
        };
        assert_eq!(later("one", 38), Some(Relation::Same));
        assert_eq!(later("two", 38), Some(Relation::Related));
        assert_eq!(later("one", 26), Some(Relation::Related));
        let undated = profile("a headline of it", &text(0, 26), None, "two");
        assert_eq!(relation(&one, &undated), Some(Relation::Same));
    }

    #[test]
    fn one_headline_on_one_day_makes_no_notice_of_two_houses_one() {
        let notice =
            |body: &str, publisher: &str| profile("Congress takes its seats", body, Some("2013-01-03"), publisher);
        let one = notice("The member was sworn in today with her family beside her.", "one");
        assert_eq!(
            relation(&one, &notice("Today all the members took the oath in the chamber.", "one")),
            Some(Relation::Same)
        );
        assert_eq!(relation(&one, &notice("Today all the members took the oath in the chamber.", "two")), None);
        let copied = "The member was sworn in today with her family beside her. More follows.";
        assert_eq!(relation(&one, &notice(copied, "two")), Some(Relation::Same));
    }

    #[test]
    fn house_text_is_what_three_other_statements_say_and_copies_are_no_other_statement() {
        let frame = text(1000, 30);
        let issue = |number: u64, title: &str| {
            profile(title, &format!("{frame}{}", text(100 * number, 20)), Some("2020-01-01"), "one")
        };
        let one = issue(1, "the first of them");
        let others = [issue(2, "the second of them"), issue(3, "the third of them"), issue(4, "the fourth of them")];
        assert_eq!(relation(&one, &others[0]), Some(Relation::Related));
        let related = |others: &[Profile]| one.relation(&others[0], &one.house_text(others)).is_some();
        assert!(!related(&others));
        assert!(related(&others[..2]));
        let copies = [issue(2, "the second of them"), issue(3, "the second of them"), issue(4, "the second of them")];
        assert!(related(&copies));
        // A text that was published four times is no frame.
        let again = [(); 4].map(|()| issue(1, "the first of them"));
        assert_eq!(
            one.relation(&again[0], &one.house_text(&again)).map(|(relation, _)| relation),
            Some(Relation::Same)
        );
    }
}
