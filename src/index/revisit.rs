//! What a revisit record points at: the captures that have the content which it leaves out.

use std::sync::Arc;

use tantivy::Term;

use super::error::IndexError;
use super::snapshot::{Snapshot, find};
use crate::release::{Capture, EnrichedRelease, ReleaseId, canonical_url};

/// What captures of a release are found by: the digests of their payloads and the addresses they were taken from.
pub(super) fn keys(release: &EnrichedRelease) -> Vec<String> {
    let captures = release.captures.iter();
    let mut keys: Vec<String> =
        captures.flat_map(|capture| capture.payload.clone().into_iter().chain(key_of_url(&capture.url))).collect();
    keys.sort();
    keys.dedup();
    keys
}

fn key_of_url(url: &Option<String>) -> Option<String> {
    let url = url.as_deref()?;
    Some(canonical_url(url).unwrap_or_else(|| url.to_owned()))
}

/// A capture that a revisit may point at.
#[derive(Debug)]
struct Original {
    id: ReleaseId,
    capture: Capture,
    /// What it is found by besides its payload.
    address: Option<String>,
}

/// Originals by key, read from one commit. Revisits of one address come in thousands, and so may its captures.
#[derive(Debug, Default)]
pub(super) struct Known {
    last: Vec<(String, Arc<[Original]>)>,
}

/// So many keys are kept at hand: a payload and an address, for some addresses that are captured by turns.
const KEYS_AT_HAND: usize = 32;

impl Known {
    /// Every capture with this key, and those beside it in its release, in order of release.
    fn with(&mut self, snapshot: &Snapshot, key: &str) -> Result<Arc<[Original]>, IndexError> {
        if let Some((_, known)) = self.last.iter().find(|(known, _)| known == key) {
            return Ok(known.clone());
        }
        let found: Arc<[Original]> = with(snapshot, key)?.into();
        if self.last.len() >= KEYS_AT_HAND {
            self.last.remove(0);
        }
        self.last.push((key.to_owned(), found.clone()));
        Ok(found)
    }

    /// Forgets everything: there is another commit.
    pub(super) fn forget(&mut self) {
        self.last.clear();
    }
}

/// The originals of a revisit: one, or as many as the listing or feed that was captured again has items. By the digest of
/// the payload first, else by the address, and the time where that is told (WARC 1.1, section 6.7).
///
/// `capture` is that of the revisit itself; `url` and `captured` are what it refers to.
pub(super) fn originals(
    snapshot: &Snapshot,
    known: &mut Known,
    capture: &Capture,
    url: &Option<String>,
    captured: &Option<String>,
) -> Result<Vec<(ReleaseId, Capture)>, IndexError> {
    let address = key_of_url(url).or_else(|| key_of_url(&capture.url));
    let same_payload = |known: &Original| known.capture.payload == capture.payload;
    let in_time = |known: &Original| match captured {
        Some(_) => known.capture.captured == *captured,
        None => known.capture.captured <= capture.captured,
    };
    let by_payload = capture.payload.as_ref().map(|payload| known.with(snapshot, payload)).transpose()?;
    let mut found: Vec<&Original> =
        by_payload.iter().flat_map(|all| all.iter()).filter(|it| same_payload(it)).collect();
    let by_address = address.as_ref().filter(|_| found.is_empty());
    let by_address = by_address.map(|address| known.with(snapshot, address)).transpose()?;
    let at_address = by_address.iter().flat_map(|all| all.iter());
    found.extend(at_address.filter(|known| known.address == address && in_time(known)));
    // One payload may have been captured at several addresses and times: the record referred to, else the newest.
    let best = found.iter().max_by_key(|known| {
        let when = known.capture.captured == *captured;
        (known.address == address, when, known.capture <= *capture, &known.capture)
    });
    let Some(best) = best.map(|best| &best.capture) else { return Ok(Vec::new()) };
    let record = without_item(&best.record);
    let beside = found.iter().filter(|it| it.capture.path == best.path && without_item(&it.capture.record) == record);
    Ok(beside.map(|it| (it.id.clone(), it.capture.clone())).collect())
}

/// The place of a revisit as a capture of one item of what it points at.
pub(super) fn place(revisit: &str, original: &str) -> String {
    format!("{revisit}{}", original.get(without_item(original).len()..).unwrap_or_default())
}

/// `offset 12 item 3` without its item.
fn without_item(record: &str) -> &str {
    match record.rsplit_once(" item ") {
        Some((place, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => place,
        _ => record,
    }
}

/// The captures of releases with this key, in order of release.
fn with(snapshot: &Snapshot, key: &str) -> Result<Vec<Original>, IndexError> {
    let key = Term::from_field_text(snapshot.fields.capture, key);
    let mut found = Vec::new();
    for searcher in [&snapshot.latest, &snapshot.earlier] {
        for address in find(searcher, &key)? {
            let release = snapshot.read(searcher, address)?;
            found.extend(release.captures.into_iter().map(|capture| (release.id.clone(), capture)));
        }
    }
    found.sort();
    found.dedup();
    let original = |(id, capture): (_, Capture)| Original { address: key_of_url(&capture.url), id, capture };
    Ok(found.into_iter().map(original).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_revisit_of_a_listing_is_a_capture_of_each_item() {
        assert_eq!(place("offset 99", "offset 12 item 3"), "offset 99 item 3");
        assert_eq!(place("offset 99", "offset 12"), "offset 99");
        assert_eq!(without_item("a item b"), "a item b");
    }
}
