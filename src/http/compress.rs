//! Answers packed with gzip, for whoever takes it: a page of results is a seventh of its size so.

use std::borrow::Cow;
use std::io::{self, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, BodyDataStream, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_core::Stream;

use super::asked::listed;

/// What is smaller fits into one packet as it is.
const WORTH_IT: u64 = 1024;

/// As much is packed at a time, in bytes: it takes a processor, and others wait for their turn.
const AT_ONCE: usize = 32 << 10;

/// What is behind the tag of a packed answer: other bytes have another strong tag (RFC 9110, 8.8.3.3).
const MARK: &str = "-gzip\"";

/// Runs the routes, and packs their answer where that is worth it and the client takes it.
pub(super) async fn compressed(request: Request, next: Next) -> Response {
    let takes_gzip = takes_gzip(request.headers());
    let holds_packed = listed(request.headers(), header::IF_NONE_MATCH).any(|tag| tag.ends_with(MARK));
    let mut response = next.run(request).await;
    if response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
        if holds_packed {
            mark(response.headers_mut());
        }
        return response;
    }
    if !shrinks(&response) {
        return response;
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if !takes_gzip || length(&response).is_some_and(|length| length < WORTH_IT) {
        return response;
    }
    mark(response.headers_mut());
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response.headers_mut().remove(header::CONTENT_LENGTH);
    // The answer to HEAD has the head of the other, and no body to be packed.
    if response.body().is_end_stream() {
        return response;
    }
    response.map(|body| Body::from_stream(Packed::new(body)))
}

/// The tag of the answer that was packed.
pub(super) fn unpacked_tag(tag: &str) -> Cow<'_, str> {
    tag.strip_suffix(MARK).map_or(Cow::Borrowed(tag), |bare| Cow::Owned(format!("{bare}\"")))
}

fn mark(headers: &mut HeaderMap) {
    let tag = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).and_then(|tag| tag.strip_suffix('"'));
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(&format!("{tag}{MARK}")).ok()) {
        headers.insert(header::ETAG, tag);
    }
}

/// Whether a client says that it takes gzip (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let mut takes = None;
    for one in listed(headers, header::ACCEPT_ENCODING) {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let weight = weight.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse::<f32>().ok());
        let wanted = weight.is_some_and(|weight| weight > 0.0);
        match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => return wanted,
            "*" => takes = Some(wanted),
            _ => {}
        }
    }
    takes.unwrap_or(false)
}

/// Whether an answer is text that is not packed yet.
fn shrinks(response: &Response) -> bool {
    let media_type = response.headers().get(header::CONTENT_TYPE).and_then(|media_type| media_type.to_str().ok());
    let media_type = media_type.unwrap_or_default().split(';').next().unwrap_or_default();
    let is_text = media_type.starts_with("text/")
        || ["json", "jsonl", "xml", "link-format", "x-bibtex", "x-research-info-systems"]
            .iter()
            .any(|end| media_type.ends_with(end));
    is_text && !response.headers().contains_key(header::CONTENT_ENCODING)
}

/// How long an answer is, where that is known.
fn length(response: &Response) -> Option<u64> {
    let said = response.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    said.or_else(|| response.body().size_hint().exact().filter(|_| !response.body().is_end_stream()))
}

/// A body on its way, packed piece by piece. What breaks off, breaks off: its end is packed only behind the end of the
/// body.
struct Packed {
    body: BodyDataStream,
    /// What came of the body and is not packed yet.
    waiting: Bytes,
    /// `None` behind the end.
    encoder: Option<GzEncoder<Vec<u8>>>,
}

impl Packed {
    fn new(body: Body) -> Self {
        let encoder = GzEncoder::new(Vec::new(), Compression::fast());
        Self { body: body.into_data_stream(), waiting: Bytes::new(), encoder: Some(encoder) }
    }
}

/// Packs a piece of what waits.
fn pack(encoder: &mut GzEncoder<Vec<u8>>, waiting: &mut Bytes) -> io::Result<Bytes> {
    let piece = waiting.split_to(waiting.len().min(AT_ONCE));
    encoder.write_all(&piece)?;
    if waiting.is_empty() {
        // What was written of a stream arrives, and does not wait for what is still being read.
        encoder.flush()?;
    }
    Ok(std::mem::take(encoder.get_mut()).into())
}

impl Stream for Packed {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        while let Some(encoder) = &mut this.encoder {
            if !this.waiting.is_empty() {
                match pack(encoder, &mut this.waiting) {
                    Ok(packed) if packed.is_empty() => continue,
                    packed => return Poll::Ready(Some(packed)),
                }
            }
            match ready!(Pin::new(&mut this.body).poll_next(context)) {
                Some(Ok(bytes)) => this.waiting = bytes,
                Some(Err(error)) => {
                    this.encoder = None;
                    return Poll::Ready(Some(Err(io::Error::other(error))));
                }
                None => {
                    let end = this.encoder.take().map(GzEncoder::finish);
                    return Poll::Ready(end.map(|end| end.map(Bytes::from)));
                }
            }
        }
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(said: &'static str) -> bool {
        takes_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(said))]))
    }

    #[test]
    fn only_who_takes_gzip_gets_it() {
        assert!(["gzip", "deflate, gzip, br", "gzip;q=0.5", "*", "GZIP", "br;q=0, *;q=0.1"].into_iter().all(takes));
        assert!(!["", "br", "gzip;q=0", "gzip; q=0.0, *", "*;q=0", "identity", "gzip;q=x"].into_iter().any(takes));
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn a_packed_answer_has_a_tag_of_its_own() {
        let mut headers = HeaderMap::from_iter([(header::ETAG, HeaderValue::from_static("\"1.1-h\""))]);
        mark(&mut headers);
        assert_eq!(headers[header::ETAG], "\"1.1-h-gzip\"");
        assert_eq!(
            (unpacked_tag("\"1.1-h-gzip\""), unpacked_tag("\"1.1-h\"")),
            ("\"1.1-h\"".into(), "\"1.1-h\"".into())
        );
    }
}
