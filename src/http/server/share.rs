//! What one client may ask for: so much at once, and so much in a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::client::Client;
use crate::limits::{Limits, count};
use crate::metrics::Rejected;

/// The most clients that are told apart. Beyond that, those who come share one place: a table that grows with every
/// address would be a way to fill the memory.
const MOST_CLIENTS: usize = 16_384;

/// The shares of all clients.
#[derive(Debug)]
pub(super) struct Shares {
    /// `None` for those who found no place of their own.
    clients: Mutex<HashMap<Option<Client>, Share>>,
    at_once: usize,
    exports: usize,
    rate: f64,
    burst: f64,
}

/// A bucket that fills with time: each request takes one from it.
#[derive(Debug)]
struct Share {
    left: f64,
    filled: Instant,
    at_once: usize,
    /// How many of these are exports.
    exports: usize,
}

/// What a request asks for, as far as shares go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// One answer.
    Answer,
    /// Everything, which takes as long as the client takes to read it.
    Export,
}

/// Why a client has to wait, and how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TooMany {
    /// Which limit it met.
    pub(super) why: Rejected,
    /// When it may ask again.
    pub(super) wait: Duration,
}

/// One request under way; given back when dropped.
#[derive(Debug)]
pub(super) struct Taken {
    shares: Arc<Shares>,
    client: Option<Client>,
    asked: Asked,
}

impl Drop for Taken {
    fn drop(&mut self) {
        if let Some(share) = self.shares.clients().get_mut(&self.client) {
            share.at_once = share.at_once.saturating_sub(1);
            share.exports = share.exports.saturating_sub(usize::from(self.asked == Asked::Export));
        }
    }
}

impl Shares {
    /// With these limits.
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            clients: Mutex::default(),
            at_once: count(limits.client_searches),
            exports: count(limits.client_exports),
            rate: limits.client_rate as f64,
            burst: limits.client_burst as f64,
        }
    }

    fn clients(&self) -> std::sync::MutexGuard<'_, HashMap<Option<Client>, Share>> {
        // Whoever panicked held no share half changed: each is one assignment.
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one request out of a client's share.
    ///
    /// # Errors
    ///
    /// Where nothing is left of it.
    pub(super) fn take(self: &Arc<Self>, client: Client, asked: Asked, now: Instant) -> Result<Taken, TooMany> {
        let mut clients = self.clients();
        if clients.len() >= MOST_CLIENTS && !clients.contains_key(&Some(client)) {
            // Whoever's share is full again need not be remembered.
            clients.retain(|_, share| share.at_once > 0 || self.filled(share, now) < self.burst);
        }
        let has_place = clients.len() < MOST_CLIENTS || clients.contains_key(&Some(client));
        let client = has_place.then_some(client);
        let share = clients.entry(client).or_insert(Share { left: self.burst, filled: now, at_once: 0, exports: 0 });
        share.left = self.filled(share, now);
        share.filled = now;
        if share.at_once >= self.at_once {
            return Err(TooMany { why: Rejected::ClientSearches, wait: Duration::from_secs(1) });
        }
        if asked == Asked::Export && share.exports >= self.exports {
            return Err(TooMany { why: Rejected::ClientExports, wait: Duration::from_secs(5) });
        }
        if share.left < 1.0 {
            let wait = Duration::from_secs_f64((1.0 - share.left) / self.rate);
            return Err(TooMany { why: Rejected::ClientRate, wait });
        }
        share.left -= 1.0;
        share.at_once += 1;
        share.exports += usize::from(asked == Asked::Export);
        drop(clients);
        Ok(Taken { shares: self.clone(), client, asked })
    }

    fn filled(&self, share: &Share, now: Instant) -> f64 {
        let since = now.saturating_duration_since(share.filled).as_secs_f64();
        (share.left + since * self.rate).min(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn shares(at_once: u64, rate: u64, burst: u64) -> Arc<Shares> {
        let limits = Limits { client_searches: at_once, client_rate: rate, client_burst: burst, ..Limits::default() };
        Arc::new(Shares::new(&limits))
    }

    fn client(number: u32) -> Client {
        Client::at(Ipv4Addr::from_bits(number).into())
    }

    #[test]
    fn a_client_that_took_its_burst_goes_on_at_its_rate_and_others_are_not_touched() {
        let (shares, start) = (shares(100, 10, 3), Instant::now());
        let ask = |who, milliseconds| {
            shares
                .take(client(who), Asked::Answer, start + Duration::from_millis(milliseconds))
                .map(drop)
                .map_err(|e| e.why)
        };
        assert_eq!([ask(1, 0), ask(1, 0), ask(1, 0)], [Ok(()); 3]);
        assert_eq!(ask(1, 50), Err(Rejected::ClientRate));
        assert_eq!(ask(2, 50), Ok(()));
        assert_eq!((ask(1, 110), ask(1, 120)), (Ok(()), Err(Rejected::ClientRate)));
        let wait =
            shares.take(client(1), Asked::Answer, start + Duration::from_millis(150)).expect_err("too soon").wait;
        assert!((Duration::from_millis(40)..Duration::from_millis(60)).contains(&wait), "{wait:?}");
        // A clock that goes backwards fills nothing.
        assert_eq!(ask(1, 0), Err(Rejected::ClientRate));
    }

    #[test]
    fn what_is_under_way_counts_until_it_ends() {
        let (shares, now) = (shares(2, 1000, 1000), Instant::now());
        let first = shares.take(client(1), Asked::Answer, now).expect("a share");
        let _second = shares.take(client(1), Asked::Answer, now).expect("a share");
        assert_eq!(
            shares.take(client(1), Asked::Answer, now).map(drop).map_err(|e| e.why),
            Err(Rejected::ClientSearches)
        );
        drop(first);
        assert!(shares.take(client(1), Asked::Answer, now).is_ok());
    }

    #[test]
    fn one_client_does_not_take_all_exports() {
        let (shares, now) = (shares(4, 1000, 1000), Instant::now());
        let ask = |who, asked| shares.take(client(who), asked, now).map_err(|e| e.why);
        let first = ask(1, Asked::Export).expect("a share");
        assert_eq!(ask(1, Asked::Export).map(drop), Err(Rejected::ClientExports));
        assert!(ask(1, Asked::Answer).is_ok() && ask(2, Asked::Export).is_ok());
        drop(first);
        assert!(ask(1, Asked::Export).is_ok());
    }

    #[test]
    fn shares_are_never_more_than_there_are_and_none_is_lost_whoever_asks_at_once() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let shares = shares(3, 1_000_000, 1_000_000);
        let (under_way, most, refused) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..2000 {
                        let Ok(share) = shares.take(client(1), Asked::Answer, Instant::now()) else {
                            refused.fetch_add(1, Ordering::Relaxed);
                            continue;
                        };
                        most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::yield_now();
                        under_way.fetch_sub(1, Ordering::SeqCst);
                        drop(share);
                    }
                });
            }
        });
        assert!(most.into_inner() <= 3 && refused.into_inner() > 0);
        assert_eq!(shares.clients()[&Some(client(1))].at_once, 0);
    }

    #[test]
    fn a_crowd_of_addresses_takes_no_memory_without_bound() {
        let (shares, now) = (shares(4, 1, 2), Instant::now());
        for number in 0..100_000 {
            let _ = shares.take(client(number), Asked::Answer, now);
        }
        assert!(shares.clients().len() <= MOST_CLIENTS + 1);
        // When the crowd has gone, there is room again.
        assert!(shares.take(client(200_000), Asked::Answer, now + Duration::from_secs(10)).is_ok());
        assert!(shares.clients().len() < 10);
    }
}
