//! What a revisit record points at: the captures that have the content which it leaves out.

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

/// The originals of a revisit: one, or as many as the listing or feed that was captured again has items. By the digest of
/// the payload first, else by the address, and the time where that is told (WARC 1.1, section 6.7).
///
/// `capture` is that of the revisit itself; `url` and `captured` are what it refers to.
pub(super) fn originals(
    snapshot: &Snapshot,
    capture: &Capture,
    url: &Option<String>,
    captured: &Option<String>,
) -> Result<Vec<(ReleaseId, Capture)>, IndexError> {
    let address = key_of_url(url).or_else(|| key_of_url(&capture.url));
    let mut found = match &capture.payload {
        Some(payload) => captures(snapshot, payload, |known| known.payload.as_ref() == Some(payload))?,
        None => Vec::new(),
    };
    if found.is_empty()
        && let Some(address) = &address
    {
        let same = |known: &Capture| key_of_url(&known.url).as_ref() == Some(address);
        let in_time = |known: &Capture| match captured {
            Some(_) => known.captured == *captured,
            None => known.captured <= capture.captured,
        };
        found = captures(snapshot, address, |known| same(known) && in_time(known))?;
    }
    // One payload may have been captured at several addresses and times: the record referred to, else the newest.
    let best = found.iter().max_by_key(|(_, known)| {
        let same_address = key_of_url(&known.url) == address;
        (same_address, known.captured == *captured, *known <= *capture, known.clone())
    });
    let Some(place) = best.map(|(_, known)| (known.path.clone(), without_item(&known.record).to_owned())) else {
        return Ok(Vec::new());
    };
    found.retain(|(_, known)| (known.path.as_str(), without_item(&known.record)) == (place.0.as_str(), &place.1));
    Ok(found)
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

/// Captures with this key, in order of release.
fn captures(
    snapshot: &Snapshot,
    key: &str,
    wanted: impl Fn(&Capture) -> bool,
) -> Result<Vec<(ReleaseId, Capture)>, IndexError> {
    let key = Term::from_field_text(snapshot.fields.capture, key);
    let mut found = Vec::new();
    for searcher in [&snapshot.latest, &snapshot.earlier] {
        for address in find(searcher, &key)? {
            let release = snapshot.read(searcher, address)?;
            let captures = release.captures.into_iter().filter(&wanted);
            found.extend(captures.map(|capture| (release.id.clone(), capture)));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
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
