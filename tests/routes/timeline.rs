//! `/api/v1/timeline`

use axum::http::{StatusCode, header};
use serde_json::Value;

use super::{again, get};

fn sum(points: &Value) -> u64 {
    points.as_array().unwrap().iter().map(|point| point["count"].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn a_timeline_adds_up_to_what_a_search_finds() {
    for (parameters, interval) in [("kind=-blog", "year"), ("from=2012&to=2018-06", "month"), ("", "month")] {
        let address = format!("/api/v1/timeline?q=police&q=drone*+OR+fraud&interval={interval}&{parameters}");
        let answer = get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let timeline = answer.json();
        assert_eq!((timeline["interval"].as_str(), &timeline["partial"]), (Some(interval), &Value::Null));
        for (series, q) in timeline["series"].as_array().unwrap().iter().zip(["police", "drone*+OR+fraud"]) {
            let search = get(&format!("/api/v1/search?q={q}&{parameters}&limit=0")).await.json();
            assert_eq!(series["total"], search["total"], "{q}");
            let undated = series["undated"].as_u64().unwrap();
            let total = sum(&series["points"]) + sum(&series["month_unknown"]) + undated;
            assert_eq!(series["total"], total, "{q} {parameters}");
            assert!(total > 0);
        }
    }
}

#[tokio::test]
async fn the_share_is_of_all_releases_that_meet_the_selections() {
    let timeline = get("/api/v1/timeline?q=police&interval=year&share=true&kind=news").await.json();
    let points = timeline["series"][0]["points"].as_array().unwrap();
    assert!(points.len() > 5);
    for point in points {
        let year = point["value"].as_str().unwrap();
        let all = get(&format!("/api/v1/search?kind=news&from={year}&to={year}&limit=0")).await.json();
        assert_eq!(point["of"], all["total"], "{year}");
        let (count, of) = (point["count"].as_u64().unwrap(), point["of"].as_u64().unwrap());
        assert_eq!(point["share"].as_f64(), (of > 0).then(|| count as f64 / of as f64));
    }
    let plain = get("/api/v1/timeline?q=police&interval=year").await.json();
    assert_eq!(plain["series"][0]["points"][0].as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn faulty_parameters_of_a_timeline_are_named_and_good_ones_have_a_tag() {
    let answer = get("/api/v1/timeline?interval=week&q=a&q=b&q=c&q=d&q=e&q=f&limit=3").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    let names: Vec<&str> = errors.iter().map(|error| error["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["interval", "q", "limit"]);
    assert!(errors[2]["reason"].as_str().unwrap().contains("interval, share"), "{}", errors[2]);
    let first = get("/api/v1/timeline?share=true&q=fraud&interval=month").await;
    assert_eq!(again("/api/v1/timeline?q=fraud&share=true", &first).await.status, StatusCode::NOT_MODIFIED);
    assert_ne!(get("/api/v1/timeline?q=fraud").await.header(header::ETAG), first.header(header::ETAG));
}
