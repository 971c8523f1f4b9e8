//! What is true of every route: methods, headers, limits; and the routes that ask nothing of the index.

use axum::http::{Method, StatusCode, header};

use super::{ask, get, head};

#[tokio::test]
async fn unknown_addresses_answer_404_in_the_form_of_their_neighbours() {
    for path in ["/api/v1/nothing", "/api", "/api/", "/nothing.json"] {
        let answer = get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.json()["status"], 404, "{path}");
    }
    for path in ["/nothing", "/apiary", "/releases/a/b/c", "//"] {
        let answer = get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains("<h1>No such page</h1>"), "{path}");
    }
}

#[tokio::test]
async fn other_methods_are_told_which_are_allowed() {
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
        let answer = ask(method, "/api/v1/search?q=a").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.header(header::ALLOW), "GET, HEAD, OPTIONS");
        assert_eq!(answer.json()["type"], "urn:pressmark:problem:method-not-allowed");
    }
    let answer = ask(Method::POST, "/search").await;
    assert_eq!((answer.status, answer.header(header::ALLOW)), (StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD, OPTIONS"));
    assert!(answer.body.starts_with("<!DOCTYPE html>"));
}

#[tokio::test]
async fn an_error_has_no_body_where_only_its_head_was_asked_for() {
    for path in ["/nothing", "/api/v1/search?colour=red", "/releases/nothing"] {
        let (answer, only_head) = (get(path).await, head(path).await);
        assert_eq!((only_head.status, only_head.body.as_str()), (answer.status, ""), "{path}");
        assert_eq!(only_head.header(header::CONTENT_TYPE), answer.header(header::CONTENT_TYPE), "{path}");
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    for path in ["/", "/healthz", "/nothing", "/api/nothing", "/style.css", "/search?from=x", "/releases/%ff"] {
        let answer = get(path).await;
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        assert_eq!(answer.header(header::REFERRER_POLICY), "no-referrer", "{path}");
        assert!(answer.header(header::CONTENT_SECURITY_POLICY).starts_with("default-src 'none'"), "{path}");
        assert!(!answer.header("permissions-policy").is_empty(), "{path}");
        assert_eq!(answer.header(header::SERVER), "", "{path}");
    }
}

#[tokio::test]
async fn other_sites_may_read_the_api_and_nothing_else() {
    let answer = get("/api/v1/search?from=x").await;
    assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    let preflight = ask(Method::OPTIONS, "/api/v1/search").await;
    assert_eq!(preflight.status, StatusCode::NO_CONTENT);
    assert_eq!(preflight.header(header::ACCESS_CONTROL_ALLOW_HEADERS), "Accept-Datetime, If-None-Match");
    let page = get("/search?from=x").await;
    assert_eq!(page.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "");
    assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
}

#[tokio::test]
async fn addresses_have_a_limit() {
    let answer = get(&format!("/api/v1/search?q={}", "a".repeat(8192))).await;
    assert_eq!(answer.status, StatusCode::URI_TOO_LONG);
    assert_eq!(answer.json()["status"], 414);
}

#[tokio::test]
async fn errors_and_health_are_not_stored() {
    for path in ["/healthz", "/nothing", "/api/nothing", "/search?from=x", "/api/v1/search?from=x"] {
        assert_eq!(get(path).await.header(header::CACHE_CONTROL), "no-store", "{path}");
    }
}

#[tokio::test]
async fn the_process_is_healthy_whatever_the_index_holds() {
    let answer = get("/healthz").await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "ok\n"));
    let answer = head("/healthz").await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""));
    assert_eq!(answer.header(header::CONTENT_LENGTH), "3");
}

#[tokio::test]
async fn the_stylesheet_is_kept_for_ever_under_the_address_that_pages_give() {
    let page = get("/nothing").await.body;
    let (_, rest) = page.split_once("rel=\"stylesheet\" href=\"").unwrap();
    let (address, _) = rest.split_once('"').unwrap();
    let answer = get(address).await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/css; charset=utf-8");
    assert!(answer.header(header::CACHE_CONTROL).contains("immutable"));
    for address in ["/style.css", "/style.css?v=older"] {
        assert!(!get(address).await.header(header::CACHE_CONTROL).contains("immutable"));
    }
}

#[tokio::test]
async fn crawlers_are_kept_out_of_endless_searches() {
    assert!(get("/robots.txt").await.body.contains("Disallow: /search"));
}
