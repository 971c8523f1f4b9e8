//! Pages as data: every page at its own address with `.json` behind it, and with `.csv` where it has rows.

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

/// Every page: with its address, that of its data.
const PAGES: [(&str, &str); 12] = [
    ("/", "/index.json"),
    ("/search", "/search.json"),
    ("/search?q=police&kind=news", "/search.json?q=police&kind=news"),
    ("/topics", "/topics.json"),
    ("/coverage", "/coverage.json"),
    ("/trends?q=police", "/trends.json?q=police"),
    ("/help", "/help.json"),
    ("/about", "/about.json"),
    ("/releases/4nte20tqjqkg9dz9nfdf", "/releases/4nte20tqjqkg9dz9nfdf.json"),
    ("/releases/4nte20tqjqkg9dz9nfdf/versions/1", "/releases/4nte20tqjqkg9dz9nfdf/versions/1.json"),
    ("/releases/4nte20tqjqkg9dz9nfdf/diff?from=1&to=2", "/releases/4nte20tqjqkg9dz9nfdf/diff.json?from=1&to=2"),
    ("/docs", "/openapi.json"),
];

#[tokio::test]
async fn every_page_is_also_data_and_leads_there() {
    for (page, data) in PAGES {
        let answer = get(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        let linked = answer.attributes("head link[rel=alternate]", "href");
        assert!(linked.contains(&data.to_owned()), "{page} links {linked:?} as its other forms");
        let shown = answer.attributes("main a[href]", "href");
        assert!(shown.contains(&data.to_owned()), "{page} shows no link to {data}");
        let found = get(data).await;
        assert_eq!((found.status, found.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/json"), "{data}");
        let said = [answer.links("alternate"), answer.links("describedby")].concat();
        assert!(said.contains(&data.to_owned()), "the head of {page} leads to {said:?}");
    }
}

#[tokio::test]
async fn pages_and_their_data_say_the_same() {
    let (page, data) = (get("/").await, get("/index.json").await.json());
    let total = data["total"].as_u64().unwrap();
    assert!(page.texts("p.lead")[0].starts_with(&format!("{total} releases from ")), "{:?}", page.texts("p.lead"));
    assert_eq!(page.texts(".hits h3").len(), data["hits"].as_array().unwrap().len());
    assert_eq!(data["hits"], get("/search.json?sort=newest&limit=10").await.json()["hits"]);

    let (page, data) = (get("/help").await, get("/help.json").await.json());
    let queries: Vec<&str> =
        data["examples"].as_array().unwrap().iter().map(|one| one["q"].as_str().unwrap()).collect();
    assert_eq!(page.texts(".examples code"), queries);

    let (page, data) = (get("/about").await, get("/about.json").await.json());
    let holds = format!("{total} releases of {} publishers", data["publishers"]);
    assert_eq!(page.texts("dl.facts dd")[0], holds);
    assert_eq!(data["index"], get("/api/v1/coverage").await.json()["index"]);
    assert_eq!(page.texts("details li").len(), data["limits"].as_array().unwrap().len());
    assert_eq!(data["last_run"]["archives"], serde_json::Value::Null, "where the archive lies is nobody's business");
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
        "/index.json",
        "/help.json",
        "/about.json",
    ] {
        let wrong = get(&format!("{path}?colour=red")).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(wrong.json()["errors"][0]["name"], "colour", "{path}");
        let answer = get(path).await;
        assert_eq!(again(path, &answer).await.status, StatusCode::NOT_MODIFIED, "{path}");
    }
}
