//! What counts as an address of the web.

use url::Url;

/// Whether a text begins as an address of the web does: what archives name beside it are paths, mails and names.
pub fn is_web_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// The host of an address of the web; `None` for what is none.
pub fn web_host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.host_str().map(str::to_owned)
}
