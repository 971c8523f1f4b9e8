//! A release as it is stored: what a list shows of it in a column, the rest in the engine's store.
//!
//! The store unpacks a whole block to give one document, and most of a block are bodies: for a page of ten hits that
//! was more work than finding them. A column gives a value alone.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::release::{Capture, EnrichedRelease, Kind, Language, Published, ReleaseId, TopicMatch};
use crate::results::{Hit, Snippet};

/// The longest value that a column holds, in bytes: the engine counts them in sixteen bits. What is longer, a headline
/// of 60 KB, lies with the rest.
const MAX_IN_COLUMN: usize = 60_000;

/// What a list shows of a release.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Listed<'r> {
    #[serde(rename = "i")]
    id: Cow<'r, ReleaseId>,
    #[serde(rename = "g", default, skip_serializing_if = "Option::is_none")]
    given_id: Option<Cow<'r, str>>,
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    title: Option<Cow<'r, str>>,
    #[serde(rename = "m", default, skip_serializing_if = "std::ops::Not::not")]
    title_made: bool,
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    published: Option<Cow<'r, Published>>,
    #[serde(rename = "k")]
    kind: Kind,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    publisher: Option<Cow<'r, str>>,
    #[serde(rename = "l")]
    language: Cow<'r, Language>,
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'r, str>>,
    #[serde(rename = "a", default, skip_serializing_if = "<[_]>::is_empty")]
    topics: Cow<'r, [TopicMatch]>,
    #[serde(rename = "v")]
    version: u32,
    #[serde(rename = "w")]
    versions: u32,
}

/// The rest of a release.
#[derive(Debug, Serialize, Deserialize)]
struct Rest<'r> {
    /// Where the column cannot hold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    listed: Option<Listed<'r>>,
    authors: Cow<'r, [String]>,
    summary: Option<Cow<'r, str>>,
    body: Cow<'r, str>,
    given_topics: Cow<'r, [String]>,
    captures: Cow<'r, [Capture]>,
    notes: Cow<'r, [String]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    aliases: Cow<'r, [ReleaseId]>,
}

/// A release in its two parts, as JSON: for the column, if it holds that, and for the store.
pub(super) fn parts(release: &EnrichedRelease) -> Result<(Option<Vec<u8>>, String), serde_json::Error> {
    let listed = Listed::of(release);
    let in_column = Some(serde_json::to_vec(&listed)?).filter(|bytes| bytes.len() <= MAX_IN_COLUMN);
    let rest = Rest {
        listed: in_column.is_none().then_some(listed),
        authors: Cow::Borrowed(&release.authors),
        summary: release.summary.as_deref().map(Cow::Borrowed),
        body: Cow::Borrowed(&release.body),
        given_topics: Cow::Borrowed(&release.given_topics),
        captures: Cow::Borrowed(&release.captures),
        notes: Cow::Borrowed(&release.notes),
        aliases: Cow::Borrowed(&release.aliases),
    };
    Ok((in_column, serde_json::to_string(&rest)?))
}

/// A release out of its two parts.
pub(super) fn release(in_column: Option<&[u8]>, in_store: &str) -> Result<EnrichedRelease, serde_json::Error> {
    let rest: Rest<'_> = serde_json::from_str(in_store)?;
    let listed = match (in_column, rest.listed) {
        (None, Some(listed)) => listed,
        (in_column, _) => serde_json::from_slice(in_column.unwrap_or_default())?,
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
        body: rest.body.into_owned(),
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

    /// As a hit without score, marks and snippet.
    pub(super) fn into_hit(self) -> Hit {
        Hit {
            score: 0.0,
            title_marks: Vec::new(),
            snippet: Snippet::default(),
            id: self.id.into_owned(),
            given_id: self.given_id.map(Cow::into_owned),
            title: self.title.map(Cow::into_owned),
            title_made: self.title_made,
            url: self.url.map(Cow::into_owned),
            published: self.published.map(Cow::into_owned),
            kind: self.kind,
            publisher: self.publisher.map(Cow::into_owned),
            topics: self.topics.into_owned(),
            language: self.language.into_owned(),
            version: self.version,
            versions: self.versions,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(title: String) -> EnrichedRelease {
        let json = serde_json::json!({
            "id": "0123456789abcdefghjk", "given_id": "PR 7", "title": title, "title_made": true, "published": null,
            "kind": "speech", "publisher": "Chiefs", "authors": ["A"], "language": "cy", "summary": "S", "body": "B \"b\"\n\nb",
            "url": "https://a.example", "topics": [{"path": "a/b", "label": "B", "because": ["b"]}], "given_topics": ["g"],
            "captures": [{"path": "p", "record": "line 1", "captured": null, "digest": "d"}], "notes": ["n"],
            "version": 2, "versions": 3, "aliases": ["0123456789abcdefghjm"]
        });
        serde_json::from_value(json).expect("a release")
    }

    #[test]
    fn a_release_is_the_same_out_of_its_parts() {
        let release = full("A \u{e9} title".to_owned());
        let (in_column, in_store) = parts(&release).expect("parts");
        let in_column = in_column.expect("a short headline");
        assert_eq!(super::release(Some(&in_column), &in_store).expect("a release"), release);
        assert!(!String::from_utf8_lossy(&in_column).contains("b\\n"), "no body in the column");
    }

    #[test]
    fn a_headline_longer_than_a_column_holds_lies_with_the_text() {
        let release = full("long ".repeat(20_000));
        let (in_column, in_store) = parts(&release).expect("parts");
        assert_eq!(in_column, None);
        assert_eq!(super::release(None, &in_store).expect("a release"), release);
    }
}
