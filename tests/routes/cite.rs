//! `/api/v1/releases/{id}/cite`, `/api/v1/releases/{id}/versions/{n}`: read back by those who read citations.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use biblatex::{Bibliography, ChunksExt, PermissiveType};
use citationberg::json;
use pressmark::cite::{Citation, Style};
use pressmark::release::EnrichedRelease;
use proptest::prelude::*;

use super::{Answer, again, get, send};
use crate::support::{bundled, made_up, pressmark, stdout};

async fn at(host: &str, address: &str) -> Answer {
    send(Request::get(address).header(header::HOST, host).body(Body::empty()).unwrap()).await
}

/// A release of the archive with more than one wording.
async fn reworded() -> String {
    let found = get("/api/v1/search?q=modern+slavery+investigations&facets=none").await.json();
    let hits = found["hits"].as_array().unwrap();
    hits.iter().find(|hit| hit["versions"].as_u64() > Some(1)).unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_citation_has_the_permanent_link_the_original_address_and_the_day() {
    let id = reworded().await;
    let today = chrono::Utc::now().date_naive().to_string();
    let original = "https://www.northmere-chiefs.example/news/modern-slavery-investigations";
    for (style, media_type) in [
        ("bibtex", "application/x-bibtex; charset=utf-8"),
        ("ris", "application/x-research-info-systems; charset=utf-8"),
        ("csl", "application/vnd.citationstyles.csl+json"),
        ("apa", "text/plain; charset=utf-8"),
        ("text", "text/plain; charset=utf-8"),
    ] {
        let path = format!("/api/v1/releases/{id}/cite?style={style}");
        let answer = at("archive.example", &path).await;
        assert_eq!((answer.status, answer.header(header::CONTENT_TYPE)), (StatusCode::OK, media_type));
        assert!(answer.body.contains(&format!("http://archive.example/releases/{id}")), "{}", answer.body);
        assert!(answer.body.contains(original), "{}", answer.body);
        assert!(answer.body.contains(&today[..4]), "{}", answer.body);
        let wording = get(&format!("/api/v1/releases/{id}/versions/1/cite?style={style}")).await;
        assert!(wording.body.contains('1') && wording.body != answer.body);
        let printed = pressmark(&[
            "show",
            &id,
            "--cite",
            style,
            "--public-url",
            "http://archive.example",
            "--index",
            bundled().to_str().unwrap(),
        ]);
        assert_eq!(stdout(&printed), answer.body, "{style}");
        assert_eq!(again(&path, &get(&path).await).await.status, StatusCode::NOT_MODIFIED);
    }
    let other = at("other.example", &format!("/api/v1/releases/{id}/cite")).await;
    let here = at("archive.example", &format!("/api/v1/releases/{id}/cite")).await;
    assert_ne!(other.header(header::ETAG), here.header(header::ETAG));
    for (wrong, name) in [("style=mla", "style"), ("style=apa&style=ris", "style"), ("colour=red", "colour")] {
        let answer = get(&format!("/api/v1/releases/{id}/cite?{wrong}")).await;
        assert_eq!((answer.status, answer.json()["errors"][0]["name"].as_str()), (StatusCode::BAD_REQUEST, Some(name)));
    }
}

#[tokio::test]
async fn every_release_of_the_archive_is_cited_in_every_style() {
    let ids: Vec<String> =
        get("/api/v1/export?format=jsonl").await.body.lines().map(|line| line[7..27].to_owned()).collect();
    assert_eq!(ids.len(), 100);
    for id in ids.iter().step_by(7) {
        let release = get(&format!("/api/v1/releases/{id}")).await.json();
        let cite = async |style: &str| get(&format!("/api/v1/releases/{id}/cite?style={style}")).await.body;
        check_bibtex(&cite("bibtex").await, release["title"].as_str(), release["published"]["date"].as_str());
        check_ris(&cite("ris").await);
        check_csl(&cite("csl").await, release["title"].as_str());
        for style in ["apa", "text"] {
            assert_eq!(cite(style).await.lines().count(), 1);
        }
    }
}

#[tokio::test]
async fn one_wording_has_an_address_of_its_own() {
    let id = reworded().await;
    let versions = get(&format!("/api/v1/releases/{id}/versions")).await.json();
    for number in [1, 2] {
        let path = format!("/releases/{id}/versions/{number}");
        let version = get(&format!("/api/v1{path}")).await;
        assert_eq!(version.json(), versions[number - 1]);
        assert_eq!(get(&format!("{path}.json")).await.body, version.body);
        let page = get(&path).await;
        assert_eq!(page.texts("h1")[0], version.json()["title"].as_str().unwrap());
        assert_eq!(page.texts("p.note").iter().any(|note| note.contains("since replaced")), number == 1);
        // The latest wording is the release as it stands.
        let canonical = if number == 1 { path.clone() } else { format!("/releases/{id}") };
        assert_eq!(page.attributes("link[rel=canonical]", "href"), [canonical]);
        assert_eq!(again(&path, &page).await.status, StatusCode::NOT_MODIFIED);
    }
    for none in ["0", "3", "x", "-1", "99999999999", "%ff"] {
        for path in
            [format!("/api/v1/releases/{id}/versions/{none}"), format!("/api/v1/releases/{id}/versions/{none}/cite")]
        {
            let answer = get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

#[tokio::test]
async fn a_page_offers_its_citations() {
    let id = reworded().await;
    let page = at("archive.example", &format!("/releases/{id}")).await;
    let shown = page.texts("#cite .citation");
    assert_eq!(shown.len(), 5);
    let text = at("archive.example", &format!("/api/v1/releases/{id}/cite?style=text")).await.body;
    assert_eq!(shown[0], text.trim_end());
    for link in page.attributes("#cite a[href^='/api']", "href") {
        assert_eq!(get(&link).await.status, StatusCode::OK, "{link}");
    }
    assert_eq!(page.link("cite-as"), Some(format!("http://archive.example/releases/{id}")));
    assert_eq!(page.links("describedby").len(), 3);
}

fn line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads an entry back, as BibLaTeX would.
fn check_bibtex(entry: &str, title: Option<&str>, date: Option<&str>) {
    let bibliography = Bibliography::parse(entry).unwrap_or_else(|error| panic!("{error}: {entry}"));
    assert_eq!(bibliography.len(), 1, "{entry}");
    let read = bibliography.iter().next().unwrap();
    let title = title.map(line).filter(|title| !title.is_empty());
    assert_eq!(read.title().ok().map(|title| plain(&title.format_verbatim())), title, "{entry}");
    assert!(read.url().is_ok() || !entry.contains("url ="), "{entry}");
    match read.date() {
        Ok(PermissiveType::Typed(read)) => {
            let biblatex::DateValue::At(read) = read.value else { panic!("{entry}") };
            let parts: Vec<String> = [
                Some(format!("{:04}", read.year)),
                read.month.map(|month| format!("{:02}", month + 1)),
                read.day.map(|day| format!("{:02}", day + 1)),
            ]
            .into_iter()
            .flatten()
            .collect();
            assert_eq!(Some(parts.join("-").as_str()), date, "{entry}");
        }
        _ => assert_eq!(date, None, "{entry}"),
    }
}

/// What TeX prints for the words that stand for its special characters.
fn plain(text: &str) -> String {
    [
        ("\\textbackslash", "\\"),
        ("\\textbraceleft", "{"),
        ("\\textbraceright", "}"),
        ("\\textasciitilde", "~"),
        ("\\textasciicircum", "^"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (word, character)| {
        text.replace(&format!("{word}{{}}"), character).replace(word, character)
    })
}

/// Every line is a tag, two spaces, a hyphen, a space and a value; the first says the type, the last ends the record.
fn check_ris(record: &str) {
    assert!(record.ends_with("\r\nER  - \r\n"), "{record}");
    let mut lines: Vec<&str> = record.split("\r\n").collect();
    assert_eq!(lines.pop(), Some(""));
    assert!(lines[0] == "TY  - ELEC" || lines[0] == "TY  - BLOG", "{record}");
    for line in lines {
        let (tag, value) = line.split_once("  - ").unwrap_or_else(|| panic!("{line}"));
        assert!(
            ["TY", "ID", "AU", "TI", "PY", "DA", "PB", "M3", "LA", "UR", "Y2", "DB", "N1", "ER"].contains(&tag),
            "{line}"
        );
        assert!(!value.contains(char::is_control), "{line}");
    }
}

/// Reads the items back with the types of a CSL processor.
fn check_csl(text: &str, title: Option<&str>) {
    let items: Vec<json::Item> = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(items.len(), 1);
    let title = title.map(line).filter(|title| !title.is_empty());
    match items[0].0.get("title") {
        Some(json::Value::String(read)) => assert_eq!(Some(read), title.as_ref()),
        other => assert!(title.is_none(), "{other:?}"),
    }
    assert!(matches!(items[0].0.get("accessed"), Some(json::Value::Date(_))), "{text}");
    if let Some(authors) = items[0].0.get("author") {
        assert!(matches!(authors, json::Value::Names(names) if !names.is_empty()), "{text}");
    }
}

fn enriched(title: &str, authors: &[String], date: Option<pressmark::release::PartialDate>) -> EnrichedRelease {
    let topics = pressmark::enrich::Topics::read(pressmark::enrich::Topics::BUILT_IN).unwrap();
    let mut release = made_up("1", title, "Text.", date, "en");
    release.authors = authors.to_vec();
    release.publisher = Some("Northmere & Sons {Ltd}".to_owned());
    pressmark::enrich::enrich(release, &topics, &mut pressmark::text::Stems::default()).release
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn whatever_a_release_says_its_citations_are_read_back(
        title in "([A-Za-z0-9é &%$#_{}~^\\\\\"'<>@,;:.=\n\r\t-]|\u{0}|\u{202e}){0,30}",
        authors in proptest::collection::vec("[A-Za-zé .,{}&%@-]{0,20}", 0..4),
        year in 1900..2100i32,
        month in 1..=12u32,
        precision in 0..4,
    ) {
        use pressmark::release::PartialDate;
        let date = match precision {
            0 => None,
            1 => PartialDate::year(year),
            2 => PartialDate::month(year, month),
            _ => PartialDate::day(year, month, 28),
        };
        let release = enriched(&title, &authors, date);
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let citation = Citation::of_release(&release, Some("https://archive.example"), day);
        check_bibtex(&citation.written(Style::Bibtex), Some(&title), date.map(|date| date.to_string()).as_deref());
        check_ris(&citation.written(Style::Ris));
        check_csl(&citation.written(Style::Csl), Some(&title));
        for style in [Style::Apa, Style::Text] {
            prop_assert_eq!(citation.written(style).lines().count(), 1);
        }
    }
}
