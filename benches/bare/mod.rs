//! Bare tantivy, the limit beside which everything is measured, in two meanings.
//!
//! *Plain*: an index as one would make it with tantivy alone: one field of words of title and body, as the engine's own
//! tokenizer takes them, no stems; id, title, body, date and topics stored together in blocks of 16 KB; dates and topics
//! as columns too. *Ours*: the same calls on the index that Pressmark made.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::collector::{Collector, Count, TopDocs};
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, RegexQuery, TermQuery,
};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{DocAddress, Index, ReloadPolicy, Score, Searcher, TantivyDocument, Term};

/// A row of a corpus.
#[derive(serde::Deserialize)]
pub(crate) struct Row {
    pub(crate) title: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) url: String,
    pub(crate) body: String,
    pub(crate) topics: Vec<String>,
}

/// The rows of a corpus.
pub(crate) fn rows(corpus: &Path) -> impl Iterator<Item = Row> {
    BufReader::with_capacity(1 << 20, File::open(corpus).unwrap())
        .lines()
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
}

/// Bytes of headlines and texts.
pub(crate) fn text(corpus: &Path) -> usize {
    rows(corpus).map(|row| row.body.len() + row.title.as_ref().map_or(0, String::len)).sum()
}

/// Days since the first of January of year 1; the lowest number for none.
pub(crate) fn day(date: Option<&str>) -> i64 {
    let date = date.and_then(|date| date.parse::<NaiveDate>().ok());
    date.map_or(i64::MIN, |date| date.num_days_from_ce().into())
}

pub(crate) fn schema() -> Schema {
    let words = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let words = TextOptions::default().set_indexing_options(words.set_tokenizer("default"));
    let mut schema = Schema::builder();
    schema.add_text_field("id", STRING | STORED);
    schema.add_text_field("title", STORED);
    schema.add_text_field("body", STORED);
    schema.add_text_field("words", words);
    schema.add_i64_field("day", FAST | INDEXED | STORED);
    schema.add_text_field("topic", STRING | FAST | STORED);
    schema.build()
}

/// The documents of rows for the plain index.
pub(crate) fn documents(rows: impl Iterator<Item = Row>) -> Vec<TantivyDocument> {
    rows.map(document(&schema())).collect()
}

fn document(schema: &Schema) -> impl Fn(Row) -> TantivyDocument + use<> {
    let [id, title, body, words, days, topic] =
        ["id", "title", "body", "words", "day", "topic"].map(|name| schema.get_field(name).unwrap());
    move |row: Row| {
        let mut document = TantivyDocument::default();
        document.add_text(id, &row.url);
        let text = format!("{}\n{}", row.title.as_deref().unwrap_or_default(), row.body);
        document.add_text(words, text);
        document.add_text(title, row.title.unwrap_or_default());
        document.add_text(body, row.body);
        document.add_i64(days, day(row.date.as_deref()));
        row.topics.iter().for_each(|value| document.add_text(topic, value));
        document
    }
}

/// Makes the plain index in a folder.
pub(crate) fn make_plain(folder: &Path, rows: impl Iterator<Item = Row>, threads: usize, memory: usize) {
    std::fs::create_dir_all(folder).unwrap();
    let index = Index::create_in_dir(folder, schema()).unwrap();
    let mut writer = index.writer_with_num_threads(threads, memory).unwrap();
    for document in rows.map(document(&schema())) {
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
}

/// All facets of our own index, for the engine's aggregations.
pub(crate) fn facets() -> Aggregations {
    let terms = |field: &str| serde_json::json!({"terms": {"field": field, "size": 10_000, "segment_size": 10_000}});
    let facets = ["topic", "kind", "publisher", "language", "month"].map(|name| (name.to_owned(), terms(name)));
    serde_json::from_value(facets.into_iter().collect()).unwrap()
}

/// Where the latest wordings of an index that Pressmark made lie.
pub(crate) fn latest_of(index: &Path) -> PathBuf {
    let generation = std::fs::read_to_string(index.join("current")).unwrap();
    index.join(generation.trim()).join("latest")
}

/// An index that is searched bare.
pub(crate) struct Bare {
    pub(crate) searcher: Searcher,
    fields: Fields,
    /// Of the listed column, by segment; nothing where documents are fetched from the store.
    listed: Vec<tantivy::columnar::BytesColumn>,
}

enum Fields {
    Plain { words: Field, day: Field },
    Ours { stem: Field, unstemmed: Field, text: Field, first_day: Field, last_day: Field },
}

/// What is asked of it.
#[derive(Debug, Clone)]
pub(crate) enum Words {
    All(Vec<String>),
    Any(Vec<String>),
    Phrase(Vec<String>),
    Beginning(String),
}

impl Bare {
    pub(crate) fn open(folder: &Path) -> Self {
        let index = Index::open_in_dir(folder).unwrap();
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let searcher = tantivy::IndexReader::searcher(&reader.unwrap());
        let schema = index.schema();
        let field = |name| schema.get_field(name).unwrap();
        let mut listed = Vec::new();
        let fields = if schema.get_field("words").is_ok() {
            Fields::Plain { words: field("words"), day: field("day") }
        } else {
            for segment in searcher.segment_readers() {
                listed.push(segment.fast_fields().bytes("listed").unwrap().unwrap());
            }
            let [stem, unstemmed, text] = ["stem", "unstemmed", "text"].map(field);
            Fields::Ours { stem, unstemmed, text, first_day: field("first_day"), last_day: field("last_day") }
        };
        Self { searcher, fields, listed }
    }

    fn word(&self, word: &str) -> Box<dyn Query> {
        let terms = match self.fields {
            Fields::Plain { words, .. } => vec![Term::from_field_text(words, word)],
            Fields::Ours { stem, unstemmed, .. } => vec![
                Term::from_field_text(stem, &pressmark::text::english_stem(word)),
                Term::from_field_text(unstemmed, word),
            ],
        };
        let known = terms.into_iter().filter(|term| self.searcher.doc_freq(term).unwrap() > 0);
        let mut known: Vec<(Occur, Box<dyn Query>)> = known
            .map(|term| (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as _))
            .collect();
        match known.len() {
            0 => Box::new(EmptyQuery),
            1 => known.remove(0).1,
            _ => Box::new(BooleanQuery::new(known)),
        }
    }

    pub(crate) fn query(&self, words: &Words) -> Box<dyn Query> {
        let several = |occur, words: &[String]| -> Box<dyn Query> {
            match words {
                [word] => self.word(word),
                words => Box::new(BooleanQuery::new(words.iter().map(|word| (occur, self.word(word))).collect())),
            }
        };
        match words {
            Words::All(words) => several(Occur::Must, words),
            Words::Any(words) => several(Occur::Should, words),
            Words::Phrase(words) => {
                let field = match self.fields {
                    Fields::Plain { words, .. } => words,
                    Fields::Ours { text, .. } => text,
                };
                Box::new(PhraseQuery::new(words.iter().map(|word| Term::from_field_text(field, word)).collect()))
            }
            Words::Beginning(word) => {
                let field = match self.fields {
                    Fields::Plain { words, .. } => words,
                    Fields::Ours { text, .. } => text,
                };
                Box::new(RegexQuery::from_pattern(&format!("{word}.*"), field).unwrap())
            }
        }
    }

    /// The same, published in a range of days.
    pub(crate) fn within(&self, query: Box<dyn Query>, (from, to): (i64, i64)) -> Box<dyn Query> {
        use std::ops::Bound::{Included, Unbounded};
        let term = |field, day| Included(Term::from_field_i64(field, day));
        let ranges = match self.fields {
            Fields::Plain { day, .. } => vec![RangeQuery::new(term(day, from), term(day, to))],
            Fields::Ours { first_day, last_day, .. } => vec![
                RangeQuery::new(term(first_day, i64::MIN + 1), term(first_day, to)),
                RangeQuery::new(term(last_day, from), Unbounded),
            ],
        };
        let mut clauses = vec![(Occur::Must, query)];
        for range in ranges {
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(range), 0.0))));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    /// The same, of a topic that we gave: only our own index knows it.
    pub(crate) fn of_topic(&self, query: Box<dyn Query>, topic: &str) -> Box<dyn Query> {
        let field = self.searcher.schema().get_field("topic_name").unwrap();
        let topic = TermQuery::new(Term::from_field_text(field, topic), IndexRecordOption::Basic);
        let topic = Box::new(ConstScoreQuery::new(Box::new(topic), 0.0));
        Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, topic)]))
    }

    /// The best, and how many there are, in one pass or, where the engine can prune and count by itself, in two.
    pub(crate) fn best(&self, query: &dyn Query, limit: usize, one_pass: bool) -> (Vec<(Score, DocAddress)>, u64) {
        let top = TopDocs::with_limit(limit).order_by_score();
        if one_pass {
            let (hits, count) = self.searcher.search(query, &(top, Count)).unwrap();
            (hits, count as u64)
        } else {
            let hits = self.searcher.search(query, &top).unwrap();
            (hits, self.count(query))
        }
    }

    pub(crate) fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// The ids of documents of our own index.
    pub(crate) fn ids(&self, hits: impl Iterator<Item = DocAddress>) -> Vec<String> {
        let id = |address: DocAddress| {
            let column = &self.listed[address.segment_ord as usize];
            let mut bytes = Vec::new();
            column.ord_to_bytes(column.ords().first(address.doc_id).unwrap(), &mut bytes).unwrap();
            // It begins with the id.
            postcard::take_from_bytes::<String>(&bytes).unwrap().0
        };
        hits.map(id).collect()
    }

    pub(crate) fn count(&self, query: &dyn Query) -> u64 {
        self.searcher.search(query, &Count).unwrap() as u64
    }

    pub(crate) fn collect<C: Collector>(&self, query: &dyn Query, collector: &C) -> C::Fruit {
        self.searcher.search(query, collector).unwrap()
    }

    /// Reads what a list shows of these: from the column where there is one, else from the store.
    pub(crate) fn fetch(&self, hits: impl Iterator<Item = DocAddress>) -> u64 {
        let mut read = 0;
        for address in hits {
            read += match self.listed.get(address.segment_ord as usize) {
                Some(column) => {
                    let mut bytes = Vec::new();
                    column.ord_to_bytes(column.ords().first(address.doc_id).unwrap(), &mut bytes).unwrap();
                    bytes.len()
                }
                None => self.searcher.doc::<TantivyDocument>(address).unwrap().len(),
            };
        }
        read as u64
    }
}
