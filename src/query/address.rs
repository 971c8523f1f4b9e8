//! A part of the web: a host, or an address and what lies below it.

use std::str::FromStr;

use crate::release::canonical_url;

/// Hosts, and levels of a path, under which a release is found besides its whole address. Deeper ones are not told
/// apart, so that a hostile address does not give as many prefixes as it has letters.
const MAX_LEVELS: usize = 16;

/// The longest key kept, in bytes: browsers and servers stop at a few thousand.
const MAX_KEY: usize = 8192;

/// A host with the hosts below it, or an address with the addresses below it, by canonical key.
///
/// `police.example` takes in `www.kent.police.example/news`; `kent.police.example/news` takes in
/// `kent.police.example/news/2017?page=2` and not `kent.police.example/newsroom`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    key: String,
}

/// A text that is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an address is written https://example.org/news or example.org")]
pub struct AddressError;

impl Address {
    /// See [`canonical_url`]; without a path it is the host alone.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether what was published at this URL lies there.
    pub fn takes_in(&self, url: &str) -> bool {
        canonical_url(url).is_some_and(|key| places(&key).any(|place| place == self.key))
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        // What stands behind the host may have addresses in it, of mail too: `web.archive.org/web/2017/https://example.org`.
        let host = &text[..text.find(['/', '?', '#']).unwrap_or(text.len())];
        let address = match text {
            _ if host.ends_with(':') && text[host.len()..].starts_with("//") => text.to_owned(),
            _ if host.contains('@') => return Err(AddressError),
            _ => format!("https://{text}"),
        };
        let mut key = key_of(&address).ok_or(AddressError)?;
        // `www.www.example.org` and the like lose one layer at a time; what is never done with them is no address.
        for _ in 0..3 {
            let again = key_of(&format!("https://{key}")).ok_or(AddressError)?;
            if again == key {
                return Ok(Self { key });
            }
            key = again;
        }
        Err(AddressError)
    }
}

/// As [`canonical_url`], with the roots of sites.
fn key_of(address: &str) -> Option<String> {
    canonical_url(address).or_else(|| {
        let rooted = format!("{}/-", address.trim_end_matches('/'));
        canonical_url(&rooted)?.strip_suffix("/-").map(ToOwned::to_owned)
    })
}

/// The keys of all [`Address`]es that take in a release with this canonical key: its host and the hosts above it, its
/// address and the addresses above it.
pub fn places(key: &str) -> impl Iterator<Item = &str> {
    let host = key.find(['/', '?']).unwrap_or(key.len());
    let path = key.find('?').unwrap_or(key.len());
    let hosts = std::iter::once(0).chain(key[..host].match_indices('.').map(|(at, _)| at + 1)).take(MAX_LEVELS);
    let ends = key[..path].match_indices('/').map(|(at, _)| at).chain(std::iter::once(path));
    let levels = ends.filter(move |&end| end > host && end < key.len()).map(|end| &key[..end]).take(MAX_LEVELS);
    let whole = (host < key.len()).then_some(key);
    let places = hosts.map(move |start| &key[start..host]).chain(levels).chain(whole);
    places.filter(|place| place.len() <= MAX_KEY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn address(text: &str) -> Address {
        text.parse().unwrap_or_else(|_| panic!("{text} is an address"))
    }

    #[test]
    fn a_host_takes_in_the_hosts_below_it_and_all_their_pages() {
        let url = "https://www.kent.police.example/news/2017/?page=2";
        for text in ["police.example", "http://www.kent.police.example/", "kent.police.example", "EXAMPLE"] {
            assert!(address(text).takes_in(url), "{text}");
        }
        for text in ["ent.police.example", "kent.police", "www.essex.police.example"] {
            assert!(!address(text).takes_in(url), "{text}");
        }
    }

    #[test]
    fn an_address_takes_in_what_lies_below_it_level_by_level() {
        let url = "https://www.kent.police.example/News/2017/?page=2&utm_source=x";
        for text in ["kent.police.example/news", "https://kent.police.example/news/2017/", url] {
            assert!(address(text).takes_in(url), "{text}");
        }
        for text in ["kent.police.example/new", "police.example/news", "kent.police.example/news/2017?page=3"] {
            assert!(!address(text).takes_in(url), "{text}");
        }
    }

    #[test]
    fn an_address_may_have_another_in_it_and_names_with_an_at_sign() {
        let kept = "https://web.archive.example/web/2017/https://kent.police.example/news";
        for text in [kept, "web.archive.example/web/2017/https://kent.police.example", "web.archive.example/web"] {
            assert!(address(text).takes_in(kept), "{text}");
        }
        assert!(address("social.example/@kent").takes_in("https://social.example/@kent/17"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "/", "http://", "mailto:a@b.example", "a b", "https://[::1"] {
            assert_eq!(text.parse::<Address>(), Err(AddressError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_key_is_an_address_and_takes_in_itself(
            text in "(https?://)?(www[0-9]?\\.){0,3}[a-z0-9.-]{1,12}(/[a-zA-Z0-9 ;:@=%.()&é-]{0,8}){0,4}(\\?[a-z=&%:@/]{0,8})?"
        ) {
            if let Ok(address) = text.parse::<Address>() {
                prop_assert_eq!(address.key().parse::<Address>(), Ok(address.clone()));
                let below = format!("https://{}", address.key());
                if canonical_url(&below).is_some() {
                    prop_assert!(address.takes_in(&below), "{}", below);
                }
            }
        }
    }
}
