//! Captures that hold no press text, known without reading them.

use super::header::{Header, RecordKind};
use super::http::Answer;

/// Why a record is passed over by its header, where it is.
pub(super) fn by_header(header: &Header) -> Option<String> {
    if !header.kind.is_capture() {
        return Some(format!("{} holds no press text", header.kind.named()));
    }
    let url = header.url.as_deref().unwrap_or_default();
    let (scheme, rest) = url.split_once(':').unwrap_or_default();
    match scheme.to_ascii_lowercase().as_str() {
        "dns" | "whois" => Some("a record of name servers is no press text".to_owned()),
        // wget keeps its own log, wpull its options, Browsertrix what it saw of each page.
        "metadata" | "warcinfo" => Some(CRAWLER.to_owned()),
        "urn" if CRAWLER_NOTES.iter().any(|kind| rest.starts_with(kind)) => Some(CRAWLER.to_owned()),
        "http" | "https" if is_robots(rest) => Some("a robots.txt file is no press text".to_owned()),
        _ => None,
    }
}

/// Why a capture is passed over by what its server said of it, where it is.
pub(super) fn by_answer(kind: RecordKind, answer: &Answer) -> Option<String> {
    match answer.status {
        // Not modified: that is what a revisit says.
        Some(304) if kind == RecordKind::Revisit => {}
        Some(status @ 300..=399) => return Some(format!("the server answered {status}: a redirect")),
        Some(status) if !(200..=299).contains(&status) => return Some(format!("the server answered {status}")),
        _ => {}
    }
    by_media_type(&answer.media.essence)
}

/// Why a capture is passed over by its type. Whatever may be text is looked at: the types of servers lie.
pub(super) fn by_media_type(essence: &str) -> Option<String> {
    let (family, kind) = essence.split_once('/')?;
    let what = match (family, kind) {
        ("image", _) => "an image",
        ("audio" | "video", _) => "a sound or video file",
        ("font", _) => "a font",
        (_, "css") => "a style sheet",
        (_, "javascript" | "x-javascript" | "ecmascript") => "a script",
        ("application", kind) if kind.contains("font") => "a font",
        ("application", "x-shockwave-flash" | "wasm") => "a program",
        _ => return None,
    };
    Some(format!("{what} is no press text"))
}

const CRAWLER: &str = "a note of the crawler is no press text";

/// What crawlers keep under addresses of their own, behind `urn:`.
const CRAWLER_NOTES: [&str; 7] = ["pageinfo:", "text:", "view:", "thumbnail:", "fullPage:", "X-wpull:", "crawl-"];

fn is_robots(rest: &str) -> bool {
    let path = rest.trim_start_matches('/').split_once('/').map_or("", |(_, path)| path);
    path == "robots.txt"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_are_told_by_type_and_what_may_be_text_is_not() {
        for (essence, reason) in [
            ("image/svg+xml", Some("an image is no press text")),
            ("text/css", Some("a style sheet is no press text")),
            ("application/x-javascript", Some("a script is no press text")),
            ("application/font-woff2", Some("a font is no press text")),
            ("video/mp4", Some("a sound or video file is no press text")),
            ("text/html", None),
            ("application/octet-stream", None),
            ("application/rss+xml", None),
            ("unk", None),
            ("", None),
        ] {
            assert_eq!(by_media_type(essence).as_deref(), reason, "{essence}");
        }
    }

    #[test]
    fn only_an_answer_with_content_is_read() {
        let passed = |kind, status| by_answer(kind, &Answer { status: Some(status), ..Answer::default() });
        assert_eq!(passed(RecordKind::Response, 200), None);
        assert_eq!(passed(RecordKind::Response, 302).as_deref(), Some("the server answered 302: a redirect"));
        assert_eq!(passed(RecordKind::Response, 304).as_deref(), Some("the server answered 304: a redirect"));
        assert_eq!(passed(RecordKind::Revisit, 304), None);
        assert_eq!(passed(RecordKind::Response, 404).as_deref(), Some("the server answered 404"));
        assert_eq!(by_answer(RecordKind::Response, &Answer::default()), None);
    }
}
