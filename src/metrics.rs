//! What the service counts of itself, in numbers that never hold anything a client sent.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// So far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A number of things that are there.
#[derive(Debug, Default)]
pub struct Gauge(AtomicI64);

impl Gauge {
    /// Counts one thing in, and out again when what this gives is dropped.
    pub fn enter(&self) -> Entered<'_> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Entered(self)
    }

    /// One more.
    pub fn up(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// One fewer.
    pub fn down(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    /// How many there are.
    pub fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// One thing that is there.
#[derive(Debug)]
pub struct Entered<'g>(&'g Gauge);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.down();
    }
}

/// The upper bounds of a histogram of times, in seconds.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];

/// Times by how long they were.
#[derive(Debug, Default)]
pub struct Histogram {
    within: [AtomicU64; BOUNDS.len()],
    count: AtomicU64,
    microseconds: AtomicU64,
}

impl Histogram {
    /// Takes one in.
    pub fn observe(&self, time: Duration) {
        let seconds = time.as_secs_f64();
        if let Some(within) = BOUNDS.iter().position(|bound| seconds <= *bound).and_then(|at| self.within.get(at)) {
            within.fetch_add(1, Ordering::Relaxed);
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        self.microseconds.fetch_add(u64::try_from(time.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn write(&self, out: &mut String, name: &str, labels: &str) {
        let comma = if labels.is_empty() { "" } else { "," };
        let mut so_far = 0;
        for (bound, within) in BOUNDS.iter().zip(&self.within) {
            so_far += within.load(Ordering::Relaxed);
            let _ = writeln!(out, "{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {so_far}");
        }
        let (count, sum) = (self.count.load(Ordering::Relaxed), self.microseconds.load(Ordering::Relaxed));
        let _ = writeln!(out, "{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {count}");
        let _ = writeln!(out, "{name}_sum{{{labels}}} {}", sum as f64 / 1e6);
        let _ = writeln!(out, "{name}_count{{{labels}}} {count}");
    }
}

macro_rules! labels {
    ($(#[$doc:meta])* $type:ident: $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $type {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// As the value of a label.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

labels! {
    /// Why a request or a connection was turned away.
    Rejected:
    /// Too many connections in all.
    Connections = "connections",
    /// Too many connections of one client.
    ClientConnections = "client_connections",
    /// Too many requests of one client at once.
    ClientSearches = "client_searches",
    /// Too many exports of one client at once.
    ClientExports = "client_exports",
    /// Too many requests of one client in a short time.
    ClientRate = "client_rate",
    /// No more searches could wait.
    Queue = "queue",
    /// A search waited for too long.
    Wait = "wait",
    /// The head of a request did not arrive in time.
    Header = "header",
    /// A client took nothing of its answer for too long.
    Stalled = "stalled",
    /// What was sent is no request that is taken here.
    Malformed = "malformed",
}

labels! {
    /// A thing that is or is not as it should be.
    Outcome:
    /// It is.
    Success = "success",
    /// It is not.
    Failure = "failure",
}

/// The routes by which requests are counted: the table of the service, and one for everything that is not in it.
#[derive(Debug)]
pub struct RouteMetrics {
    /// The path as the table has it.
    pub route: String,
    /// Answers by the first digit of their status, from 1.
    by_class: [Counter; 5],
    times: Histogram,
}

impl RouteMetrics {
    /// Of a route.
    pub fn new(route: &str) -> Self {
        Self { route: route.to_owned(), by_class: Default::default(), times: Histogram::default() }
    }

    /// Takes in one answer.
    pub fn answered(&self, status: u16, time: Duration) {
        if let Some(class) = usize::from(status / 100).checked_sub(1).and_then(|class| self.by_class.get(class)) {
            class.add();
        }
        self.times.observe(time);
    }
}

/// All that is counted.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Connections that are open.
    pub connections: Gauge,
    /// Connections that were ever taken.
    pub accepted: Counter,
    /// Requests being answered.
    pub in_flight: Gauge,
    /// Searches running.
    pub searching: Gauge,
    /// Searches waiting.
    pub queued: Gauge,
    /// How long searches waited.
    pub waits: Histogram,
    /// Answers cut short by their deadline.
    pub deadlines: Counter,
    /// Handlers and searches that panicked.
    pub panics: Counter,
    /// Lines of the log that were lost, because nobody took them.
    pub log_lost: Counter,
    rejected: [Counter; Rejected::ALL.len()],
    reloads: [Counter; Outcome::ALL.len()],
}

impl Metrics {
    /// Counts what was turned away.
    pub fn rejected(&self, why: Rejected) {
        if let Some(counter) = self.rejected.get(why as usize) {
            counter.add();
        }
    }

    /// How often something was turned away for this reason.
    pub fn times_rejected(&self, why: Rejected) -> u64 {
        self.rejected.get(why as usize).map_or(0, Counter::get)
    }

    /// Counts a look for a newer commit.
    pub fn reloaded(&self, outcome: Outcome) {
        if let Some(counter) = self.reloads.get(outcome as usize) {
            counter.add();
        }
    }

    /// In the text format of Prometheus, version 0.0.4.
    pub fn write<'r>(&self, routes: impl Iterator<Item = &'r RouteMetrics> + Clone, facts: &[Fact]) -> String {
        let mut out = String::with_capacity(16 << 10);
        head(&mut out, "pressmark_requests_total", "counter", "Answers by route and class of status.");
        for route in routes.clone() {
            for (class, count) in (1..).zip(&route.by_class) {
                let count = count.get();
                let _ =
                    writeln!(out, "pressmark_requests_total{{route=\"{}\",class=\"{class}xx\"}} {count}", route.route);
            }
        }
        head(&mut out, "pressmark_request_seconds", "histogram", "Time from a request to the end of its answer.");
        for route in routes {
            route.times.write(&mut out, "pressmark_request_seconds", &format!("route=\"{}\"", route.route));
        }
        head(&mut out, "pressmark_queue_wait_seconds", "histogram", "How long searches waited.");
        self.waits.write(&mut out, "pressmark_queue_wait_seconds", "");
        head(&mut out, "pressmark_rejected_total", "counter", "Requests and connections turned away, by reason.");
        for (why, count) in Rejected::ALL.iter().zip(&self.rejected) {
            let _ = writeln!(out, "pressmark_rejected_total{{reason=\"{}\"}} {}", why.as_str(), count.get());
        }
        head(&mut out, "pressmark_reloads_total", "counter", "Looks for a newer commit, by outcome.");
        for (outcome, count) in Outcome::ALL.iter().zip(&self.reloads) {
            let _ = writeln!(out, "pressmark_reloads_total{{outcome=\"{}\"}} {}", outcome.as_str(), count.get());
        }
        for (name, help, count) in [
            ("pressmark_connections_accepted_total", "Connections that were taken.", &self.accepted),
            ("pressmark_deadlines_total", "Answers cut short by their deadline.", &self.deadlines),
            ("pressmark_panics_total", "Handlers and searches that panicked.", &self.panics),
            ("pressmark_log_lines_lost_total", "Lines of the log that nobody took.", &self.log_lost),
        ] {
            head(&mut out, name, "counter", help);
            let _ = writeln!(out, "{name} {}", count.get());
        }
        for (name, help, gauge) in [
            ("pressmark_connections", "Connections that are open.", &self.connections),
            ("pressmark_requests_in_flight", "Requests being answered.", &self.in_flight),
            ("pressmark_searches_running", "Searches running.", &self.searching),
            ("pressmark_searches_queued", "Searches waiting.", &self.queued),
        ] {
            head(&mut out, name, "gauge", help);
            let _ = writeln!(out, "{name} {}", gauge.get());
        }
        let mut last = "";
        for fact in facts {
            if fact.name != last {
                head(&mut out, fact.name, "gauge", fact.help);
                last = fact.name;
            }
            let _ = writeln!(out, "{}{} {}", fact.name, fact.labels, fact.value);
        }
        out
    }
}

/// A number that is looked up when it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub help: &'static str,
    /// Labels in braces, or nothing.
    pub labels: String,
    /// What it is.
    pub value: f64,
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_each_time_in_all_buckets_above_it() {
        let histogram = Histogram::default();
        for milliseconds in [0, 3, 70, 9000] {
            histogram.observe(Duration::from_millis(milliseconds));
        }
        let mut out = String::new();
        histogram.write(&mut out, "t", "");
        assert!(out.contains("t_bucket{le=\"0.001\"} 1\n") && out.contains("t_bucket{le=\"0.005\"} 2\n"), "{out}");
        assert!(out.contains("t_bucket{le=\"5\"} 3\n") && out.contains("t_bucket{le=\"+Inf\"} 4\n"), "{out}");
        assert!(out.contains("t_sum{} 9.073\n"), "{out}");
    }

    #[test]
    fn every_reason_is_told_even_where_it_never_happened() {
        let metrics = Metrics::default();
        metrics.rejected(Rejected::Queue);
        let told = metrics.write([RouteMetrics::new("/")].iter(), &[]);
        for why in Rejected::ALL {
            assert!(told.contains(&format!("reason=\"{}\"}}", why.as_str())), "{told}");
        }
        assert!(told.contains("reason=\"queue\"} 1\n"), "{told}");
    }
}
