//! A release for reference managers, search engines and previews: Highwire and Dublin Core tags, JSON-LD.

use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value, json};

use super::{link, text};
use crate::cite::{Name, genre};
use crate::release::{EnrichedRelease, Kind, PartialDate, web_url};

/// The `<head>` of a wording. `site` is where the service is reached, where that is known.
///
/// The tags are those that Zotero's translators "Embedded Metadata" and "RDF" read, as of 2024; `tests/routes/zotero.rs`
/// reads a page as they do.
pub(super) fn head(release: &EnrichedRelease, site: Option<&str>) -> Markup {
    let permanent = link::canonical(release);
    let title = release.title.as_deref().map(text::line);
    let publisher = release.publisher.as_deref().map(text::line);
    let summary = release.summary.as_deref().map(text::line);
    let date = release.published.as_ref().map(|published| published.date);
    let url = release.url.as_deref().filter(|url| web_url(url).is_some());
    html! {
        link rel="canonical" href=(permanent);
        link rel="alternate" type="application/json" href={ (permanent) ".json" };
        meta property="og:type" content="article";
        @if let Some(site) = site { meta property="og:url" content={ (site) (permanent) }; }
        meta name="DC.identifier" content=(url.unwrap_or(&permanent));
        // Zotero has no type for press releases, and takes whatever has a `citation_title` for an article in a journal
        // unless it is told one of its own types. What it is called then becomes the genre of its citations.
        meta name="z.itemType" content=(item_type(release.kind));
        meta name="DC.type" content=(genre(release.kind));
        meta name="DC.language" content=(release.language.as_str());
        @if let Some(title) = &title {
            meta name="citation_title" content=(title);
            meta name="DC.title" content=(title);
            meta property="og:title" content=(title);
        }
        @for author in &release.authors {
            @if let Some(name) = Name::read(author, release.publisher.as_deref()) {
                meta name="citation_author" content=(in_parts(&name));
            }
            meta name="DC.creator" content=(text::line(author));
        }
        @match date {
            Some(date) => {
                meta name="citation_publication_date" content=(date.to_string().replace('-', "/"));
                meta name="DC.date" content=(date);
            }
            // Else the date of whatever else the page names would be taken for that of the release.
            None => { meta name="citation_publication_date" content="n.d."; }
        }
        @if let Some(publisher) = &publisher {
            meta name="citation_publisher" content=(publisher);
            meta name="DC.publisher" content=(publisher);
            meta property="og:site_name" content=(publisher);
        }
        @if let Some(summary) = &summary {
            meta name="description" content=(summary);
            meta property="og:description" content=(summary);
            meta name="DC.description" content=(summary);
        }
        @for topic in &release.topics { meta name="DC.subject" content=(text::line(&topic.label)); }
        @if let Some(url) = url { meta name="citation_public_url" content=(url); }
        script type="application/ld+json" { (PreEscaped(inside_script(&linked_data(release, date, url)))) }
    }
}

/// A name as it is read without being taken apart: the family before a comma, and behind the name of a body nothing. One
/// family name in several words with several given names would be read as two authors, and stands as it is spoken.
fn in_parts(name: &Name) -> String {
    match name {
        Name::Person { given, family } if given.contains(' ') && family.contains(' ') => {
            text::line(&format!("{given} {family}"))
        }
        Name::Person { given, family } => text::line(&format!("{family}, {given}")),
        Name::Body(name) => text::line(&format!("{name},")),
    }
}

/// What Zotero is to take it for.
fn item_type(kind: Kind) -> &'static str {
    match kind {
        Kind::News | Kind::Statement | Kind::Appointment => "webpage",
        Kind::Blog => "blogPost",
        Kind::Speech => "presentation",
    }
}

/// The release as a schema.org article. A partial date stays partial, as ISO 8601 allows.
fn linked_data(release: &EnrichedRelease, date: Option<PartialDate>, url: Option<&str>) -> Value {
    let mut article = Map::from_iter([
        ("@context".to_owned(), json!("https://schema.org")),
        ("@type".to_owned(), json!("NewsArticle")),
        ("inLanguage".to_owned(), json!(release.language.as_str())),
    ]);
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            article.insert(name.to_owned(), value);
        }
    };
    add("headline", release.title.as_deref().map(|title| json!(text::line(title))));
    add("datePublished", date.map(|date| json!(date.to_string())));
    add("description", release.summary.as_ref().map(|summary| json!(summary)));
    add("url", url.map(|url| json!(url)));
    add("publisher", release.publisher.as_ref().map(|name| json!({"@type": "Organization", "name": name})));
    let author = |name: &String| match Name::read(name, release.publisher.as_deref())? {
        Name::Person { given, family } => Some(json!({"@type": "Person", "name": format!("{given} {family}")})),
        Name::Body(name) => Some(json!({"@type": "Organization", "name": name})),
    };
    let authors: Vec<Value> = release.authors.iter().filter_map(author).collect();
    add("author", (!authors.is_empty()).then(|| json!(authors)));
    let topics: Vec<&str> = release.topics.iter().map(|topic| topic.label.as_str()).collect();
    add("keywords", (!topics.is_empty()).then(|| json!(topics)));
    Value::Object(article)
}

/// JSON that cannot end the script it stands in: nothing in it reads as a tag or a comment.
fn inside_script(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn reference_managers_find_title_date_and_publisher() {
        let page = head(&sample::release(), None).into_string();
        let content = |name: &str| sample::attribute(&page, &format!("meta[name='{name}']"), "content");
        assert_eq!(content("citation_title").as_deref(), Some("Police chiefs respond to the settlement"));
        assert_eq!(content("citation_publication_date").as_deref(), Some("2017/02/22"));
        assert_eq!(
            (content("DC.type").as_deref(), content("DC.subject").as_deref()),
            (Some("Statement"), Some("Recruitment"))
        );
        assert_eq!(content("DC.publisher").as_deref(), Some("Northmere Police Chiefs’ Conference"));
        assert_eq!(content("DC.date").as_deref(), Some("2017-02-22"));
    }

    #[test]
    fn a_title_cannot_end_the_script_that_names_it() {
        let hostile = "</script><script>alert(1)</script><!--";
        let release = EnrichedRelease { title: Some(hostile.to_owned()), ..sample::release() };
        let page = head(&release, None).into_string();
        assert_eq!(sample::count(&page, "script"), 1);
        let json: Value = serde_json::from_str(&sample::text(&page, "script")).expect("JSON");
        assert_eq!(json["headline"], hostile);
    }
}
