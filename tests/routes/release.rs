//! `/releases/{id}`, `/api/v1/releases/{id}`

use axum::http::{StatusCode, header};

use pressmark::index::Index;

use super::{again, get, get_from};

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
async fn a_page_with_marks_is_also_data_with_the_same_marks() {
    let hit = first("q=%22modern+slavery%22").await;
    let id = hit["id"].as_str().unwrap();
    for path in [format!("/releases/{id}"), format!("/releases/{id}/versions/1")] {
        let marked = get(&format!("{path}?q=%22modern+slavery%22")).await.texts("article.release mark");
        let data = get(&format!("{path}.json?q=%22modern+slavery%22")).await;
        assert_eq!(data.body, get(&format!("/api/v1{path}?q=%22modern+slavery%22")).await.body);
        let data = data.json();
        let words: Vec<String> = ["title", "summary", "body"]
            .into_iter()
            .flat_map(|field| {
                let text: Vec<char> = data[field].as_str().unwrap_or_default().chars().collect();
                let marks = data["marks"][field].as_array().unwrap().clone();
                marks.into_iter().map(move |mark| {
                    let [start, end] = [0, 1].map(|at| mark[at].as_u64().unwrap() as usize);
                    text[start..end].iter().collect::<String>()
                })
            })
            .collect();
        assert_eq!((words, &data["marks"]["satisfied"]), (marked, &true.into()), "{path}");
        let other = get(&format!("{path}.json?q=unicorn")).await.json();
        assert_eq!((&other["marks"]["satisfied"], &other["marks"]["body"]), (&false.into(), &serde_json::json!([])));
        assert!(get(&format!("{path}.json")).await.json().get("marks").is_none(), "{path}");
        assert_eq!(get(&format!("{path}.json?topic=a")).await.status, StatusCode::BAD_REQUEST);
    }
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
    let mut latest = get(&format!("/api/v1/releases/{id}")).await.json();
    for around in ["also_published_by", "related"] {
        assert!(latest.as_object_mut().unwrap().remove(around).is_some_and(|list| list.is_array()), "{around}");
    }
    assert_eq!(versions[1], latest);
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
async fn similar_releases_are_told_by_api_and_page() {
    let hit = first("q=modern+slavery+investigations").await;
    let id = hit["id"].as_str().unwrap();
    let path = format!("/api/v1/releases/{id}/similar");
    let answer = get(&path).await;
    let titles: Vec<String> = answer.json()["similar"]
        .as_array()
        .unwrap()
        .iter()
        .map(|other| other["title"].as_str().unwrap_or("Release without a headline").to_owned())
        .collect();
    assert_eq!((answer.json()["id"].as_str(), titles.len()), (Some(id), 10));
    assert!(!titles.contains(&hit["title"].as_str().unwrap().to_owned()));
    assert_eq!(again(&path, &answer).await.status, StatusCode::NOT_MODIFIED);
    let page = get(&format!("/releases/{id}")).await;
    let shown: Vec<String> = page.texts("#similar li > a");
    let plain = |titles: &[String]| -> Vec<String> {
        titles.iter().map(|title| title.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    };
    assert_eq!(shown, plain(&titles[..5]));
    assert_eq!(get(&format!("{path}?limit=2")).await.json()["similar"].as_array().unwrap().len(), 2);
    assert_eq!(get(&format!("{path}?limit=")).await.json(), answer.json());
    for wrong in ["limit=51", "limit=-1", "limit=1&limit=2", "colour=red"] {
        let answer = get(&format!("{path}?{wrong}")).await;
        assert_eq!(
            (answer.status, answer.json()["type"].clone()),
            (StatusCode::BAD_REQUEST, "urn:pressmark:problem:bad-parameters".into()),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn what_no_release_has_is_not_found_in_the_form_of_the_route() {
    let long = "a".repeat(1025);
    for id in ["nothing", "00000000000000000000", long.as_str(), "%ff", "..", "%2F", "%00"] {
        for part in ["", "/versions", "/similar"] {
            let path = format!("/api/v1/releases/{id}{part}");
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

/// An index to which a listing came first, then the page it lists, and of which the page of something else was pruned.
fn settled(folder: &std::path::Path) -> (Index, String, String, String) {
    let archive = folder.join("archive");
    let index = folder.join("index");
    std::fs::create_dir(&archive).unwrap();
    let listed = r#"{"publisher":"Northmere","title":"Bridge opens","summary":"A crossing.","date":"2017-02-22"}"#;
    let page = r#"{"publisher":"Northmere","title":"Bridge opens","text":"It opened.","date":"2017-02-22","url":"https://northmere.example/bridge"}"#;
    std::fs::write(archive.join("a.jsonl"), listed).unwrap();
    std::fs::write(archive.join("b.jsonl"), r#"{"id":"gone","title":"Gone","text":"It goes."}"#).unwrap();
    let mut options = crate::support::options(&[&archive], &index);
    let (_, outcomes) = crate::support::ingested(&options);
    let ids: Vec<String> = outcomes.iter().map(|outcome| outcome.id.as_ref().unwrap().to_string()).collect();
    std::fs::write(archive.join("a.jsonl"), format!("{listed}\n{page}\n")).unwrap();
    std::fs::remove_file(archive.join("b.jsonl")).unwrap();
    options.prune = true;
    let (_, outcomes) = crate::support::ingested(&options);
    let page = outcomes.iter().filter_map(|outcome| outcome.id.as_ref()).find(|id| id.as_str() != ids[0]).unwrap();
    (Index::open(&index).unwrap(), ids[0].clone(), page.to_string(), ids[1].clone())
}

#[tokio::test]
async fn the_id_of_a_stub_leads_to_its_page_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let (_, stub, page, _) = settled(folder.path());
    for form in [
        "/releases/{}",
        "/releases/{}.json",
        "/releases/{}?q=bridge",
        "/api/v1/releases/{}",
        "/api/v1/releases/{}/versions",
    ] {
        let index = Index::open(&folder.path().join("index")).unwrap();
        let answer = get_from(index, &form.replace("{}", &stub)).await;
        assert_eq!(answer.status, StatusCode::MOVED_PERMANENTLY, "{form}");
        assert_eq!(answer.header(header::LOCATION), form.replace("{}", &page));
    }
}

#[tokio::test]
async fn a_pruned_release_is_gone_and_not_merely_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let (index, _, _, gone) = settled(folder.path());
    let answer = get_from(index, &format!("/api/v1/releases/{gone}")).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert_eq!(
        (&answer.json()["type"], &answer.json()["reason"]),
        (&"urn:pressmark:problem:gone".into(), &"pruned".into())
    );
    let index = Index::open(&folder.path().join("index")).unwrap();
    let answer = get_from(index, &format!("/releases/{gone}")).await;
    assert_eq!((answer.status, answer.texts("h1")), (StatusCode::GONE, vec!["No longer in this archive".to_owned()]));
}

/// A release of the bundled archive with two wordings.
async fn reworded() -> String {
    let hits = get("/api/v1/search?q=modern+slavery+investigations&facets=none").await.json();
    let hits = hits["hits"].as_array().unwrap();
    hits.iter().find(|hit| hit["versions"] == 2).unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_changed_between_two_wordings_makes_one_of_the_other() {
    let id = reworded().await;
    let path = format!("/api/v1/releases/{id}/diff");
    let answer = get(&path).await;
    assert_eq!(answer.body, get(&format!("/releases/{id}/diff.json?from=1&to=2")).await.body);
    assert_eq!(again(&path, &answer).await.status, StatusCode::NOT_MODIFIED);
    let difference = answer.json();
    let versions = get(&format!("/api/v1/releases/{id}/versions")).await.json();
    for (version, without) in [(0, "inserted"), (1, "deleted")] {
        for field in ["title", "body"] {
            let segments = difference[field].as_array().unwrap();
            let side = segments.iter().filter(|segment| segment["edit"] != without);
            let text: String = side.map(|segment| segment["text"].as_str().unwrap()).collect();
            assert_eq!(versions[version][field], text);
        }
    }
    assert!(difference["inserted"].as_u64() > Some(0));

    let page = get(&format!("/releases/{id}/diff?from=1&to=2")).await;
    let told =
        |edit: &str| difference["body"].as_array().unwrap().iter().filter(|segment| segment["edit"] == edit).count();
    assert_eq!(page.texts(".body ins").len(), told("inserted"));
    assert_eq!(page.texts(".body del").len(), told("deleted"));
    let way = get(&format!("/releases/{id}")).await.attributes("#versions li:first-child p > a", "href");
    assert_eq!(way, [format!("/releases/{id}/diff?from=1&to=2")]);
}

#[tokio::test]
async fn wordings_that_are_not_there_are_named() {
    let id = reworded().await;
    for wrong in ["from=0", "to=3", "from=x", "from=1&from=2", "colour=red"] {
        let answer = get(&format!("/api/v1/releases/{id}/diff?{wrong}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
        assert_eq!(answer.json()["errors"].as_array().map(Vec::len), Some(1), "{wrong}");
    }
    assert_eq!(get("/releases/nothing/diff").await.status, StatusCode::NOT_FOUND);
    for number in ["0", "3", "x", "99999999999"] {
        let answer = get(&format!("/releases/{id}/versions/{number}")).await;
        assert_eq!(
            (answer.status, answer.texts("h1").remove(0)),
            (StatusCode::NOT_FOUND, "No such wording".to_owned())
        );
    }
}

#[tokio::test]
async fn an_earlier_wording_has_a_page_that_says_it_was_replaced() {
    let id = reworded().await;
    let versions = get(&format!("/api/v1/releases/{id}/versions")).await.json();
    let page = get(&format!("/releases/{id}/versions/1")).await;
    assert_eq!(page.texts("h1"), [versions[0]["title"].as_str().unwrap()]);
    assert!(page.texts(".replaced")[0].starts_with("This is wording 1 of 2, since replaced."));
    assert_eq!(page.attributes("link[rel=canonical]", "href"), [format!("/releases/{id}/versions/1")]);
    let plain = get(&format!("/releases/{id}.txt")).await;
    assert_eq!(plain.header(header::CONTENT_TYPE), "text/plain; charset=utf-8");
    assert!(plain.body.contains(versions[1]["body"].as_str().unwrap().trim_end()));
}
