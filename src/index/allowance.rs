//! What one answer may take: time, and places in lists of releases held open at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

/// The most lists of releases, with positions, that words near each other may hold open where there is a deadline:
/// some 2.5 KB each.
const MAX_OPEN_LISTS: usize = 16_384;

/// Shared by everything that works on one answer. What meets its end gives up what it does, and the answer is marked
/// as partial.
#[derive(Debug, Clone)]
pub(super) struct Allowance {
    until: Option<Instant>,
    lists: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Allowance {
    /// Without a deadline there is no limit at all: whoever waits for the whole answer gets it.
    pub(super) fn new(until: Option<Instant>) -> Self {
        let lists = if until.is_some() { MAX_OPEN_LISTS } else { usize::MAX };
        Self { until, lists: Arc::new(AtomicUsize::new(lists)), over: Arc::default() }
    }

    /// When the answer must be there.
    pub(super) fn until(&self) -> Option<Instant> {
        self.until
    }

    /// Looks at the clock.
    pub(super) fn is_over(&self) -> bool {
        if self.until.is_some_and(|until| Instant::now() >= until) {
            self.over.store(true, Ordering::Relaxed);
        }
        self.was_exceeded()
    }

    /// Whether anything had to be given up so far.
    pub(super) fn was_exceeded(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Asks for one more list to be opened.
    pub(super) fn take_list(&self) -> bool {
        let took = self.lists.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        if !took {
            self.over.store(true, Ordering::Relaxed);
        }
        took
    }

    /// Gives lists back that were closed.
    pub(super) fn give_back(&self, lists: usize) {
        let give = |left: usize| Some(left.saturating_add(lists));
        // Without a deadline there were never fewer.
        let _ = self.lists.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}
