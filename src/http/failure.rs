//! An error on its way out: as a problem document (RFC 9457) or as a page, with the name of the request that it answers.
//!
//! Handlers say what went wrong; the frame around them knows which request it was, and writes it.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::error::{HttpError, Told};
use crate::index::Removal;
use crate::page::ErrorPage;
use crate::query::Fault;

/// The name of a request, as `X-Request-Id` and the log have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequestId(pub(super) String);

/// What went wrong in a handler.
#[derive(Debug)]
pub(super) struct Failed<const AS_PAGE: bool>(HttpError);

/// An error as the API tells it.
pub(super) type Problem = Failed<false>;

/// An error as readers see it.
pub(super) type ErrorAsPage = Failed<true>;

impl<E: Into<HttpError>, const AS_PAGE: bool> From<E> for Failed<AS_PAGE> {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl<const AS_PAGE: bool> IntoResponse for Failed<AS_PAGE> {
    fn into_response(self) -> Response {
        Failure { error: Arc::new(self.0), as_page: AS_PAGE }.into_response()
    }
}

/// An error that is still to be written.
#[derive(Debug, Clone)]
struct Failure {
    error: Arc<HttpError>,
    as_page: bool,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.error.told().status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The answer, and where it is an error, what is to be said of it.
pub(super) fn written(mut response: Response, request: Option<&RequestId>) -> Response {
    let Some(Failure { error, as_page }) = response.extensions_mut().remove::<Failure>() else { return response };
    let told = error.told();
    let (media_type, body) = match as_page {
        true => ("text/html; charset=utf-8", page(told, request)),
        false => ("application/problem+json", document(&error, told, request)),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.remove(header::CONTENT_LENGTH);
    if let Some(seconds) = error.retry_after() {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    *response.body_mut() = Body::from(body);
    response
}

fn page(Told { status, title, message, way_out, .. }: Told, request: Option<&RequestId>) -> Vec<u8> {
    let request = request.map(|RequestId(id)| id.as_str());
    ErrorPage { status: status.as_u16(), title, message: &message, way_out, request }.render().into_bytes()
}

/// A problem document, RFC 9457.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct ProblemDocument {
    /// What sort of problem it is: stays the same, whatever the words say.
    #[serde(rename = "type")]
    kind: String,
    /// The same in words.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What to do about it.
    detail: String,
    /// Which request it was: behind the last colon stands its name in `X-Request-Id` and in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// Every parameter that cannot be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FaultyParameter>,
    /// When the release was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<String>,
    /// Why it was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    reason: Option<Removal>,
}

/// A parameter that cannot be read.
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct FaultyParameter {
    /// Its name.
    name: String,
    /// What is wrong, and what would be right.
    reason: String,
}

fn document(error: &HttpError, told: Told, request: Option<&RequestId>) -> Vec<u8> {
    let Told { status, name, title, message, .. } = told;
    let (errors, removed) = match error {
        HttpError::BadParameters(faults) => (faults.as_slice(), None),
        HttpError::Gone(removed) => (&[][..], Some(removed)),
        _ => (&[][..], None),
    };
    let faulty = |Fault { name, reason }: &Fault| FaultyParameter { name: name.clone(), reason: reason.clone() };
    let problem = ProblemDocument {
        kind: format!("urn:pressmark:problem:{name}"),
        title,
        status: status.as_u16(),
        detail: message.into_owned(),
        instance: request.map(|RequestId(id)| format!("urn:pressmark:request:{id}")),
        errors: errors.iter().map(faulty).collect(),
        removed: removed.map(|removed| removed.removed.clone()),
        reason: removed.map(|removed| removed.reason),
    };
    serde_json::to_vec(&problem).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use axum::http::StatusCode;

    async fn told(response: Response) -> String {
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        String::from_utf8(body.to_vec()).expect("text")
    }

    #[tokio::test]
    async fn an_error_names_the_request_that_it_answers() {
        let id = RequestId("17f3a0".to_owned());
        let problem = written(Problem::from(HttpError::NoSuchPage).into_response(), Some(&id));
        assert_eq!(problem.status(), StatusCode::NOT_FOUND);
        assert!(told(problem).await.contains("\"instance\":\"urn:pressmark:request:17f3a0\""));
        let page = written(ErrorAsPage::from(HttpError::NoSuchPage).into_response(), Some(&id));
        assert!(told(page).await.contains("<code>17f3a0</code>"));
        let nameless = written(Problem::from(HttpError::NoSuchPage).into_response(), None);
        assert!(!told(nameless).await.contains("instance"));
    }

    #[tokio::test]
    async fn what_is_no_error_is_left_as_it_is() {
        assert_eq!(told(written("all is well".into_response(), None)).await, "all is well");
    }
}
