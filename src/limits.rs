//! What the service allows its clients: each limit declared once, for options, file, pages and errors alike.

use std::time::Duration;

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// Things.
    Count,
    /// Bytes.
    Bytes,
    /// Seconds.
    Seconds,
    /// Thousandths of a second.
    Milliseconds,
    /// Requests in a second.
    PerSecond,
}

impl Unit {
    /// As it stands behind a number; empty where only things are counted.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "",
            Self::Bytes => "bytes",
            Self::Seconds => "s",
            Self::Milliseconds => "ms",
            Self::PerSecond => "a second",
        }
    }
}

/// One limit, as a page or the help lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Its option without the two hyphens, and its key in the file.
    pub name: &'static str,
    /// What it limits, in a few words.
    pub what: &'static str,
    /// What its value counts.
    pub unit: Unit,
    /// As it is now.
    pub value: u64,
    /// The least that makes sense.
    pub least: u64,
    /// The most that makes sense.
    pub most: u64,
}

/// A value that a limit cannot have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// No limit has the name.
    #[error("`{0}` is no limit; the limits are {all}", all = names())]
    Unknown(String),
    /// It is too small or too large.
    #[error("{name} is {least} to {most}, not {value}")]
    OutOfRange {
        /// The limit.
        name: &'static str,
        /// Its bounds.
        least: u64,
        /// Its bounds.
        most: u64,
        /// What was given.
        value: u64,
    },
}

fn names() -> String {
    Limits::default().all().map(|limit| limit.name).join(", ")
}

macro_rules! limits {
    ($count:literal: $($name:literal $field:ident = $default:expr, $least:literal..=$most:literal $unit:ident: $what:literal)*) => {
        /// Every limit that can be set.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Limits {
            $(#[doc = $what] pub $field: u64,)*
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl Limits {
            /// All of them, in the order in which pages list them.
            pub fn all(&self) -> [Limit; $count] {
                [$(Limit {
                    name: $name, what: $what, unit: Unit::$unit, value: self.$field, least: $least, most: $most,
                },)*]
            }

            /// Sets one by its name.
            ///
            /// # Errors
            ///
            /// Where no limit has the name, or cannot have the value.
            pub fn set(&mut self, name: &str, value: u64) -> Result<(), LimitError> {
                match name {
                    $($name => {
                        if !($least..=$most).contains(&value) {
                            return Err(LimitError::OutOfRange { name: $name, least: $least, most: $most, value });
                        }
                        self.$field = value;
                    })*
                    _ => return Err(LimitError::Unknown(name.to_owned())),
                }
                Ok(())
            }
        }
    };
}

limits! { 22:
    "connections" connections = 2000, 1..=1_000_000 Count: "connections open at once"
    "client-connections" client_connections = 64, 1..=1_000_000 Count: "connections of one client"
    "connection-seconds" connection_seconds = 600, 1..=86_400 Seconds: "life of a connection"
    "idle-seconds" idle_seconds = 30, 1..=86_400 Seconds: "silence between two requests of a connection"
    "header-seconds" header_seconds = 5, 1..=3600 Seconds: "time for the head of a request to arrive"
    "header-bytes" header_bytes = 16_384, 8192..=1_048_576 Bytes: "head of a request"
    "header-fields" header_fields = 64, 8..=1024 Count: "header fields of a request"
    "address-bytes" address_bytes = 8192, 256..=1_048_576 Bytes: "address of a request"
    "stall-seconds" stall_seconds = 30, 1..=3600 Seconds: "time in which a client takes nothing of its answer"
    "searches" searches = processors(), 1..=1024 Count: "searches running at once"
    "queued-searches" queued_searches = 64, 0..=100_000 Count: "searches waiting"
    "queue-ms" queue_ms = 500, 1..=60_000 Milliseconds: "wait of a search"
    "search-ms" search_ms = 1500, 10..=600_000 Milliseconds: "time of a search, after which it answers in part"
    "grace-ms" grace_ms = 1500, 0..=600_000 Milliseconds: "time beyond that of a search, for its answer to be written, after which it is given up"
    "suggest-ms" suggest_ms = 200, 10..=600_000 Milliseconds: "time for suggestions"
    "client-searches" client_searches = 4, 1..=1024 Count: "requests of one client answered at once"
    "client-rate" client_rate = 10, 1..=1_000_000 PerSecond: "requests of one client, in the long run"
    "client-burst" client_burst = 30, 1..=1_000_000 Count: "requests of one client at once, after a pause"
    "client-exports" client_exports = 1, 1..=1024 Count: "exports of one client at once"
    "exports" exports = 2, 1..=1024 Count: "exports running at once"
    "notice-ms" notice_ms = 1000, 0..=60_000 Milliseconds: "time in which a closing server still takes connections"
    "drain-seconds" drain_seconds = 30, 1..=3600 Seconds: "time in which a closing server ends what it began"
}

fn processors() -> u64 {
    std::thread::available_parallelism().map_or(2, |processors| processors.get() as u64)
}

/// So many seconds.
pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// So many milliseconds.
pub(crate) fn milliseconds(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A count as this machine counts.
pub(crate) fn count(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_can_be_set_within_its_bounds_by_its_name() {
        let mut limits = Limits::default();
        for limit in Limits::default().all() {
            assert!((limit.least..=limit.most).contains(&limit.value), "{limit:?}");
            limits.set(limit.name, limit.least).expect("the least");
            assert!(limit.least == 0 || limits.set(limit.name, limit.least - 1).is_err(), "{limit:?}");
            assert!(limits.set(limit.name, limit.most + 1).is_err(), "{limit:?}");
        }
        assert!(limits.all().iter().all(|limit| limit.value == limit.least));
        let error = limits.set("conections", 1).expect_err("a slip");
        assert!(error.to_string().contains("client-connections"), "{error}");
    }
}
