//! Identity: the same archive gives the same ids on every machine, so permalinks survive a re-index.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::PartialDate;
use super::web_address::{replayed, web_url};

/// Crockford's base 32 in lower case: text order equals numeric order, and no letter reads as a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The stable name of a release: 20 characters of `[0-9a-z]`, 100 bits of a BLAKE3 hash.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct ReleaseId(String);

impl ReleaseId {
    /// Derives the id from the first of these that the release has, always together with its publisher:
    /// the id its own system gave it; its canonical URL; its day and title; its whole text.
    ///
    /// A headline made from the text is no title. A title without a date is not enough either: offices publish
    /// "Statement" many times.
    pub fn derive(
        publisher: Option<&str>,
        given_id: Option<&str>,
        url: Option<&str>,
        date: Option<PartialDate>,
        title: Option<&str>,
        text: &str,
    ) -> Self {
        let (source, value) = match (given_id, url.and_then(canonical_url), date, title) {
            (Some(given), ..) => ("given", given.to_owned()),
            (None, Some(url), ..) => ("url", url),
            (None, None, Some(date), Some(title)) => ("headline", format!("{date} {}", plain(title))),
            (None, None, _, title) => ("text", format!("{} {}", plain(title.unwrap_or_default()), plain(text))),
        };
        let mut hasher = blake3::Hasher::new();
        for part in [&plain(publisher.unwrap_or_default()), source, &value] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let hash = hasher.finalize();
        let mut first = [0; 16];
        first.copy_from_slice(&hash.as_bytes()[..16]);
        let bits = u128::from_be_bytes(first) >> 28;
        Self((0..20).rev().map(|at| char::from(ALPHABET[(bits >> (5 * at)) as usize & 31])).collect())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The leading 60 bits: ordered as the ids are, and a column instead of a string.
    pub fn key(&self) -> u64 {
        self.0.bytes().take(12).fold(0, |key, letter| {
            let value = ALPHABET.iter().position(|&known| known == letter).unwrap_or(0);
            key << 5 | value as u64
        })
    }
}

impl fmt::Debug for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that cannot be the id of a release.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no release id: ids are 20 letters and digits")]
pub struct NoReleaseId(String);

impl FromStr for ReleaseId {
    type Err = NoReleaseId;

    fn from_str(text: &str) -> Result<Self, NoReleaseId> {
        let fits = text.len() == 20 && text.bytes().all(|b| ALPHABET.contains(&b));
        fits.then(|| Self(text.to_owned())).ok_or_else(|| NoReleaseId(text.to_owned()))
    }
}

/// The words of a text, lower-cased, single-spaced: what identity is made of where there is no URL.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.extend(word.chars().flat_map(char::to_lowercase));
    }
    plain
}

/// Parameters that name a visitor or a campaign, not a page. `sid` is not among them: old news systems number their
/// articles by it.
const TRACKING: &[&str] =
    &["fbclid", "gclid", "mc_cid", "mc_eid", "msclkid", "ref_src", "sessionid", "jsessionid", "phpsessid"];

/// The key under which one page's many addresses meet, in the manner of web archives' SURT.
///
/// Scheme, `www.`, user, port, fragment, session and tracking parameters, a trailing slash and letter case fall away;
/// parameters are sorted. The [replay](replayed) of a page in a web archive is a capture of that page, and has its key.
///
/// `None` for what is no `http` or `https` address, and for the root of a site, which names no release.
pub fn canonical_url(address: &str) -> Option<String> {
    let url = web_url(replayed(address.trim()))?;
    let host = url.host_str()?.to_ascii_lowercase();
    let host = strip_www(&host).trim_end_matches('.');
    let mut path = String::with_capacity(url.path().len());
    for segment in url.path().split('/').filter(|segment| !segment.is_empty()) {
        path.push('/');
        let segment = match segment.to_ascii_lowercase().find(";jsessionid=") {
            Some(at) => Cow::Borrowed(&segment[..at]),
            None => Cow::Borrowed(segment),
        };
        path.push_str(&segment.to_lowercase());
    }
    let mut parameters: Vec<String> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=').map_or((pair, None), |(name, value)| (name, Some(value)));
            let name = name.to_lowercase();
            let says_nothing = name.is_empty() || name.starts_with("utm_") || TRACKING.contains(&name.as_str());
            // The case of a value can tell pages apart: `v=aBc`.
            (!says_nothing).then(|| value.map_or(name.clone(), |value| format!("{name}={value}")))
        })
        .collect();
    parameters.sort();
    if path.is_empty() && parameters.is_empty() {
        return None;
    }
    let query = if parameters.is_empty() { String::new() } else { format!("?{}", parameters.join("&")) };
    Some(format!("{host}{path}{query}"))
}

/// `www.`, `www2.`: web archives drop both.
fn strip_www(host: &str) -> &str {
    let Some(rest) = host.strip_prefix("www") else { return host };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    match rest[digits..].strip_prefix('.') {
        Some(site) if site.contains('.') => site,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_meet() {
        let key = canonical_url("https://www.example.org/News/Story?b=2&a=1").expect("a key");
        assert_eq!(key, "example.org/news/story?a=1&b=2");
        for other in [
            "http://example.org/news/story/?a=1&b=2#top",
            "http://user@www2.example.org:80/news//story?utm_source=x&b=2&a=1",
            "https://EXAMPLE.org/news/story;jsessionid=AB12?fbclid=1&a=1&b=2",
            "https://web.archive.org/web/20170222093000/http://example.org/news/story?a=1&b=2",
        ] {
            assert_eq!(canonical_url(other).as_deref(), Some(key.as_str()), "{other}");
        }
    }

    #[test]
    fn addresses_of_different_pages_do_not() {
        let key = |address: &str| canonical_url(address).expect("a key");
        assert_ne!(key("http://e.example/m.php?name=News&sid=101"), key("http://e.example/m.php?name=News&sid=102"));
        assert_ne!(key("http://e.example/watch?v=aBc"), key("http://e.example/watch?V=abc"));
        assert_eq!(key("http://e.example/a?ID=7"), key("http://e.example/a?id=7"));
    }

    #[test]
    fn the_root_of_a_site_and_other_schemes_name_no_release() {
        for address in ["https://www.example.org/", "mailto:press@example.org", "not an address", ""] {
            assert_eq!(canonical_url(address), None, "{address}");
        }
    }

    #[test]
    fn an_id_is_twenty_characters_and_parses_back() {
        let id = ReleaseId::derive(Some("Office"), None, Some("https://e.example/a"), None, None, "");
        assert_eq!(id.as_str().len(), 20);
        assert_eq!(id.as_str().parse::<ReleaseId>(), Ok(id.clone()));
        assert_eq!(id, ReleaseId::derive(Some(" OFFICE"), None, Some("http://www.e.example/a/"), None, None, "text"));
    }

    #[test]
    fn an_undated_title_does_not_identify_a_release() {
        let one = ReleaseId::derive(None, None, None, None, Some("Statement"), "One thing.");
        let other = ReleaseId::derive(None, None, None, None, Some("Statement"), "Another thing.");
        assert_ne!(one, other);
    }

    #[test]
    fn keys_are_ordered_as_ids_are() {
        let mut ids: Vec<ReleaseId> =
            (0..200).map(|n| ReleaseId::derive(None, Some(&n.to_string()), None, None, None, "")).collect();
        ids.sort();
        assert!(ids.is_sorted_by_key(ReleaseId::key));
    }
}
