//! `/api/v1/export`

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;

use super::{again, get, service};
use crate::support::{bundled, pressmark, stdout};

#[tokio::test]
async fn an_export_is_what_the_command_prints_to_the_byte() {
    let index = bundled().to_str().unwrap();
    for (parameters, arguments) in [
        ("", vec![]),
        ("?format=csv", vec!["--format", "csv"]),
        ("?q=police&kind=-blog&format=csv&from=2012", vec!["police", "--kind=-blog", "--format=csv", "--from=2012"]),
        ("?q=xyzzy", vec!["xyzzy"]),
        ("?q=xyzzy&format=csv", vec!["xyzzy", "--format=csv"]),
    ] {
        let answer = get(&format!("/api/v1/export{parameters}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        let printed = pressmark(&[["export", "--index", index].as_slice(), &arguments].concat());
        assert!(answer.body == stdout(&printed), "{parameters}");
        let kind = if parameters.contains("csv") { "csv" } else { "jsonl" };
        let name = format!("attachment; filename=\"pressmark-export.{kind}\"");
        assert_eq!(answer.header(header::CONTENT_DISPOSITION), name);
        assert_eq!(again(&format!("/api/v1/export{parameters}"), &answer).await.status, StatusCode::NOT_MODIFIED);
    }
}

#[tokio::test]
async fn an_export_has_no_ceiling_and_says_its_faults() {
    let all = get("/api/v1/export").await;
    let total = get("/api/v1/search?limit=0").await.json()["total"].as_u64().unwrap();
    assert_eq!(all.body.lines().count() as u64, total);
    let answer = get("/api/v1/export?limit=3&format=xls&from=May").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let names: Vec<String> =
        answer.json()["errors"].as_array().unwrap().iter().map(|e| e["name"].to_string()).collect();
    assert_eq!(names, ["\"format\"", "\"limit\"", "\"from\""]);
}

#[tokio::test]
async fn two_exports_run_at_once_and_a_third_is_told_to_come_again() {
    let service = service();
    let ask = || {
        let request = Request::get("/api/v1/export").body(Body::empty()).unwrap();
        service.clone().oneshot(request)
    };
    let (one, other) = (ask().await.unwrap(), ask().await.unwrap());
    let third = ask().await.unwrap();
    assert_eq!(third.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(third.headers()[header::RETRY_AFTER], "1");
    drop(one);
    // What a client leaves ends as soon as it has something to send.
    for _ in 0..200 {
        if ask().await.unwrap().status() == StatusCode::OK {
            drop(other);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("a client that left still holds its place");
}
