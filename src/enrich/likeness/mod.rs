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

/// Texts of two houses are one publication within so many days of each other.
const DAYS_APART: i64 = 14;

/// What stands in so many other statements of a publisher is the house's own text, and likens nothing.
const HOUSE_TEXT_FROM: u8 = 3;

/// The keys by which like releases meet, at most 13: two texts that share half of their sequences have one in common
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
        match relation {
            Relation::Same if !same_house && !one_time => Some((Relation::Related, likeness)),
            relation => Some((relation, likeness)),
        }
    }

    /// For short texts: the same headline on the same day, or above the same summary.
    fn is_same_notice(&self, other: &Self) -> bool {
        let same_day = || self.days == other.days && self.days.is_some_and(|(first, last)| first == last);
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
