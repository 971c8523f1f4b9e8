//! `/api/v1/export`

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use pressmark::index::Index;
use tower::ServiceExt;

use super::{Answer, again, get, get_from, service};
use crate::support::{bundled, ingested, options, pressmark, stdout};

#[tokio::test]
async fn an_export_is_what_the_command_prints_to_the_byte() {
    let index = bundled().to_str().unwrap();
    for (parameters, arguments) in [
        ("", vec![]),
        ("?format=csv", vec!["--format", "csv"]),
        ("?q=police&kind=-blog&format=csv&from=2012", vec!["police", "--kind=-blog", "--format=csv", "--from=2012"]),
        ("?versions=all", vec!["--versions", "all"]),
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
    let wordings = get("/api/v1/export?versions=all").await;
    let total = get("/api/v1/search?limit=0&versions=all").await.json()["total"].as_u64().unwrap();
    assert_eq!(wordings.body.lines().count() as u64, total);
    assert!(total > all.body.lines().count() as u64, "the archive holds an earlier wording");
    let answer = get("/api/v1/export?limit=3&format=xls&from=May").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let names: Vec<String> =
        answer.json()["errors"].as_array().unwrap().iter().map(|e| e["name"].to_string()).collect();
    assert_eq!(names, ["\"format\"", "\"limit\"", "\"from\""]);
}

#[tokio::test]
async fn rows_of_all_wordings_say_which_wording_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    std::fs::create_dir(&archive).unwrap();
    for (year, text) in [(2018, "One."), (2019, "Two."), (2020, "Three.")] {
        let feed = format!(
            r#"{{"version":"https://jsonfeed.org/version/1.1","title":"Northmere","items":[{{"id":"1","url":"https://northmere.example/a","title":"Bridge","content_text":"{text}","date_published":"2018-03-05T09:00:00Z"}},{{"id":"2","url":"https://northmere.example/b","title":"Harbour","content_text":"Open.","date_published":"2018-03-05T09:00:00Z"}}]}}"#
        );
        std::fs::write(archive.join(format!("feed-{year}0305T093000Z.json")), feed).unwrap();
    }
    let index = folder.path().join("index");
    ingested(&options(&[&archive], &index));
    let rows = |answer: Answer| -> Vec<[String; 3]> {
        let mut table = csv::Reader::from_reader(answer.body.as_bytes());
        let columns: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
        let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
        let wanted = [at("body"), at("version"), at("versions")];
        table.records().map(|row| wanted.map(|column| row.as_ref().unwrap()[column].to_owned())).collect()
    };
    let ask = async |address: &str| get_from(Index::open(&index).unwrap(), address).await;
    let mut all = rows(ask("/api/v1/export?versions=all&format=csv").await);
    all.sort();
    let row = |body: &str, version: &str, versions: &str| [body, version, versions].map(str::to_owned);
    assert_eq!(all, [row("One.", "1", "3"), row("Open.", "1", "1"), row("Three.", "3", "3"), row("Two.", "2", "3")]);
    assert_eq!(rows(ask("/api/v1/export?versions=all&format=csv&q=two").await), [row("Two.", "2", "3")]);
    assert_eq!(rows(ask("/api/v1/export?format=csv&q=two").await), Vec::<[String; 3]>::new());
    // The page that counts wordings leads to their rows.
    let page = ask("/search?q=two&versions=all").await;
    assert!(page.attributes(".twins a", "href").contains(&"/api/v1/export?q=two&versions=all&format=csv".to_owned()));
    let facet = ask("/api/v1/facets/kind?versions=all").await.json();
    assert_eq!((&facet["total"], &facet["kind"][0]["count"]), (&4.into(), &4.into()));
}

#[tokio::test]
async fn a_sitemap_and_an_export_are_not_in_each_others_way() {
    let service = service();
    let ask = |address: &str| {
        let request = Request::get(address).body(Body::empty()).unwrap();
        service.clone().oneshot(request)
    };
    let exports = [ask("/api/v1/export").await.unwrap(), ask("/api/v1/export").await.unwrap()];
    let parts = [ask("/sitemap/1.xml").await.unwrap(), ask("/sitemap/1.xml").await.unwrap()];
    assert!(exports.iter().chain(&parts).all(|answer| answer.status() == StatusCode::OK));
    drop(exports);
    for _ in 0..200 {
        if ask("/api/v1/export").await.unwrap().status() == StatusCode::OK {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("a sitemap that nobody reads to its end keeps exports waiting");
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
    // Not the same for everybody.
    assert!(["1", "2", "3"].contains(&third.headers()[header::RETRY_AFTER].to_str().unwrap()));
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
