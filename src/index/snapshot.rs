//! One whole commit of a generation.

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use tantivy::index::Index as Engine;
use tantivy::query::{BooleanQuery, Occur, Query, RangeQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, IndexReader, IndexWriter, ReloadPolicy, Searcher, Term};

use super::acronyms;
use super::counted::KeptCounts;
use super::error::IndexError;
use super::layout::{Engines, Generation};
use super::panel::{Labels, labels};
use super::schema::Fields;
use super::seal::check_at_start;
use super::stored::{Parts, StoredError, hit};
use super::view::View;
use crate::enrich::Topic;
use crate::query::Acronyms;
use crate::release::{Capture, EnrichedRelease, Family, ReleaseId};
use crate::results::{Covered, Hit, IndexState};

/// What a commit says of itself; both engines of a generation carry it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Payload {
    /// Counted from 1; 0 before the first.
    pub(super) commit: u64,
    /// Releases in the archive.
    pub(super) releases: u64,
}

impl Payload {
    pub(super) fn of(engine: &Engine) -> Result<Self, IndexError> {
        let Some(text) = engine.load_metas()?.payload else { return Ok(Self::default()) };
        serde_json::from_str(&text).map_err(|error| IndexError::damaged("index", format!("meta.json: {error}")))
    }

    /// Commits what a writer has, with this.
    pub(super) fn commit(&self, writer: &mut IndexWriter) -> Result<(), IndexError> {
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&serde_json::to_string(self).unwrap_or_default());
        prepared.commit()?;
        Ok(())
    }
}

/// A generation whose engines are open.
pub(super) struct Opened {
    index: PathBuf,
    pub(super) generation: Generation,
    engines: Engines,
    latest: IndexReader,
    earlier: IndexReader,
}

impl Opened {
    /// Opens the generation that is read, once a check has passed it. A rebuild may switch to another and remove this one
    /// meanwhile.
    pub(super) fn current(
        index: &Path,
        check: impl Fn(&Path, &Generation) -> Result<(), IndexError>,
    ) -> Result<Self, IndexError> {
        let mut generation = Generation::current(index)?;
        loop {
            let name = generation.name.clone();
            let error = match check(index, &generation).and_then(|()| Self::checked(index, generation)) {
                Ok(opened) => return Ok(opened),
                Err(error) => error,
            };
            generation = Generation::current(index)?;
            if generation.name == name {
                return Err(error);
            }
        }
    }

    pub(super) fn of(index: &Path, generation: Generation) -> Result<Self, IndexError> {
        check_at_start(index, &generation)?;
        Self::checked(index, generation)
    }

    /// Opens a generation that was compared with its seal.
    pub(super) fn checked(index: &Path, generation: Generation) -> Result<Self, IndexError> {
        // Of damage to what is not compared at the start, the engine makes lengths and shifts beyond all bounds.
        catch_unwind(AssertUnwindSafe(|| Self::by_the_engine(index, generation)))
            .unwrap_or_else(|_| Err(IndexError::damaged(index, "the engine gave up on it")))
    }

    fn by_the_engine(index: &Path, generation: Generation) -> Result<Self, IndexError> {
        let engines = generation.open(index)?;
        let reader = |engine: &Engine| -> Result<IndexReader, IndexError> {
            let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
            reader.map_err(|error| IndexError::damaged(index, error))
        };
        let (latest, earlier) = (reader(&engines.latest)?, reader(&engines.earlier)?);
        Ok(Self { index: index.to_owned(), generation, engines, latest, earlier })
    }

    pub(super) fn engines(&self) -> &Engines {
        &self.engines
    }

    /// The newest commit.
    pub(super) fn snapshot(&self) -> Result<Snapshot, IndexError> {
        // The engine does not say which commit a searcher shows: look before and after.
        for _ in 0..20 {
            let before = Payload::of(&self.engines.latest)?;
            self.latest.reload().map_err(|error| IndexError::damaged(&self.index, error))?;
            self.earlier.reload().map_err(|error| IndexError::damaged(&self.index, error))?;
            if Payload::of(&self.engines.latest)? == before {
                let (latest, earlier) = (View::new(self.latest.searcher())?, View::new(self.earlier.searcher())?);
                return Ok(Snapshot {
                    index: self.index.clone(),
                    generation: self.generation.name.clone(),
                    labels: labels(&self.generation.topics),
                    topics: Arc::from(self.generation.topics.as_slice()),
                    fields: self.engines.fields,
                    latest,
                    earlier,
                    payload: before,
                    counted: KeptCounts::default(),
                    acronyms: OnceLock::new(),
                    covered: OnceLock::new(),
                });
            }
        }
        Err(IndexError::Locked { path: self.index.clone() })
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("generation", &self.generation).finish_non_exhaustive()
    }
}

/// One whole commit: what a request, and everything that belongs to it, is answered from.
pub(super) struct Snapshot {
    pub(super) index: PathBuf,
    pub(super) generation: String,
    pub(super) topics: Arc<[Topic]>,
    pub(super) labels: Labels,
    pub(super) fields: Fields,
    pub(super) latest: View,
    pub(super) earlier: View,
    pub(super) payload: Payload,
    /// Counts that were asked for before.
    pub(super) counted: KeptCounts,
    acronyms: OnceLock<Acronyms>,
    /// What it covers, once that was asked for.
    pub(super) covered: OnceLock<Covered>,
}

impl Snapshot {
    /// The short forms that its releases explain, found when they are first asked for.
    pub(super) fn acronyms(&self) -> Result<&Acronyms, IndexError> {
        if let Some(acronyms) = self.acronyms.get() {
            return Ok(acronyms);
        }
        let voted = acronyms::voted(&self.latest, &self.fields)?;
        Ok(self.acronyms.get_or_init(|| voted))
    }

    /// Finds what searches of every commit ask for, and are the longer about the more was replaced in it, before any waits
    /// for it.
    pub(super) fn make_ready(&self) -> Result<(), IndexError> {
        self.acronyms()?;
        Ok(self.latest.make_ready()?)
    }

    pub(super) fn state(&self) -> IndexState {
        IndexState {
            generation: format!("{}.{}", self.generation, self.payload.commit),
            releases: self.payload.releases,
        }
    }

    pub(super) fn read(&self, view: &View, address: DocAddress) -> Result<EnrichedRelease, IndexError> {
        let parts = Parts { in_column: self.in_column(view, address)?, in_store: view.doc(address)? };
        parts.into_release().map_err(self.unreadable())
    }

    /// What a list shows of a release, without its text being read.
    pub(super) fn listed(&self, view: &View, address: DocAddress) -> Result<Hit, IndexError> {
        match self.in_column(view, address)? {
            Some(bytes) => hit(&bytes).map_err(self.unreadable()),
            None => Ok(Hit::of(self.read(view, address)?)),
        }
    }

    fn in_column(&self, view: &View, address: DocAddress) -> Result<Option<Vec<u8>>, IndexError> {
        let Some(column) = view.columns(address.segment_ord).and_then(|columns| columns.listed.as_ref()) else {
            return Ok(None);
        };
        let Some(ordinal) = column.ords().first(address.doc_id) else { return Ok(None) };
        let mut bytes = Vec::new();
        column.ord_to_bytes(ordinal, &mut bytes).map_err(IndexError::io(&self.index))?;
        Ok(Some(bytes))
    }

    fn unreadable(&self) -> impl Fn(StoredError) -> IndexError {
        |error| IndexError::damaged(&self.index, format!("a stored release cannot be read: {error}"))
    }

    /// All wordings of a release.
    pub(super) fn family(&self, id: &ReleaseId) -> Result<Option<Family>, IndexError> {
        let id = Term::from_field_text(self.fields.id, id.as_str());
        let Some(latest) = find(&self.latest, &id)?.first().copied() else { return Ok(None) };
        let latest = self.read(&self.latest, latest)?;
        let wording = latest.wording();
        let mut versions = vec![latest];
        if self.earlier.num_docs() > 0 {
            let by_id: Box<dyn Query> = Box::new(TermQuery::new(id, IndexRecordOption::Basic));
            let found = self.earlier.search(&self.whole(by_id), &tantivy::collector::DocSetCollector)?;
            for address in found {
                let version = self.read(&self.earlier, address)?;
                // A wording that became the latest again is removed a commit later.
                if version.wording() != wording {
                    versions.push(version);
                }
            }
        }
        Ok(Family::from_versions(versions))
    }

    /// The releases with a capture like this, by reading every one.
    pub(super) fn holding(&self, wanted: impl Fn(&Capture) -> bool) -> Result<BTreeSet<ReleaseId>, IndexError> {
        let mut holding = BTreeSet::new();
        for searcher in [&self.latest, &self.earlier] {
            for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
                for doc in segment.doc_ids_alive() {
                    let release = self.read(searcher, DocAddress::new(ordinal, doc))?;
                    if release.captures.iter().any(&wanted) {
                        holding.insert(release.id);
                    }
                }
            }
        }
        Ok(holding)
    }

    /// The one release that its own system named so.
    pub(super) fn id_of_given(&self, given: &str) -> Result<Option<ReleaseId>, IndexError> {
        let found = find(&self.latest, &Term::from_field_text(self.fields.given_id, given))?;
        match found.as_slice() {
            [only] => Ok(Some(self.listed(&self.latest, *only)?.id)),
            _ => Ok(None),
        }
    }

    /// A query over earlier wordings, less those that a commit wrote which was cut short before it was whole.
    pub(super) fn whole(&self, query: Box<dyn Query>) -> BooleanQuery {
        let newest = Term::from_field_u64(self.fields.superseded_in, self.payload.commit);
        let whole = RangeQuery::new(std::ops::Bound::Unbounded, std::ops::Bound::Included(newest));
        let whole = tantivy::query::ConstScoreQuery::new(Box::new(whole), 0.0);
        BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, Box::new(whole))])
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("state", &self.state()).finish_non_exhaustive()
    }
}

/// The living documents with a term. Cheaper than a search where the term is in no segment, as nearly every id of a
/// first run is.
pub(super) fn find(searcher: &Searcher, term: &Term) -> Result<Vec<DocAddress>, IndexError> {
    use tantivy::{DocSet, TERMINATED};
    let mut found = Vec::new();
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let inverted = segment.inverted_index(term.field())?;
        let postings = inverted.read_postings(term, IndexRecordOption::Basic).map_err(tantivy::TantivyError::from)?;
        let Some(mut postings) = postings else { continue };
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if !segment.is_deleted(doc) {
                found.push(DocAddress::new(ordinal, doc));
            }
            doc = postings.advance();
        }
    }
    Ok(found)
}
