//! The embedded engine: one index, opened for reading or writing. Door: tantivy.

mod acronyms;
mod alias;
mod allowance;
mod answer;
mod any_word;
mod backup;
mod by_value;
mod candidates;
mod check;
mod closeness;
mod confined;
mod count;
mod counted;
mod coverage;
mod day_order;
mod disjoint;
mod durable;
mod erase;
mod error;
mod export;
mod filter;
mod held;
mod holds;
mod layout;
mod lists;
mod lock;
mod matches;
mod merge;
mod nearby;
mod neighbours;
mod nothing;
mod order;
mod panel;
mod pattern;
mod place;
mod ranking;
mod rehearsal;
mod removed;
mod rerank;
mod revisit;
mod schema;
mod seal;
mod shelf;
mod similar;
mod snapshot;
mod spelled;
mod spelling;
mod stored;
mod stretches;
mod suggest;
mod terms;
mod timeline;
mod top;
mod topic_tree;
mod translate;
mod view;
mod without;
mod wordings;
mod words;
mod write;

pub use backup::back_up;
pub use check::{CheckReport, check};
pub(crate) use durable::{append_lines, read_end, write_whole};
pub use error::IndexError;
pub use export::{Export, Listing};
pub use held::next_release;
pub use holds::{Holds, HoldsError};
pub use rehearsal::Rehearsal;
pub use removed::{Removal, Removed};
pub use write::{Commit, Purged, Start, Taken, Writer};

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use arc_swap::ArcSwap;

use crate::query::{Beginning, Expr, Facet, Facets, Request, TimelineRequest};
use crate::release::{EnrichedRelease, Family, ReleaseId};
use crate::results::{Coverage, IndexState, Neighbours, SearchResults, Suggestions, Timeline, TopicTree};
use seal::{check_all, check_at_start};
use snapshot::{Opened, Snapshot};

/// An index opened for reading: always one whole commit, until [`Index::reload`] finds a newer one.
#[derive(Debug)]
pub struct Index {
    path: PathBuf,
    opened: ArcSwap<Opened>,
    snapshot: ArcSwap<Snapshot>,
}

impl Index {
    /// Opens the index in a folder.
    ///
    /// # Errors
    ///
    /// [`IndexError::Missing`], [`IndexError::Foreign`] and [`IndexError::Damaged`] say what is there instead.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        let opened = Opened::current(path, check_at_start)?;
        let snapshot = opened.snapshot()?;
        Ok(Self {
            path: path.to_owned(),
            opened: ArcSwap::from_pointee(opened),
            snapshot: ArcSwap::from_pointee(snapshot),
        })
    }

    /// Takes up the newest commit, and says whether there was a newer one; what was merged meanwhile is taken up too. It
    /// is made ready before it is searched, so that nobody waits for that. On an error the old one stays. Another
    /// generation is taken up only where every file of it holds what was written.
    ///
    /// # Errors
    ///
    /// As [`Index::open`].
    pub fn reload(&self) -> Result<bool, IndexError> {
        let before = self.snapshot.load();
        if layout::Generation::current(&self.path)?.name != self.opened.load().generation.name {
            // All of it, and not only what the engine trips over: the one before is searched meanwhile.
            let opened = Opened::current(&self.path, check_all)?;
            let newest = opened.snapshot()?;
            newest.make_ready()?;
            self.snapshot.store(Arc::new(newest));
            self.opened.store(Arc::new(opened));
            return Ok(true);
        }
        let newest = self.opened.load().snapshot()?;
        let newer = newest.state() != before.state();
        // Merged segments say the same, and whoever reads the old ones keeps their files on disk.
        if newer || newest.latest.segment_ids() != before.latest.segment_ids() {
            newest.make_ready()?;
            self.snapshot.store(Arc::new(newest));
        }
        Ok(newer)
    }

    /// Compares what is searched with its seal; what is wrong is told in sentences. Reads all of it.
    pub fn verify(&self) -> Vec<String> {
        check::verify(|| self.opened.load().generation.clone())
    }

    /// Which commit is searched.
    pub fn state(&self) -> IndexState {
        self.snapshot.load().state()
    }

    /// Answers a request. Past the deadline the answer is marked as partial and has no counts.
    ///
    /// # Errors
    ///
    /// [`IndexError::Engine`] and [`IndexError::Damaged`].
    pub fn search(&self, request: &Request, deadline: Option<Instant>) -> Result<SearchResults, IndexError> {
        answer::search(&self.snapshot.load(), request, deadline)
    }

    /// The query of a request as it is answered here: with the short and long forms that this archive teaches.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn reading(&self, request: &Request) -> Result<Expr, IndexError> {
        Ok(answer::reading(&self.snapshot.load(), request)?.0)
    }

    /// What a search that begins so may be for. Past the deadline there are fewer suggestions.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn suggest(&self, beginning: &Beginning, deadline: Option<Instant>) -> Result<Suggestions, IndexError> {
        let snapshot = self.snapshot.load();
        Ok(Suggestions {
            text: beginning.text.clone(),
            suggestions: suggest::suggest(&snapshot, beginning, deadline)?,
            index: snapshot.state(),
        })
    }

    /// How often queries are satisfied over time. Past the deadline there are no series.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn timeline(&self, asked: &TimelineRequest, deadline: Option<Instant>) -> Result<Timeline, IndexError> {
        timeline::timeline(&self.snapshot.load(), asked, deadline)
    }

    /// What the archive covers, and where it has gaps; `None` past the deadline.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn coverage(&self, deadline: Option<Instant>) -> Result<Option<Coverage>, IndexError> {
        coverage::coverage(&self.snapshot.load(), deadline)
    }

    /// All topics, with their rules and how many releases each has; `None` past the deadline.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn topics(&self, deadline: Option<Instant>) -> Result<Option<TopicTree>, IndexError> {
        let snapshot = self.snapshot.load();
        let request = Request { limit: 0, facets: Facets::only(Facet::Topic), ..Request::all() };
        let counted = answer::search(&snapshot, &request, deadline)?.facets;
        let counted = counted.as_deref().and_then(|facets| facets.topic.as_ref());
        Ok(counted.map(|counted| TopicTree {
            topics: topic_tree::topic_tree(&snapshot.topics, counted),
            index: snapshot.state(),
        }))
    }

    /// Forgets the counts that are kept for requests that come again, as whoever measures must between two of them.
    pub fn forget_counts(&self) {
        self.snapshot.load().counted.forget();
    }

    /// The folder it lies in. What its runs did is kept there too.
    pub fn folder(&self) -> &Path {
        &self.path
    }

    /// All wordings of a release, oldest first, by its id, by an id under which only listings told of it, or by
    /// the id its own system gave it; `None` where there is no such release, or where a given id belongs to more than
    /// one.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn release(&self, name: &str) -> Result<Option<Vec<EnrichedRelease>>, IndexError> {
        Ok(family_named(&self.snapshot.load(), name)?.map(Family::into_versions))
    }

    /// What is known of a release that was taken out of the index.
    pub fn removed(&self, name: &str) -> Option<Removed> {
        removed::find(&self.path, &name.parse().ok()?)
    }

    /// The releases around one: where its text was published too, what is related, and up to so many that are similar.
    /// Past the deadline the answer is marked as partial.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn neighbours(
        &self,
        release: &EnrichedRelease,
        most_similar: usize,
        deadline: Option<Instant>,
    ) -> Result<Neighbours, IndexError> {
        neighbours::neighbours(&self.snapshot.load(), release, most_similar, deadline)
    }

    /// Everything a request finds, releases or wordings, newest first, without a limit.
    ///
    /// # Errors
    ///
    /// As [`Index::search`]; each release may fail on its own.
    pub fn export(&self, request: &Request) -> Result<Export, IndexError> {
        Export::new(self.snapshot.load_full(), request, None)
    }

    /// What a list of addresses tells of the releases between two places, newest first, and of which commit.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn listings(&self, between: Range<usize>) -> Result<(IndexState, Vec<Listing>), IndexError> {
        let export = Export::new(self.snapshot.load_full(), &Request::all(), Some(between))?;
        Ok((export.state(), export.listings().collect::<Result<_, _>>()?))
    }
}

/// The release of this name: its id, an id under which only listings told of it, or the id its own system gave it.
fn family_named(snapshot: &Snapshot, name: &str) -> Result<Option<Family>, IndexError> {
    let by_id = name.parse::<ReleaseId>().ok();
    if let Some(family) = by_id.map(|id| snapshot.family(&id)).transpose()?.flatten() {
        return Ok(Some(family));
    }
    let alias = name.parse().ok().map(|id| alias::owner(snapshot, &id)).transpose()?.flatten();
    match alias.map_or_else(|| snapshot.id_of_given(name), |id| Ok(Some(id)))? {
        Some(id) => snapshot.family(&id),
        None => Ok(None),
    }
}
