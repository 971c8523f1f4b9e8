//! Measures of our ranking, for the tests that hold them and the bench that prints them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use pressmark::index::Index;
use pressmark::query::{Facets, Matching, Query, Request};

use crate::judged::{Collection, mean, ndcg_at_10, own};
use crate::lucene::Lucene;
use crate::support::{ingested, options, repository};

/// The first ten of some words, any of which may match.
pub(crate) fn first_ten(index: &Index, text: &str) -> Vec<pressmark::results::Hit> {
    let query = Query::parse(text, Matching::Any);
    let request = Request { query, matching: Matching::Any, limit: 10, facets: Facets::none(), ..Request::all() };
    index.search(&request, None).unwrap().hits
}

/// nDCG@10 of each of our own judged queries.
pub(crate) fn judged_queries(index: &Index) -> BTreeMap<String, f64> {
    let judged = own(&repository("fixtures/judgements.tsv"));
    let measured = judged.into_iter().map(|(query, grades)| {
        let hits = first_ten(index, &query);
        let value = ndcg_at_10(hits.iter().filter_map(|hit| hit.title.as_deref()), &grades);
        (query, value)
    });
    measured.collect()
}

/// nDCG@10 of plain BM25 and of ours on a collection.
pub(crate) fn beside_plain_bm25(collection: &Collection) -> (f64, f64) {
    let texts: Vec<String> = collection.documents.iter().map(|[_, title, body]| format!("{title}\n{body}")).collect();
    let lucene = Lucene::of(texts.iter().map(String::as_str));
    let folder = tempfile::tempdir().unwrap();
    let mut rows = String::new();
    for [id, title, body] in &collection.documents {
        writeln!(rows, "{}", serde_json::json!({ "id": id, "title": title, "body": body })).unwrap();
    }
    let archive = folder.path().join("documents.jsonl");
    fs::write(&archive, rows).unwrap();
    let index = open(&archive, &folder.path().join("index"));
    let plain = mean(collection.queries.values().map(|(text, grades)| {
        let ranked = lucene.search(text, 10);
        ndcg_at_10(ranked.into_iter().map(|document| collection.documents[document][0].as_str()), grades)
    }));
    let ours = mean(collection.queries.values().map(|(text, grades)| {
        ndcg_at_10(first_ten(&index, text).iter().filter_map(|hit| hit.given_id.as_deref()), grades)
    }));
    (plain, ours)
}

/// The index of an archive, built there.
pub(crate) fn open(archive: &Path, index: &Path) -> Index {
    ingested(&options(&[archive], index));
    Index::open(index).unwrap()
}
