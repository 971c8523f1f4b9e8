//! `/openapi.json`, `/docs`: every route is described, and every description is true.

use std::collections::BTreeSet;
use std::fs;

use axum::http::{Method, StatusCode, header};
use serde_json::Value;

use super::{again, ask, get, head};
use crate::support::repository;

/// The routes, as the one table has them.
fn routes() -> BTreeSet<String> {
    let table = fs::read_to_string(repository("src/http/mod.rs")).unwrap();
    let routes =
        table.split(".route(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    let routes: BTreeSet<String> = routes.map(str::to_owned).collect();
    assert!(routes.len() > 30, "{routes:?}");
    routes
}

async fn description() -> Value {
    get("/openapi.json").await.json()
}

/// The operations, each with its path, the places in it filled.
fn operations(description: &Value) -> Vec<(String, Value)> {
    let paths = description["paths"].as_object().unwrap();
    paths
        .iter()
        .map(|(path, item)| {
            let operation = item["get"].clone();
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let of_path = parameters.iter().filter(|parameter| parameter["in"] == "path");
            let filled = of_path.fold(path.clone(), |path, parameter| {
                let example = &parameter["example"];
                let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
                path.replace(&format!("{{{}}}", parameter["name"].as_str().unwrap()), &example)
            });
            assert!(!filled.contains('{'), "{filled}");
            (filled, operation)
        })
        .collect()
}

#[tokio::test]
async fn every_route_is_described_and_nothing_else_is() {
    let description = description().await;
    assert_eq!(description["openapi"], "3.1.0");
    let described: BTreeSet<String> = description["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(described, routes());
    let mut names: Vec<String> =
        operations(&description).iter().map(|(_, operation)| operation["operationId"].to_string()).collect();
    names.sort();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "names of operations are used once");
}

#[tokio::test]
async fn every_reference_leads_to_a_schema() {
    let answer = get("/openapi.json").await;
    let description = answer.json();
    let schemas = description["components"]["schemas"].as_object().unwrap();
    let references: Vec<&str> =
        answer.body.split("\"$ref\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(references.len() > 50);
    for reference in references {
        let name = reference.strip_prefix("#/components/schemas/").unwrap_or_else(|| panic!("{reference}"));
        assert!(schemas.contains_key(name), "{name}");
    }
    assert!(!answer.body.contains("crate::") && !answer.body.contains("[`"), "links of the code stand in descriptions");
    assert_eq!(again("/openapi.json", &answer).await.status, StatusCode::NOT_MODIFIED);
}

/// Values that a parameter takes, as its schema says.
fn values(name: &str, schema: &Value) -> Vec<String> {
    let schema = if schema["type"] == "array" { &schema["items"] } else { schema };
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().map(|word| word.as_str().unwrap().to_owned()).collect();
    }
    match (schema["type"].as_str(), name) {
        // Wordings that the release of the examples has.
        (Some("integer"), "from" | "to") => vec!["1".to_owned(), "2".to_owned()],
        (Some("integer"), _) => ["minimum", "maximum", "default"].map(|key| schema[key].to_string()).to_vec(),
        (_, "from" | "to") => ["2017", "2017-02", "2017-02-28"].map(str::to_owned).to_vec(),
        (_, "facets") => ["all", "none", "topic,kind"].map(str::to_owned).to_vec(),
        // A place in an order belongs to that order.
        (_, "cursor") => vec!["c-0-0-0&sort=changed".to_owned()],
        _ => vec!["a".repeat(schema["maxLength"].as_u64().unwrap() as usize), "police".to_owned()],
    }
}

#[tokio::test]
async fn every_described_parameter_is_accepted_and_no_other() {
    for (path, operation) in operations(&description().await) {
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let page = operation["tags"][0] == "Pages";
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            let schema = &parameter["schema"];
            for value in values(name, schema).iter().chain([&String::new()]) {
                let answer = head(&format!("{path}?{name}={value}")).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}?{name}={value}");
            }
            let many = schema["maxItems"].as_u64().unwrap_or(1);
            let address =
                |times: u64| (0..times).map(|at| format!("{name}={}", many + at)).collect::<Vec<_>>().join("&");
            if schema["type"] == "array" {
                assert_eq!(head(&format!("{path}?{}", address(many))).await.status, StatusCode::OK, "{path} {name}");
                let more = head(&format!("{path}?{}", address(many + 1))).await;
                assert_eq!(more.status, StatusCode::BAD_REQUEST, "{path} {name}");
            } else if !page {
                let twice = values(name, schema)[0].clone();
                let twice = head(&format!("{path}?{name}={twice}&{name}={twice}")).await;
                assert_eq!(twice.status, StatusCode::BAD_REQUEST, "{path} {name}");
            }
        }
        let unknown = get(&format!("{path}?colour=red")).await;
        let asks_nothing =
            ["/robots.txt", "/style.css", "/script.js", "/mark.svg", "/healthz", "/readyz"].contains(&path.as_str());
        match page || asks_nothing {
            true => assert_eq!(unknown.status, StatusCode::OK, "{path}"),
            false => assert_eq!(unknown.status, StatusCode::BAD_REQUEST, "{path}"),
        }
    }
}

#[tokio::test]
async fn every_route_answers_get_head_and_options_as_described() {
    for (path, operation) in operations(&description().await) {
        let (get, head) = (get(&path).await, head(&path).await);
        let described = &operation["responses"][get.status.as_str()];
        assert!(described.is_object(), "{path} answers {}", get.status);
        if get.status == StatusCode::OK {
            assert!(described["content"][get.header(header::CONTENT_TYPE)].is_object(), "{path}: {:?}", get.headers);
        }
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
        for name in [header::CONTENT_TYPE, header::ETAG, header::CACHE_CONTROL, header::LINK, header::LOCATION] {
            assert_eq!(head.header(&name), get.header(&name), "{path} {name}");
        }
        let options = ask(Method::OPTIONS, &path).await;
        assert_eq!(
            (options.status, options.header(header::ALLOW)),
            (StatusCode::NO_CONTENT, "GET, HEAD, OPTIONS"),
            "{path}"
        );
        assert_eq!(ask(Method::POST, &path).await.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    assert_eq!(ask(Method::OPTIONS, "/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ask(Method::OPTIONS, "/api/v1/nothing").await.status, StatusCode::NOT_FOUND);
}

/// Examples are answers of the bundled archive, but for the time they took. `UPDATE=1` writes them anew.
#[tokio::test]
async fn every_example_is_a_real_answer() {
    let description = description().await;
    let mut shown = 0;
    for (_, operation) in operations(&description) {
        let examples = &operation["responses"]["200"]["content"]["application/json"]["examples"];
        let Some(example) = examples.get("bundled") else { continue };
        shown += 1;
        let address = example["summary"].as_str().unwrap().strip_prefix("GET ").unwrap();
        let mut answer = get(address).await.json();
        if let Some(took) = answer.get_mut("took_ms") {
            *took = 0.25.into();
        }
        if std::env::var_os("UPDATE").is_some() {
            let name = operation["operationId"].as_str().unwrap();
            let file = repository(&format!("src/http/openapi/examples/{name}.json"));
            fs::write(file, serde_json::to_string_pretty(&answer).unwrap() + "\n").unwrap();
        } else {
            assert_eq!(example["value"], answer, "GET {address}: UPDATE=1 writes the examples anew");
        }
    }
    assert!(shown >= 7);
}

#[tokio::test]
async fn the_description_can_be_read_as_a_page() {
    let page = get("/docs").await;
    assert_eq!(page.status, StatusCode::OK);
    let shown: BTreeSet<String> = page.texts(".operation h3").into_iter().collect();
    assert_eq!(shown, routes().iter().map(|route| format!("GET {route}")).collect());
    let here: BTreeSet<String> = page.attributes("[id]", "id").into_iter().collect();
    for link in page.attributes("a[href^='#']", "href") {
        assert!(here.contains(&link[1..]), "{link}");
    }
    // Nothing is loaded from elsewhere.
    assert!(page.attributes("[src]", "src").iter().all(|address| address.starts_with('/')));
    assert!(page.attributes("link", "href").iter().all(|address| address.starts_with('/')));
}
