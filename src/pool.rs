//! Which searches run, which wait, and which are turned away.
//!
//! A permit moves into the work, so that a client that leaves frees nothing before the work ends, and clients that leave
//! cannot pile work up. Who waits is bounded in number and in time: an answer that comes too late helps nobody, and keeps
//! those from theirs who came after. What a request holds, as its client's share, the permit holds with it: whoever asks,
//! leaves and asks again has no more at once than whoever stays.

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use crate::limits::{Limits, count, milliseconds};
use crate::metrics::{Metrics, Rejected};

/// How long a thread without work is kept: for good.
const KEPT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The searches of one service.
#[derive(Debug, Clone)]
pub struct Pool {
    permits: Arc<Semaphore>,
    /// One for each place in the queue, those that run included.
    places: Arc<Semaphore>,
    wait: Duration,
    threads: Arc<Threads>,
    metrics: Arc<Metrics>,
}

/// No place was free, or none in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many searches are under way")]
pub struct Busy;

/// What a request holds for as long as anything is done for it; given back when the last of these is dropped.
pub type Held = Arc<dyn Any + Send + Sync>;

tokio::task_local! {
    static HELD: Held;
}

/// Answers a request: what it holds, the work that is begun meanwhile holds too.
pub async fn holding<F: Future>(held: Held, answer: F) -> F::Output {
    HELD.scope(held, answer).await
}

/// What the request that is being answered holds.
pub(crate) fn held() -> Option<Held> {
    HELD.try_with(Clone::clone).ok()
}

/// The right to run one search; given up when dropped.
#[derive(Debug)]
pub struct Permit {
    _running: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
    _held: Option<Held>,
    metrics: Arc<Metrics>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.metrics.searching.down();
    }
}

impl Pool {
    /// With these limits.
    pub fn new(limits: &Limits, metrics: Arc<Metrics>) -> Self {
        let running = count(limits.searches).min(Semaphore::MAX_PERMITS);
        let places = running.saturating_add(count(limits.queued_searches)).min(Semaphore::MAX_PERMITS);
        Self {
            permits: Arc::new(Semaphore::new(running)),
            places: Arc::new(Semaphore::new(places)),
            wait: milliseconds(limits.queue_ms),
            threads: Arc::new(Threads::new(running)),
            metrics,
        }
    }

    /// Waits for a permit, in the order of asking.
    ///
    /// # Errors
    ///
    /// [`Busy`], at once where the queue is full, or after the longest wait.
    pub async fn permit(&self) -> Result<Permit, Busy> {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            self.metrics.rejected(Rejected::Queue);
            return Err(Busy);
        };
        let asked = Instant::now();
        let waiting = self.metrics.queued.enter();
        let running = timeout(self.wait, self.permits.clone().acquire_owned()).await;
        drop(waiting);
        self.metrics.waits.observe(asked.elapsed());
        // The semaphores are never closed: what is no permit came too late.
        let Ok(Ok(running)) = running else {
            self.metrics.rejected(Rejected::Wait);
            return Err(Busy);
        };
        self.metrics.searching.up();
        Ok(Permit { _running: running, _place: place, _held: held(), metrics: self.metrics.clone() })
    }

    /// Runs work on a thread for what has a permit; the permit is given up when the work ends, whoever waits for it.
    pub fn run<T: Send + 'static>(&self, permit: Permit, work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        self.threads.run(move || {
            let _permit = permit;
            work()
        })
    }
}

/// Threads for what has a permit, no more than there are permits. Those that the runtime has for whatever blocks are as many
/// as had work at one time: there, searches went from one to the next, and each found nothing of the last in memory.
/// Where these cannot be had, those take their place.
#[derive(Debug)]
struct Threads(Option<Runtime>);

impl Threads {
    fn new(most: usize) -> Self {
        let threads = Builder::new_current_thread()
            .thread_name("search")
            .max_blocking_threads(most.max(1))
            .thread_keep_alive(KEPT)
            .build();
        let threads = threads.ok();
        if let Some(threads) = &threads {
            // Without any, work for which the system has no thread to give would panic and keep its permit; beside this one
            // it waits.
            drop(threads.spawn_blocking(|| ()));
        }
        Self(threads)
    }

    fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        match &self.0 {
            Some(threads) => threads.spawn_blocking(work),
            None => spawn_blocking(work),
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(threads) = self.0.take() {
            // The last who had this may be a task, which must not wait for threads.
            threads.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(searches: u64, queued: u64, wait: u64) -> (Pool, Arc<Metrics>) {
        let limits = Limits { searches, queued_searches: queued, queue_ms: wait, ..Limits::default() };
        let metrics = Arc::new(Metrics::default());
        (Pool::new(&limits, metrics.clone()), metrics)
    }

    #[tokio::test]
    async fn a_full_queue_turns_away_at_once_and_a_long_wait_when_it_is_over() {
        let (pool, metrics) = pool(1, 1, 50);
        let running = pool.permit().await.expect("a permit");
        let waiting = tokio::spawn({
            let pool = pool.clone();
            async move { pool.permit().await.map(drop) }
        });
        while metrics.queued.get() == 0 {
            tokio::task::yield_now().await;
        }
        let asked = Instant::now();
        assert_eq!(pool.permit().await.err(), Some(Busy));
        assert!(asked.elapsed() < Duration::from_millis(40));
        assert_eq!(waiting.await.expect("no panic"), Err(Busy));
        assert_eq!((metrics.times_rejected(Rejected::Queue), metrics.times_rejected(Rejected::Wait)), (1, 1));
        drop(running);
        assert!(pool.permit().await.is_ok());
        assert_eq!((metrics.queued.get(), metrics.searching.get()), (0, 0));
    }

    #[tokio::test]
    async fn what_a_request_holds_is_held_until_its_work_ends() {
        let (pool, _) = pool(1, 0, 50);
        let share: Held = Arc::new("a share");
        let permit = holding(share.clone(), pool.permit()).await.expect("a permit");
        assert_eq!(Arc::strong_count(&share), 2);
        // Turned away, a request holds nothing.
        assert_eq!(holding(share.clone(), pool.permit()).await.err(), Some(Busy));
        assert_eq!(Arc::strong_count(&share), 2);
        drop(permit);
        assert_eq!(Arc::strong_count(&share), 1);
    }

    #[tokio::test]
    async fn who_waits_is_served_when_a_search_ends() {
        let (pool, metrics) = pool(1, 8, 5000);
        let running = pool.permit().await.expect("a permit");
        let waiting: Vec<_> = (0..8)
            .map(|_| {
                let pool = pool.clone();
                tokio::spawn(async move { pool.permit().await.map(drop) })
            })
            .collect();
        while metrics.queued.get() < 8 {
            tokio::task::yield_now().await;
        }
        drop(running);
        for waiting in waiting {
            assert_eq!(waiting.await.expect("no panic"), Ok(()));
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn searches_keep_to_as_many_threads_as_may_run_and_give_up_their_permits() {
        let (pool, metrics) = pool(2, 100, 5000);
        let asked: Vec<_> = (0..100)
            .map(|_| {
                let pool = pool.clone();
                tokio::spawn(async move {
                    let permit = pool.permit().await.expect("a permit");
                    pool.run(permit, || std::thread::current().id()).await.expect("no panic")
                })
            })
            .collect();
        let mut threads = std::collections::HashSet::new();
        for asked in asked {
            threads.insert(asked.await.expect("no panic"));
        }
        assert!(threads.len() <= 2, "{threads:?}");
        assert_eq!(metrics.searching.get(), 0);
    }
}
