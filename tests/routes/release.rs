//! `/releases/{id}`, `/api/v1/releases/{id}`

use axum::http::{StatusCode, header};

use super::get;

#[tokio::test]
async fn an_id_that_nothing_can_have_is_not_found_in_the_form_of_the_route() {
    let long = "a".repeat(1025);
    for id in [long.as_str(), "%ff"] {
        for path in [format!("/api/v1/releases/{id}"), format!("/api/v1/releases/{id}/versions")] {
            let answer = get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            assert_eq!(answer.json()["type"], "urn:pressmark:problem:no-such-release");
        }
        let answer = get(&format!("/releases/{id}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.body.contains("<h1>No such release</h1>"));
    }
    let answer = get(&format!("/releases/{long}.json")).await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json");
}
