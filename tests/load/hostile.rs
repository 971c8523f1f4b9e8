//! Requests that no browser sends.

use std::time::{Duration, Instant};

use super::service::{Service, UNSHARED, raw};
use crate::support::bundled;

#[test]
fn malformed_requests_are_refused_and_the_next_connection_works() {
    let mut service = Service::start(bundled(), &UNSHARED);
    let fields = |number: usize| (0..number).map(|n| format!("x-{n}: y\r\n")).collect::<String>();
    let long = |bytes: usize| format!("GET /search?q={} HTTP/1.1\r\nhost: a\r\n\r\n", "x".repeat(bytes));
    let requests: Vec<(&str, Vec<u8>, &[u16])> = vec![
        ("a NUL in the address", b"GET /\0 HTTP/1.1\r\nhost: a\r\n\r\n".to_vec(), &[400]),
        ("a NUL in a field", b"GET / HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n\r\n".to_vec(), &[400]),
        ("no UTF-8 in the address", b"GET /\xff\xfe HTTP/1.1\r\nhost: a\r\n\r\n".to_vec(), &[400, 404]),
        ("no UTF-8 behind percent signs", b"GET /releases/%ff%fe HTTP/1.1\r\nhost: a\r\n\r\n".to_vec(), &[404]),
        (
            "two lengths",
            b"GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab".to_vec(),
            &[400],
        ),
        (
            "a length and chunks",
            b"GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n".to_vec(),
            &[400, 413],
        ),
        ("a body", b"GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello".to_vec(), &[413]),
        (
            "a body in chunks",
            b"GET / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n".to_vec(),
            &[413],
        ),
        (
            "an absurd length",
            b"GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999999999999\r\n\r\n".to_vec(),
            &[400],
        ),
        ("a length below zero", b"GET / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n".to_vec(), &[400]),
        ("no host", b"GET / HTTP/1.1\r\n\r\n".to_vec(), &[400]),
        ("two hosts", b"GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n".to_vec(), &[400]),
        ("120 fields", format!("GET / HTTP/1.1\r\nhost: a\r\n{}\r\n", fields(120)).into_bytes(), &[431]),
        (
            "a field of 20 KB",
            format!("GET / HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n", "y".repeat(20_000)).into_bytes(),
            &[431],
        ),
        ("an address of 10 KB", long(10_000).into_bytes(), &[414]),
        ("an address of 70 KB", long(70_000).into_bytes(), &[414, 431]),
        ("an address of 500 KB", long(500_000).into_bytes(), &[414, 431]),
        ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), &[400, 405, 505]),
        ("HTTP/3.7", b"GET / HTTP/3.7\r\nhost: a\r\n\r\n".to_vec(), &[400, 505]),
        ("garbage", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".repeat(20), &[400]),
        ("blanks", b"   \r\n\r\n".to_vec(), &[400]),
        ("a field without a colon", b"GET / HTTP/1.1\r\nhost: a\r\nnonsense\r\n\r\n".to_vec(), &[400]),
        ("a field with a blank before the colon", b"GET / HTTP/1.1\r\nhost : a\r\n\r\n".to_vec(), &[400]),
        (
            "an absolute address",
            b"GET http://evil.example/etc HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".to_vec(),
            &[404],
        ),
        ("ways upwards", b"GET /../../etc/passwd HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".to_vec(), &[404]),
        (
            "ways upwards, encoded",
            b"GET /releases/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".to_vec(),
            &[404],
        ),
        (
            "a method that changes things",
            b"DELETE /releases/x HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".to_vec(),
            &[405],
        ),
        ("a method nobody knows", b"BREW / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".to_vec(), &[405]),
        (
            "a tunnel",
            b"CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example:443\r\nconnection: close\r\n\r\n".to_vec(),
            &[400, 404, 405],
        ),
    ];
    let mut refused = 0;
    for (name, request, expected) in &requests {
        // One that keeps the connection is told so by an end of ours.
        let stream = service.connect();
        let other = stream.try_clone().unwrap();
        let ended = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(1500));
            let _ = other.shutdown(std::net::Shutdown::Write);
        });
        // Else it was closed without a word.
        if let Ok(Some(answer)) = raw(stream, request) {
            assert!(expected.contains(&answer.status), "{name}: {}", answer.head);
            assert!(!answer.body.contains("root:"), "{name}");
            refused += 1;
        }
        drop(ended);
        assert_eq!(service.get("/healthz").status, 200, "after {name}");
    }
    println!("{} malformed requests, {refused} answered with a refusal, the rest by closing", requests.len());
    assert!(refused >= 22, "{refused}");
    assert!(service.lives());
}

#[test]
fn hostile_queries_are_answered_in_time_at_every_size() {
    let mut service = Service::start(bundled(), &UNSHARED);
    let patterns = [
        "(",
        ")",
        "((",
        "\"",
        "\"a",
        "-",
        "--",
        "NOT ",
        "NOT a ",
        "a OR ",
        "OR ",
        "AND ",
        "a AND NOT ",
        "a* ",
        "po* ",
        "*",
        "?",
        "~",
        "police~ ",
        "a~ ",
        "\"a b\"~5 ",
        "NEAR(a b) ",
        "NEAR(a, b, 3) ",
        "NEAR(",
        "title:",
        "title:(a ",
        "topic:",
        "topic:a ",
        "date:",
        "date:2017..",
        "date:..",
        "date:9999-99-99 ",
        "year:99999999999 ",
        "id:",
        "url:",
        "url:a.b/c ",
        "[a TO b] ",
        "{a} ",
        "^9 ",
        "a^1e309 ",
        "/a+/ ",
        "\\",
        "\\\"",
        "\u{0}",
        "\u{feff}",
        "\u{202e}",
        "e\u{301}\u{301}\u{301}",
        "\u{1f600} ",
        "\n",
        "\r\n",
        "\t",
        "%",
        "<script>alert(1)</script> ",
        "' OR 1=1 -- ",
        "${jndi:ldap://a} ",
        "../",
        "a&b=c ",
        "(a OR b) AND ",
        "police AND (",
        "\u{4f60}\u{597d} ",
    ];
    let (mut asked, mut longest, mut by_status) = (0, Duration::ZERO, std::collections::BTreeMap::new());
    for pattern in patterns {
        for characters in [60, 2048, 2049] {
            let query: String = pattern.chars().cycle().take(characters).collect();
            let encoded: String = query.bytes().map(|byte| format!("%{byte:02x}")).collect();
            let begun = Instant::now();
            let answer = service.get(&format!("/api/v1/search?q={encoded}&match=any"));
            longest = longest.max(begun.elapsed());
            *by_status.entry(answer.status).or_insert(0) += 1;
            asked += 1;
            assert!(
                [200, 400, 414, 431, 503, 504].contains(&answer.status),
                "{pattern:?} x {characters}: {}",
                answer.body
            );
        }
    }
    for parameter in [
        "limit=-1",
        "limit=0",
        "limit=100",
        "limit=101",
        "limit=2147483648",
        "limit=9223372036854775808",
        "limit=1e309",
        "limit=a",
        "cursor=x",
        "cursor=r-0-0-0",
        "cursor=%00",
        "sort=x",
        "facets=x",
        "lang=%ff",
        "from=0",
        "from=9999-12-31",
        "to=-1",
        "undated=x",
        "match=x",
        "q=a&q=b",
        "kind=x",
        "topic=a%00b",
        "x=y",
    ] {
        let answer = service.get(&format!("/api/v1/search?{parameter}"));
        assert!([200, 400].contains(&answer.status), "{parameter}: {}", answer.body);
        asked += 1;
    }
    println!("{asked} hostile queries, the slowest answered in {longest:.1?}; by status {by_status:?}");
    assert!(service.lives());
    assert!(longest < Duration::from_secs(6), "{longest:?}");
    assert_eq!(service.metric("pressmark_panics_total"), 0.0);
}

#[test]
fn what_is_forwarded_is_believed_of_a_trusted_proxy_alone() {
    let ask = |service: &Service, forwarded: &str| {
        let request = format!(
            "GET /api/v1/search?q=a HTTP/1.1\r\nhost: a\r\nx-forwarded-for: {forwarded}\r\nconnection: close\r\n\r\n"
        );
        raw(service.connect(), request.as_bytes()).unwrap().unwrap().status
    };
    let limits = ["--client-rate", "1", "--client-burst", "3"];
    let alone = Service::start(bundled(), &limits);
    let statuses: Vec<u16> = (0..6).map(|n| ask(&alone, &format!("10.9.9.{n}"))).collect();
    assert!(statuses.contains(&429), "{statuses:?}: who makes up addresses is still one client");
    let behind = Service::start(bundled(), &[&limits[..], &["--trusted-proxy", "127.0.0.0/8"]].concat());
    let statuses: Vec<u16> = (0..6).map(|n| ask(&behind, &format!("10.9.9.{n}"))).collect();
    assert_eq!(statuses, [200; 6]);
    let forged: Vec<u16> = (0..6).map(|n| ask(&behind, &format!("10.9.9.{n}, 10.7.7.7"))).collect();
    assert!(forged.contains(&429), "{forged:?}");
}
