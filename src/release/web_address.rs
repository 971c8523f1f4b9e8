//! What counts as an address of the web.

use url::Url;

use super::EnrichedRelease;

/// Whether a text begins as an address of the web does: what archives name beside it are paths, mails and names.
pub fn is_web_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// An address from an archive that may become a link; `None` for what is no web address (`javascript:`, a path).
pub fn web_url(address: &str) -> Option<Url> {
    Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// The address that a web archive replays under this one, or this one: `https://web.archive.org/web/20170222093000/https://…`.
///
/// Whose archive it is makes no difference: fourteen digits of time and a whole address behind them stand nowhere else.
pub fn replayed(address: &str) -> &str {
    let starts = ["/http://", "/https://"].into_iter().flat_map(|scheme| address.match_indices(scheme));
    let is_stamp = |stamp: &str| {
        let (digits, kind) = stamp.split_at_checked(14).unwrap_or((stamp, ""));
        digits.len() == 14 && digits.bytes().all(|b| b.is_ascii_digit()) && (kind.is_empty() || kind.ends_with('_'))
    };
    let stamped = |at: &usize| address.get(..*at).and_then(|before| before.rsplit('/').next()).is_some_and(is_stamp);
    // The innermost: what was replayed may have been a replay.
    let inner = starts.map(|(at, _)| at).filter(stamped).max();
    inner.and_then(|at| address.get(at + 1..)).unwrap_or(address)
}

/// The host of an address of the web; `None` for what is none.
pub fn web_host(address: &str) -> Option<String> {
    web_url(address)?.host_str().map(str::to_owned)
}

impl EnrichedRelease {
    /// Where it was published, if that is an address of the web.
    pub fn web_address(&self) -> Option<&str> {
        self.url.as_deref().map(str::trim).filter(|url| is_web_address(url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replay_is_of_the_address_within_it() {
        let own = "https://harbour.example/a?b=c";
        for archive in [
            "https://web.archive.org/web/20170222093000/",
            "http://archive.example/ukgwa/20170222093000im_/",
            "https://archive.example/20170222093000/https://web.archive.org/web/20160101000000/",
            "",
        ] {
            assert_eq!(replayed(&format!("{archive}{own}")), own);
        }
        for address in [
            "https://harbour.example/web/2017/https://x.example/",
            "https://harbour.example/20170222093000/ferries",
            "https://harbour.example/20170222093000x/http://x.example/",
            "https://harbour.example/share?of=http://x.example/",
        ] {
            assert_eq!(replayed(address), address);
        }
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert!(web_url("https://example.org/a").is_some());
        for address in ["javascript:alert(1)", "data:text/html,x", "/path", "mailto:a@b.example", "", "ftp://a.example"]
        {
            assert!(web_url(address).is_none(), "{address}");
        }
    }
}
