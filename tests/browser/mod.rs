//! The pages in a real browser: Chromium, driven over `WebDriver`. Nothing but the loopback is asked for.
//!
//! `tests/all` runs them, and installs what they need; plain `cargo test` lists them as ignored.

mod accessibility; // axe-core on every page, in both themes
mod hostile; //       texts that would run if they could
mod journeys; //      what readers do, with and without scripts
mod webdriver; //     a browser

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use pressmark::backend::Backend;
use pressmark::index::Index;

use crate::support::bundled;

/// A service over an index, on a port of the loopback, for as long as the tests run.
fn serve(index: Index) -> String {
    let (send, receive) = std::sync::mpsc::channel::<SocketAddr>();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            send.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, pressmark::http::router(Backend::embedded(Arc::new(index)))).await.unwrap();
        });
    });
    format!("http://{}", receive.recv().unwrap())
}

/// The service over the bundled archive.
fn service() -> &'static str {
    static SERVICE: OnceLock<String> = OnceLock::new();
    SERVICE.get_or_init(|| serve(Index::open(bundled()).unwrap()))
}

/// What a search finds, as the API tells it.
fn found(parameters: &str) -> serde_json::Value {
    let index = Index::open(bundled()).unwrap();
    let request = pressmark::query::parse_parameters(parameters, pressmark::query::Strictness::Strict).unwrap();
    serde_json::to_value(index.search(&request, None).unwrap()).unwrap()
}

/// The id of a release with two wordings.
fn reworded() -> String {
    let found = found("q=modern+slavery+investigations");
    let hits = found["hits"].as_array().unwrap();
    hits.iter().find(|hit| hit["versions"] == 2).unwrap()["id"].as_str().unwrap().to_owned()
}
