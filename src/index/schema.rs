//! The fields of the index, one row each, and releases as documents.

use chrono::Datelike;
use tantivy::TantivyDocument;
use tantivy::schema::{
    BytesOptions, FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};

use super::acronyms::acronym_terms;
use super::spelled::{SPELLED, spell, spell_stems};
use super::stored::{Parts, StoredError};
use super::{alias, day_order, revisit};
use crate::enrich::likeness;
use crate::query::places;
use crate::release::{EnrichedRelease, LastChange, PartialDate, WordingId, canonical_url};
use crate::results::UNKNOWN;
use crate::text::{Reading, Words, tokenize};

/// How often the words of a title are counted.
///
/// BM25F in its simplest form (Robertson, Zaragoza and Taylor 2004): field weights are repetitions in one combined
/// field, so that a word saturates once over the whole release and the engine can still prune. With 3, a word in a
/// headline outweighs two in a text of the same length, and not a text that is about nothing else.
pub(super) const TITLE_WEIGHT: usize = 3;

/// The sort key of an undated release: it comes last.
pub(super) const UNDATED: i64 = i64::MIN;

/// The fields, by name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The id, as a term: what updates and look-ups go by.
    pub(super) id: Field,
    /// The id its own system gave it, as a term.
    pub(super) given_id: Field,
    /// Its address, those above it and its hosts, as terms: `url:`.
    pub(super) address: Field,
    /// Id and wording, as a term: what an earlier wording is replaced by.
    pub(super) wording: Field,
    /// Folded words of title, summary and body, with positions: exact words, phrases, prefixes.
    pub(super) text: Field,
    /// English stems of the same, where the release is English, with positions: bare words.
    pub(super) stem: Field,
    /// Folded words of the same, where it is not, with positions: bare words.
    pub(super) unstemmed: Field,
    /// Folded words of the title, with positions: `title:`.
    pub(super) title: Field,
    /// Their English stems, where the release is English.
    pub(super) title_stem: Field,
    /// The same words, where it is not.
    pub(super) title_unstemmed: Field,
    /// Words of the publisher's name, with positions: `publisher:`.
    pub(super) publisher_words: Field,
    /// Topic paths and their ancestors, and the last name of each, as terms: `topic:`.
    pub(super) topic_name: Field,
    /// The short forms it explains, each with what it stands for, as terms: see [`super::acronyms`].
    pub(super) acronym: Field,
    /// Kind, as a term and a column.
    pub(super) kind: Field,
    /// Language, as a term and a column.
    pub(super) language: Field,
    /// First day it can have been published, from the first of January of year 1; [`UNDATED`]. Segments are sorted by
    /// it, newest first.
    pub(super) first_day: Field,
    /// Last day it can have been published.
    pub(super) last_day: Field,
    /// When it was published or reworded last, in seconds from the beginning of 1970; [`UNDATED`] where nobody knows.
    changed: Field,
    /// The keys by which like releases meet, as terms; see [`likeness::keys`].
    pub(super) likeness: Field,
    /// The commit in which an earlier wording ceased to be the latest.
    pub(super) superseded_in: Field,
    /// Ids under which a release may be looked for that are not its own, as terms: see [`alias`].
    pub(super) alias: Field,
    /// What dates in numbers prove of their order, and how doubtful ones were read, as terms.
    pub(super) day_order: Field,
    /// Digests and addresses of captures of web archives, as terms: what a revisit goes by.
    pub(super) capture: Field,
    /// The leading bits of the id: the last key of every order.
    id_key: Field,
    /// Which wording it is: the key of every order after the id; see [`version_key`].
    version_key: Field,
    /// Topic paths and their ancestors: the facet.
    topic: Field,
    /// Publisher: the facet.
    publisher: Field,
    /// Year and month: the facet; see [`month_of`].
    month: Field,
    /// What a list shows of the release: see [`super::stored`].
    listed: Field,
    /// The rest of it, in two values.
    rest: Field,
}

/// Names of columns.
pub(super) mod column {
    pub(in super::super) const FIRST_DAY: &str = "first_day";
    pub(in super::super) const LAST_DAY: &str = "last_day";
    pub(in super::super) const CHANGED: &str = "changed";
    pub(in super::super) const ID_KEY: &str = "id_key";
    pub(in super::super) const VERSION_KEY: &str = "version_key";
    pub(in super::super) const TOPIC: &str = "topic";
    pub(in super::super) const KIND: &str = "kind";
    pub(in super::super) const PUBLISHER: &str = "publisher";
    pub(in super::super) const LANGUAGE: &str = "language";
    pub(in super::super) const MONTH: &str = "month";
    pub(in super::super) const LISTED: &str = "listed";
    pub(in super::super) const SUPERSEDED_IN: &str = "superseded_in";
}

/// The schema; its fields are found again by [`Fields::of`].
pub(super) fn schema() -> Schema {
    let words = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default().set_tokenizer(SPELLED).set_index_option(IndexRecordOption::WithFreqsAndPositions),
    );
    // Facts are looked up, never ranked: no frequencies, and no byte of field length per release.
    let term = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false),
    );
    let column = TextOptions::default().set_fast("raw");
    let number: NumericOptions = FAST.into();
    let mut schema = Schema::builder();
    for name in ["id", "given_id", "address", "wording", "topic_name", "acronym", "alias", "day_order", "capture"] {
        schema.add_text_field(name, term.clone());
    }
    for name in ["text", "stem", "unstemmed", "title", "title_stem", "title_unstemmed", "publisher_words"] {
        schema.add_text_field(name, words.clone());
    }
    for name in [column::KIND, column::LANGUAGE] {
        schema.add_text_field(name, term.clone().set_fast("raw"));
    }
    for name in [column::TOPIC, column::PUBLISHER] {
        schema.add_text_field(name, column.clone());
    }
    for name in [column::FIRST_DAY, column::LAST_DAY, column::CHANGED] {
        schema.add_i64_field(name, number.clone());
    }
    for name in [column::ID_KEY, column::VERSION_KEY, column::MONTH] {
        schema.add_u64_field(name, number.clone());
    }
    schema.add_u64_field(column::SUPERSEDED_IN, number.set_indexed());
    schema.add_bytes_field("likeness", BytesOptions::default().set_indexed());
    schema.add_bytes_field(column::LISTED, FAST);
    // As text: the engine reads stored bytes one by one.
    schema.add_text_field("rest", STORED);
    schema.build()
}

impl Fields {
    /// The fields of a schema; `None` where one is missing and the schema is another.
    pub(super) fn of(schema: &Schema) -> Option<Self> {
        let field = |name| schema.get_field(name).ok();
        Some(Self {
            id: field("id")?,
            given_id: field("given_id")?,
            address: field("address")?,
            wording: field("wording")?,
            text: field("text")?,
            stem: field("stem")?,
            unstemmed: field("unstemmed")?,
            title: field("title")?,
            title_stem: field("title_stem")?,
            title_unstemmed: field("title_unstemmed")?,
            publisher_words: field("publisher_words")?,
            topic_name: field("topic_name")?,
            acronym: field("acronym")?,
            kind: field(column::KIND)?,
            language: field(column::LANGUAGE)?,
            first_day: field(column::FIRST_DAY)?,
            last_day: field(column::LAST_DAY)?,
            changed: field(column::CHANGED)?,
            likeness: field("likeness")?,
            superseded_in: field(column::SUPERSEDED_IN)?,
            alias: field("alias")?,
            day_order: field("day_order")?,
            capture: field("capture")?,
            id_key: field(column::ID_KEY)?,
            version_key: field(column::VERSION_KEY)?,
            topic: field(column::TOPIC)?,
            publisher: field(column::PUBLISHER)?,
            month: field(column::MONTH)?,
            listed: field(column::LISTED)?,
            rest: field("rest")?,
        })
    }

    /// A wording of a release as a document, and when it came about. `superseded_in` is given for earlier wordings.
    pub(super) fn document(
        &self,
        release: &EnrichedRelease,
        words: &Words,
        change: LastChange,
        superseded_in: Option<u64>,
    ) -> Result<TantivyDocument, StoredError> {
        let mut document = TantivyDocument::default();
        document.add_text(self.id, release.id.as_str());
        if let Some(given_id) = &release.given_id {
            document.add_text(self.given_id, given_id);
        }
        if let Some(key) = release.url.as_deref().and_then(canonical_url) {
            places(&key).for_each(|place| document.add_text(self.address, place));
        }
        document.add_u64(self.id_key, release.id.key());
        document.add_u64(self.version_key, version_key(release, superseded_in.is_none()));
        if let Some(commit) = superseded_in {
            document.add_u64(self.superseded_in, commit);
            document.add_text(self.wording, wording_key(release));
        } else {
            for key in likeness::keys(words) {
                document.add_bytes(self.likeness, &key.to_be_bytes());
            }
        }
        self.add_words(&mut document, release, words);
        for term in acronym_terms(release) {
            document.add_text(self.acronym, term);
        }
        document.add_text(self.kind, release.kind.as_str());
        document.add_text(self.language, release.language.as_str());
        let publisher = release.publisher.as_deref().unwrap_or(UNKNOWN);
        document.add_text(self.publisher, publisher);
        if release.publisher.is_some() {
            document.add_text(self.publisher_words, spell(&tokenize(publisher, Reading::Index)));
        }
        for path in with_ancestors(release.topics.iter().map(|topic| topic.path.as_str())) {
            document.add_text(self.topic, path);
            document.add_text(self.topic_name, path);
            if let Some((_, name)) = path.rsplit_once('/') {
                document.add_text(self.topic_name, name);
            }
        }
        let date = release.published.as_ref().map(|published| published.date);
        document.add_i64(self.first_day, date.map_or(UNDATED, |date| day(date.first_day())));
        document.add_i64(self.last_day, date.map_or(UNDATED, |date| day(date.last_day())));
        document.add_i64(self.changed, change.known().map_or(UNDATED, |at| at.timestamp()));
        document.add_u64(self.month, month_of(date));
        for term in alias::terms(release) {
            document.add_text(self.alias, term);
        }
        for term in day_order::terms(release) {
            document.add_text(self.day_order, term);
        }
        for key in revisit::keys(release) {
            document.add_text(self.capture, key);
        }
        let Parts { in_column, in_store } = Parts::of(release)?;
        if let Some(listed) = in_column {
            document.add_bytes(self.listed, &listed);
        }
        in_store.values().for_each(|value| document.add_text(self.rest, value));
        Ok(document)
    }

    fn add_words(&self, document: &mut TantivyDocument, release: &EnrichedRelease, words: &Words) {
        let english = release.language.is_english();
        let bare = |tokens: &_| if english { spell_stems(tokens) } else { spell(tokens) };
        let (all, title_only) =
            if english { (self.stem, self.title_stem) } else { (self.unstemmed, self.title_unstemmed) };
        let (exact_title, bare_title) = (spell(&words.title), bare(&words.title));
        // The title comes first, and once only before the rest: where a word first stands tells how early it is said.
        document.add_text(self.text, &exact_title);
        document.add_text(all, &bare_title);
        for tokens in [&words.summary, &words.body] {
            if !tokens.is_empty() {
                document.add_text(self.text, spell(tokens));
                document.add_text(all, bare(tokens));
            }
        }
        for _ in 1..TITLE_WEIGHT {
            document.add_text(self.text, &exact_title);
            document.add_text(all, &bare_title);
        }
        document.add_text(self.title, exact_title);
        document.add_text(title_only, bare_title);
    }
}

/// The term by which one wording of a release is found.
pub(super) fn wording_key(release: &EnrichedRelease) -> String {
    let wording: WordingId = release.wording();
    format!("{} {wording:?}", release.id)
}

/// The number of a wording, then leading bits of its identity, of the latest all of them: in a release, later wordings
/// have higher keys, and no two the same even where a commit that renumbered them was cut short.
fn version_key(release: &EnrichedRelease, latest: bool) -> u64 {
    let identity = if latest { u32::MAX } else { release.wording().key() };
    u64::from(release.version) << 32 | u64::from(identity)
}

/// The number of a day, from the first of January of year 1.
pub(super) fn day(day: chrono::NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

/// The column of year and month: 0 undated, else 13 values a year, the first for an unknown month.
pub(super) fn month_of(date: Option<PartialDate>) -> u64 {
    let Some(date) = date else { return 0 };
    u64::from(date.in_year().unsigned_abs()) * 13 + u64::from(date.in_month().unwrap_or(0))
}

/// Year and month of a value of [`month_of`].
pub(super) fn year_and_month(value: u64) -> Option<(i32, Option<u32>)> {
    let year = i32::try_from(value / 13).ok().filter(|year| *year > 0)?;
    let month = u32::try_from(value % 13).ok().filter(|month| *month > 0);
    Some((year, month))
}

/// Paths and every path above them, once each.
fn with_ancestors<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all = Vec::new();
    for path in paths {
        all.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
        all.push(path);
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_numbered_in_order_and_back() {
        let month = |text: &str| month_of(text.parse().ok());
        assert_eq!(month_of(None), 0);
        assert!(month("2016-12") < month("2017") && month("2017") < month("2017-01"));
        assert_eq!(year_and_month(month("2017-02-22")), Some((2017, Some(2))));
        assert_eq!(year_and_month(month("2017")), Some((2017, None)));
        assert_eq!(year_and_month(0), None);
    }

    #[test]
    fn a_topic_counts_for_everything_above_it_once() {
        let all = with_ancestors(["a/b/c", "a/d", "e"].into_iter());
        assert_eq!(all, ["a", "a/b", "a/b/c", "a/d", "e"]);
    }
}
