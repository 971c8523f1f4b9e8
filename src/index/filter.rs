//! The selections of a request, tested on the columns of one segment.

use std::ops::Range;

use tantivy::DocId;
use tantivy::columnar::Column;

use super::schema::UNDATED;
use super::stretches::Stretches;
use super::view::{Columns, TextColumn};
use crate::query::{Choice, Facet, Request, Undated};
use crate::results::UNKNOWN;

/// The selections of a request on one segment.
pub(super) struct Filter {
    choices: Vec<(Facet, ChoiceFilter)>,
    dates: Option<DateFilter>,
    /// Where all lie that the dates admit; `None` where that is anywhere.
    stretches: Option<Stretches>,
}

/// Which ordinals of a string column a choice admits.
struct ChoiceFilter {
    ordinals: Column<u64>,
    /// `None` where nothing is required.
    wanted: Option<Vec<u64>>,
    unwanted: Vec<u64>,
}

struct DateFilter {
    first_day: Column<i64>,
    last_day: Column<i64>,
    /// Days, both included; `None` admits all that are dated.
    range: Option<(i64, i64)>,
    undated: Undated,
}

/// Facets whose selection a release does not meet, one bit each.
pub(super) type Failed = u8;

/// The bit of a facet.
pub(super) fn bit(facet: Facet) -> Failed {
    1 << facet as u8
}

impl Columns {
    /// The column that holds the values of a facet; dates have two, tested apart.
    pub(super) fn of_facet(&self, facet: Facet) -> Option<&TextColumn> {
        match facet {
            Facet::Topic => self.topic.as_ref(),
            Facet::Kind => self.kind.as_ref(),
            Facet::Publisher => self.publisher.as_ref(),
            Facet::Language => self.language.as_ref(),
            Facet::Date => None,
        }
    }
}

impl Filter {
    pub(super) fn new(request: &Request, columns: &Columns) -> tantivy::Result<Self> {
        let mut choices = Vec::new();
        for facet in Facet::ALL {
            let Some(choice) = request.choice(facet) else { continue };
            if !choice.is_empty() {
                choices.push((facet, ChoiceFilter::new(choice, columns.of_facet(facet))?));
            }
        }
        let dates = request.restricts_dates().then(|| DateFilter {
            first_day: columns.first_day.clone(),
            last_day: columns.last_day.clone(),
            range: request.range().and_then(crate::query::DateRange::days),
            undated: request.undated(),
        });
        let within = dates.as_ref().filter(|dates| dates.undated == Undated::Exclude);
        let days = within.map(|dates| dates.range.unwrap_or((UNDATED + 1, i64::MAX)));
        let stretches = days.map(|days| Stretches::of(&columns.first_day, &columns.last_day, columns.vague(), days));
        Ok(Self { choices, dates, stretches })
    }

    /// Whether nothing is selected.
    pub(super) fn is_empty(&self) -> bool {
        self.choices.is_empty() && self.dates.is_none()
    }

    /// Where in a segment of so many documents all lie that the dates admit.
    pub(super) fn pieces(&self, documents: DocId) -> Vec<Range<DocId>> {
        self.stretches
            .as_ref()
            .map_or_else(|| std::iter::once(0..documents).collect(), |stretches| stretches.pieces.clone())
    }

    /// How many documents lie there.
    pub(super) fn documents_in_pieces(&self, documents: DocId) -> usize {
        self.stretches.as_ref().map_or(documents as usize, Stretches::len)
    }

    /// Whether everything that lies there meets every selection.
    pub(super) fn is_met_in_pieces(&self) -> bool {
        let by_date = || self.stretches.as_ref().is_some_and(|stretches| stretches.exact);
        self.choices.is_empty() && (self.dates.is_none() || by_date())
    }

    /// Whether a release meets every selection.
    pub(super) fn admits(&self, doc: DocId) -> bool {
        self.choices.iter().all(|(_, choice)| choice.admits(doc))
            && self.dates.as_ref().is_none_or(|dates| dates.admits(doc))
    }

    /// The facets whose selection a release does not meet.
    pub(super) fn failed(&self, doc: DocId) -> Failed {
        let mut failed = 0;
        for (facet, choice) in &self.choices {
            if !choice.admits(doc) {
                failed |= bit(*facet);
            }
        }
        if self.dates.as_ref().is_some_and(|dates| !dates.admits(doc)) {
            failed |= bit(Facet::Date);
        }
        failed
    }
}

impl ChoiceFilter {
    fn new(choice: &Choice, column: Option<&TextColumn>) -> tantivy::Result<Self> {
        let Some(column) = column else {
            // A segment without a value: nothing wanted is in it, nothing unwanted either.
            let wanted = (!choice.any_of.is_empty()).then(Vec::new);
            return Ok(Self { ordinals: Column::build_empty_column(0), wanted, unwanted: Vec::new() });
        };
        let dictionary = column.dictionary();
        let find = |values: &[String]| -> tantivy::Result<Vec<u64>> {
            let mut found = Vec::new();
            for value in values {
                found.extend(dictionary.term_ord(value.as_bytes())?);
            }
            found.sort_unstable();
            Ok(found)
        };
        let wanted = if choice.any_of.is_empty() { None } else { Some(find(&choice.any_of)?) };
        let unwanted = find(&choice.none_of)?;
        Ok(Self { ordinals: column.ords().clone(), wanted, unwanted })
    }

    fn admits(&self, doc: DocId) -> bool {
        let mut meets = self.wanted.is_none();
        for ordinal in self.ordinals.values_for_doc(doc) {
            if self.unwanted.binary_search(&ordinal).is_ok() {
                return false;
            }
            meets = meets || self.wanted.as_ref().is_some_and(|wanted| wanted.binary_search(&ordinal).is_ok());
        }
        meets
    }
}

impl DateFilter {
    fn admits(&self, doc: DocId) -> bool {
        let first = self.first_day.first(doc).unwrap_or(UNDATED);
        if first == UNDATED {
            return self.undated != Undated::Exclude;
        }
        let last = self.last_day.first(doc).unwrap_or(first);
        self.undated != Undated::Only && self.range.is_none_or(|(from, to)| first <= to && last >= from)
    }
}

/// The label of a facet value that stands for "not known".
pub(super) fn label_of(value: &str) -> &str {
    if value == UNKNOWN { "Unknown" } else { value }
}
