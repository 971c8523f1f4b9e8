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
    fn only_web_addresses_become_links() {
        assert!(web_url("https://example.org/a").is_some());
        for address in ["javascript:alert(1)", "data:text/html,x", "/path", "mailto:a@b.example", "", "ftp://a.example"]
        {
            assert!(web_url(address).is_none(), "{address}");
        }
    }
}
