//! Answers packed with gzip: the same text, for whoever takes it.

use std::io::Read as _;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use tower::ServiceExt;

use super::{get, service};

/// The head and the bytes of an answer to a client that sends these fields.
async fn asked(
    method: Method,
    address: &str,
    fields: &[(header::HeaderName, &str)],
) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = fields
        .iter()
        .fold(Request::builder().method(method).uri(address), |request, (name, said)| request.header(name, *said));
    let (parts, body) = service().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().into_parts();
    (parts.status, parts.headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

fn unpacked(bytes: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn a_packed_answer_is_the_same_and_smaller() {
    for address in [
        "/search?q=police",
        "/releases/4nte20tqjqkg9dz9nfdf",
        "/api/v1/export",
        "/api/v1/export?format=csv&versions=all",
        "/search.atom",
        "/coverage.json",
        "/openapi.json",
        "/sitemap/1.xml",
        "/style.css",
        "/script.js",
        "/nothing",
    ] {
        let plain = get(address).await;
        assert_eq!(plain.header(header::CONTENT_ENCODING), "", "{address}");
        assert!(plain.header(header::VARY).contains("accept-encoding"), "{address}");
        let (status, headers, bytes) = asked(Method::GET, address, &[(header::ACCEPT_ENCODING, "gzip, br")]).await;
        assert_eq!(status, plain.status);
        assert_eq!(headers[header::CONTENT_ENCODING], "gzip", "{address}");
        assert_eq!(headers[header::VARY], "accept-encoding", "{address}");
        assert_eq!(headers[header::CONTENT_TYPE], plain.header(header::CONTENT_TYPE), "{address}");
        let (text, expected) = (unpacked(&bytes), plain.body);
        let without_time = |text: &str| text.split("\"took_ms\"").next().unwrap().to_owned();
        assert_eq!(without_time(&text), without_time(&expected), "{address}");
        assert!(bytes.len() * 4 < expected.len() * 3, "{address}: {} of {}", bytes.len(), expected.len());
    }
}

#[tokio::test]
async fn who_does_not_take_it_and_what_is_short_is_left_alone() {
    let fields = [(header::ACCEPT_ENCODING, "br, gzip;q=0")];
    let (_, headers, _) = asked(Method::GET, "/search?q=police", &fields).await;
    assert!(!headers.contains_key(header::CONTENT_ENCODING));
    let fields = [(header::ACCEPT_ENCODING, "gzip")];
    let (_, headers, body) = asked(Method::GET, "/healthz", &fields).await;
    assert_eq!((headers.contains_key(header::CONTENT_ENCODING), body.as_slice()), (false, b"ok\n".as_slice()));
}

#[tokio::test]
async fn a_packed_answer_has_its_own_strong_tag_and_either_proves_what_is_held() {
    let address = "/search.json?q=police";
    let gzip = (header::ACCEPT_ENCODING, "gzip");
    let (_, plain, _) = asked(Method::GET, address, &[]).await;
    let (_, packed, _) = asked(Method::GET, address, std::slice::from_ref(&gzip)).await;
    let (plain, packed) = (plain[header::ETAG].to_str().unwrap(), packed[header::ETAG].to_str().unwrap());
    assert_ne!(plain, packed);
    assert!(!plain.starts_with("W/") && !packed.starts_with("W/"));
    for held in [plain, packed] {
        let (status, headers, body) = asked(Method::GET, address, &[gzip.clone(), (header::IF_NONE_MATCH, held)]).await;
        assert_eq!((status, headers[header::ETAG].to_str().unwrap(), body.len()), (StatusCode::NOT_MODIFIED, held, 0));
        assert_eq!(headers[header::VARY], "accept-encoding");
    }
    let (status, headers, body) = asked(Method::HEAD, address, &[gzip]).await;
    assert_eq!((status, headers[header::ETAG].to_str().unwrap(), body.len()), (StatusCode::OK, packed, 0));
    assert_eq!(headers[header::CONTENT_ENCODING], "gzip");
}
