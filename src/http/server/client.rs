//! Who asks: the address that shares and limits go by.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use axum::http::HeaderMap;

/// A client: an address of version 4, or the network of 64 bits that one of version 6 lies in, since whoever has one of
/// these has all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Client(IpAddr);

impl Client {
    /// Of an address.
    pub fn at(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(masked(address, 64)),
            version_4 => version_4,
        })
    }

    /// As logs have it: 24 bits of an address of version 4, 48 of one of version 6. Enough to tell a crowd from one
    /// client, and too little to tell who it was.
    pub fn truncated(self) -> String {
        match self.0 {
            IpAddr::V4(address) => format!("{}/24", Ipv4Addr::from_bits(address.to_bits() & !0xff)),
            IpAddr::V6(address) => format!("{}/48", masked(address, 48)),
        }
    }
}

fn masked(address: Ipv6Addr, bits: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & (!0u128).checked_shl(128 - bits).unwrap_or(0))
}

/// A proxy of ours, or a network of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// A text that is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address and no network; write 10.0.0.7 or 10.0.0.0/8")]
pub struct NoNetwork(String);

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let wrong = || NoNetwork(text.to_owned());
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        if bits > most {
            return Err(wrong());
        }
        Ok(Self { address, bits })
    }
}

impl Network {
    fn has(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(ours), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                ours.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(ours), IpAddr::V6(other)) => {
                masked(ours, u32::from(self.bits)) == masked(other, u32::from(self.bits))
            }
            _ => false,
        }
    }
}

/// The proxies whose word is taken for who asks.
#[derive(Debug, Clone, Default)]
pub struct Proxies(pub Vec<Network>);

impl Proxies {
    /// Whether an address is one of them.
    pub fn has(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.has(address.to_canonical()))
    }

    /// Who asks: whoever is connected, or, where that is a proxy of ours, the last in `X-Forwarded-For` that is none.
    /// What stands before that, anybody may have written there.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let mut known = peer;
        if self.has(peer) {
            let values: Vec<&str> =
                headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
            for hop in values.iter().rev().flat_map(|value| value.rsplit(',')) {
                let Some(address) = address_of(hop.trim()) else { break };
                known = address;
                if !self.has(address) {
                    break;
                }
            }
        }
        Client::at(known)
    }
}

/// An address, with or without a port.
fn address_of(hop: &str) -> Option<IpAddr> {
    let with_port = || hop.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    hop.trim_matches(['[', ']']).parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn proxies(networks: &[&str]) -> Proxies {
        Proxies(networks.iter().map(|network| network.parse().expect("a network")).collect())
    }

    fn asked(proxies: &Proxies, peer: &str, forwarded: &[&'static str]) -> Client {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        proxies.client(peer.parse().expect("an address"), &headers)
    }

    fn client(address: &str) -> Client {
        Client::at(address.parse().expect("an address"))
    }

    #[test]
    fn only_a_proxy_of_ours_is_believed_and_only_from_the_right() {
        let none = Proxies::default();
        assert_eq!(asked(&none, "9.9.9.9", &["1.1.1.1"]), client("9.9.9.9"));
        let ours = proxies(&["10.0.0.0/8", "::1"]);
        assert_eq!(asked(&ours, "9.9.9.9", &["1.1.1.1"]), client("9.9.9.9"), "not one of ours");
        assert_eq!(asked(&ours, "10.1.2.3", &["1.1.1.1, 2.2.2.2"]), client("2.2.2.2"), "1.1.1.1 is made up");
        assert_eq!(asked(&ours, "10.1.2.3", &["1.1.1.1", "2.2.2.2, 10.9.9.9"]), client("2.2.2.2"));
        assert_eq!(asked(&ours, "::1", &["2.2.2.2:4711"]), client("2.2.2.2"));
        assert_eq!(asked(&ours, "10.1.2.3", &["2.2.2.2, nonsense"]), client("10.1.2.3"));
        assert_eq!(asked(&ours, "10.1.2.3", &[]), client("10.1.2.3"));
    }

    #[test]
    fn whoever_has_one_address_of_version_6_has_all_of_its_network() {
        assert_eq!(client("2001:db8:1:2:3::4"), client("2001:db8:1:2:ffff::1"));
        assert_ne!(client("2001:db8:1:2::4"), client("2001:db8:1:3::4"));
        assert_eq!(client("::ffff:192.0.2.7"), client("192.0.2.7"));
        assert_eq!(client("192.0.2.7").truncated(), "192.0.2.0/24");
        assert_eq!(client("2001:db8:1:2::4").truncated(), "2001:db8:1::/48");
    }

    #[test]
    fn a_network_is_an_address_and_a_number_of_bits() {
        for wrong in ["", "10.0.0.0/33", "::1/129", "example.org", "10.0.0.0/x"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
        let all = proxies(&["0.0.0.0/0", "::/0"]);
        assert!(all.has("8.8.8.8".parse().expect("an address")) && all.has("2001:db8::".parse().expect("an address")));
    }
}
