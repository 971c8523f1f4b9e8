//! Pages as data: `/search.{json,jsonl,csv}`, `/topics.{json,csv}`, `/coverage.{json,csv}`, `/trends.{json,csv}`

use axum::http::{StatusCode, header};

use super::{Answer, again, get, head};

fn rows(answer: &Answer) -> Vec<Vec<String>> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/csv; charset=utf-8; header=present");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(answer.body.as_bytes());
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    assert!(!rows.remove(0).iter().any(String::is_empty), "a column without a name");
    rows
}

fn sum(rows: &[Vec<String>], column: usize) -> u64 {
    rows.iter().map(|row| row[column].parse::<u64>().unwrap()).sum()
}

#[tokio::test]
async fn every_form_of_a_search_has_the_hits_of_the_page_in_its_order() {
    for parameters in ["q=police&sort=oldest&limit=7", "q=fraud&kind=-blog", "topic=safeguarding&from=2016", "q=xyzzy"]
    {
        let json = get(&format!("/search.json?{parameters}")).await.json();
        let ids: Vec<&str> = json["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap()).collect();
        let table = rows(&get(&format!("/search.csv?{parameters}")).await);
        assert_eq!(table.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ids);
        let lines = get(&format!("/search.jsonl?{parameters}")).await;
        assert_eq!(lines.header(header::CONTENT_TYPE), "application/jsonl");
        let hits: Vec<serde_json::Value> = lines.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(serde_json::Value::from(hits), json["hits"]);
        let page = get(&format!("/search?{parameters}")).await;
        assert_eq!(page.texts(".hits h3").len() - page.texts("section .hits h3").len(), ids.len());
    }
}

#[tokio::test]
async fn the_pages_of_a_search_follow_from_their_links() {
    for form in ["/search.csv", "/search.json", "/search.atom"] {
        let mut address = format!("{form}?q=police&sort=newest&limit=9");
        let (mut pages, mut hits) = (0, 0);
        loop {
            let answer = get(&address).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            hits += match form {
                "/search.csv" => rows(&answer).len(),
                "/search.json" => answer.json()["hits"].as_array().unwrap().len(),
                _ => answer.body.matches("<entry>").count(),
            };
            pages += 1;
            assert!(answer.link("canonical").is_some_and(|link| link.starts_with(form)));
            match answer.link("next") {
                Some(next) => address = next,
                None => break,
            }
        }
        let total = get("/search.json?q=police&limit=0").await.json()["total"].as_u64().unwrap();
        assert_eq!(hits as u64, total, "{form}");
        assert_eq!(pages, hits.div_ceil(9), "{form}");
    }
}

#[tokio::test]
async fn an_answer_names_its_other_forms_and_they_are_there() {
    let answer = get("/search?q=police&kind=news&from=").await;
    assert_eq!(answer.link("canonical").as_deref(), Some("/search?q=police&kind=news"));
    let others = answer.links("alternate");
    assert_eq!(others.len(), 5);
    for other in others {
        let found = head(&other).await;
        assert_eq!(found.status, StatusCode::OK, "{other}");
    }
}

#[tokio::test]
async fn the_tables_of_the_archive_add_up_to_what_the_api_tells() {
    let coverage = get("/api/v1/coverage").await;
    assert_eq!(get("/coverage.json").await.body, coverage.body);
    let table = rows(&get("/coverage.csv").await);
    assert_eq!(sum(&table, 2), coverage.json()["index"]["releases"].as_u64().unwrap());
    let gaps: usize = coverage.json()["publishers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|publisher| publisher["gaps"].as_array().unwrap().len())
        .sum();
    assert_eq!(table.iter().filter(|row| row[1] != "undated" && row[2] == "0").count(), gaps);

    let topics = get("/api/v1/topics").await;
    assert_eq!(get("/topics.json").await.body, topics.body);
    let table = rows(&get("/topics.csv").await);
    assert_eq!(table.len(), topics.body.matches("\"path\":").count());
    assert_eq!(
        table.iter().filter(|row| row[2] != "0").count(),
        topics.body.matches("\"count\":").count() - topics.body.matches("\"count\":0").count()
    );

    let table = rows(&get("/trends.csv?q=police&q=fraud&interval=year&share=true").await);
    for q in ["police", "fraud"] {
        let of: Vec<Vec<String>> = table.iter().filter(|row| row[0] == q).cloned().collect();
        let total = get(&format!("/search.json?q={q}&limit=0")).await.json()["total"].as_u64().unwrap();
        assert_eq!(sum(&of, 2), total, "{q}");
    }
    assert_eq!(get("/trends.json?interval=year").await.json()["interval"], "year");
}

#[tokio::test]
async fn twins_are_strict_and_have_tags() {
    for path in [
        "/search.csv",
        "/search.jsonl",
        "/search.atom",
        "/search.feed.json",
        "/topics.csv",
        "/coverage.csv",
        "/trends.csv",
    ] {
        let wrong = get(&format!("{path}?colour=red")).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(wrong.json()["errors"][0]["name"], "colour", "{path}");
        let answer = get(path).await;
        assert_eq!(again(path, &answer).await.status, StatusCode::NOT_MODIFIED, "{path}");
    }
}
