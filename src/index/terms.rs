//! The terms of one request, each looked up once in every segment.
//!
//! A request asks for a term many times over: is it there, how many have it, where are its postings, where its
//! positions. Each time is a walk through the dictionary of each segment, and for a common word these walks took longer
//! than finding the best ten.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, SegmentOrdinal, Term};

use super::view::View;

/// What the segments know of the terms that were asked for so far.
pub(super) struct Terms<'s> {
    view: &'s View,
    known: RefCell<HashMap<Term, Rc<Known>>>,
    /// Words in all, by field.
    lengths: RefCell<HashMap<Field, u64>>,
}

/// A term in every segment.
struct Known {
    documents: u64,
    by_segment: Vec<Option<TermInfo>>,
}

impl Known {
    fn in_segment(&self, segment: SegmentOrdinal) -> Option<&TermInfo> {
        self.by_segment.get(segment as usize)?.as_ref()
    }
}

impl<'s> Terms<'s> {
    pub(super) fn of(view: &'s View) -> Self {
        Self { view, known: RefCell::default(), lengths: RefCell::default() }
    }

    pub(super) fn view(&self) -> &'s View {
        self.view
    }

    /// How many documents have a term, replaced ones included.
    pub(super) fn documents(&self, term: &Term) -> tantivy::Result<u64> {
        Ok(self.known(term)?.documents)
    }

    /// How many of one segment do.
    pub(super) fn documents_in(&self, term: &Term, segment: SegmentOrdinal) -> tantivy::Result<u64> {
        Ok(self.known(term)?.in_segment(segment).map_or(0, |info| info.doc_freq.into()))
    }

    /// A term in one segment; `None` where it is not there.
    pub(super) fn in_segment(&self, term: &Term, segment: SegmentOrdinal) -> tantivy::Result<Option<TermInfo>> {
        Ok(self.known(term)?.in_segment(segment).cloned())
    }

    /// How many of these pieces of one segment do, which are in order.
    pub(super) fn documents_within(
        &self,
        term: &Term,
        segment: SegmentOrdinal,
        pieces: &[Range<DocId>],
    ) -> tantivy::Result<u64> {
        let known = self.known(term)?;
        let Some(info) = known.in_segment(segment) else { return Ok(0) };
        let inverted = self.view.segment_reader(segment).inverted_index(term.field())?;
        let mut list = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut documents = 0;
        for piece in pieces {
            let before = list.rank(piece.start);
            documents += u64::from(list.rank(piece.end) - before);
        }
        Ok(documents)
    }

    /// The posting list of a term in one segment.
    pub(super) fn postings(
        &self,
        term: &Term,
        segment: SegmentOrdinal,
        option: IndexRecordOption,
    ) -> tantivy::Result<Option<SegmentPostings>> {
        let known = self.known(term)?;
        let Some(info) = known.in_segment(segment) else { return Ok(None) };
        let inverted = self.view.segment_reader(segment).inverted_index(term.field())?;
        Ok(Some(inverted.read_postings_from_terminfo(info, option)?))
    }

    fn known(&self, term: &Term) -> tantivy::Result<Rc<Known>> {
        if let Some(known) = self.known.borrow().get(term) {
            return Ok(known.clone());
        }
        let mut known = Known { documents: 0, by_segment: Vec::with_capacity(self.view.segment_readers().len()) };
        for segment in self.view.segment_readers() {
            let info = segment.inverted_index(term.field())?.get_term_info(term)?;
            known.documents += info.as_ref().map_or(0, |info| u64::from(info.doc_freq));
            known.by_segment.push(info);
        }
        let known = Rc::new(known);
        self.known.borrow_mut().insert(term.clone(), known.clone());
        Ok(known)
    }
}

impl Bm25StatisticsProvider for Terms<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        if let Some(length) = self.lengths.borrow().get(&field) {
            return Ok(*length);
        }
        let length = self.view.total_num_tokens(field)?;
        self.lengths.borrow_mut().insert(field, length);
        Ok(length)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.view.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.documents(term)
    }
}
