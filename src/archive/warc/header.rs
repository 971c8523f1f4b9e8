//! What stands above the block of a record.

use super::arc::Line;
use super::fields::{Fields, MediaType};
use super::moment;
use crate::archive::Revisit;

/// The header of a record, of WARC or ARC.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: RecordKind,
    /// The URL of what was captured.
    pub(super) url: Option<String>,
    /// When, RFC 3339 in UTC.
    pub(super) captured: Option<String>,
    /// Of the block: `application/http` where an answer of a server follows.
    pub(super) media: MediaType,
    /// The block's bytes.
    pub(super) length: u64,
    /// The digest of the payload, as written.
    pub(super) payload: Option<String>,
    /// Why the crawler cut the block off, where it did.
    pub(super) truncated: Option<String>,
    /// What a revisit points at.
    pub(super) revisit: Revisit,
}

/// What a record is (WARC 1.1, section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordKind {
    Response,
    Resource,
    /// A text made out of a capture, as in WET files.
    Conversion,
    Revisit,
    Warcinfo,
    Request,
    /// As in WAT files.
    Metadata,
    /// A further part of a record that was cut in segments.
    Continuation,
    /// The first record of an ARC file.
    ArcHeader,
    /// A type of which the standard says that it must be passed over.
    Unknown,
}

impl RecordKind {
    /// The name used in reasons, with its article.
    pub(super) fn named(self) -> &'static str {
        match self {
            Self::Response => "a response record",
            Self::Resource => "a resource record",
            Self::Conversion => "a conversion record",
            Self::Revisit => "a revisit record",
            Self::Warcinfo => "a warcinfo record",
            Self::Request => "a request record",
            Self::Metadata => "a metadata record",
            Self::Continuation => "a continuation record",
            Self::ArcHeader => "an ARC file header",
            Self::Unknown => "a record of an unknown type",
        }
    }

    /// True where its block is something that was captured.
    pub(super) fn is_capture(self) -> bool {
        matches!(self, Self::Response | Self::Resource | Self::Conversion | Self::Revisit)
    }

    fn of(name: Option<&str>) -> Self {
        match name.unwrap_or_default().to_ascii_lowercase().as_str() {
            "response" => Self::Response,
            "resource" => Self::Resource,
            "conversion" => Self::Conversion,
            "revisit" => Self::Revisit,
            "warcinfo" => Self::Warcinfo,
            "request" => Self::Request,
            "metadata" => Self::Metadata,
            "continuation" => Self::Continuation,
            _ => Self::Unknown,
        }
    }
}

impl Header {
    /// Reads a WARC header; the fault of one without a length is named by the kind of its record.
    pub(super) fn warc(lines: &[u8]) -> Result<Self, String> {
        let fields = Fields::read(lines);
        let kind = RecordKind::of(fields.get("warc-type"));
        let uri = |name| fields.get(name).map(|uri| uri.trim_start_matches('<').trim_end_matches('>').to_owned());
        let url = uri("warc-target-uri");
        // Where a server said "not modified", it spoke of what it was asked for.
        let is_same = fields.get("warc-profile").is_some_and(|profile| profile.contains("server-not-modified"));
        let revisit = Revisit {
            url: uri("warc-refers-to-target-uri").or_else(|| url.clone().filter(|_| is_same)),
            captured: fields.get("warc-refers-to-date").and_then(moment::utc),
        };
        Ok(Self {
            kind,
            url,
            captured: fields.get("warc-date").and_then(moment::utc),
            media: fields.get("content-type").map(MediaType::read).unwrap_or_default(),
            length: length(kind, fields.get("content-length"))?,
            payload: fields.get("warc-payload-digest").map(str::to_owned),
            truncated: fields.get("warc-truncated").map(str::to_owned).or_else(|| {
                fields.get("warc-segment-number").map(|_| "it is one segment of a record in several".to_owned())
            }),
            revisit,
        })
    }

    /// Reads the line above a record of an ARC file.
    pub(super) fn arc(line: &Line<'_>) -> Result<Self, String> {
        let is_header = line.url.starts_with("filedesc:");
        let kind = if is_header { RecordKind::ArcHeader } else { RecordKind::Response };
        Ok(Self {
            kind,
            url: Some(line.url.to_owned()),
            captured: moment::utc(line.date),
            media: MediaType::read(line.media_type),
            length: length(kind, Some(line.length))?,
            payload: None,
            truncated: None,
            revisit: Revisit { url: None, captured: None },
        })
    }
}

fn length(kind: RecordKind, stated: Option<&str>) -> Result<u64, String> {
    let named = kind.named();
    let stated = stated.ok_or_else(|| format!("{named} does not state its length"))?;
    stated.parse().map_err(|_| format!("{named} states a length that is none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_what_was_captured_when() {
        let header = Header::warc(
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <http://a.org/b>\r\nWARC-Date: 2014-01-03T03:03:21Z\r\n\
              Content-Type: application/http; msgtype=response\r\nContent-Length: 12\r\nContent-Length: 13\r\n\
              WARC-Payload-Digest: sha1:B2LT\r\nWARC-Truncated: time\r\n\r\n",
        )
        .unwrap();
        assert_eq!((header.kind, header.length), (RecordKind::Response, 12));
        assert_eq!(header.url.as_deref(), Some("http://a.org/b"));
        assert_eq!(header.captured.as_deref(), Some("2014-01-03T03:03:21Z"));
        assert_eq!((header.payload.as_deref(), header.truncated.as_deref()), (Some("sha1:B2LT"), Some("time")));
    }

    #[test]
    fn both_profiles_of_a_revisit_say_what_they_point_at() {
        let revisit = |profile: &str, refers: &str| {
            let lines = format!(
                "WARC/1.1\r\nWARC-Type: revisit\r\nWARC-Target-URI: http://a.org/\r\nContent-Length: 0\r\n\
                 WARC-Profile: http://netpreserve.org/warc/1.1/revisit/{profile}\r\n{refers}\r\n"
            );
            let Revisit { url, captured } = Header::warc(lines.as_bytes()).unwrap().revisit;
            (url.unwrap_or_default(), captured.unwrap_or_default())
        };
        let stated = "WARC-Refers-To-Target-URI: http://b.org/\r\nWARC-Refers-To-Date: 2014-01-03T03:03:21.5Z\r\n";
        let pair = |url: &str, captured: &str| (url.to_owned(), captured.to_owned());
        assert_eq!(revisit("identical-payload-digest", stated), pair("http://b.org/", "2014-01-03T03:03:21Z"));
        assert_eq!(revisit("identical-payload-digest", ""), pair("", ""));
        assert_eq!(revisit("server-not-modified", ""), pair("http://a.org/", ""));
    }

    #[test]
    fn a_record_without_a_length_is_refused() {
        for (lines, reason) in [
            ("WARC-Type: request\r\n", "a request record does not state its length"),
            ("Content-Length: -1\r\n", "a record of an unknown type states a length that is none"),
        ] {
            assert_eq!(Header::warc(lines.as_bytes()).unwrap_err(), reason);
        }
    }
}
