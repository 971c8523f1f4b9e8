//! The second look at the best candidates: what their words and the places of their words add to BM25.
//!
//! Positions are read for the candidates alone, each posting list once from front to back.

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentOrdinal};

use super::closeness::{Occurrence, best_passage, damping, earliness, pairs, saturated};
use super::ranking::{Ranking, WEIGHTS};
use super::schema::{TITLE_WEIGHT, UNDATED};
use super::spelled::GAP;
use super::terms::Terms;

/// A release that has a word more often than this is not read for its places: it is a table or a list.
const MAX_OCCURRENCES: u32 = 4096;

/// Where a title ends at the least, and text without a summary begins: words up to here stand at the very beginning.
const BEGINNING: u32 = 2 * GAP as u32 + 2;

/// Days in which the preference for what is newer halves.
const HALF_LIFE: Score = 365.0;

/// The posting lists of one word in one segment.
struct Lists {
    read_in: Vec<SegmentPostings>,
    as_written: Vec<(SegmentPostings, Score)>,
}

/// The second look at releases of one segment.
pub(super) struct SecondLook<'r> {
    ranking: &'r Ranking<'r>,
    lists: Vec<Lists>,
    lengths: FieldNormReader,
    /// Of titles, in words.
    title_lengths: FieldNormReader,
    /// What each word weighs, by its number.
    weights: Vec<Score>,
    /// The same, times how often it was asked for.
    asked: Vec<Score>,
    whole: Score,
    occurrences: Vec<Occurrence>,
    positions: Vec<u32>,
    /// The newest day of the archive, and the days of the segment, where newer is preferred.
    days: Option<(i64, &'r Column<i64>)>,
}

impl<'r> SecondLook<'r> {
    /// In the segment of that number, of those whose terms these are.
    pub(super) fn new(
        ranking: &'r Ranking<'r>,
        terms: &Terms<'_>,
        ordinal: SegmentOrdinal,
        days: &'r Column<i64>,
    ) -> tantivy::Result<Self> {
        let segment = terms.view().segment_reader(ordinal);
        let mut lists = Vec::with_capacity(ranking.words.len());
        for word in &ranking.words {
            let mut found = Lists { read_in: Vec::new(), as_written: Vec::new() };
            for term in &word.read_in {
                found.read_in.extend(terms.postings(term, ordinal, IndexRecordOption::WithFreqsAndPositions)?);
            }
            for (term, times) in &word.as_written {
                let list = terms.postings(term, ordinal, IndexRecordOption::WithFreqs)?;
                found.as_written.extend(list.map(|list| (list, *times)));
            }
            lists.push(found);
        }
        Ok(Self {
            ranking,
            lists,
            lengths: segment.get_fieldnorms_reader(ranking.fields.text)?,
            title_lengths: segment.get_fieldnorms_reader(ranking.fields.title)?,
            weights: ranking.words.iter().map(|word| word.idf).collect(),
            asked: ranking.words.iter().map(|word| word.times * word.idf).collect(),
            whole: ranking.weight(),
            occurrences: Vec::new(),
            positions: Vec::new(),
            days: ranking.newest.map(|newest| (newest, days)),
        })
    }

    /// What is added to the score of a release; never less than 0. Releases are asked about in order.
    pub(super) fn bonus(&mut self, doc: DocId) -> Score {
        let damping = damping(self.lengths.fieldnorm(doc), self.ranking.average_length);
        let exact = self.read(doc, damping);
        let mut bonus = WEIGHTS.exact * exact;
        if self.whole > 0.0 {
            let share = best_passage(&self.occurrences, &self.asked) / self.whole;
            bonus += WEIGHTS.pairs * pairs(&self.occurrences, &self.weights, damping);
            bonus += WEIGHTS.passage * share * share.sqrt() * self.whole;
            bonus += WEIGHTS.early * earliness(&self.occurrences, &self.asked, BEGINNING);
        }
        if let Some((newest, days)) = &self.days
            && let Some(day) = days.first(doc).filter(|day| *day != UNDATED)
        {
            let age = newest.saturating_sub(day).max(0) as Score;
            bonus += WEIGHTS.fresh * self.whole * (-age / HALF_LIFE).exp2();
        }
        bonus
    }

    /// Reads where the words stand, and gives BM25 over words as they were written.
    fn read(&mut self, doc: DocId, damping: Score) -> Score {
        self.occurrences.clear();
        let mut exact = 0.0;
        for (word, lists) in self.lists.iter_mut().enumerate() {
            for list in &mut lists.read_in {
                if stands_at(list, doc) && list.term_freq() <= MAX_OCCURRENCES {
                    list.positions(&mut self.positions);
                    self.occurrences.extend(self.positions.iter().map(|&position| Occurrence { position, word }));
                }
            }
            for (list, times) in &mut lists.as_written {
                if stands_at(list, doc) {
                    exact += *times * self.weights[word] * saturated(list.term_freq() as Score, damping);
                }
            }
        }
        self.occurrences.sort_unstable();
        self.forget_copies(doc);
        exact
    }

    /// The title stands first in the combined field, and again behind everything else, to be counted so often: what
    /// stands in it together is said once. Whatever of it was found is found in every copy.
    fn forget_copies(&mut self, doc: DocId) {
        let end = GAP as u32 + self.title_lengths.fieldnorm(doc);
        let in_title = self.occurrences.partition_point(|occurrence| occurrence.position < end);
        self.occurrences.truncate(self.occurrences.len().saturating_sub((TITLE_WEIGHT - 1) * in_title));
    }
}

/// Goes forwards to a release, and says whether the list has it.
fn stands_at(list: &mut SegmentPostings, doc: DocId) -> bool {
    if list.doc() < doc {
        list.seek(doc);
    }
    list.doc() == doc
}
