//! `/search`, `/api/v1/search`

use axum::http::{StatusCode, header};

use super::get;

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
    assert!(answer.body.contains(r#"value="two words""#), "{}", answer.body);
    assert!(answer.body.contains("`May` is no date") && !answer.body.contains("utm_source"));
}
