//! `/api/v1/releases/{id}/timemap`, `/api/v1/releases/{id}/timegate`: RFC 7089.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use pressmark::backend::Backend;
use pressmark::index::Index;
use std::path::Path;
use std::sync::Arc;

use super::{Answer, get, send_to};
use crate::support::{ingested, options};

/// An archive of one feed that was captured three times, the entry reworded between the second and the third.
fn captured(folder: &Path) -> String {
    let archive = folder.join("archive");
    std::fs::create_dir(&archive).unwrap();
    for (time, text) in [("20180305T093000Z", "One."), ("20180307T000000Z", "One."), ("20180309T120000Z", "Two.")] {
        let feed = format!(
            r#"{{"version":"https://jsonfeed.org/version/1.1","title":"Northmere","items":[{{"id":"1","url":"https://northmere.example/a","title":"Bridge","content_text":"{text}","date_published":"2018-03-05T09:00:00Z"}}]}}"#
        );
        std::fs::write(archive.join(format!("feed-{time}.json")), feed).unwrap();
    }
    let (_, outcomes) = ingested(&options(&[&archive], &folder.join("index")));
    outcomes[0].id.as_ref().unwrap().to_string()
}

async fn ask(folder: &Path, address: &str, at: Option<&str>) -> Answer {
    let index = Index::open(&folder.join("index")).unwrap();
    let mut request = Request::get(address).header(header::HOST, "archive.example");
    if let Some(at) = at {
        request = request.header("accept-datetime", at);
    }
    let service = pressmark::http::router(Backend::embedded(Arc::new(index)));
    send_to(service, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_timemap_lists_the_wordings_by_their_first_captures() {
    let folder = tempfile::tempdir().unwrap();
    let id = captured(folder.path());
    let map = ask(folder.path(), &format!("/api/v1/releases/{id}/timemap"), None).await;
    assert_eq!((map.status, map.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/link-format"));
    let api = format!("http://archive.example/api/v1/releases/{id}");
    let page = format!("http://archive.example/releases/{id}");
    assert_eq!(
        map.body,
        format!(
            "<https://northmere.example/a>; rel=\"original\",\n<{api}/timemap>; rel=\"self\"; \
             type=\"application/link-format\"; from=\"Mon, 05 Mar 2018 09:30:00 GMT\"; until=\"Fri, 09 Mar 2018 12:00:00 \
             GMT\",\n<{api}/timegate>; rel=\"timegate\",\n<{page}/versions/1>; rel=\"first memento\"; datetime=\"Mon, 05 \
             Mar 2018 09:30:00 GMT\",\n<{page}/versions/2>; rel=\"last memento\"; datetime=\"Fri, 09 Mar 2018 12:00:00 \
             GMT\"\n"
        )
    );
}

#[tokio::test]
async fn a_wording_says_when_it_was_captured_and_leads_to_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let id = captured(folder.path());
    for path in [format!("/releases/{id}/versions/1"), format!("/api/v1/releases/{id}/versions/1")] {
        let wording = ask(folder.path(), &path, None).await;
        assert_eq!(wording.header("memento-datetime"), "Mon, 05 Mar 2018 09:30:00 GMT");
        assert_eq!(wording.link("original").as_deref(), Some("https://northmere.example/a"));
        assert_eq!(wording.link("timemap"), Some(format!("/api/v1/releases/{id}/timemap")));
        assert_eq!(wording.link("timegate"), Some(format!("/api/v1/releases/{id}/timegate")));
    }
    // The release itself is none: it changes.
    let release = ask(folder.path(), &format!("/releases/{id}"), None).await;
    assert_eq!((release.header("memento-datetime"), release.links("timemap").len()), ("", 1));
}

#[tokio::test]
async fn a_timegate_leads_to_the_wording_of_that_time() {
    let folder = tempfile::tempdir().unwrap();
    let id = captured(folder.path());
    let gate = format!("/api/v1/releases/{id}/timegate");
    for (at, version) in [
        (None, 2),
        (Some("Thu, 08 Mar 2018 00:00:00 GMT"), 1),
        (Some("Fri, 09 Mar 2018 12:00:00 GMT"), 2),
        (Some("Sat, 01 Jan 2000 00:00:00 GMT"), 1),
    ] {
        let answer = ask(folder.path(), &gate, at).await;
        assert_eq!(answer.status, StatusCode::FOUND);
        assert_eq!(answer.header(header::LOCATION), format!("/releases/{id}/versions/{version}"), "{at:?}");
        assert!(answer.header(header::VARY).contains("accept-datetime"));
    }
    assert_eq!(ask(folder.path(), &gate, Some("yesterday")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(get("/api/v1/releases/nothing/timegate").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn wordings_of_unknown_time_are_no_mementos() {
    let hit = get("/api/v1/search?q=modern+slavery+investigations&facets=none").await.json()["hits"][0].clone();
    let id = hit["id"].as_str().unwrap();
    let map = get(&format!("/api/v1/releases/{id}/timemap")).await;
    assert!(!map.body.contains("memento") && map.body.contains("rel=\"original\""));
    assert_eq!(get(&format!("/releases/{id}/versions/1")).await.header("memento-datetime"), "");
    let gate = get(&format!("/api/v1/releases/{id}/timegate")).await;
    assert_eq!(gate.header(header::LOCATION), format!("/releases/{id}"));
}
