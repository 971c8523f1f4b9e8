//! Releases in which words stand near each other, by the positions in the index.
//!
//! The engine's own slop counts differently (a swap costs two, a budget is shared along the phrase, and it is kept in a
//! byte), and knows neither groups nor inflections. Where words stand near each other is defined once, in
//! [`crate::query::Nearness`], for the Matcher and for this.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use super::allowance::Allowance;
use super::pattern::Pattern;
use crate::query::{Nearness, Place};

/// Releases looked at between two looks at the clock.
const BETWEEN_LOOKS: u32 = 64;

/// One way to meet a side.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// Any word of a pattern in a field.
    Word(Field, Pattern),
    /// These words in sequence in a field.
    Phrase(Field, Vec<String>),
}

/// Finds and scores as `found`, where it also stands so in the text.
#[derive(Debug)]
pub(super) struct Nearby {
    /// Every release with something of each side.
    pub(super) found: Box<dyn Query>,
    pub(super) sides: Arc<[Vec<Way>]>,
    pub(super) nearness: Nearness,
    pub(super) allowance: Allowance,
}

impl Clone for Nearby {
    fn clone(&self) -> Self {
        Self {
            found: self.found.box_clone(),
            sides: self.sides.clone(),
            nearness: self.nearness,
            allowance: self.allowance.clone(),
        }
    }
}

impl Query for Nearby {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let Self { sides, nearness, allowance, .. } = self.clone();
        Ok(Box::new(NearbyWeight { found: self.found.weight(scoring)?, sides, nearness, allowance }))
    }
}

struct NearbyWeight {
    found: Box<dyn Weight>,
    sides: Arc<[Vec<Way>]>,
    nearness: Nearness,
    allowance: Allowance,
}

impl Weight for NearbyWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let found = self.found.scorer(segment, boost)?;
        let mut scorer = NearbyScorer {
            doc: found.doc(),
            found,
            sides: Vec::with_capacity(self.sides.len()),
            nearness: self.nearness,
            opened: Opened { lists: 0, allowance: self.allowance.clone() },
            places: Vec::new(),
            positions: Vec::new(),
            until_look: BETWEEN_LOOKS,
        };
        // Where no release has all sides there is no position to read.
        if scorer.doc != TERMINATED {
            for ways in self.sides.iter() {
                let ways = ways.iter().map(|way| OpenWay::new(way, segment, &mut scorer.opened));
                let ways = ways.collect::<tantivy::Result<_>>()?;
                scorer.sides.push(ways);
            }
            scorer.pass_over_scattered();
        }
        Ok(Box::new(scorer))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.found.explain(segment, doc)
    }
}

/// The lists that were opened, given back when they are closed.
struct Opened {
    lists: usize,
    allowance: Allowance,
}

impl Opened {
    fn take_list(&mut self) -> bool {
        let took = self.allowance.take_list();
        self.lists += usize::from(took);
        took
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.allowance.give_back(self.lists);
    }
}

/// A way on one segment.
enum OpenWay {
    /// Lists by the release they stand at.
    AnyOf { lists: Vec<SegmentPostings>, ahead: BinaryHeap<Reverse<(DocId, usize)>> },
    /// One list for every word of the phrase; none where the segment lacks a word.
    Phrase(Vec<SegmentPostings>),
}

impl OpenWay {
    fn new(way: &Way, segment: &SegmentReader, opened: &mut Opened) -> tantivy::Result<Self> {
        match way {
            Way::Word(field, pattern) => {
                let mut lists = Vec::new();
                open(*field, pattern, segment, opened, &mut lists)?;
                let ahead = lists.iter().enumerate().map(|(list, postings)| Reverse((postings.doc(), list))).collect();
                Ok(Self::AnyOf { lists, ahead })
            }
            Way::Phrase(field, words) => {
                let mut lists = Vec::with_capacity(words.len());
                for word in words {
                    open(*field, &Pattern::Word(word.clone()), segment, opened, &mut lists)?;
                }
                if lists.len() < words.len() {
                    lists.clear();
                }
                Ok(Self::Phrase(lists))
            }
        }
    }

    /// Adds the places of this way in a release. Releases are asked for in order.
    fn places(&mut self, doc: DocId, side: usize, positions: &mut Vec<u32>, places: &mut Vec<Place>) {
        match self {
            Self::AnyOf { lists, ahead } => {
                while let Some(&Reverse((at, list))) = ahead.peek()
                    && at <= doc
                {
                    ahead.pop();
                    let Some(postings) = lists.get_mut(list) else { continue };
                    if postings.doc() < doc {
                        postings.seek(doc);
                    }
                    if postings.doc() == doc {
                        postings.positions(positions);
                        places.extend(positions.iter().map(|&at| Place { first: at, last: at, side }));
                        postings.advance();
                    }
                    if postings.doc() != TERMINATED {
                        ahead.push(Reverse((postings.doc(), list)));
                    }
                }
            }
            Self::Phrase(lists) => {
                let mut starts: Option<Vec<u32>> = None;
                for (place, postings) in (0..).zip(&mut *lists) {
                    if postings.doc() < doc {
                        postings.seek(doc);
                    }
                    if postings.doc() != doc {
                        return;
                    }
                    postings.positions(positions);
                    starts = Some(match starts {
                        None => positions.clone(),
                        Some(mut starts) => {
                            starts.retain(|start| positions.binary_search(&(start + place)).is_ok());
                            starts
                        }
                    });
                }
                let length = lists.len() as u32;
                places.extend(starts.into_iter().flatten().map(|first| Place {
                    first,
                    last: first + length - 1,
                    side,
                }));
            }
        }
    }
}

/// Opens the lists of a pattern's words, with their positions.
fn open(
    field: Field,
    pattern: &Pattern,
    segment: &SegmentReader,
    opened: &mut Opened,
    lists: &mut Vec<SegmentPostings>,
) -> tantivy::Result<()> {
    let words = segment.inverted_index(field)?;
    let mut problem = None;
    pattern.each(field, &words, |_, word| {
        if lists.len() % 256 == 255 && opened.allowance.is_over() || !opened.take_list() {
            return false;
        }
        match words.read_postings_from_terminfo(word, IndexRecordOption::WithFreqsAndPositions) {
            Ok(postings) => lists.push(postings),
            Err(error) => problem = Some(error),
        }
        problem.is_none()
    })?;
    problem.map_or(Ok(()), |error| Err(error.into()))
}

struct NearbyScorer {
    found: Box<dyn Scorer>,
    doc: DocId,
    sides: Vec<Vec<OpenWay>>,
    nearness: Nearness,
    opened: Opened,
    places: Vec<Place>,
    positions: Vec<u32>,
    until_look: u32,
}

impl NearbyScorer {
    /// Moves on to the first release, from the present one, in which the sides stand near each other.
    fn pass_over_scattered(&mut self) -> DocId {
        self.doc = self.found.doc();
        while self.doc != TERMINATED && !self.stands() {
            self.until_look -= 1;
            if self.until_look == 0 {
                self.until_look = BETWEEN_LOOKS;
                if self.opened.allowance.is_over() {
                    self.doc = TERMINATED;
                    break;
                }
            }
            self.doc = self.found.advance();
        }
        self.doc
    }

    fn stands(&mut self) -> bool {
        self.places.clear();
        for (side, ways) in self.sides.iter_mut().enumerate() {
            for way in ways {
                way.places(self.doc, side, &mut self.positions, &mut self.places);
            }
        }
        self.places.sort_unstable();
        self.places.dedup();
        self.nearness.stands(&self.places)
    }
}

impl DocSet for NearbyScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.found.advance();
        self.pass_over_scattered()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        self.found.seek(target);
        self.pass_over_scattered()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        // As the engine guesses for phrases (phrase_scorer.rs): a tenth of what has all the words.
        self.found.size_hint() / 10
    }

    fn cost(&self) -> u64 {
        self.found.cost().saturating_mul(10)
    }
}

impl Scorer for NearbyScorer {
    fn score(&mut self) -> Score {
        self.found.score()
    }
}
