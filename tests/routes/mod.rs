//! The routes as a client meets them: one request, one answer, one file per path.

mod cite;
mod compression;
mod discovery;
mod errors;
mod export;
mod feed;
mod holdings;
mod memento;
mod numbers;
mod openapi;
mod pages;
mod release;
mod search;
mod suggest;
mod timeline;
mod twins;
mod zotero;

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use pressmark::backend::Backend;
use pressmark::index::Index;
use scraper::{Html, Selector};
use tower::ServiceExt;

use crate::support::bundled;

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where its `Link` headers lead with this relation.
    fn links(&self, rel: &str) -> Vec<String> {
        let all = self.headers.get_all(header::LINK).iter().flat_map(|links| links.to_str().unwrap().split(", <"));
        let wanted = format!("; rel=\"{rel}\"");
        let targets = all.filter(|link| link.contains(&wanted)).map(|link| link.trim_start_matches('<'));
        targets.map(|link| link.split_once('>').unwrap().0.to_owned()).collect()
    }

    /// Where the one of them leads.
    fn link(&self, rel: &str) -> Option<String> {
        let mut links = self.links(rel);
        assert!(links.len() < 2, "{links:?}");
        links.pop()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The text of everything in a page that a selector finds, white space collapsed.
    fn texts(&self, selector: &str) -> Vec<String> {
        let collapse = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let selector = Selector::parse(selector).unwrap();
        Html::parse_document(&self.body).select(&selector).map(|found| collapse(found.text().collect())).collect()
    }

    /// An attribute of everything in a page that a selector finds.
    fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        let page = Html::parse_document(&self.body);
        page.select(&selector).filter_map(|found| found.attr(name).map(str::to_owned)).collect()
    }
}

/// The service, over the bundled archive.
fn service() -> Router {
    static INDEX: OnceLock<Arc<Index>> = OnceLock::new();
    let index = INDEX.get_or_init(|| Arc::new(Index::open(bundled()).unwrap()));
    pressmark::http::router(Backend::embedded(index.clone()))
}

async fn send(request: Request<Body>) -> Answer {
    send_to(service(), request).await
}

/// A service over an index of its own.
async fn get_from(index: Index, address: &str) -> Answer {
    let service = pressmark::http::router(Backend::embedded(Arc::new(index)));
    send_to(service, Request::builder().uri(address).body(Body::empty()).unwrap()).await
}

async fn send_to(service: Router, request: Request<Body>) -> Answer {
    let response = service.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

async fn ask(method: Method, address: &str) -> Answer {
    send(Request::builder().method(method).uri(address).body(Body::empty()).unwrap()).await
}

/// Asks again with the tag of an answer.
async fn again(address: &str, answer: &Answer) -> Answer {
    let tag = answer.header(header::ETAG);
    send(Request::get(address).header(header::IF_NONE_MATCH, tag).body(Body::empty()).unwrap()).await
}

async fn get(address: &str) -> Answer {
    ask(Method::GET, address).await
}

async fn head(address: &str) -> Answer {
    ask(Method::HEAD, address).await
}
