//! A release as it is stored: what a list shows of it in a column, the rest in the engine's store.
//!
//! The store unpacks a whole block to give one document, and most of a block are bodies: for a page of ten hits that
//! was more work than finding them. A column gives a value alone. It is written without names, in
//! [the format of postcard](https://postcard.jamesmunns.com/wire-format): read as JSON, the ten took as long as a short
//! list takes to be found.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};

use crate::release::{Capture, EnrichedRelease, Kind, Language, Published, ReleaseId, TopicMatch};
use crate::results::{Hit, Snippet};

/// The longest value that a column holds, in bytes: the engine counts them in sixteen bits. What is longer, a headline
/// of 60 KB, lies with the rest.
const MAX_IN_COLUMN: usize = 60_000;

/// What a list shows of a release. The order of its fields, and of the variants of the kinds and evidences in it, is the
/// format of the column.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Listed<'r> {
    id: Cow<'r, ReleaseId>,
    given_id: Option<Cow<'r, str>>,
    title: Option<Cow<'r, str>>,
    title_made: bool,
    published: Option<Cow<'r, Published>>,
    kind: Kind,
    publisher: Option<Cow<'r, str>>,
    language: Cow<'r, Language>,
    url: Option<Cow<'r, str>>,
    topics: Cow<'r, [TopicMatch]>,
    version: u32,
    versions: u32,
}

/// The rest of a release, but for its text.
#[derive(Debug, Serialize, Deserialize)]
struct Rest<'r> {
    /// Where the column cannot hold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    listed: Option<Listed<'r>>,
    authors: Cow<'r, [String]>,
    summary: Option<Cow<'r, str>>,
    given_topics: Cow<'r, [String]>,
    captures: Cow<'r, [Capture]>,
    notes: Cow<'r, [String]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    aliases: Cow<'r, [ReleaseId]>,
}

/// A release in its two parts.
#[derive(Debug)]
pub(super) struct Parts<S> {
    /// What a list shows, where a column holds that.
    pub(super) in_column: Option<Vec<u8>>,
    /// The rest.
    pub(super) in_store: S,
}

/// What the store is given, in two values: JSON, and the text as it is, which needs no escapes so.
#[derive(Debug)]
pub(super) struct ToStore<'r> {
    rest: String,
    body: &'r str,
}

/// What the store gives back.
#[derive(Debug)]
pub(super) struct InStore {
    rest: String,
    body: String,
}

/// Why a release can not be stored or read.
#[derive(Debug, thiserror::Error)]
pub(super) enum StoredError {
    /// What a list shows of it.
    #[error("what lists show of it: {0}")]
    Column(#[from] postcard::Error),
    /// The rest.
    #[error("{0}")]
    Store(#[from] serde_json::Error),
}

impl<'r> Parts<ToStore<'r>> {
    pub(super) fn of(release: &'r EnrichedRelease) -> Result<Self, StoredError> {
        let listed = Listed::of(release);
        let in_column = Some(postcard::to_stdvec(&listed)?).filter(|bytes| bytes.len() <= MAX_IN_COLUMN);
        let rest = Rest {
            listed: in_column.is_none().then_some(listed),
            authors: Cow::Borrowed(&release.authors),
            summary: release.summary.as_deref().map(Cow::Borrowed),
            given_topics: Cow::Borrowed(&release.given_topics),
            captures: Cow::Borrowed(&release.captures),
            notes: Cow::Borrowed(&release.notes),
            aliases: Cow::Borrowed(&release.aliases),
        };
        Ok(Self { in_column, in_store: ToStore { rest: serde_json::to_string(&rest)?, body: &release.body } })
    }
}

impl ToStore<'_> {
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        [self.rest.as_str(), self.body].into_iter()
    }
}

impl DocumentDeserialize for InStore {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut values: D) -> Result<Self, DeserializeError> {
        let mut next = || -> Result<String, DeserializeError> {
            Ok(values.next_field()?.map(|(_, value)| value).unwrap_or_default())
        };
        Ok(Self { rest: next()?, body: next()? })
    }
}

impl Parts<InStore> {
    pub(super) fn into_release(self) -> Result<EnrichedRelease, StoredError> {
        let rest: Rest<'_> = serde_json::from_str(&self.in_store.rest)?;
        let listed = match (self.in_column, rest.listed) {
            (None, Some(listed)) => listed,
            (in_column, _) => postcard::from_bytes(&in_column.unwrap_or_default())?,
        };
        Ok(EnrichedRelease {
            id: listed.id.into_owned(),
            given_id: listed.given_id.map(Cow::into_owned),
            title: listed.title.map(Cow::into_owned),
            title_made: listed.title_made,
            published: listed.published.map(Cow::into_owned),
            kind: listed.kind,
            publisher: listed.publisher.map(Cow::into_owned),
            authors: rest.authors.into_owned(),
            language: listed.language.into_owned(),
            summary: rest.summary.map(Cow::into_owned),
            body: self.in_store.body,
            url: listed.url.map(Cow::into_owned),
            topics: listed.topics.into_owned(),
            given_topics: rest.given_topics.into_owned(),
            captures: rest.captures.into_owned(),
            notes: rest.notes.into_owned(),
            version: listed.version,
            versions: listed.versions,
            aliases: rest.aliases.into_owned(),
        })
    }
}

/// What the column holds, as a hit without score, marks and snippet.
pub(super) fn hit(in_column: &[u8]) -> Result<Hit, StoredError> {
    let listed: Listed<'_> = postcard::from_bytes(in_column)?;
    Ok(Hit {
        score: 0.0,
        title_marks: Vec::new(),
        snippet: Snippet::default(),
        id: listed.id.into_owned(),
        given_id: listed.given_id.map(Cow::into_owned),
        title: listed.title.map(Cow::into_owned),
        title_made: listed.title_made,
        url: listed.url.map(Cow::into_owned),
        published: listed.published.map(Cow::into_owned),
        kind: listed.kind,
        publisher: listed.publisher.map(Cow::into_owned),
        topics: listed.topics.into_owned(),
        language: listed.language.into_owned(),
        version: listed.version,
        versions: listed.versions,
    })
}

impl<'r> Listed<'r> {
    fn of(release: &'r EnrichedRelease) -> Self {
        Self {
            id: Cow::Borrowed(&release.id),
            given_id: release.given_id.as_deref().map(Cow::Borrowed),
            title: release.title.as_deref().map(Cow::Borrowed),
            title_made: release.title_made,
            published: release.published.as_ref().map(Cow::Borrowed),
            kind: release.kind,
            publisher: release.publisher.as_deref().map(Cow::Borrowed),
            language: Cow::Borrowed(&release.language),
            url: release.url.as_deref().map(Cow::Borrowed),
            topics: Cow::Borrowed(&release.topics),
            version: release.version,
            versions: release.versions,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(title: String) -> EnrichedRelease {
        let json = serde_json::json!({
            "id": "0123456789abcdefghjk", "given_id": "PR 7", "title": title, "title_made": true, "published": {"date": "2017-02", "precision": "month", "evidence": "time", "raw": "r", "rivals": []},
            "kind": "speech", "publisher": "Chiefs", "authors": ["A"], "language": "cy", "summary": "S", "body": "B \"b\"\n\nb",
            "url": "https://a.example", "topics": [{"path": "a/b", "label": "B", "because": ["b"]}], "given_topics": ["g"],
            "captures": [{"path": "p", "record": "line 1", "captured": null, "digest": "d"}], "notes": ["n"],
            "version": 2, "versions": 3, "aliases": ["0123456789abcdefghjm"]
        });
        serde_json::from_value(json).expect("a release")
    }

    fn stored(parts: Parts<ToStore<'_>>) -> Parts<InStore> {
        let ToStore { rest, body } = parts.in_store;
        Parts { in_column: parts.in_column, in_store: InStore { rest, body: body.to_owned() } }
    }

    #[test]
    fn a_release_is_the_same_out_of_its_parts() {
        let release = full("A \u{e9} title".to_owned());
        let parts = stored(Parts::of(&release).expect("parts"));
        assert!(parts.in_column.is_some(), "a short headline");
        assert!(!parts.in_store.rest.contains("title"), "each of it is kept once");
        assert_eq!(parts.into_release().expect("a release"), release);
    }

    #[test]
    fn a_headline_longer_than_a_column_holds_lies_with_the_text() {
        let release = full("long ".repeat(20_000));
        let parts = stored(Parts::of(&release).expect("parts"));
        assert_eq!(parts.in_column, None);
        assert_eq!(parts.into_release().expect("a release"), release);
    }

    #[test]
    fn a_hit_is_what_a_list_shows_of_the_release() {
        let release = full("A title".to_owned());
        let parts = Parts::of(&release).expect("parts");
        assert_eq!(hit(&parts.in_column.expect("a short headline")).expect("a hit"), Hit::of(release.clone()));
    }

    /// Where this changes, an index that is there can be read no more: the number of its format has to change too.
    #[test]
    fn the_column_is_written_as_it_was_when_its_format_got_its_number() {
        let column = Parts::of(&full("T".to_owned())).expect("parts").in_column.expect("a short headline");
        let text = b"\x140123456789abcdefghjk\x01\x04PR 7\x01\x01T\x01\x01\x072017-02\x01\x05\x01r\0\x02\x01\x06Chiefs\x02cy\x01\x11https://a.example\x01\x03a/b\x01B\x01\x01b\x02\x03";
        assert_eq!(String::from_utf8_lossy(&column), String::from_utf8_lossy(text));
    }

    #[test]
    fn what_is_cut_short_is_an_error_and_no_panic() {
        let column = Parts::of(&full("A title".to_owned())).expect("parts").in_column.expect("a short headline");
        for end in 0..column.len() {
            assert!(hit(&column[..end]).is_err(), "{end}");
        }
    }
}
