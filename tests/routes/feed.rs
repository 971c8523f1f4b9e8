//! `/search.atom`, `/search.feed.json`

use std::path::Path;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use pressmark::index::Index;
use pressmark::release::EnrichedRelease;
use serde_json::Value;

use super::{Answer, get, get_from, send};
use crate::support::{ingested, options};

async fn at(host: &str, address: &str) -> Answer {
    send(Request::get(address).header(header::HOST, host).body(Body::empty()).unwrap()).await
}

/// The releases that our own reader of feeds finds in a feed, newest first, undated last.
fn read_back(feed: &str, name: &str) -> Vec<EnrichedRelease> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, feed).unwrap();
    let index = folder.path().join("index");
    ingested(&options(&[&file], &index));
    let index = Index::open(&index).unwrap();
    index.export(&pressmark::query::Request::all()).unwrap().map(|release| release.unwrap()).collect()
}

#[tokio::test]
async fn our_own_reader_finds_in_a_feed_what_the_search_found() {
    let parameters = "q=police+OR+fraud&limit=100";
    let found = get(&format!("/search.json?{parameters}&sort=newest")).await.json();
    let hits = found["hits"].as_array().unwrap();
    assert!(hits.len() > 20 && hits.iter().any(|hit| hit["published"].is_null()));
    for (form, media_type) in [("atom", "application/atom+xml"), ("feed.json", "application/feed+json")] {
        let feed = at("archive.example:7700", &format!("/search.{form}?{parameters}")).await;
        assert_eq!((feed.status, feed.header(header::CONTENT_TYPE)), (StatusCode::OK, media_type));
        let mut read = read_back(&feed.body, &format!("feed.{form}"));
        assert_eq!(read.len(), hits.len(), "{form}");
        for hit in hits {
            let address = format!("http://archive.example:7700/releases/{}", hit["id"].as_str().unwrap());
            let at = read.iter().position(|release| release.url.as_deref() == Some(&address)).unwrap();
            let release = read.swap_remove(at);
            let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(release.title.as_deref(), hit["title"].as_str().map(line).as_deref(), "{form}");
            // JSON Feed has no partial dates, and none are made up for it.
            let date = release.published.map(|published| published.date.to_string());
            let told = hit["published"]["date"].as_str().filter(|date| form == "atom" || date.len() == 10);
            assert_eq!(date.as_deref(), told, "{form}");
            if form == "atom" {
                assert_eq!(release.publisher.as_deref(), hit["publisher"].as_str());
            }
        }
    }
}

#[tokio::test]
async fn a_feed_begins_with_what_changed_last_and_says_which_words_matched() {
    let feed = get("/search.feed.json?q=%22modern+slavery%22+OR+drone*&limit=100&sort=oldest").await.json();
    let items = feed["items"].as_array().unwrap();
    let undated = items.iter().position(|item| item["_pressmark"]["published"].is_null()).unwrap();
    assert!(items[undated..].iter().all(|item| item["_pressmark"]["published"].is_null()), "undated last");
    let changed: Vec<&str> = items[..undated].iter().map(|item| item["date_modified"].as_str().unwrap()).collect();
    assert!(changed.len() > 3 && changed.is_sorted_by(|one, other| one >= other), "{changed:?}");
    for item in items {
        let matched: Vec<String> = item["_pressmark"]["matched"]
            .as_array()
            .unwrap()
            .iter()
            .map(|word| word.as_str().unwrap().to_lowercase())
            .collect();
        assert!(!matched.is_empty());
        assert!(matched.iter().all(|word| word == "modern slavery" || word.starts_with("drone")), "{matched:?}");
        assert!(item["summary"].as_str().unwrap().contains("Matched: "));
    }
}

#[tokio::test]
async fn the_address_of_the_service_changes_links_and_not_ids() {
    let ids = |feed: &Value| -> Vec<Value> {
        feed["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
    };
    let one = at("one.example", "/search.feed.json?q=fraud").await;
    let other = at("other.example", "/search.feed.json?q=fraud").await;
    assert_ne!(one.header(header::ETAG), other.header(header::ETAG));
    let (one, other) = (one.json(), other.json());
    assert_eq!(ids(&one), ids(&other));
    assert_eq!(one["feed_url"], "http://one.example/search.feed.json?q=fraud&sort=changed");
    let hostile = at("a\"><script>", "/search.atom").await;
    assert!(!hostile.body.contains("script") && hostile.body.contains("href=\"/releases/"));
}

/// An archive in which a page is saved, and saved again after it was reworded.
fn saved(folder: &Path, reworded: bool) -> Index {
    let archive = folder.join("archive");
    std::fs::create_dir_all(&archive).unwrap();
    let line = |text: &str| {
        format!(
            r#"{{"publisher":"Northmere","title":"Bridge opens","text":"{text}","date":"2017-02-22","url":"https://northmere.example/bridge"}}"#
        )
    };
    std::fs::write(archive.join("a.jsonl"), line("It opened.") + "\n").unwrap();
    if reworded {
        std::fs::write(archive.join("b.jsonl"), line("It opened late.") + "\n").unwrap();
    }
    let index = folder.join("index");
    ingested(&options(&[&archive], &index));
    Index::open(&index).unwrap()
}

#[tokio::test]
async fn a_reworded_release_is_the_same_entry_with_a_later_update_once() {
    let folder = tempfile::tempdir().unwrap();
    let before = get_from(saved(folder.path(), false), "/search.feed.json?q=opened").await.json();
    let after = get_from(saved(folder.path(), true), "/search.feed.json?q=opened").await.json();
    let again = get_from(saved(folder.path(), true), "/search.feed.json?q=opened").await.json();
    assert_eq!(after, again);
    let (before, after) = (&before["items"], &after["items"]);
    assert_eq!((before.as_array().unwrap().len(), after.as_array().unwrap().len()), (1, 1));
    assert_eq!(before[0]["id"], after[0]["id"]);
    assert_eq!(before[0]["date_published"], after[0]["date_published"]);
    assert_eq!(before[0]["date_modified"], "2017-02-22T00:00:00Z");
    assert_eq!(after[0]["date_modified"], "2017-02-22T00:00:01Z");
    assert!(after[0]["summary"].as_str().unwrap().contains("Reworded: wording 2 of 2."));
}

/// Reads a feed of a site, as it was captured at a time, into the index: entries with their day and their text.
fn captured(folder: &Path, time: &str, entries: &[(&str, Option<&str>, &str)]) {
    let archive = folder.join("archive");
    std::fs::create_dir_all(&archive).unwrap();
    let items: Vec<Value> = entries
        .iter()
        .map(|(name, day, text)| {
            let mut item = serde_json::json!({
                "id": name, "url": format!("https://northmere.example/{name}"), "title": format!("Release {name}"),
                "content_text": text, "language": "en",
            });
            if let Some(day) = day {
                item["date_published"] = Value::from(format!("{day}T09:00:00Z"));
            }
            item
        })
        .collect();
    let feed = serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "Northmere", "items": items});
    std::fs::write(archive.join(format!("feed-{time}.json")), feed.to_string()).unwrap();
    ingested(&options(&[&archive], &folder.join("index")));
}

async fn followed(folder: &Path, address: &str) -> Answer {
    get_from(Index::open(&folder.join("index")).unwrap(), address).await
}

fn titles(feed: &Answer) -> Vec<String> {
    let feed = feed.json();
    let items = feed["items"].as_array().unwrap();
    items.iter().map(|item| item["title"].as_str().unwrap().rsplit(' ').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_old_release_that_is_reworded_comes_first_after_the_next_run_once_and_on_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (old, new) = (Some("2009-03-05"), Some("2018-03-05"));
    captured(
        folder,
        "20180601T000000Z",
        &[("a", old, "One bridge."), ("b", new, "The second bridge."), ("d", None, "A bridge.")],
    );
    assert_eq!(titles(&followed(folder, "/search.feed.json?q=bridge").await), ["b", "a", "d"]);

    captured(folder, "20190601T120000Z", &[("a", old, "One bridge was planned."), ("b", new, "The second bridge.")]);
    let feed = followed(folder, "/search.feed.json?q=bridge").await;
    assert_eq!(titles(&feed), ["a", "b", "d"]);
    let first = &feed.json()["items"][0];
    assert_eq!(
        (first["date_modified"].as_str(), first["date_published"].as_str()),
        (Some("2019-06-01T12:00:00Z"), Some("2009-03-05T00:00:00Z"))
    );
    let atom = followed(folder, "/search.atom?q=bridge").await.body;
    let entry = atom.split("<entry>").nth(1).unwrap();
    assert!(entry.contains("<updated>2019-06-01T12:00:00Z</updated>"), "{entry}");
    assert!(entry.contains("<published>2009-03-05T00:00:00Z</published>"), "{entry}");

    // Page by page it is the same.
    let mut address = "/search.feed.json?q=bridge&limit=1".to_owned();
    let mut paged = Vec::new();
    loop {
        let page = followed(folder, &address).await;
        paged.extend(titles(&page));
        match page.link("next") {
            Some(next) => {
                assert_eq!(page.json()["next_url"].as_str(), Some(next.as_str()));
                address = next;
            }
            None => break,
        }
    }
    assert_eq!(paged, ["a", "b", "d"]);

    // What is undated has its place as soon as a change of it is known.
    captured(folder, "20200601T120000Z", &[("d", None, "A bridge, open.")]);
    assert_eq!(titles(&followed(folder, "/search.feed.json?q=bridge").await), ["d", "a", "b"]);
    // Where wordings are entries, each has its own moment.
    let wordings = followed(folder, "/search.feed.json?q=bridge&versions=all").await.json();
    let moments: Vec<&str> =
        wordings["items"].as_array().unwrap().iter().map(|item| item["date_modified"].as_str().unwrap()).collect();
    for item in wordings["items"].as_array().unwrap() {
        let address = item["url"].as_str().unwrap();
        assert!(address.ends_with(&format!("/versions/{}", item["_pressmark"]["version"])), "{address}");
    }
    assert_eq!(
        moments,
        [
            "2020-06-01T12:00:00Z",
            "2019-06-01T12:00:00Z",
            "2018-03-05T00:00:00Z",
            "2009-03-05T00:00:00Z",
            "2018-06-01T00:00:00Z"
        ]
    );
}
