//! The page of a release as Zotero reads it: the steps of its translators "Embedded Metadata" and "RDF" (2024) that meet a
//! page of ours, written down once more.

use std::collections::BTreeMap;
use std::path::Path;

use axum::http::StatusCode;
use pressmark::index::Index;
use scraper::{Html, Selector};

use super::{get, get_from};
use crate::support::{ingested, options};

/// An item of a library.
#[derive(Debug, Default, PartialEq)]
struct Item {
    item_type: String,
    fields: BTreeMap<&'static str, String>,
    /// Family and given names; of a body, its whole name and nothing.
    creators: Vec<(String, String)>,
}

/// The names of the tags of a page with what they say, in order.
fn tags(page: &Html) -> Vec<(String, String)> {
    let meta = Selector::parse("html > head > meta").unwrap();
    page.select(&meta)
        .filter_map(|tag| {
            let name = tag.attr("name").or_else(|| tag.attr("property"))?;
            Some((name.to_owned(), tag.attr("content").filter(|content| !content.is_empty())?.to_owned()))
        })
        .collect()
}

fn read(body: &str) -> Item {
    const PREFIXES: [&str; 10] = ["bib", "bibo", "dc", "dcterms", "prism", "foaf", "z", "og", "article", "so"];
    const TYPES: [&str; 5] = ["webpage", "blogPost", "presentation", "journalArticle", "newspaperArticle"];
    let page = Html::parse_document(body);
    let tags = tags(&page);
    // What has a known prefix is a statement: its first letter small, everything else as it stands.
    let stated: Vec<(String, &str)> = tags
        .iter()
        .filter_map(|(name, said)| {
            let (prefix, property) = name.split_once(['.', ':', '_'])?;
            let prefix = prefix.to_lowercase();
            let (first, rest) = property.split_at(1);
            PREFIXES
                .contains(&prefix.as_str())
                .then(|| (format!("{prefix} {}{rest}", first.to_lowercase()), said.as_str()))
        })
        .collect();
    let first = |properties: &[&str]| {
        properties
            .iter()
            .find_map(|wanted| stated.iter().find(|(property, _)| property == wanted))
            .map(|(_, said)| *said)
    };
    let highwire = |wanted: &str| tags.iter().find(|(name, _)| name.ends_with(wanted)).map(|(_, said)| said.as_str());

    let mut item = Item::default();
    let own = first(&["z itemType", "z type"]).filter(|known| TYPES.contains(known));
    let dublin = first(&["dc type", "dcterms type"]).filter(|known| TYPES.contains(known));
    let guess = highwire("citation_title").map_or("webpage", |_| "journalArticle");
    item.item_type = own.or(dublin).unwrap_or(guess).to_owned();

    let mut fields = BTreeMap::new();
    let mut set = |name: &'static str, said: Option<&str>| {
        if let Some(said) = said {
            fields.insert(name, said.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    };
    set("title", first(&["dc title", "og title"]));
    set("websiteTitle", first(&["dc source", "og site_name"]));
    set("publisher", first(&["dc publisher"]));
    set("date", first(&["og published_time", "dc date"]));
    set("url", first(&["og url"]));
    set("abstractNote", first(&["og description", "dc description"]));
    set("type", first(&["dc type"]));
    set("language", first(&["dc language"]));
    for (tag, field) in [
        ("citation_title", "title"),
        ("citation_publication_date", "date"),
        ("citation_date", "date"),
        ("citation_journal_title", "websiteTitle"),
        ("citation_publisher", "publisher"),
        ("citation_abstract", "abstractNote"),
        ("citation_public_url", "url"),
        ("citation_language", "language"),
    ] {
        set(field, highwire(tag));
    }
    let attribute = |selector: &str, name: &str| {
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).next().and_then(|found| found.attr(name)).map(str::to_owned)
    };
    // Last resorts.
    let resorts = [
        ("title", page.select(&Selector::parse("title").unwrap()).next().map(|title| title.text().collect())),
        ("abstractNote", attribute("meta[name=description]", "content")),
        ("url", attribute("link[rel=canonical]", "href")),
        ("language", attribute("html", "lang")),
        ("date", attribute("time[datetime]", "datetime")),
    ];
    for (field, said) in resorts {
        if let Some(said) = said {
            fields.entry(field).or_insert(said);
        }
    }
    item.fields = fields;

    let authors: Vec<&str> =
        tags.iter().filter(|(name, _)| name.ends_with("citation_author")).map(|(_, said)| said.as_str()).collect();
    for said in &authors {
        let mut names: Vec<&str> = said.split(';').map(str::trim).collect();
        let by_comma: Vec<&str> = said.split(',').map(str::trim).collect();
        if names.len() == 1
            && authors.len() == 1
            && by_comma.len() > 1
            && by_comma[..2].iter().all(|part| part.contains(' '))
        {
            names = by_comma;
        }
        item.creators.extend(names.into_iter().filter(|name| !name.is_empty()).map(author));
    }
    item
}

/// A name taken apart: at its comma where it has one, else before its last word.
fn author(name: &str) -> (String, String) {
    let bare = name.trim_end_matches(['.', ',', ' ']);
    let parts = if name.contains(',') {
        bare.split_once(", ")
    } else {
        bare.rsplit_once(' ').map(|(given, family)| (family, given))
    };
    let (family, given) = parts.unwrap_or((bare, ""));
    (family.to_owned(), given.to_owned())
}

/// The service over an archive of one release.
async fn page_of(folder: &Path, row: serde_json::Value) -> String {
    let file = folder.join("row.jsonl");
    std::fs::write(&file, row.to_string()).unwrap();
    let index = folder.join("index");
    let (_, outcomes) = ingested(&options(&[&file], &index));
    let address = format!("/releases/{}", outcomes[0].id.as_ref().unwrap());
    let answer = get_from(Index::open(&index).unwrap(), &address).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.body
}

#[tokio::test]
async fn a_release_becomes_a_page_of_the_web_with_all_that_is_known_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let row = serde_json::json!({
        "title": "Bridge opens – at last", "date": "2017-02-22", "publisher": "Northmere Council", "language": "en",
        "authors": ["Ann van der Berg", "Press Office"], "url": "https://northmere.example/bridge",
        "summary": "It is open.", "text": "The bridge was opened on Wednesday after ten years of work.",
    });
    let item = read(&page_of(folder.path(), row).await);
    assert_eq!(item.item_type, "webpage");
    let expected = [
        ("abstractNote", "It is open."),
        ("date", "2017/02/22"),
        ("language", "en"),
        ("publisher", "Northmere Council"),
        ("title", "Bridge opens – at last"),
        ("type", "Press release"),
        ("url", "https://northmere.example/bridge"),
        ("websiteTitle", "Northmere Council"),
    ];
    assert_eq!(item.fields, expected.map(|(name, said)| (name, said.to_owned())).into());
    let creators = [("van der Berg", "Ann"), ("Press Office", "")];
    assert_eq!(item.creators, creators.map(|(family, given)| (family.to_owned(), given.to_owned())));
}

#[tokio::test]
async fn what_is_not_known_of_a_release_is_not_taken_from_elsewhere_on_its_page() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Lansio'r bont newydd ar lan yr afon yn y dref, ac mae pawb yn hapus iawn am hynny heddiw.";
    let row = serde_json::json!({"title": "Y bont", "kind": "blog", "language": "cy", "authors": ["Ann Mair ap Huw Siôn"], "text": text});
    let item = read(&page_of(folder.path(), row).await);
    assert_eq!(item.item_type, "blogPost");
    assert_eq!(item.fields["date"], "n.d.");
    assert_eq!(item.fields["language"], "cy");
    assert!(item.fields["url"].starts_with("/releases/"), "{:?}", item.fields);
    assert_eq!(item.creators.len(), 1, "one author stays one: {:?}", item.creators);
}

#[tokio::test]
async fn every_release_of_the_archive_keeps_its_title_date_and_publisher() {
    for line in get("/api/v1/export").await.body.lines() {
        let release: serde_json::Value = serde_json::from_str(line).unwrap();
        let page = get(&format!("/releases/{}", release["id"].as_str().unwrap())).await;
        let item = read(&page.body);
        let said = |field: &str| item.fields.get(field).map(String::as_str);
        let line =
            |text: &serde_json::Value| text.as_str().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        assert_eq!(said("title").map(str::to_owned), line(&release["title"]));
        assert_eq!(said("websiteTitle").map(str::to_owned), line(&release["publisher"]));
        let date = release["published"]["date"].as_str().map_or("n.d.".to_owned(), |date| date.replace('-', "/"));
        assert_eq!(said("date"), Some(date.as_str()));
        assert_eq!(said("language"), release["language"].as_str());
        assert_ne!(item.item_type, "journalArticle");
        assert_eq!(item.creators.len(), release["authors"].as_array().unwrap().len());
    }
}
