//! The engines that can hold an archive: a closed set. Async starts here.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinError;
use tokio::time::timeout;

use crate::health::{Health, Verification};
use crate::index::{Index, IndexError, Listing, Removed};
use crate::limits::{Limits, count, milliseconds, seconds};
use crate::metrics::Metrics;
use crate::pool::{self, Busy, Pool};
use crate::query::{Beginning, Expr, Request, TimelineRequest};
use crate::release::EnrichedRelease;
use crate::results::{Coverage, IndexState, Neighbours, SearchResults, Suggestions, Timeline, TopicTree};

/// As much of an export is sent in one piece, in bytes.
const PIECE: usize = 64 << 10;

/// A part of an export.
#[derive(Debug)]
pub enum Piece {
    /// Some rows.
    Rows(String),
    /// All rows were given. Without it, an export broke off.
    End,
}

/// The pieces of an export, as they are written.
pub type Pieces = mpsc::Receiver<Result<Piece, BackendError>>;

/// An engine that answers requests.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Backend {
    /// The index in this process.
    Embedded(Embedded),
}

/// The index in this process, and the pool without whose permits nothing runs on it.
#[derive(Debug, Clone)]
pub struct Embedded {
    index: Arc<Index>,
    exports: Arc<Semaphore>,
    pool: Pool,
    /// The longest a search may take before it answers in part.
    deadline: Duration,
    /// The same for suggestions, which come between two keys.
    suggest_deadline: Duration,
    /// Beyond this nobody waits for work that has not come to its deadline by itself.
    give_up: Duration,
    limits: Arc<Limits>,
    metrics: Arc<Metrics>,
    health: Arc<Health>,
}

/// Why an engine gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackendError {
    /// The index could not answer.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// What has no partial answer was not ready in time.
    #[error("the answer was not ready in time")]
    TooLong,
    /// The work did not end at its deadline, and is not waited for. Its permit comes back when it ends.
    #[error("the answer did not come, and was given up")]
    GivenUp,
    /// The index does not hold what was written: an answer might be wrong.
    #[error("the index is damaged")]
    Damaged,
    /// As many exports as may be are under way.
    #[error("too many exports are under way")]
    BusyExporting,
    /// A row could not be written.
    #[error("a row could not be written")]
    Unwritable(#[source] io::Error),
    /// The search panicked; the process goes on.
    #[error("the search ended unexpectedly")]
    Panicked(#[source] JoinError),
    /// Too much is under way already.
    #[error(transparent)]
    Busy(#[from] Busy),
}

impl Backend {
    /// The embedded engine, with the usual limits.
    pub fn embedded(index: Arc<Index>) -> Self {
        Self::within(index, &Limits::default(), Arc::default())
    }

    /// The embedded engine with these limits, counted here.
    pub fn within(index: Arc<Index>, limits: &Limits, metrics: Arc<Metrics>) -> Self {
        Self::Embedded(Embedded {
            index,
            exports: Arc::new(Semaphore::new(count(limits.exports))),
            pool: Pool::new(limits, metrics.clone()),
            deadline: milliseconds(limits.search_ms),
            suggest_deadline: milliseconds(limits.suggest_ms),
            give_up: milliseconds(limits.search_ms.saturating_add(limits.grace_ms)),
            limits: Arc::new(limits.clone()),
            metrics,
            health: Arc::default(),
        })
    }

    /// How the engine and its service fare.
    pub fn health(&self) -> &Arc<Health> {
        &self.embedded_in().health
    }

    /// What those who ask are allowed.
    pub fn limits(&self) -> &Arc<Limits> {
        &self.embedded_in().limits
    }

    /// What is counted of it.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.embedded_in().metrics
    }

    fn embedded_in(&self) -> &Embedded {
        let Self::Embedded(embedded) = self;
        embedded
    }

    /// Counts an answer that its deadline cut short.
    fn note_partial(&self, is_partial: bool) {
        if is_partial {
            self.metrics().deadlines.add();
        }
    }

    /// Answers a request.
    ///
    /// # Errors
    ///
    /// See [`BackendError`]. A request that takes too long is no error but a partial answer.
    pub async fn search(&self, request: Request) -> Result<SearchResults, BackendError> {
        self.search_into(request, |_, results| results).await
    }

    /// Answers a request with what is made of the results, such as their text. It is made on the thread that found them and
    /// under the same permit: what connections run on only sends.
    ///
    /// # Errors
    ///
    /// As [`Backend::search`].
    pub async fn search_into<T: Send + 'static>(
        &self,
        request: Request,
        make: impl FnOnce(&Request, SearchResults) -> T + Send + 'static,
    ) -> Result<T, BackendError> {
        let time = self.embedded_in().deadline;
        let work = move |index: &Index| {
            let results = index.search(&request, Some(Instant::now() + time))?;
            Ok((results.partial.is_some(), make(&request, results)))
        };
        let (is_partial, made) = self.run(work).await?;
        self.note_partial(is_partial);
        Ok(made)
    }

    /// How often queries are satisfied over time.
    ///
    /// # Errors
    ///
    /// See [`BackendError`]. One that takes too long is no error but an answer without series.
    pub async fn timeline(&self, asked: TimelineRequest) -> Result<Timeline, BackendError> {
        let time = self.embedded_in().deadline;
        let timeline = self.run(move |index| index.timeline(&asked, Some(Instant::now() + time))).await?;
        self.note_partial(timeline.partial.is_some());
        Ok(timeline)
    }

    /// What the archive covers, and where it has gaps.
    ///
    /// # Errors
    ///
    /// See [`BackendError`]; [`BackendError::TooLong`] where it could not be counted in time.
    pub async fn coverage(&self) -> Result<Coverage, BackendError> {
        let time = self.embedded_in().deadline;
        let coverage = self.run(move |index| index.coverage(Some(Instant::now() + time))).await?;
        self.note_partial(coverage.is_none());
        coverage.ok_or(BackendError::TooLong)
    }

    /// All topics, with their rules and how many releases each has.
    ///
    /// # Errors
    ///
    /// As [`Backend::coverage`].
    pub async fn topics(&self) -> Result<TopicTree, BackendError> {
        let time = self.embedded_in().deadline;
        let topics = self.run(move |index| index.topics(Some(Instant::now() + time))).await?;
        self.note_partial(topics.is_none());
        topics.ok_or(BackendError::TooLong)
    }

    /// The folder in which the history of runs is kept.
    pub fn folder(&self) -> &Path {
        match self {
            Self::Embedded(embedded) => embedded.index.folder(),
        }
    }

    /// The query of a request as it is answered: with the short and long forms that the archive teaches.
    ///
    /// # Errors
    ///
    /// See [`BackendError`].
    pub async fn reading(&self, request: Request) -> Result<Expr, BackendError> {
        self.run(move |index| index.reading(&request)).await
    }

    /// What a search that begins so may be for.
    ///
    /// # Errors
    ///
    /// See [`BackendError`].
    pub async fn suggest(&self, beginning: Beginning) -> Result<Suggestions, BackendError> {
        let time = self.embedded_in().suggest_deadline;
        self.run(move |index| index.suggest(&beginning, Some(Instant::now() + time))).await
    }

    /// All wordings of a release, oldest first, by its id or the id its own system gave it; `None` where there is no
    /// such release, or more than one.
    ///
    /// # Errors
    ///
    /// See [`BackendError`].
    pub async fn release(&self, id: String) -> Result<Option<Vec<EnrichedRelease>>, BackendError> {
        self.run(move |index| index.release(&id)).await
    }

    /// All wordings of some releases, each oldest first; none where there is no such release.
    ///
    /// # Errors
    ///
    /// See [`BackendError`].
    pub async fn releases(&self, ids: Vec<String>) -> Result<Vec<Vec<EnrichedRelease>>, BackendError> {
        let wordings = |index: &Index, id: &String| Ok(index.release(id)?.unwrap_or_default());
        self.run(move |index| ids.iter().map(|id| wordings(index, id)).collect()).await
    }

    /// What a request finds, newest first, as text that is written behind a heading while it is read: from one commit,
    /// without a limit, in memory that does not grow with the number of releases beyond some 50 bytes for each.
    ///
    /// # Errors
    ///
    /// See [`BackendError`]; [`BackendError::BusyExporting`] at once where as many exports run as may.
    pub async fn export(
        &self,
        request: Request,
        heading: &'static str,
        write: impl Fn(&EnrichedRelease) -> io::Result<String> + Send + 'static,
    ) -> Result<(IndexState, Pieces), BackendError> {
        let exports = self.embedded_in().exports.clone();
        let permit = exports.try_acquire_owned().map_err(|_| BackendError::BusyExporting)?;
        let export = self.run(move |index| index.export(&request)).await?;
        let state = export.state();
        let (sender, pieces) = mpsc::channel(1);
        let (held, patience) = (pool::held(), seconds(self.limits().stall_seconds));
        tokio::task::spawn_blocking(move || {
            let (_permit, _held) = (permit, held);
            let runtime = Handle::current();
            // Whoever does not read for so long is not coming back; dropping the sender breaks the stream off.
            let send = |piece| runtime.block_on(sender.send_timeout(piece, patience)).is_ok();
            let mut rows = heading.to_owned();
            for release in export {
                match release
                    .map_err(BackendError::from)
                    .and_then(|release| write(&release).map_err(BackendError::Unwritable))
                {
                    Ok(row) => rows.push_str(&row),
                    Err(error) => {
                        send(Err(error));
                        return;
                    }
                }
                if rows.len() >= PIECE && !send(Ok(Piece::Rows(std::mem::take(&mut rows)))) {
                    return;
                }
            }
            if rows.is_empty() || send(Ok(Piece::Rows(rows))) {
                send(Ok(Piece::End));
            }
        });
        Ok((state, pieces))
    }

    /// What a list of addresses tells of so many releases, newest first, behind so many others; in one piece, from one
    /// commit.
    ///
    /// # Errors
    ///
    /// See [`BackendError`].
    pub async fn listings(&self, skip: usize, take: usize) -> Result<(IndexState, Vec<Listing>), BackendError> {
        self.run(move |index| index.listings(skip..skip.saturating_add(take))).await
    }

    /// What is known of a release that was taken out of the archive.
    ///
    /// # Errors
    ///
    /// See [`BackendError`].
    pub async fn removed(&self, id: String) -> Result<Option<Removed>, BackendError> {
        self.run(move |index| Ok(index.removed(&id))).await
    }

    /// The releases around one: where its text was published too, what is related, and up to so many that are similar.
    ///
    /// # Errors
    ///
    /// See [`BackendError`]. What takes too long is no error but a partial answer.
    pub async fn neighbours(
        &self,
        release: Arc<EnrichedRelease>,
        most_similar: usize,
    ) -> Result<Neighbours, BackendError> {
        let time = self.embedded_in().deadline;
        self.run(move |index| index.neighbours(&release, most_similar, Some(Instant::now() + time))).await
    }

    /// Runs other work that takes a processor, such as marking a whole text, under the same permits as searches.
    ///
    /// # Errors
    ///
    /// See [`BackendError`].
    pub async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, BackendError> {
        self.run(|_| Ok(work())).await
    }

    /// What is being searched.
    pub fn state(&self) -> IndexState {
        match self {
            Self::Embedded(embedded) => embedded.index.state(),
        }
    }

    /// Runs work on the threads of the pool. The permit moves into the work: a client that leaves frees nothing before the
    /// work ends, so clients that leave cannot pile work up. Nor can work that misses its deadline: nobody waits for it, and
    /// it has its permit until it ends.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Index) -> Result<T, IndexError> + Send + 'static,
    ) -> Result<T, BackendError> {
        let Embedded { index, pool, metrics, health, give_up, .. } = self.embedded_in();
        if health.verification() == Verification::Damaged {
            return Err(BackendError::Damaged);
        }
        let permit = pool.permit().await?;
        let index = index.clone();
        let done = pool.run(permit, move || work(&index));
        let Ok(done) = timeout(*give_up, done).await else {
            metrics.deadlines.add();
            return Err(BackendError::GivenUp);
        };
        let done = done.map_err(|panic| {
            metrics.panics.add();
            BackendError::Panicked(panic)
        });
        Ok(done??)
    }
}
