//! The engines that can hold an archive: a closed set. Async starts here.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::{AcquireError, Semaphore, mpsc};
use tokio::task::JoinError;

use crate::index::{Index, IndexError, Removed};
use crate::query::{Beginning, Expr, Request, TimelineRequest};
use crate::release::EnrichedRelease;
use crate::results::{Coverage, IndexState, Neighbours, SearchResults, Suggestions, Timeline, TopicTree};

/// The longest a search may take before it answers in part.
const DEADLINE: Duration = Duration::from_millis(1500);

/// The same for suggestions, which come between two keys.
const SUGGEST_DEADLINE: Duration = Duration::from_millis(200);

/// How many exports run at once.
const EXPORTS: usize = 2;

/// As much of an export is sent in one piece, in bytes.
const PIECE: usize = 64 << 10;

/// How long an export waits for a client that does not read.
const PATIENCE: Duration = Duration::from_secs(30);

/// A part of an export.
#[derive(Debug)]
pub enum Piece {
    /// Some rows.
    Rows(String),
    /// All rows were given. Without it, an export broke off.
    End,
}

/// What of an export is written, and what around it.
#[derive(Debug, Clone, Copy)]
pub struct Streamed {
    /// Before everything.
    pub heading: &'static str,
    /// Behind everything.
    pub ending: &'static str,
    /// So many releases are passed over.
    pub skip: usize,
    /// At most so many are written.
    pub take: usize,
}

impl Streamed {
    /// Everything, behind a heading.
    pub fn all(heading: &'static str) -> Self {
        Self { heading, ending: "", skip: 0, take: usize::MAX }
    }
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

/// The index in this process, and the permits without which nothing runs on it.
#[derive(Debug, Clone)]
pub struct Embedded {
    index: Arc<Index>,
    permits: Arc<Semaphore>,
    exports: Arc<Semaphore>,
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
    /// As many exports as may be are under way.
    #[error("too many exports are under way")]
    Busy,
    /// A row could not be written.
    #[error("a row could not be written")]
    Unwritable(#[source] io::Error),
    /// The search panicked; the process goes on.
    #[error("the search ended unexpectedly")]
    Panicked(#[source] JoinError),
    /// The server is closing.
    #[error("the server is closing")]
    Closing(#[source] AcquireError),
}

impl Backend {
    /// The embedded engine; as many searches run at once as the machine has processors.
    pub fn embedded(index: Arc<Index>) -> Self {
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        let (permits, exports) = (Arc::new(Semaphore::new(processors)), Arc::new(Semaphore::new(EXPORTS)));
        Self::Embedded(Embedded { index, permits, exports })
    }

    /// Answers a request.
    ///
    /// # Errors
    ///
    /// See [`BackendError`]. A request that takes too long is no error but a partial answer.
    pub async fn search(&self, request: Request) -> Result<SearchResults, BackendError> {
        self.run(move |index| index.search(&request, Some(Instant::now() + DEADLINE))).await
    }

    /// How often queries are satisfied over time.
    ///
    /// # Errors
    ///
    /// See [`BackendError`]. One that takes too long is no error but an answer without series.
    pub async fn timeline(&self, asked: TimelineRequest) -> Result<Timeline, BackendError> {
        self.run(move |index| index.timeline(&asked, Some(Instant::now() + DEADLINE))).await
    }

    /// What the archive covers, and where it has gaps.
    ///
    /// # Errors
    ///
    /// See [`BackendError`]; [`BackendError::TooLong`] where it could not be counted in time.
    pub async fn coverage(&self) -> Result<Coverage, BackendError> {
        let coverage = self.run(move |index| index.coverage(Some(Instant::now() + DEADLINE))).await?;
        coverage.ok_or(BackendError::TooLong)
    }

    /// All topics, with their rules and how many releases each has.
    ///
    /// # Errors
    ///
    /// As [`Backend::coverage`].
    pub async fn topics(&self) -> Result<TopicTree, BackendError> {
        let topics = self.run(move |index| index.topics(Some(Instant::now() + DEADLINE))).await?;
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
        self.run(move |index| index.suggest(&beginning, Some(Instant::now() + SUGGEST_DEADLINE))).await
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

    /// What a request finds, newest first, as text that is written while it is read: from one commit, without a limit, in memory that does not grow with the number of releases beyond some 40 bytes for each.
    ///
    /// # Errors
    ///
    /// See [`BackendError`]; [`BackendError::Busy`] at once where as many exports run as may.
    pub async fn export(
        &self,
        request: Request,
        Streamed { heading, ending, skip, take }: Streamed,
        write: impl Fn(&EnrichedRelease) -> io::Result<String> + Send + 'static,
    ) -> Result<(IndexState, Pieces), BackendError> {
        let Self::Embedded(Embedded { exports, .. }) = self;
        let permit = exports.clone().try_acquire_owned().map_err(|_| BackendError::Busy)?;
        let export = self.run(move |index| Ok(index.export(&request)?.between(skip, take))).await?;
        let state = export.state();
        let (sender, pieces) = mpsc::channel(1);
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let runtime = Handle::current();
            // Whoever does not read for so long is not coming back; dropping the sender breaks the stream off.
            let send = |piece| runtime.block_on(sender.send_timeout(piece, PATIENCE)).is_ok();
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
            rows.push_str(ending);
            if rows.is_empty() || send(Ok(Piece::Rows(rows))) {
                send(Ok(Piece::End));
            }
        });
        Ok((state, pieces))
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
        self.run(move |index| index.neighbours(&release, most_similar, Some(Instant::now() + DEADLINE))).await
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

    /// Runs work on the blocking pool. The permit moves into the work: a client that leaves frees nothing before the
    /// work ends, so clients that leave cannot pile work up.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Index) -> Result<T, IndexError> + Send + 'static,
    ) -> Result<T, BackendError> {
        let Self::Embedded(Embedded { index, permits, .. }) = self;
        let permit = permits.clone().acquire_owned().await.map_err(BackendError::Closing)?;
        let index = index.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&index)
        });
        Ok(done.await.map_err(BackendError::Panicked)??)
    }
}
