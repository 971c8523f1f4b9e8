//! Routes: the API and the pages. Door: axum.
//!
//! A handler extracts, asks the backend and hands the answer to a page or to JSON; what is true of every answer
//! stands in `frame`.

mod asset; //   stylesheet, script, mark, robots.txt
mod cors; //    who may read the API from other sites
mod difference; // what changed between two wordings
mod error; //   the one error type
mod facet; //   one facet alone
mod frame; //   what every answer has: limits, headers, no panic
mod health; //  whether the process turns
mod holdings; // coverage and topics, as data and as pages
mod home; //    the first page, and how to ask
mod release; // one release
mod resource; // answers with validators
mod search; //  results
mod suggest; // while a search is typed
mod timeline; // how often, over time

use std::io;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::backend::Backend;

/// All routes.
pub fn router(backend: Backend) -> Router {
    Router::new()
        .route("/", get(home::page))
        .route("/search", get(search::page))
        .route("/search.json", get(search::json))
        .route("/topics", get(holdings::topics_page))
        .route("/trends", get(timeline::page))
        .route("/coverage", get(holdings::coverage_page))
        .route("/about", get(holdings::about_page))
        .route("/help", get(home::help))
        .route("/releases/{id}", get(release::page_or_json))
        .route("/releases/{id}/versions/{version}", get(release::wording))
        .route("/releases/{id}/diff", get(difference::page))
        .route("/releases/{id}/diff.json", get(difference::json))
        .route("/api/v1/search", get(search::json))
        .route("/api/v1/suggest", get(suggest::json))
        .route("/api/v1/facets/{facet}", get(facet::json))
        .route("/api/v1/timeline", get(timeline::json))
        .route("/api/v1/coverage", get(holdings::coverage))
        .route("/api/v1/topics", get(holdings::topics))
        .route("/api/v1/releases/{id}", get(release::json))
        .route("/api/v1/releases/{id}/versions", get(release::versions))
        .route("/api/v1/releases/{id}/diff", get(difference::json))
        .route("/api/v1/releases/{id}/similar", get(release::similar))
        .route("/healthz", get(health::live))
        .route("/style.css", get(asset::stylesheet))
        .route("/script.js", get(asset::script))
        .route("/mark.svg", get(asset::mark))
        .route("/robots.txt", get(asset::robots))
        .fallback(error::no_such_page)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(from_fn(frame::frame))
        .with_state(backend)
}

/// Serves until `shutdown` is done, then ends the answers under way and returns.
///
/// # Errors
///
/// What the listener could not do.
pub async fn serve(
    listener: TcpListener,
    backend: Backend,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router(backend)).with_graceful_shutdown(shutdown).await
}
