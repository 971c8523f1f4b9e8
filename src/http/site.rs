//! Where readers reach the service: what whole addresses begin with.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::uri::{Authority, Uri};
use axum::http::{HeaderMap, header};

/// The address that the operator gave, such as `https://archive.example/press`, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that is no public address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no public address; write https://archive.example, without parameters")]
pub struct PublicUrlError(String);

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, PublicUrlError> {
        let error = || PublicUrlError(text.to_owned());
        let address: Uri = text.parse().map_err(|_| error())?;
        let is_web = matches!(address.scheme_str(), Some("http" | "https"));
        let plain = address.query().is_none() && !text.contains(['#', '@', '"', '<', '>']);
        if is_web && plain && address.authority().is_some() {
            Ok(Self(text.trim_end_matches('/').to_owned()))
        } else {
            Err(error())
        }
    }
}

/// What whole addresses of this answer begin with: as the operator says, else as the request does. Empty where neither
/// says it; then addresses are relative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Site(pub(super) String);

impl Site {
    /// The same, where it is known.
    pub(super) fn known(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|site| !site.is_empty())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Site {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let given = parts.extensions.get::<PublicUrl>().map(|PublicUrl(address)| address.clone());
        Ok(Self(
            given.unwrap_or_else(|| host(&parts.headers).map_or_else(String::new, |host| format!("http://{host}"))),
        ))
    }
}

/// The host a client asked for; `None` for what is no host, or more than one.
fn host(headers: &HeaderMap) -> Option<&str> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().filter(|_| hosts.next().is_none())?.to_str().ok()?;
    let spelled = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    (host.len() <= 255 && host.bytes().all(spelled) && host.parse::<Authority>().is_ok()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_a_host_is_taken_for_one() {
        let of = |hosts: &[&'static str]| {
            let mut headers = HeaderMap::new();
            headers.extend(hosts.iter().map(|host| (header::HOST, HeaderValue::from_static(host))));
            host(&headers).map(str::to_owned)
        };
        for good in ["archive.example", "127.0.0.1:7700", "[::1]:7700", "localhost"] {
            assert_eq!(of(&[good]).as_deref(), Some(good));
        }
        for bad in ["", "a b", "a/b", "a\"b", "evil@archive.example", "a<b>", "[::1"] {
            assert_eq!(of(&[bad]), None, "{bad}");
        }
        assert_eq!((of(&["a.example", "b.example"]), of(&[])), (None, None));
    }

    #[test]
    fn a_public_address_is_of_the_web_and_has_no_parameters() {
        assert_eq!("https://a.example/press/".parse(), Ok(PublicUrl("https://a.example/press".to_owned())));
        for bad in ["archive.example", "ftp://a.example", "https://a.example?q=1", "https://u@a.example", "", "/press"]
        {
            assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
        }
    }
}
