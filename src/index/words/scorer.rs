//! What windows hold, one document after the other, as the engine goes through what it joins with other things.

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::windows::Windows;

pub(super) struct OneByOne {
    windows: Windows,
    doc: DocId,
}

impl OneByOne {
    pub(super) fn new(mut windows: Windows) -> Self {
        let doc = if windows.next() { windows.first().unwrap_or(TERMINATED) } else { TERMINATED };
        Self { windows, doc }
    }

    fn go_to(&mut self, doc: Option<DocId>) -> DocId {
        self.doc = doc.unwrap_or(TERMINATED);
        self.doc
    }
}

impl DocSet for OneByOne {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        let mut next = self.windows.first_in_window(self.doc + 1);
        if next.is_none() && self.windows.next() {
            next = self.windows.first();
        }
        self.go_to(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        let mut found = self.windows.first_in_window(target);
        if found.is_none() && self.windows.seek(target.max(self.windows.end_of_window())) {
            found = self.windows.first();
        }
        self.go_to(found)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.windows.most()
    }

    fn cost(&self) -> u64 {
        self.windows.cost()
    }
}

impl Scorer for OneByOne {
    fn score(&mut self) -> Score {
        self.windows.score_of(self.doc)
    }
}
