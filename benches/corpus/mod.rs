//! Corpora of any size, grown from real releases.
//!
//! A grown release takes one of the originals as its template: publisher, kind, topics, how exactly it is dated, how many
//! paragraphs it has. Each paragraph is that of the template or, as often, one from the same depth of another release of
//! that publisher; so sentences stay sentences, words come in bursts as they do, and each house keeps its own. Days are
//! moved by up to sixty, which keeps the years. As many releases as among the originals are copies of an earlier one at
//! another address.
//!
//! The vocabulary grows as that of the originals does (Heaps: `V = K·nᵝ` words in a text of `n`, fitted to them): where
//! the text has fewer, a word that stands once in all originals is replaced by one that never stood anywhere, and where
//! it has enough, by one of those, the early ones more often (Zipf).
//!
//! Everything follows from the originals and [`SEED`], one release after the other: the first releases of a large corpus
//! are the small one.

pub(crate) mod originals;
pub(crate) mod releases;
pub(crate) mod saved;
pub(crate) mod sizes;
pub(crate) mod vocabulary;

use std::io::{self, Write};

use chrono::{Datelike, TimeDelta};
use pressmark::release::{PartialDate, Precision};

use originals::Originals;
use vocabulary::Vocabulary;

const SEED: u64 = 0x5052_4553_534d_524b;
/// Days by which a release is moved, at most.
const MOVED: i64 = 60;
/// Copies are made of so many releases before.
const COPIED_FROM: usize = 512;

/// Releases without end.
pub(crate) struct Corpus<'o> {
    originals: &'o Originals,
    vocabulary: Vocabulary,
    random: Random,
    recent: Vec<Grown>,
    number: u64,
}

/// A grown release.
#[derive(Debug, Clone)]
pub(crate) struct Grown {
    pub(crate) title: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) body: String,
    pub(crate) date: Option<PartialDate>,
    pub(crate) kind: Option<&'static str>,
    pub(crate) publisher: Option<String>,
    pub(crate) topics: Vec<String>,
    pub(crate) url: String,
}

impl<'o> Corpus<'o> {
    pub(crate) fn new(originals: &'o Originals) -> Self {
        let vocabulary = Vocabulary::new(originals);
        Self { originals, vocabulary, random: Random(SEED), recent: Vec::new(), number: 0 }
    }

    fn url(&self, publisher: Option<&str>) -> String {
        let house: String = publisher.unwrap_or("press").chars().filter(char::is_ascii_alphanumeric).collect();
        format!("https://{}.example/news/{}", house.to_ascii_lowercase(), self.number)
    }

    fn grow(&mut self) -> Grown {
        self.number += 1;
        if !self.recent.is_empty() && self.random.chance(self.originals.duplicates) {
            let copied = self.recent[self.random.below(self.recent.len())].clone();
            return Grown { url: self.url(copied.publisher.as_deref()), ..copied };
        }
        let template = &self.originals.all[self.random.below(self.originals.all.len())];
        let house = &self.originals.by_house[&template.publisher];
        let other = &self.originals.all[house[self.random.below(house.len())]];
        let mut body = String::with_capacity(template.body.len());
        let paragraphs = template.paragraphs();
        let of_other = other.paragraphs();
        for (at, paragraph) in paragraphs.iter().enumerate() {
            if at > 0 {
                body.push_str("\n\n");
            }
            let from_other = of_other.get(at * of_other.len() / paragraphs.len()).filter(|_| self.random.chance(0.5));
            self.vocabulary.rewrite(from_other.unwrap_or(paragraph), &mut self.random, &mut body);
        }
        let mut line = |text: &Option<String>| {
            text.as_ref().map(|text| {
                let mut rewritten = String::new();
                self.vocabulary.rewrite(text, &mut self.random, &mut rewritten);
                rewritten
            })
        };
        let (title, summary) = (line(&template.title), line(&template.summary));
        let grown = Grown {
            title,
            summary,
            body,
            date: template.date.map(|date| self.moved(date)),
            kind: template.kind,
            publisher: template.publisher.clone(),
            topics: template.topics.clone(),
            url: self.url(template.publisher.as_deref()),
        };
        if self.recent.len() < COPIED_FROM {
            self.recent.push(grown.clone());
        } else {
            let at = self.random.below(COPIED_FROM);
            self.recent[at] = grown.clone();
        }
        grown
    }

    fn moved(&mut self, date: PartialDate) -> PartialDate {
        let days = self.random.below(2 * MOVED as usize + 1) as i64 - MOVED;
        let moved = (date.precision() == Precision::Day).then(|| date.first_day() + TimeDelta::days(days));
        moved.and_then(|day| PartialDate::day(day.year(), day.month(), day.day())).unwrap_or(date)
    }
}

impl Iterator for Corpus<'_> {
    type Item = Grown;

    fn next(&mut self) -> Option<Grown> {
        Some(self.grow())
    }
}

impl Grown {
    /// A line of JSON, under the names that every reader of releases knows.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let row = serde_json::json!({
            "title": self.title,
            "date": self.date.map(|date| date.to_string()),
            "publisher": self.publisher,
            "kind": self.kind,
            "topics": self.topics,
            "url": self.url,
            "summary": self.summary,
            "body": self.body,
        });
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")
    }
}

/// `SplitMix64` (Steele, Lea and Flood 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, and not including, 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((self.share() * end as f64) as usize).min(end.saturating_sub(1))
    }
}
