//! Which releases are held back, and until when: the operator's list.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::release::{EnrichedRelease, canonical_url, read_moment};

/// The list, as `--hold FILE` gives it: on each line an id, an id of its own system or an address, then, if one is known,
/// the time until which. `#` begins a remark.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holds {
    /// As it was written.
    text: String,
    entries: BTreeMap<Named, DateTime<Utc>>,
}

/// How the list names a release.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    /// By an id, ours or its own system's.
    Id(String),
    /// By its canonical address.
    Address(String),
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the list of holds: {problem}")]
pub struct HoldsError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

/// The time of what is held back until somebody says otherwise.
const UNTIL_TOLD: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;

impl Holds {
    /// Reads a list.
    ///
    /// # Errors
    ///
    /// The first line that cannot be read: half a list would publish the rest.
    pub fn read(text: &str) -> Result<Self, HoldsError> {
        let mut entries = BTreeMap::new();
        for (line, written) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let written = written.split_once(" #").map_or(written, |(before, _)| before).trim();
            if written.is_empty() || written.starts_with('#') {
                continue;
            }
            let (name, until) = match written.split_once(char::is_whitespace) {
                None => (written, UNTIL_TOLD),
                Some((name, until)) => {
                    let problem =
                        || format!("`{}` is no time; write one such as 2026-05-01T09:00:00Z, or none", until.trim());
                    (name, read_moment(until).ok_or_else(|| HoldsError { line, problem: problem() })?)
                }
            };
            let name = if name.contains("://") {
                let problem = || format!("`{name}` is no address of a page");
                Named::Address(canonical_url(name).ok_or_else(|| HoldsError { line, problem: problem() })?)
            } else {
                Named::Id(name.to_owned())
            };
            // Of two times for one release, the later holds.
            let known = entries.entry(name).or_insert(until);
            *known = until.max(*known);
        }
        Ok(Self { text: text.to_owned(), entries })
    }

    /// As it was written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Until when a release is held back, by this list and by what its copy says.
    pub(super) fn until(
        &self,
        release: &EnrichedRelease,
        publish_after: Option<DateTime<Utc>>,
    ) -> Option<DateTime<Utc>> {
        if self.entries.is_empty() {
            return publish_after;
        }
        let ids = release.aliases.iter().chain([&release.id]).map(|id| id.as_str()).chain(release.given_id.as_deref());
        let ids = ids.map(|id| Named::Id(id.to_owned()));
        let addresses = release.url.iter().chain(&release.given_id).filter_map(|url| canonical_url(url));
        let listed = ids.chain(addresses.map(Named::Address)).filter_map(|name| self.entries.get(&name).copied());
        listed.chain(publish_after).max()
    }

    /// The names that are held back at a time.
    pub(super) fn names(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Named> {
        self.entries.iter().filter(move |(_, until)| **until > now).map(|(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_ids_and_addresses_with_and_without_a_time() {
        let list = "# the budget\n\nabc-1 2026-05-01T09:00:00Z\nhttps://A.example/x/?utm_source=y # a page\nabc-1 2026-04-01\n";
        let holds = Holds::read(list).expect("a list");
        let times: Vec<(Named, String)> =
            holds.entries.iter().map(|(name, until)| (name.clone(), until.format("%F %R").to_string())).collect();
        assert_eq!(times[0], (Named::Id("abc-1".into()), "2026-05-01 09:00".into()));
        assert_eq!((times.len(), &times[1].0), (2, &Named::Address("a.example/x".into())));
        assert_eq!(holds.entries[&times[1].0], UNTIL_TOLD);
        let on = |day| holds.names(read_moment(day).expect("a day")).count();
        assert_eq!((on("2026-04-02"), on("2026-06-01")), (2, 1));
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        for (list, line) in [("abc\nabd soon\n", 2), ("https://a.example/\n", 1)] {
            assert_eq!(Holds::read(list).expect_err("no list").line, line, "{list}");
        }
    }
}
