//! Routes: the API and the pages. Door: axum.
//!
//! A handler extracts, asks the backend and hands the answer to a page or to JSON; what is true of every answer
//! stands in `frame`.

mod asked; //   what a client sent
mod asset; //   stylesheet, script and mark
mod cite; //    as others cite it
mod compress; // answers packed
mod cors; //    who may read the API from other sites
mod difference; // what changed between two wordings
mod discovery; // OpenSearch, sitemap, robots.txt
mod error; //   the one error type
mod export; //  everything, streamed
mod facet; //   one facet alone
mod failure; // an error on its way out
mod feed; //    a search to follow
mod frame; //   what every answer has: limits, headers, no panic
mod health; //  whether the process turns, and is fit to be asked
mod holdings; // coverage and topics, as data and as pages
mod home; //    the first page, and how to ask
mod link; //    `Link` headers
mod memento; // wordings in time
mod openapi; // the description of the service
mod release; // one release
mod resource; // answers with validators
mod search; //  results
mod server; //  connections: who may ask how much, and how long is waited
mod site; //    where readers reach the service
mod suggest; // while a search is typed
mod timeline; // how often, over time

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;

use crate::backend::Backend;
use crate::limits::Limits;
use frame::Framed;
pub use server::{Listeners, Log, LogTo, Network, NoNetwork, Proxies, Serving, serve};

/// All routes, with the usual limits.
pub fn router(backend: Backend) -> Router {
    router_within(backend, &Limits::default())
}

pub use site::{PublicUrl, PublicUrlError};

/// All routes.
pub fn router_within(backend: Backend, limits: &Limits) -> Router {
    let framed = Framed { longest_address: limits.address_bytes, metrics: backend.metrics().clone() };
    Router::new()
        .route("/", get(home::page))
        .route("/index.json", get(home::json))
        .route("/search", get(search::page))
        .route("/search.json", get(search::json))
        .route("/search.jsonl", get(search::jsonl))
        .route("/search.csv", get(search::csv))
        .route("/search.atom", get(feed::atom))
        .route("/search.feed.json", get(feed::json))
        .route("/topics.json", get(holdings::topics))
        .route("/topics.csv", get(holdings::topics_csv))
        .route("/coverage.json", get(holdings::coverage))
        .route("/coverage.csv", get(holdings::coverage_csv))
        .route("/trends.json", get(timeline::json))
        .route("/trends.csv", get(timeline::csv))
        .route("/topics", get(holdings::topics_page))
        .route("/trends", get(timeline::page))
        .route("/coverage", get(holdings::coverage_page))
        .route("/about", get(holdings::about_page))
        .route("/about.json", get(holdings::about_json))
        .route("/help", get(home::help_page))
        .route("/help.json", get(home::help_json))
        .route("/releases/{id}", get(release::page_data_or_text))
        .route("/releases/{id}/versions/{n}", get(release::page_data_or_text))
        .route("/releases/{id}/diff", get(difference::page))
        .route("/releases/{id}/diff.json", get(difference::json))
        .route("/api/v1/search", get(search::json))
        .route("/api/v1/export", get(export::export))
        .route("/api/v1/suggest", get(suggest::json))
        .route("/api/v1/facets/{facet}", get(facet::json))
        .route("/api/v1/timeline", get(timeline::json))
        .route("/api/v1/coverage", get(holdings::coverage))
        .route("/api/v1/topics", get(holdings::topics))
        .route("/api/v1/releases/{id}", get(release::json))
        .route("/api/v1/releases/{id}/versions", get(release::versions))
        .route("/api/v1/releases/{id}/versions/{n}", get(release::json))
        .route("/api/v1/releases/{id}/versions/{n}/cite", get(cite::cite))
        .route("/api/v1/releases/{id}/diff", get(difference::json))
        .route("/api/v1/releases/{id}/similar", get(release::similar))
        .route("/api/v1/releases/{id}/cite", get(cite::cite))
        .route("/api/v1/releases/{id}/timemap", get(memento::timemap))
        .route("/api/v1/releases/{id}/timegate", get(memento::timegate))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/style.css", get(asset::stylesheet))
        .route("/script.js", get(asset::script))
        .route("/mark.svg", get(asset::mark))
        .route("/robots.txt", get(discovery::robots))
        .route("/opensearch.xml", get(discovery::opensearch))
        .route("/sitemap.xml", get(discovery::sitemap))
        .route("/sitemap/{part}", get(discovery::part))
        .route("/openapi.json", get(openapi::document))
        .route("/docs", get(openapi::page))
        .fallback(error::no_such_page)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(from_fn_with_state(framed, frame::frame))
        .layer(from_fn(compress::compressed))
        .with_state(backend)
}
