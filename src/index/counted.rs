//! What a commit holds for a request, counted once: the panel of the first page is the same for everybody, and a reader
//! who turns pages or changes the order asks for the same counts again.
//!
//! Counts belong to a commit and go with it.

use std::collections::HashMap;
use std::mem::size_of;
use std::sync::{Arc, Mutex, PoisonError};

use crate::query::{Request, Sort, to_parameters};
use crate::results::{FacetCounts, TopicCount, ValueCount, YearCount};

/// Total and facets of a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Counted {
    pub(super) total: u64,
    pub(super) in_earlier_wordings: u64,
    pub(super) facets: Arc<FacetCounts>,
}

/// The most requests whose counts are kept.
const MAX_ENTRIES: usize = 256;
/// The most memory they take, in bytes.
const MAX_BYTES: usize = 16 << 20;
/// One that takes more than this is counted anew each time.
const MAX_ENTRY: usize = MAX_BYTES / 16;

/// Counts by request, those that were not asked for longest given up first.
#[derive(Debug, Default)]
pub(super) struct KeptCounts {
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    by_request: HashMap<String, Entry>,
    bytes: usize,
    /// Counts questions, as a clock.
    now: u64,
}

#[derive(Debug)]
struct Entry {
    counted: Arc<Counted>,
    bytes: usize,
    last_asked: u64,
}

/// Everything about a request that its counts depend on.
pub(super) fn key(request: &Request) -> String {
    let first_page = Request { sort: Sort::default(), limit: 0, cursor: None, ..request.clone() };
    // How the query was read decides, and not only its text.
    format!("{}\n{}", to_parameters(&first_page), request.query.expr)
}

impl KeptCounts {
    pub(super) fn get(&self, key: &str) -> Option<Arc<Counted>> {
        // What a thread that panicked left behind is still whole: entries are replaced, never changed.
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.now += 1;
        let now = entries.now;
        let entry = entries.by_request.get_mut(key)?;
        entry.last_asked = now;
        Some(entry.counted.clone())
    }

    pub(super) fn forget(&self) {
        *self.entries.lock().unwrap_or_else(PoisonError::into_inner) = Entries::default();
    }

    pub(super) fn keep(&self, key: String, counted: Arc<Counted>) {
        let bytes = key.len() + size_of::<Entry>() + size_of::<Counted>() + bytes_of(&counted.facets);
        if bytes > MAX_ENTRY {
            return;
        }
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let given_up = entries.keep(key, counted, bytes);
        // To free these takes longer than all the rest, and needs no lock.
        drop(entries);
        drop(given_up);
    }
}

impl Entries {
    /// Keeps an entry, and gives those that it takes the place of.
    fn keep(&mut self, key: String, counted: Arc<Counted>, bytes: usize) -> Vec<Entry> {
        self.now += 1;
        self.bytes += bytes;
        let replaced = self.by_request.insert(key, Entry { counted, bytes, last_asked: self.now });
        self.bytes -= replaced.as_ref().map_or(0, |entry| entry.bytes);
        let mut given_up = Vec::from_iter(replaced);
        while self.by_request.len() > MAX_ENTRIES || self.bytes > MAX_BYTES {
            let oldest = self.by_request.iter().min_by_key(|(_, entry)| entry.last_asked);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { break };
            if let Some(entry) = self.by_request.remove(&oldest) {
                self.bytes -= entry.bytes;
                given_up.push(entry);
            }
        }
        given_up
    }
}

/// Memory that facets hold, in bytes; near enough.
fn bytes_of(facets: &FacetCounts) -> usize {
    let topics = facets.topic.iter().flatten().map(bytes_of_topic).sum::<usize>();
    let flat = [&facets.kind, &facets.publisher, &facets.language].into_iter().flatten().flatten();
    let flat = flat.map(|value| size_of::<ValueCount>() + value.value.len() + value.label.len()).sum::<usize>();
    let years = facets.year.iter().flatten();
    let years = years.map(|year| size_of::<YearCount>() + size_of_val(year.months.as_slice())).sum::<usize>();
    topics + flat + years
}

fn bytes_of_topic(topic: &TopicCount) -> usize {
    let children = topic.children.iter().map(bytes_of_topic).sum::<usize>();
    size_of::<TopicCount>() + topic.value.len() + topic.label.len() + children
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Selected;

    fn counted(values: usize) -> Arc<Counted> {
        let value = |number| ValueCount {
            value: format!("value {number:>90}").into(),
            label: "".into(),
            count: 1,
            selected: Selected::No,
        };
        let kind = Some((0..values).map(value).collect());
        Arc::new(Counted { facets: FacetCounts { kind, ..FacetCounts::default() }.into(), ..Counted::default() })
    }

    #[test]
    fn pages_and_orders_of_one_search_share_their_counts_and_others_do_not() {
        let request = Request::of("knife crime");
        let next = Request { sort: Sort::Newest, limit: 5, cursor: "n-0-1-2".parse().ok(), ..request.clone() };
        assert_eq!(key(&request), key(&next));
        let mut narrowed = request.clone();
        narrowed.kind.add("news");
        let any =
            Request { query: crate::query::Query::parse("knife crime", crate::query::Matching::Any), ..Request::all() };
        let all_versions = Request { versions: crate::query::Versions::All, ..request.clone() };
        let keys = [&request, &narrowed, &any, &all_versions, &Request::of("knives"), &Request::all()].map(key);
        let distinct: std::collections::HashSet<&String> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
    }

    #[test]
    fn what_was_not_asked_for_longest_goes_first() {
        let kept = KeptCounts::default();
        for number in 0..MAX_ENTRIES {
            kept.keep(number.to_string(), counted(1));
        }
        assert!(kept.get("0").is_some());
        kept.keep("one more".to_owned(), counted(1));
        assert!(kept.get("0").is_some() && kept.get("one more").is_some());
        assert!(kept.get("1").is_none());
    }

    #[test]
    fn memory_is_bounded_and_nothing_large_is_kept() {
        let kept = KeptCounts::default();
        kept.keep("huge".to_owned(), counted(20_000));
        assert!(kept.get("huge").is_none());
        for number in 0..200 {
            kept.keep(number.to_string(), counted(3_000));
            kept.keep("again".to_owned(), counted(3_000));
        }
        let entries = kept.entries.lock().expect("a lock");
        assert!(entries.bytes <= MAX_BYTES && entries.by_request.len() < 200, "{}", entries.bytes);
        assert_eq!(entries.bytes, entries.by_request.values().map(|entry| entry.bytes).sum::<usize>());
    }
}
