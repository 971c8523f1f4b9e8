//! What a press release is, field by field, and what each field means per source format. No I/O.

mod changed;
mod date;
mod digest;
mod embargo;
mod family;
mod id;
mod numbers;
mod published;
mod web_address;
mod wording;

pub use changed::LastChange;
pub use date::{DateError, PartialDate, Precision};
pub use digest::written_digest;
pub use embargo::read_moment;
pub use family::{Change, Family};
pub use id::{ReleaseId, canonical_url};
pub use numbers::{DayOrder, Numbers};
pub use published::{Claim, Evidence, Published, Rival, last_day};
pub use web_address::{is_web_address, replayed, web_host, web_url};
pub use wording::WordingId;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One press release, statement or blog post, as one record of the archive tells it.
///
/// Produced by `parse`, before anything was inferred from the words themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Stable across machines and re-indexing; see [`ReleaseId`].
    pub id: ReleaseId,
    /// The id its own system gave it: JSONL `id`, of an XML record also one named after it, of an item of GOV.UK the path.
    /// HTML and text give none.
    pub given_id: Option<String>,
    /// The headline. HTML: `h1`, `og:title` or `<title>` less the site's name. JSONL: `title`. Listing text: the
    /// line above the date. What systems write where nobody wrote one, `UNKNOWN`, is none.
    pub title: Option<String>,
    /// True where the source has no headline and `title` is the start of the first sentence.
    pub title_made: bool,
    /// The publication date with its evidence; `None` is *undated*, never a guess.
    pub published: Option<Published>,
    /// Rows: `kind`, `release_type` where they name one of ours; other formats leave it to `enrich`.
    pub kind: Option<Kind>,
    /// The organisation whose release it is. HTML: `og:site_name`, JSON-LD `publisher`. JSONL: `publisher`, else
    /// the host of the URL, of a replay in a web archive that of the page it replays. Text has none of its own: `--publisher` fills it.
    pub publisher: Option<String>,
    /// HTML: `article:author`, JSON-LD `author`. JSONL: `author`, `authors`.
    pub authors: Vec<String>,
    /// As declared (`<html lang>`, JSONL `language`, `locale`); `enrich` detects it where undeclared.
    pub language: Option<Language>,
    /// The standfirst. Listing text: the block below the date. HTML: the description, unless it is the body's own
    /// beginning. JSONL and front matter: `summary`, unless it is that.
    pub summary: Option<String>,
    /// The text, paragraphs separated by one blank line. Pages and texts: furniture removed; plain text with what stands
    /// below "ENDS", but for what the office says of itself. Rows: as exported, but for the headline and the day
    /// repeated above it, and an end mark or links of the page below it. Listing items and some rows have none.
    pub body: String,
    /// Where it was published, as written in the source. HTML: `rel=canonical`, `og:url`. JSONL: `url`.
    pub url: Option<String>,
    /// Topics the source itself names: `article:tag`, `article:section`, JSONL `topics`, `subjects`.
    pub given_topics: Vec<String>,
    /// The time before which this copy is not to be shown to anybody. Rows and front matter: `publish_after`,
    /// `embargo_until`.
    pub publish_after: Option<DateTime<Utc>>,
    /// The archived copy this was read from.
    pub capture: Capture,
    /// What a reader should know of the reading: "the row's text is null", "date rejected: 2107-01-01 lies ahead".
    pub notes: Vec<String>,
}

/// One archived copy of a release: where it lies and when it was taken.
///
/// Ordered by time of capture (unknown times last), then place: the order in which wordings become versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Capture {
    /// The archive file, from the name of the archive downwards, with `/` on every machine.
    pub path: String,
    /// The place inside the file: `line 12`, `item 3`; empty where the file is the record.
    pub record: String,
    /// When the copy was taken, RFC 3339 in UTC, where the archive says so. Never a file time. Of a feed that nobody
    /// dates: when it was built, which its entries were captured no earlier than.
    pub captured: Option<String>,
    /// The address it was taken from, where the archive says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The digest of the payload as the web archive wrote it, algorithm first: `sha1:` and BASE32.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// BLAKE3 of the record's own bytes, 32 hexadecimal digits.
    pub digest: String,
    /// True where the copy carries less than a wording: the item of a listing, a row without its text. It says that the
    /// release existed, and when; its words are not kept beside a fuller copy.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mention: bool,
    /// How often the record at this place was found changed before: a file that is edited in place is read again.
    #[serde(default, skip_serializing_if = "is_first")]
    pub edition: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_first(edition: &u32) -> bool {
    *edition == 0
}

impl Capture {
    fn order(&self) -> (bool, &Option<String>, &str, Vec<RecordPart<'_>>, u32, &str) {
        let place = record_parts(&self.record);
        (self.captured.is_none(), &self.captured, &self.path, place, self.edition, &self.digest)
    }

    /// Whether it was read from the same place of the archive.
    fn same_place(&self, other: &Self) -> bool {
        self.path == other.path && self.record == other.record
    }
}

impl Ord for Capture {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for Capture {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum RecordPart<'a> {
    Number(u64),
    Text(&'a str),
}

/// `line 9` stands before `line 10`.
fn record_parts(record: &str) -> Vec<RecordPart<'_>> {
    record.split(' ').map(|part| part.parse().map_or(RecordPart::Text(part), RecordPart::Number)).collect()
}

/// What sort of press output a release is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A release that tells of something: the default.
    News,
    /// A position taken or an answer given: "responds to", "statement on".
    Statement,
    /// Words spoken to an audience, printed.
    Speech,
    /// A blog post.
    Blog,
    /// Somebody takes up or leaves an office.
    Appointment,
}

impl Kind {
    /// Every kind, in the order in which pages list them.
    pub const ALL: [Self; 5] = [Self::News, Self::Statement, Self::Speech, Self::Blog, Self::Appointment];

    /// The word used in queries, parameters and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Statement => "statement",
            Self::Speech => "speech",
            Self::Blog => "blog",
            Self::Appointment => "appointment",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(name))
            .ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

/// A word that names no [`Kind`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind; the kinds are news, statement, speech, blog and appointment")]
pub struct UnknownKind(pub String);

/// The primary language subtag of BCP 47 in lower case (`en`, `cy`), or `und` where undetermined.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Language(String);

impl Language {
    /// Reads a tag such as `en-GB`; `None` where it is no language tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        let fits = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
        fits.then(|| Self(primary.to_ascii_lowercase()))
    }

    /// English: the language whose inflections are matched.
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// Undetermined, as ISO 639-2 writes it.
    pub fn undetermined() -> Self {
        Self("und".to_owned())
    }

    /// True where bare query words match inflections.
    pub fn is_english(&self) -> bool {
        self.0 == "en"
    }

    /// The subtag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A path in the topic tree that a release was put under, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TopicMatch {
    /// `safeguarding/modern-slavery`.
    pub path: String,
    /// `Modern slavery`.
    pub label: String,
    /// The words of the release that satisfied the topic's rule, as they stand there.
    pub because: Vec<String>,
}

/// A release with all that was inferred from it: what is indexed, printed, exported and served.
///
/// People, quotes and speakers will stand beside `topics`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EnrichedRelease {
    /// The same on every machine and after every rebuild.
    pub id: ReleaseId,
    /// The id its own system gave it.
    pub given_id: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// True where the source has no headline and this is the beginning of the text.
    pub title_made: bool,
    /// When it was published, with the evidence; nothing where no date is known.
    pub published: Option<Published>,
    /// What sort of release it is: as given, else by its headline.
    pub kind: Kind,
    /// The organisation whose release it is.
    pub publisher: Option<String>,
    /// Those who are named as its authors.
    pub authors: Vec<String>,
    /// As declared, else as detected.
    pub language: Language,
    /// The standfirst.
    pub summary: Option<String>,
    /// The text, paragraphs separated by one blank line.
    pub body: String,
    /// Where it was published, as written in the source.
    pub url: Option<String>,
    /// The topics whose rules it satisfies, in the order of the tree.
    pub topics: Vec<TopicMatch>,
    /// Topics the source itself names.
    pub given_topics: Vec<String>,
    /// The copies that carry this wording, in order.
    pub captures: Vec<Capture>,
    /// What a reader should know of the reading.
    pub notes: Vec<String>,
    /// Which wording this is, counted from 1 in order of first capture.
    pub version: u32,
    /// How many wordings of this release the archive holds.
    pub versions: u32,
    /// The ids under which it was known while only listings told of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<ReleaseId>,
}

/// What stands in the place of a headline that nobody has.
pub const NO_HEADLINE: &str = "Release without a headline";

impl EnrichedRelease {
    /// The identity of this wording: same words, same id, whatever the white space.
    pub fn wording(&self) -> WordingId {
        WordingId::of(self.title.as_deref(), self.summary.as_deref(), &self.body)
    }

    /// Whether it is known from mentions alone: a listing, a feed without texts. The page itself may still come.
    pub fn is_stub(&self) -> bool {
        self.body.trim().is_empty()
    }

    /// Bytes of text a reader can search: title, summary and body.
    pub fn text_bytes(&self) -> usize {
        self.title.as_ref().map_or(0, String::len) + self.summary.as_ref().map_or(0, String::len) + self.body.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_are_ordered_by_time_then_place_with_numbers_as_numbers() {
        let capture = |captured: Option<&str>, path: &str, record: &str| Capture {
            path: path.into(),
            record: record.into(),
            captured: captured.map(Into::into),
            url: None,
            payload: None,
            mention: false,
            digest: String::new(),
            edition: 0,
        };
        let mut captures = [
            capture(None, "a", "line 10"),
            capture(None, "a", "line 9"),
            capture(Some("2018-01-01T00:00:00Z"), "z", ""),
        ];
        captures.sort();
        assert_eq!(captures.iter().map(|c| c.record.as_str()).collect::<Vec<_>>(), ["", "line 9", "line 10"]);
    }

    #[test]
    fn a_language_tag_gives_its_primary_subtag() {
        assert_eq!(Language::from_tag("en-GB"), Some(Language::english()));
        assert_eq!(Language::from_tag("english"), None);
        assert_eq!(Language::from_tag(""), None);
    }
}
