//! `/releases/{id}`, `/api/v1/releases/{id}`

use axum::http::{StatusCode, header};

use super::{again, get};

/// The first release that a search finds, as its answer tells it.
async fn first(parameters: &str) -> serde_json::Value {
    get(&format!("/api/v1/search?facets=none&{parameters}")).await.json()["hits"][0].clone()
}

#[tokio::test]
async fn a_page_shows_the_release_and_its_twin_is_the_answer_of_the_api() {
    let hit = first("q=modern+slavery+investigations").await;
    let id = hit["id"].as_str().unwrap();
    let api = get(&format!("/api/v1/releases/{id}")).await;
    assert_eq!(api.json()["title"], hit["title"]);
    assert_eq!(get(&format!("/releases/{id}.json")).await.body, api.body);
    let page = get(&format!("/releases/{id}")).await;
    assert_eq!(page.texts("h1"), [hit["title"].as_str().unwrap()]);
    assert_eq!(page.attributes("link[rel=canonical]", "href"), [format!("/releases/{id}")]);
    assert_eq!(again(&format!("/releases/{id}"), &page).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_link_of_a_result_marks_what_matched() {
    let search = get("/search?q=%22modern+slavery%22").await;
    let link = search.attributes(".hits h3 a", "href").remove(0);
    let marks = get(&link).await.texts("mark");
    assert!(!marks.is_empty() && marks.iter().all(|mark| mark.eq_ignore_ascii_case("modern slavery")), "{marks:?}");
}

#[tokio::test]
async fn every_wording_is_told_oldest_first() {
    let answer = get("/api/v1/search?q=modern+slavery+investigations&facets=none").await.json();
    let hits = answer["hits"].as_array().unwrap();
    let hit = hits.iter().find(|hit| hit["versions"].as_u64() > Some(1)).unwrap();
    let id = hit["id"].as_str().unwrap();
    let versions = get(&format!("/api/v1/releases/{id}/versions")).await.json();
    let numbers: Vec<u64> =
        versions.as_array().unwrap().iter().map(|version| version["version"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(versions[1], get(&format!("/api/v1/releases/{id}")).await.json());
    assert_eq!(get(&format!("/releases/{id}")).await.texts(".versions strong"), ["Version 2", "Version 1"]);
}

#[tokio::test]
async fn the_id_of_another_system_leads_to_the_permanent_address() {
    let hit = first("q=car+wash+owner").await;
    let (id, given) = (hit["id"].as_str().unwrap(), hit["given_id"].as_str().unwrap());
    let page = get(&format!("/releases/{given}")).await;
    assert_eq!(page.attributes("link[rel=canonical]", "href"), [format!("/releases/{id}")]);
}

#[tokio::test]
async fn what_no_release_has_is_not_found_in_the_form_of_the_route() {
    let long = "a".repeat(1025);
    for id in ["nothing", "00000000000000000000", long.as_str(), "%ff", "..", "%2F", "%00"] {
        for path in [format!("/api/v1/releases/{id}"), format!("/api/v1/releases/{id}/versions")] {
            let answer = get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(answer.json()["type"], "urn:pressmark:problem:no-such-release", "{path}");
        }
        let answer = get(&format!("/releases/{id}")).await;
        assert_eq!((answer.status, answer.texts("h1")), (StatusCode::NOT_FOUND, vec!["No such release".to_owned()]));
    }
    let answer = get(&format!("/releases/{long}.json")).await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json");
}
