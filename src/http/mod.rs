//! Routes: the API and the pages. Door: axum.
//!
//! A handler extracts, asks the backend and hands the answer to a page or to JSON; what is true of every answer
//! stands in `frame`.

mod asset; //   stylesheet, mark, robots.txt
mod cors; //    who may read the API from other sites
mod error; //   the one error type
mod facet; //   one facet alone
mod frame; //   what every answer has: limits, headers, no panic
mod health; //  whether the process turns, and is fit to be asked
mod holdings; // coverage and topics
mod home; //    the first page
mod release; // one release
mod resource; // answers with validators
mod search; //  results
mod server; //  connections: who may ask how much, and how long is waited
mod suggest; // while a search is typed
mod timeline; // how often, over time

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use crate::backend::Backend;
use crate::limits::Limits;
use frame::Framed;
pub use server::{Listeners, Log, LogTo, Network, NoNetwork, Proxies, Serving, serve};

/// All routes, with the usual limits.
pub fn router(backend: Backend) -> Router {
    router_within(backend, &Limits::default())
}

/// All routes.
pub fn router_within(backend: Backend, limits: &Limits) -> Router {
    let framed = Framed { longest_address: limits.address_bytes, metrics: backend.metrics().clone() };
    Router::new()
        .route("/", get(home::page))
        .route("/search", get(search::page))
        .route("/search.json", get(search::json))
        .route("/releases/{id}", get(release::page_or_json))
        .route("/api/v1/search", get(search::json))
        .route("/api/v1/suggest", get(suggest::json))
        .route("/api/v1/facets/{facet}", get(facet::json))
        .route("/api/v1/timeline", get(timeline::json))
        .route("/api/v1/coverage", get(holdings::coverage))
        .route("/api/v1/topics", get(holdings::topics))
        .route("/api/v1/releases/{id}", get(release::json))
        .route("/api/v1/releases/{id}/versions", get(release::versions))
        .route("/api/v1/releases/{id}/similar", get(release::similar))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/style.css", get(asset::stylesheet))
        .route("/mark.svg", get(asset::mark))
        .route("/robots.txt", get(asset::robots))
        .fallback(error::no_such_page)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(from_fn_with_state(framed, frame::frame))
        .with_state(backend)
}
