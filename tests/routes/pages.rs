//! `/topics`, `/trends`, `/coverage`, `/help`, `/about`: what they say agrees with the API, and their links lead somewhere.

use axum::http::{StatusCode, header};

use super::{again, get};

const PAGES: [&str; 7] = ["/", "/search?q=police", "/topics", "/trends", "/coverage", "/help", "/about"];

#[tokio::test]
async fn every_page_leads_to_every_other_and_to_nothing_that_is_not_there() {
    for page in PAGES {
        let answer = get(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert_eq!(
            answer.attributes(".places a", "href"),
            ["/topics", "/trends", "/coverage", "/help", "/about"],
            "{page}"
        );
        assert_eq!(answer.texts("h1").len(), 1, "{page}");
        assert_eq!(again(page, &answer).await.status, StatusCode::NOT_MODIFIED, "{page}");
    }
}

#[tokio::test]
async fn the_first_page_weighs_less_than_60_kilobytes_with_all_it_loads() {
    let page = get("/").await;
    let mut weight = page.body.len();
    for (selector, name) in [("link[rel=stylesheet], link[rel=icon]", "href"), ("script[src]", "src")] {
        for asset in page.attributes(selector, name) {
            let answer = get(&asset).await;
            assert_eq!(answer.status, StatusCode::OK, "{asset}");
            weight += answer.body.len();
        }
    }
    assert!(weight < 60_000, "{weight} bytes, uncompressed");
    assert!(page.attributes("[style], [onclick], [onload]", "style").is_empty());
}

#[tokio::test]
async fn every_example_of_the_help_finds_something() {
    let examples = get("/help").await.attributes(".examples a", "href");
    assert!(examples.len() >= 15, "{examples:?}");
    for example in examples {
        let parameters = example.strip_prefix("/search?").unwrap();
        let answer = get(&format!("/api/v1/search?{parameters}&limit=0&facets=none")).await.json();
        assert!(answer["total"].as_u64() > Some(0), "{example}");
        assert_eq!(answer["query"]["notes"].as_array().map(Vec::len), Some(0), "{example}");
    }
}

#[tokio::test]
async fn the_topics_have_the_counts_that_their_searches_have() {
    let page = get("/topics").await;
    let counts = page.texts(".topic .count");
    let links = page.attributes(".topic a", "href");
    assert_eq!(counts.len(), links.len());
    for (link, count) in links.iter().zip(&counts).step_by(5) {
        let parameters = link.strip_prefix("/search?").unwrap();
        let total = get(&format!("/api/v1/search?{parameters}&limit=0&facets=none")).await.json()["total"].clone();
        assert!(count.starts_with(&format!("{total} release")), "{link}: {count}, {total}");
    }
}

#[tokio::test]
async fn the_numbers_of_trends_are_those_of_the_timeline_and_of_the_searches_they_lead_to() {
    let parameters = "q=police&q=drug&interval=year&share=true";
    let page = get(&format!("/trends?{parameters}")).await;
    let data = get(&format!("/api/v1/timeline?{parameters}")).await.json();
    let points = data["series"][1]["points"].as_array().unwrap();
    assert_eq!(page.texts(".numbers tbody tr").len(), points.len());
    assert_eq!(page.texts(".chart .touch").len(), page.texts(".chart title").len());
    for link in page.attributes(".numbers tbody a", "href").iter().take(6) {
        assert_eq!(get(link).await.status, StatusCode::OK, "{link}");
    }
    let faulty = get("/trends?q=a&q=b&q=c&q=d&q=e&q=f&from=never").await;
    assert_eq!((faulty.status, faulty.texts("[role=alert] li").len()), (StatusCode::BAD_REQUEST, 2));
    assert_eq!(get("/trends?q=police&from=May+2016&interval=year").await.status, StatusCode::OK);
}

#[tokio::test]
async fn coverage_counts_every_release_once() {
    let page = get("/coverage").await;
    let data = get("/api/v1/coverage").await.json();
    let publishers = data["publishers"].as_array().unwrap();
    let number = |text: &String| text.replace(',', "").parse::<u64>().unwrap();
    let shown: u64 = page.texts(".months tbody tr td:last-child.count").iter().map(number).sum();
    let dated: u64 = publishers.iter().map(|p| p["releases"].as_u64().unwrap() - p["undated"].as_u64().unwrap()).sum();
    assert_eq!(shown, dated);
    assert!(!page.texts("#account tbody tr").is_empty());
}

#[tokio::test]
async fn the_script_is_kept_for_ever_under_its_own_version() {
    let address = get("/").await.attributes("script[src]", "src").remove(0);
    let script = get(&address).await;
    assert_eq!(script.header(header::CONTENT_TYPE), "text/javascript; charset=utf-8");
    assert!(script.header(header::CACHE_CONTROL).contains("immutable"));
    assert!(!get("/script.js?v=old").await.header(header::CACHE_CONTROL).contains("immutable"));
}

#[tokio::test]
async fn a_search_page_takes_dates_as_people_type_them() {
    let page = get("/search?q=police&from=May+2010&to=2017").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.attributes(".range input[name=from]", "value"), ["May 2010"]);
    assert_eq!(get("/api/v1/search?from=May+2010").await.status, StatusCode::BAD_REQUEST);
    let total = get("/api/v1/search?q=police&from=2010-05&to=2017&facets=none").await.json()["total"].clone();
    assert!(page.texts("h1")[0].starts_with(&format!("{total} release")));
}
