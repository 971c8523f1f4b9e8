//! Whether a service is fit to be asked: each thing that can be wrong, by name.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use serde::Serialize;

/// How a service fares. Whoever learns something writes it down here; `/readyz` and the metrics read it.
#[derive(Debug, Default)]
pub struct Health {
    closing: AtomicBool,
    reload_failed: AtomicBool,
    verification: AtomicU8,
}

/// What the comparison of the index with its seal came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verification {
    /// It is under way, or has not begun.
    Pending,
    /// Every file holds what was written.
    Sound,
    /// Some do not.
    Damaged,
}

/// All of it, at one time. Names no file and no folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether requests are welcome.
    pub ready: bool,
    /// The index is open: without one there is no service.
    pub index: &'static str,
    /// The comparison of its files with their digests.
    pub verification: Verification,
    /// The last look for a newer commit: `ok` or `failed`. After a failure the commit before is served on.
    pub reload: &'static str,
    /// Whether the service is about to end.
    pub closing: bool,
}

impl Health {
    /// The service is about to end.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Release);
    }

    /// Whether it is.
    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// What came of a look for a newer commit.
    pub fn reloaded(&self, well: bool) {
        self.reload_failed.store(!well, Ordering::Release);
    }

    /// What came of the comparison with the seal.
    pub fn verified(&self, verification: Verification) {
        self.verification.store(verification as u8, Ordering::Release);
    }

    /// The same, as it is known by now.
    pub fn verification(&self) -> Verification {
        match self.verification.load(Ordering::Acquire) {
            1 => Verification::Sound,
            2 => Verification::Damaged,
            _ => Verification::Pending,
        }
    }

    /// All of it.
    pub fn report(&self) -> Report {
        let verification = self.verification();
        let (closing, failed) = (self.is_closing(), self.reload_failed.load(Ordering::Acquire));
        Report {
            ready: !closing && !failed && verification != Verification::Damaged,
            index: "open",
            verification,
            reload: if failed { "failed" } else { "ok" },
            closing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_amiss_is_enough_not_to_be_ready() {
        let fresh = Health::default();
        assert!(fresh.report().ready, "the comparison may still be under way");
        fresh.verified(Verification::Sound);
        assert_eq!((fresh.report().ready, fresh.report().verification), (true, Verification::Sound));
        for spoil in [Health::close, |h: &Health| h.reloaded(false), |h: &Health| h.verified(Verification::Damaged)] {
            let health = Health::default();
            spoil(&health);
            assert!(!health.report().ready, "{:?}", health.report());
        }
        fresh.reloaded(false);
        fresh.reloaded(true);
        assert!(fresh.report().ready);
    }
}
