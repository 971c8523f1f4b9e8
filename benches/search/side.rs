//! Both sides of a comparison: the indexes, the requests, and whether the answers are right.

use std::collections::HashMap;
use std::path::PathBuf;

use chrono::{Days, NaiveDate};
use pressmark::index::Index;
use pressmark::query::{Choice, Expand, Facets, Matching, Query, Request};
use tantivy::Order;
use tantivy::collector::TopDocs;

use crate::bare::{self, Bare, Words};
use crate::corpus::{releases, sizes};
use crate::measure::Side;
use crate::queries::Queries;

/// Memory that the plain index is made with, in bytes.
const MEMORY: usize = 192 << 20;

/// A corpus, and the indexes of it.
pub(crate) struct Sides {
    pub(crate) corpus: PathBuf,
    pub(crate) index: Index,
    pub(crate) bare: Bare,
    pub(crate) plain: Bare,
}

impl Sides {
    /// Opens the indexes of a corpus of so many releases; makes what is not there.
    pub(crate) fn make(releases: usize) -> Self {
        let corpus = sizes::corpus(releases);
        let (ours, plain) = (corpus.with_extension("ours"), corpus.with_extension("plain"));
        let index = Index::open(&ours).unwrap_or_else(|_| {
            let _ = std::fs::remove_dir_all(&ours);
            releases::index(&corpus, &ours);
            Index::open(&ours).unwrap()
        });
        if !plain.join("meta.json").is_file() {
            bare::make_plain(&plain, bare::rows(&corpus), 2, MEMORY);
        }
        let bare = Bare::open(&bare::latest_of(&ours));
        Self { index, bare, plain: Bare::open(&plain), corpus }
    }

    /// Our answers.
    pub(crate) fn ours<'s>(&'s self, requests: &'s [Request]) -> Side<'s> {
        ours(&self.index, requests)
    }

    /// Ten hits with what a list shows of them, found and counted in two passes and in one.
    pub(crate) fn lists<'s>(
        &'s self,
        name: &'static str,
        bare: &'s Bare,
        asked: &'s [Words],
        filter: Option<&'s Filter>,
    ) -> [Side<'s>; 2] {
        [false, true].map(|one_pass| {
            Side::new(name, move |at| {
                let (hits, total) = bare.best(filtered(bare, &asked[at], filter).as_ref(), 10, one_pass);
                bare.fetch(hits.into_iter().map(|hit| hit.1)) + total
            })
        })
    }

    /// The topic that is nearest to having a tenth of all releases.
    pub(crate) fn topic(&self) -> Filter {
        let all = self.index.search(&Request { facets: Facets::all(), limit: 0, ..Request::all() }, None).unwrap();
        let tenth = all.total.unwrap() / 10;
        let topics = all.facets.unwrap().topic.clone().unwrap();
        Filter::Topic(topics.into_iter().min_by_key(|topic| topic.count.abs_diff(tenth)).unwrap().value.to_string())
    }

    /// Those of the queries that find something where only some releases count.
    pub(crate) fn that_find(&self, asked: &[Words], filter: &Filter) -> Vec<Words> {
        let finds = |words: &&Words| self.bare.count(filtered(&self.bare, words, Some(filter)).as_ref()) > 0;
        asked.iter().filter(finds).cloned().collect()
    }

    /// The ten newest by a column; neither counted nor fetched.
    pub(crate) fn newest<'s>(
        &self,
        name: &'static str,
        bare: &'s Bare,
        column: &'static str,
        asked: &'s [Words],
    ) -> Side<'s> {
        Side::new(name, move |at| {
            let newest = TopDocs::with_limit(10).order_by_fast_field::<i64>(column, Order::Desc);
            bare.collect(bare.query(&asked[at]).as_ref(), &newest).len() as u64
        })
    }

    /// Our answers are right: the totals are those of the bare index, and our hits are among its best fifty. Gives the
    /// mean total.
    pub(crate) fn check(&self, requests: &[Request], asked: &[Words], filter: Option<&Filter>) -> u64 {
        let mut sum = 0;
        for (request, words) in requests.iter().zip(asked) {
            let answer = self.index.search(request, None).unwrap();
            let (best, total) = self.bare.best(filtered(&self.bare, words, filter).as_ref(), 60, true);
            assert_eq!(answer.total, Some(total), "{}", request.query.text);
            let last = best.get(49).or(best.last()).map_or(0.0, |hit| hit.0);
            let ids = self.bare.ids(best.iter().map(|hit| hit.1));
            let scores: HashMap<&str, f32> = ids.iter().map(String::as_str).zip(best.iter().map(|hit| hit.0)).collect();
            for hit in &answer.hits {
                // Of equals, others may be taken.
                let score = scores.get(hit.id.as_str()).copied();
                let tied = best.len() == 60 && best[59].0 >= last;
                assert!(score.is_some_and(|score| score >= last) || tied, "{}: {}", request.query.text, hit.id);
            }
            sum += total;
        }
        sum / requests.len() as u64
    }

    /// Our newest hits are as new as the newest of the bare index. Gives the mean total.
    pub(crate) fn check_newest(&self, requests: &[Request], asked: &[Words]) -> u64 {
        let mut sum = 0;
        for (request, words) in requests.iter().zip(asked) {
            let answer = self.index.search(request, None).unwrap();
            let newest = TopDocs::with_limit(10).order_by_fast_field::<i64>("first_day", Order::Desc);
            let newest = self.bare.collect(self.bare.query(words).as_ref(), &newest);
            let day = |date: NaiveDate| i64::from(chrono::Datelike::num_days_from_ce(&date));
            let ours = answer.hits.iter().map(|hit| hit.published.as_ref());
            let ours: Vec<i64> =
                ours.map(|date| date.map_or(i64::MIN, |published| day(published.date.first_day()))).collect();
            assert_eq!(ours, newest.iter().map(|hit| hit.0.unwrap()).collect::<Vec<_>>(), "{}", request.query.text);
            sum += answer.total.unwrap();
        }
        sum / requests.len() as u64
    }
}

/// Answers of an index, each as if it was asked for the first time.
pub(crate) fn ours<'s>(index: &'s Index, requests: &'s [Request]) -> Side<'s> {
    Side::new("ours", move |at| {
        index.forget_counts();
        index.search(&requests[at], None).unwrap().hits.len() as u64
    })
}

fn filtered(bare: &Bare, words: &Words, filter: Option<&Filter>) -> Box<dyn tantivy::query::Query> {
    let query = bare.query(words);
    match filter {
        None => query,
        Some(Filter::Days(days)) => bare.within(query, *days),
        Some(Filter::Topic(topic)) => bare.of_topic(query, topic),
    }
}

/// The kinds of lists, with what is asked.
pub(crate) fn lists(queries: &Queries) -> Vec<(&'static str, Vec<Words>)> {
    let any = |queries: &[Vec<String>]| queries.iter().cloned().map(Words::Any).collect();
    vec![
        ("one word", all(&queries.one)),
        ("all of two words", all(&queries.two)),
        ("all of four words", all(&queries.four)),
        ("any of two words", any(&queries.two)),
        ("any of four words", any(&queries.four)),
        ("phrase", queries.sequence.iter().cloned().map(Words::Phrase).collect()),
        ("beginning of a word", queries.one.iter().map(|words| Words::Beginning(beginning(&words[0]))).collect()),
    ]
}

fn beginning(word: &str) -> String {
    word[..word.len().min(5)].to_owned()
}

pub(crate) fn all(queries: &[Vec<String>]) -> Vec<Words> {
    queries.iter().cloned().map(Words::All).collect()
}

/// Ten hits without snippets and facets.
pub(crate) fn list(words: &Words) -> Request {
    let (text, matching) = match words {
        Words::All(words) => (words.join(" "), Matching::All),
        Words::Any(words) => (words.join(" "), Matching::Any),
        Words::Phrase(words) => (format!("\"{}\"", words.join(" ")), Matching::All),
        Words::Beginning(word) => (format!("{word}*"), Matching::All),
    };
    Request {
        query: Query::parse(&text, matching),
        matching,
        expand: Expand::None,
        limit: 10,
        facets: Facets::none(),
        snippets: false,
        ..Request::all()
    }
}

/// What else must hold of a release.
pub(crate) enum Filter {
    /// Published in a range of days, numbered from the first of January of year 1.
    Days((i64, i64)),
    /// Of a topic, by its path.
    Topic(String),
}

impl Filter {
    pub(crate) fn on(&self, request: Request) -> Request {
        let date = |day: i64| {
            let day = NaiveDate::from_ymd_opt(1, 1, 1).unwrap() + Days::new(day as u64 - 1);
            day.to_string().parse().ok()
        };
        match self {
            Self::Days((from, to)) => Request { from: date(*from), to: date(*to), ..request },
            Self::Topic(topic) => {
                let topic = Choice { any_of: vec![topic.clone()], none_of: Vec::new() };
                Request { topic, ..request }
            }
        }
    }
}
