//! `/api/v1/suggest`

use axum::http::{StatusCode, header};

use super::{again, get};

#[tokio::test]
async fn what_a_search_may_be_for_is_suggested() {
    let answer = get("/api/v1/suggest?q=Modern%20sl&limit=5").await;
    assert_eq!((answer.status, answer.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/json"));
    let json = answer.json();
    let suggestions = json["suggestions"].as_array().unwrap();
    assert_eq!(json["text"], "Modern sl");
    assert_eq!(suggestions[0]["kind"], "topic");
    assert_eq!(suggestions[0]["q"], "topic:safeguarding/modern-slavery");
    assert!(suggestions.len() <= 5 && suggestions.iter().any(|suggestion| suggestion["kind"] == "title"));
    assert_eq!(again("/api/v1/suggest?q=Modern%20sl&limit=5", &answer).await.status, StatusCode::NOT_MODIFIED);
    assert_eq!(get("/api/v1/suggest").await.json()["suggestions"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn faulty_parameters_are_named() {
    let answer = get("/api/v1/suggest?q=a&limit=21&colour=red").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let names: Vec<String> =
        answer.json()["errors"].as_array().unwrap().iter().map(|e| e["name"].to_string()).collect();
    assert_eq!(names, ["\"limit\"", "\"colour\""]);
}
