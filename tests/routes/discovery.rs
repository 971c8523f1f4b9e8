//! `/opensearch.xml`, `/sitemap.xml`, `/robots.txt`

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use super::{Answer, get, send};

async fn at(host: &str, address: &str) -> Answer {
    send(Request::get(address).header(header::HOST, host).body(Body::empty()).unwrap()).await
}

fn locations(answer: &Answer) -> Vec<&str> {
    answer.body.split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap()).collect()
}

#[tokio::test]
async fn every_release_is_in_the_sitemap_once_and_is_there() {
    let site = "http://archive.example:7700";
    let index = at("archive.example:7700", "/sitemap.xml").await;
    assert_eq!((index.status, index.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/xml"));
    assert_eq!(locations(&index), [format!("{site}/sitemap/1.xml")]);
    let part = at("archive.example:7700", "/sitemap/1.xml").await;
    let listed = locations(&part);
    let ids: Vec<String> = get("/api/v1/export")
        .await
        .body
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(listed, ids.iter().map(|id| format!("{site}/releases/{id}")).collect::<Vec<_>>());
    assert!(part.body.trim_end().ends_with("</urlset>"));
    let address = listed[0].strip_prefix(site).unwrap();
    assert_eq!(get(address).await.status, StatusCode::OK);
    // Of all but the undated, the day of a change is known.
    let undated = get("/api/v1/search?undated=only&limit=0").await.json()["total"].as_u64().unwrap();
    assert_eq!(part.body.matches("<lastmod>").count() as u64, listed.len() as u64 - undated);
    for none in ["/sitemap/0.xml", "/sitemap/2.xml", "/sitemap/1", "/sitemap/x.xml", "/sitemap/%ff.xml"] {
        assert_eq!(get(none).await.status, StatusCode::NOT_FOUND, "{none}");
    }
}

#[tokio::test]
async fn crawlers_are_kept_out_of_searches_and_led_to_the_sitemap() {
    let robots = at("archive.example", "/robots.txt").await;
    assert!(robots.body.contains("Disallow: /search\n"));
    assert!(robots.body.ends_with("\nSitemap: http://archive.example/sitemap.xml\n"));
    // A whole address or none.
    assert!(!get("/robots.txt").await.body.contains("Sitemap"));
    assert!(!at("a\"b", "/robots.txt").await.body.contains("Sitemap"));
}

#[tokio::test]
async fn browsers_can_add_the_archive_as_a_search_engine() {
    let page = get("/search?q=fraud").await;
    assert_eq!(page.attributes("link[rel=search]", "href"), ["/opensearch.xml"]);
    let document = at("archive.example", "/opensearch.xml").await;
    assert_eq!(document.header(header::CONTENT_TYPE), "application/opensearchdescription+xml");
    let templates: Vec<&str> = document
        .body
        .split("template=\"http://archive.example")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(templates.len(), 4);
    for template in templates {
        assert_eq!(get(&template.replace("{searchTerms}", "knife%20crime")).await.status, StatusCode::OK, "{template}");
    }
}
