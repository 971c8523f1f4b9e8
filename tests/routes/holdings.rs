//! `/api/v1/coverage`, `/api/v1/topics`, `/api/v1/facets/{facet}`

use axum::http::StatusCode;
use serde_json::Value;

use super::{again, get};
use crate::support::{bundled, pressmark, repository, stdout};

#[tokio::test]
async fn coverage_is_what_stats_prints_but_for_the_places_that_were_read() {
    let answer = get("/api/v1/coverage").await;
    assert_eq!(answer.status, StatusCode::OK);
    let coverage = answer.json();
    let printed = pressmark(&["stats", "--format", "json", "--index", bundled().to_str().unwrap()]);
    let mut printed: Value = serde_json::from_str(stdout(&printed)).unwrap();
    let run = printed["runs"][0].as_object_mut().unwrap();
    assert!(run.remove("archives").is_some());
    assert_eq!(coverage, printed);
    assert!(!answer.body.contains(repository("").to_str().unwrap()));
    let releases: u64 =
        coverage["publishers"].as_array().unwrap().iter().map(|one| one["releases"].as_u64().unwrap()).sum();
    assert_eq!(coverage["index"]["releases"], releases);
    assert!(coverage["runs"][0]["summary"]["reasons"].as_object().unwrap().len() == 1);
    assert_eq!(again("/api/v1/coverage", &answer).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn every_topic_is_in_the_tree_with_its_rule_and_its_count() {
    fn walk(topics: &Value, all: &mut Vec<(String, u64, bool)>) {
        for topic in topics.as_array().unwrap() {
            let path = topic["path"].as_str().unwrap().to_owned();
            all.push((path, topic["count"].as_u64().unwrap(), topic["rule"].is_string()));
            walk(&topic["children"], all);
        }
    }
    let answer = get("/api/v1/topics").await;
    let mut all = Vec::new();
    walk(&answer.json()["topics"], &mut all);
    let listed: Value = serde_json::from_str(stdout(&pressmark(&["topics", "list", "--format", "json"]))).unwrap();
    assert_eq!(all.len(), listed.as_array().unwrap().len());
    assert!(all.iter().any(|(_, _, rule)| *rule));
    for (path, count, _) in all.iter().step_by(5) {
        let found = get(&format!("/api/v1/search?topic={path}&limit=0&facets=none")).await.json();
        assert_eq!(found["total"], *count, "{path}");
    }
    assert_eq!(again("/api/v1/topics", &answer).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn one_facet_alone_is_the_facet_of_the_search() {
    let search = get("/api/v1/search?q=police&kind=news&topic=-terrorism").await.json();
    for (name, key) in
        [("topic", "topic"), ("kind", "kind"), ("publisher", "publisher"), ("language", "language"), ("date", "year")]
    {
        let answer = get(&format!("/api/v1/facets/{name}?q=police&kind=news&topic=-terrorism")).await;
        assert_eq!(answer.status, StatusCode::OK);
        let facet = answer.json();
        assert_eq!((&facet[key], &facet["total"]), (&search["facets"][key], &search["total"]), "{name}");
        assert_eq!(facet["undated"].is_u64(), name == "date");
        assert!(facet.get("hits").is_none());
    }
    for none in ["/api/v1/facets/colour", "/api/v1/facets/%ff"] {
        assert_eq!(get(none).await.status, StatusCode::NOT_FOUND, "{none}");
    }
    assert_eq!(get("/api/v1/facets/kind?sort=newest").await.status, StatusCode::BAD_REQUEST);
    for address in ["/api/v1/coverage?q=a", "/api/v1/topics?q=a"] {
        assert_eq!(get(address).await.status, StatusCode::BAD_REQUEST, "{address}");
    }
}
