//! The same releases in a database, and the same questions in SQL.

use std::path::Path;

use pressmark::enrich::{Topics, enrich};
use pressmark::release::EnrichedRelease;
use pressmark::text::Stems;
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use crate::bare::Words;
use crate::corpus;

const TABLES: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE releases (number INTEGER PRIMARY KEY, id TEXT, url TEXT, title TEXT, body TEXT, day INTEGER,
        month TEXT, kind TEXT, publisher TEXT, language TEXT);
    CREATE TABLE topics (number INTEGER, topic TEXT);
    CREATE VIRTUAL TABLE words USING fts5 (title, body, content = 'releases', content_rowid = 'number',
        tokenize = 'porter unicode61');
    INSERT INTO words (words, rank) VALUES ('rank', 'bm25(3.0, 1.0)');";

const INDEXES: &str = "
    INSERT INTO words (words) VALUES ('rebuild');
    INSERT INTO words (words) VALUES ('optimize');
    CREATE INDEX by_day ON releases (day);
    CREATE INDEX of_release ON topics (number, topic);
    ANALYZE;";

/// What of an answer is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) facets: bool,
    pub(crate) snippets: bool,
    /// From and to, as days since the first of January of year 1.
    pub(crate) days: Option<(i64, i64)>,
}

impl Shown {
    /// Ten hits and their number.
    pub(crate) fn list() -> Self {
        Self { facets: false, snippets: false, days: None }
    }

    /// With snippets and facets.
    pub(crate) fn page() -> Self {
        Self { facets: true, snippets: true, days: None }
    }
}

/// How much there was of it.
pub(crate) struct Answer {
    pub(crate) hits: usize,
    pub(crate) total: u64,
}

/// The releases of a corpus, ready to be written.
pub(crate) fn releases(corpus: &Path) -> Vec<EnrichedRelease> {
    let topics = Topics::read(Topics::BUILT_IN).unwrap();
    let mut stems = Stems::default();
    let all = corpus::releases::of(corpus).into_iter();
    all.map(|release| enrich(release, &topics, &mut stems).release).collect()
}

/// Makes the database.
pub(crate) fn write(releases: &[EnrichedRelease], file: &Path) {
    let mut connection = Connection::open(file).unwrap();
    connection.execute_batch(TABLES).unwrap();
    let transaction = connection.transaction().unwrap();
    {
        let mut release =
            transaction.prepare("INSERT INTO releases VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)").unwrap();
        let mut topic = transaction.prepare("INSERT INTO topics VALUES (?1, ?2)").unwrap();
        for (number, each) in (1_i64..).zip(releases) {
            let date = each.published.as_ref().map(|published| published.date);
            let day = date.map(|date| i64::from(chrono::Datelike::num_days_from_ce(&date.first_day())));
            let month = date.map(|date| date.to_string().chars().take(7).collect::<String>());
            let (id, language) = (each.id.as_str(), each.language.as_str());
            let row = params![
                number,
                id,
                each.url,
                each.title,
                each.body,
                day,
                month,
                each.kind.as_str(),
                each.publisher,
                language
            ];
            release.execute(row).unwrap();
            for path in &each.topics {
                topic.execute(params![number, path.path]).unwrap();
            }
        }
    }
    transaction.execute_batch(INDEXES).unwrap();
    transaction.commit().unwrap();
}

/// A database that is asked.
pub(crate) struct Database {
    connection: Connection,
}

impl Database {
    pub(crate) fn open(file: &Path) -> Self {
        let connection = Connection::open(file).unwrap();
        connection.set_prepared_statement_cache_capacity(32);
        connection.execute_batch("PRAGMA mmap_size = 4294967296; PRAGMA cache_size = -262144;").unwrap();
        connection.execute_batch("CREATE TEMP TABLE found (number INTEGER PRIMARY KEY);").unwrap();
        Self { connection }
    }

    pub(crate) fn ask(&self, words: &Words, shown: Shown) -> Answer {
        let text = text(words);
        let mut values = vec![Value::Text(text)];
        let and_days = if let Some((from, to)) = shown.days {
            values.extend([Value::Integer(from), Value::Integer(to)]);
            " AND day BETWEEN ?2 AND ?3"
        } else {
            ""
        };
        let snippet = if shown.snippets { ", snippet(words, 1, '<', '>', '…', 40)" } else { "" };
        let hits = format!(
            "SELECT id, url, releases.title, day, kind, publisher, language{snippet}
             FROM words JOIN releases ON number = words.rowid WHERE words MATCH ?1{and_days} ORDER BY rank LIMIT 10"
        );
        let mut hits = self.connection.prepare_cached(&hits).unwrap();
        let mut rows = hits.query(params_from_iter(&values)).unwrap();
        let mut shown_hits = 0;
        while let Some(row) = rows.next().unwrap() {
            let columns = if shown.snippets { 8 } else { 7 };
            for column in 0..columns {
                std::hint::black_box(row.get::<_, Value>(column).unwrap());
            }
            shown_hits += 1;
        }
        let total = if shown.facets { self.facets(&values) } else { self.total(&values, shown.days.is_some()) };
        Answer { hits: shown_hits, total }
    }

    fn total(&self, values: &[Value], days: bool) -> u64 {
        let total = if days {
            "SELECT count(*) FROM words JOIN releases ON number = words.rowid
             WHERE words MATCH ?1 AND day BETWEEN ?2 AND ?3"
        } else {
            "SELECT count(*) FROM words WHERE words MATCH ?1"
        };
        let mut total = self.connection.prepare_cached(total).unwrap();
        total.query_row(params_from_iter(values), |row| row.get::<_, i64>(0)).unwrap() as u64
    }

    /// Counts all five facets of what is found, which is looked for once.
    fn facets(&self, values: &[Value]) -> u64 {
        let run = |sql: &str, values: &[Value]| {
            self.connection.prepare_cached(sql).unwrap().execute(params_from_iter(values)).unwrap()
        };
        run("DELETE FROM found", &[]);
        let total = run("INSERT INTO found SELECT rowid FROM words WHERE words MATCH ?1", values);
        let mut counted = 0;
        for facet in ["kind", "publisher", "language", "month"] {
            let sql = format!("SELECT {facet}, count(*) FROM releases JOIN found USING (number) GROUP BY {facet}");
            counted += self.groups(&sql);
        }
        counted += self.groups("SELECT topic, count(*) FROM topics JOIN found USING (number) GROUP BY topic");
        assert!(counted > 0 || total == 0);
        total as u64
    }

    fn groups(&self, sql: &str) -> usize {
        let mut statement = self.connection.prepare_cached(sql).unwrap();
        let mut rows = statement.query([]).unwrap();
        let mut groups = 0;
        while let Some(row) = rows.next().unwrap() {
            let (_, count): (Option<String>, i64) = (row.get(0).unwrap(), row.get(1).unwrap());
            groups += usize::from(count > 0);
        }
        groups
    }
}

/// What is asked, as FTS5 has it.
fn text(words: &Words) -> String {
    match words {
        Words::All(words) => words.join(" AND "),
        Words::Any(words) => words.join(" OR "),
        Words::Phrase(words) => format!("\"{}\"", words.join(" ")),
        Words::Beginning(word) => format!("{word}*"),
    }
}
