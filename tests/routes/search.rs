//! `/search`, `/api/v1/search`

use axum::http::{StatusCode, header};

use super::{Answer, again, get, head};

/// What an answer says, but for the time it took.
fn timeless(answer: &Answer) -> (String, String) {
    let (before, rest) = answer.body.split_once("\"took_ms\":").unwrap();
    let (_, after) = rest.split_once(',').unwrap();
    (before.to_owned(), after.to_owned())
}

/// `1,234` of `1,234 releases for …`.
fn number(text: &str) -> u64 {
    text.split(' ').next().unwrap().replace(',', "").parse().unwrap_or_else(|_| panic!("no number: {text}"))
}

#[tokio::test]
async fn the_twin_of_a_page_is_the_answer_of_the_api() {
    let parameters = "q=police+OR+fraud&kind=-blog&from=2016&to=2018&sort=newest&limit=5";
    let api = get(&format!("/api/v1/search?{parameters}")).await;
    assert_eq!(api.status, StatusCode::OK);
    assert_eq!(api.header(header::CONTENT_TYPE), "application/json");
    let page = get(&format!("/search?{parameters}&utm_source=mail")).await;
    let twin = page.attributes(".twins a", "href").remove(0);
    assert!(twin.starts_with("/search.json?"), "{twin}");
    assert_eq!(timeless(&get(&twin).await), timeless(&api));
    assert_eq!(api.json()["total"], number(&page.texts("h1")[0]));
    let hits: Vec<String> =
        api.json()["hits"].as_array().unwrap().iter().map(|hit| hit["title"].as_str().unwrap().to_owned()).collect();
    assert_eq!(
        page.texts(".hits h3"),
        hits.iter().map(|title| title.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn equal_searches_have_equal_tags_and_are_not_sent_twice() {
    let first = get("/api/v1/search?q=fraud&kind=news").await;
    assert_eq!(first.header(header::CACHE_CONTROL), "public, max-age=60, stale-while-revalidate=300");
    let same = get("/api/v1/search?limit=20&kind=news&q=fraud&from=").await;
    assert_eq!(same.header(header::ETAG), first.header(header::ETAG));
    let unchanged = again("/api/v1/search?q=fraud&kind=news", &first).await;
    assert_eq!((unchanged.status, unchanged.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(unchanged.header(header::ETAG), first.header(header::ETAG));
    for other in ["/api/v1/search?q=fraud", "/search?q=fraud&kind=news", "/"] {
        assert_eq!(again(other, &first).await.status, StatusCode::OK, "{other}");
    }
}

#[tokio::test]
async fn head_tells_what_get_would_send() {
    for address in ["/", "/search?q=fraud", "/style.css"] {
        let (get, head) = (get(address).await, head(address).await);
        assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""), "{address}");
        for name in [header::ETAG, header::CONTENT_LENGTH, header::CONTENT_TYPE] {
            assert_eq!(head.header(&name), get.header(&name), "{address} {name}");
        }
    }
}

#[tokio::test]
async fn the_count_of_a_facet_value_is_what_its_link_finds() {
    let page = get("/search?q=police").await;
    let (labels, links) = (page.texts(".narrow a.value"), page.attributes(".narrow a.value", "href"));
    assert!(links.len() > 20, "{labels:?}");
    for (label, link) in labels.iter().zip(&links) {
        let count = number(label.rsplit(' ').next().unwrap());
        let found = get(link).await;
        assert_eq!(number(&found.texts("h1")[0]), count, "{label} {link}");
        let selected = found.attributes(".narrow a[aria-current]", "href");
        assert_eq!(selected, ["/search?q=police"], "the selection takes itself back: {label}");
    }
}

#[tokio::test]
async fn what_is_excluded_is_what_is_not_selected() {
    let page = get("/search?q=police").await;
    let all = number(&page.texts("h1")[0]);
    let exclusions = page.attributes(".narrow a.not", "href");
    assert!(exclusions.len() > 10);
    for exclusion in exclusions {
        let selection = if exclusion.ends_with("undated=exclude") {
            exclusion.replace("undated=exclude", "undated=only")
        } else {
            exclusion.replace("=-", "=")
        };
        let (with, without) = (get(&selection).await, get(&exclusion).await);
        assert_eq!(number(&with.texts("h1")[0]) + number(&without.texts("h1")[0]), all, "{exclusion}");
    }
}

#[tokio::test]
async fn paging_shows_every_release_once() {
    let mut address = "/search?limit=7&sort=oldest".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = get(&address).await;
        seen.extend(page.attributes(".hits h3 a", "href"));
        match page.attributes(".paging [rel=next]", "href").pop() {
            Some(next) => address = next,
            None => break,
        }
    }
    let total = number(&get("/search").await.texts("h1")[0]);
    assert_eq!(seen.len() as u64, total);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len() as u64, total);
}

#[tokio::test]
async fn every_faulty_parameter_is_named_in_one_problem_document() {
    for path in ["/api/v1/search", "/search.json"] {
        let answer = get(&format!("{path}?from=May&limit=101&colour=red&q=a")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["type"], "urn:pressmark:problem:bad-parameters");
        assert_eq!(problem["status"], 400);
        let names: Vec<&str> =
            problem["errors"].as_array().unwrap().iter().map(|error| error["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["from", "limit", "colour"]);
    }
}

#[tokio::test]
async fn a_page_says_the_faults_and_keeps_the_words() {
    let answer = get("/search?q=two+words&from=May&utm_source=mail").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
    assert_eq!(answer.attributes("#q", "value"), ["two words"]);
    assert_eq!(answer.texts("[role=alert] li"), ["from `May` is no date; write 2017, 2017-02 or 2017-02-22"]);
}

#[tokio::test]
async fn anything_may_be_typed() {
    for query in
        ["%22", "%28%28%28", "-", "*", "AND+sheffield", "topic%3A", "%2F", "%00", "%E2%80%9Cknife%E2%80%9D", "%ff"]
    {
        assert_eq!(get(&format!("/search?q={query}")).await.status, StatusCode::OK, "{query}");
    }
}

#[tokio::test]
async fn what_only_an_earlier_wording_says_is_one_click_away() {
    // The page of 5 March says 1,284; four days later it says 1,148.
    let page = get("/search?q=%221%2C284%22").await;
    assert_eq!(number(&page.texts("h1")[0]), 0);
    let link = page.attributes("p.note a", "href").into_iter().find(|link| link.contains("versions=all")).unwrap();
    let all = get(&link).await;
    assert!(all.texts("h1")[0].starts_with("1 wording"), "{:?}", all.texts("h1"));
    assert!(all.texts(".facts")[0].contains("wording 1 of 2, since replaced"), "{:?}", all.texts(".facts"));
    let answer = get("/api/v1/search?q=investigations&versions=all&limit=100").await.json();
    let latest = get("/api/v1/search?q=investigations&limit=100").await.json();
    let count = |answer: &serde_json::Value, name: &str| answer[name].as_u64().unwrap();
    assert_eq!(count(&answer, "total"), count(&latest, "total") + count(&latest, "in_earlier_wordings"));
    assert_eq!(count(&answer, "in_earlier_wordings"), 1);
    let kinds = answer["facets"]["kind"].as_array().unwrap();
    assert_eq!(kinds.iter().map(|kind| count(kind, "count")).sum::<u64>(), count(&answer, "total"));
    assert_eq!(get("/api/v1/search?versions=all&cursor=r-0-0-0").await.status, StatusCode::BAD_REQUEST);
}
