//! The one error type: status, title, message, way out.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::cors;
use super::failure::{ErrorAsPage, Problem};
use crate::backend::BackendError;
use crate::index::{Removal, Removed};
use crate::query::Fault;
use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// Why a request was not answered. What caused it is not shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    /// Parameters that cannot be read, each with its reason.
    #[error("the parameters cannot be read")]
    BadParameters(Vec<Fault>),
    /// No release has the id, or several have.
    #[error("no such release")]
    NoSuchRelease,
    /// The release has no wording of this number.
    #[error("no such wording")]
    NoSuchWording,
    /// The release was in the archive once.
    #[error("the release was removed")]
    Gone(Removed),
    /// No route has the path.
    #[error("no such page")]
    NoSuchPage,
    /// The route has no such method.
    #[error("{0} is not allowed here")]
    MethodNotAllowed(Method),
    /// The address is longer than any of ours.
    #[error("the address has more than {0} bytes")]
    AddressTooLong(u64),
    /// The head of the request is none that is taken here, and why.
    #[error("{0}")]
    Malformed(&'static str),
    /// The request has a body.
    #[error("no bodies are taken here")]
    BodyTooLarge,
    /// The client has asked for more than its share, and when it may ask again.
    #[error("too many requests")]
    TooManyRequests(Duration),
    /// A handler panicked.
    #[error("the handler panicked")]
    Panicked,
    /// An answer could not be written.
    #[error("the answer could not be written")]
    Unwritable(#[from] serde_json::Error),
    /// The engine gave no answer.
    #[error(transparent)]
    Backend(#[from] BackendError),
}

/// What clients are told of an error.
pub(super) struct Told {
    pub(super) status: StatusCode,
    /// The last part of the problem's type.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) message: Cow<'static, str>,
    /// Address and words.
    pub(super) way_out: (&'static str, &'static str),
}

impl HttpError {
    pub(super) fn told(&self) -> Told {
        const HOME: (&str, &str) = ("/", "Search the archive");
        let (status, name, title, message) = match self {
            Self::BadParameters(_) => (
                StatusCode::BAD_REQUEST,
                "bad-parameters",
                "Parameters that cannot be read",
                "Each fault is listed with its parameter; nothing was searched.",
            ),
            Self::NoSuchRelease => (
                StatusCode::NOT_FOUND,
                "no-such-release",
                "No such release",
                "No release in this archive has this id, or more than one has.",
            ),
            Self::NoSuchWording => (
                StatusCode::NOT_FOUND,
                "no-such-wording",
                "No such wording",
                "The archive has this release, but no wording of it under this number; they are counted from 1.",
            ),
            Self::Gone(Removed { reason: Removal::Purged, .. }) => {
                (StatusCode::GONE, "gone", "No longer in this archive", "This release was taken out of the archive.")
            }
            Self::Gone(_) => (
                StatusCode::GONE,
                "gone",
                "No longer in this archive",
                "This release was in the archive once. Its files were removed, and it with them.",
            ),
            Self::NoSuchPage => {
                (StatusCode::NOT_FOUND, "no-such-page", "No such page", "Nothing is to be found at this address.")
            }
            Self::MethodNotAllowed(_) => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "Method not allowed",
                "This archive is read only: use GET or HEAD.",
            ),
            Self::AddressTooLong(_) => {
                (StatusCode::URI_TOO_LONG, "address-too-long", "Address too long", "Shorten the query or select less.")
            }
            Self::Malformed(what) => (StatusCode::BAD_REQUEST, "malformed", "Not a request that is taken here", *what),
            Self::BodyTooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "body-too-large",
                "No bodies are taken here",
                "This archive is read only: everything is asked for in the address.",
            ),
            Self::TooManyRequests(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-requests",
                "Too many requests",
                "You asked for more than your share. Ask again when the time in Retry-After is over; /about has the limits.",
            ),
            Self::Backend(BackendError::Busy(_)) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Too much is being asked at once",
                "The archive is unharmed, and so is your request. Ask again when the time in Retry-After is over.",
            ),
            Self::Backend(BackendError::TooLong) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "too-long",
                "This took too long",
                "Counting was given up; the archive is unharmed. Ask again in a moment.",
            ),
            Self::Backend(BackendError::GivenUp) => (
                StatusCode::GATEWAY_TIMEOUT,
                "given-up",
                "This took far too long",
                "The search did not end in its time, and was given up. The archive is unharmed. Ask for less, or ask again.",
            ),
            Self::Backend(BackendError::Damaged) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "damaged",
                "The index is damaged",
                "It does not hold what was written, and no answer is better than a wrong one. Whoever runs this service has \
                 been told.",
            ),
            Self::Backend(BackendError::BusyExporting) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Too many exports at once",
                "As many exports are under way as may be. Ask again in a moment.",
            ),
            Self::Panicked | Self::Unwritable(_) | Self::Backend(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong here",
                "The fault is ours, not yours. The archive itself is unharmed: try again, or ask for something else.",
            ),
        };
        let message = match self {
            Self::AddressTooLong(most) => format!("Addresses here have at most {most} bytes: {message}").into(),
            _ => message.into(),
        };
        Told { status, name, title, message, way_out: HOME }
    }

    /// When to ask again, in seconds; not the same for everybody, or all would come back at once.
    pub(super) fn retry_after(&self) -> Option<u64> {
        static ASKED: AtomicU64 = AtomicU64::new(0);
        let wait = match self {
            Self::TooManyRequests(wait) => wait.as_secs() + u64::from(wait.subsec_nanos() > 0),
            Self::Backend(BackendError::Busy(_) | BackendError::BusyExporting | BackendError::TooLong) => 1,
            Self::Backend(BackendError::GivenUp) => 2,
            // As long as somebody takes to mend it.
            Self::Backend(BackendError::Damaged) => 300,
            _ => return None,
        };
        Some(wait + ASKED.fetch_add(1, Ordering::Relaxed) % 3)
    }

    /// The error in the form of the route: a problem document for the API and for data, else a page.
    pub(super) fn at(self, uri: &Uri) -> Response {
        let is_data = [".json", ".csv", ".jsonl", ".atom", ".xml"].iter().any(|end| uri.path().ends_with(end));
        if is_api(uri.path()) || is_data {
            Problem::from(self).into_response()
        } else {
            ErrorAsPage::from(self).into_response()
        }
    }
}

/// Whether a path belongs to the API.
pub(super) fn is_api(path: &str) -> bool {
    path.strip_prefix("/api").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// An answer that no cache keeps.
pub(super) fn unstored(status: StatusCode, media_type: &'static str, body: impl Into<Body>) -> Response {
    (status, [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "no-store")], body.into()).into_response()
}

/// What no route answers.
pub(super) async fn no_such_page(uri: Uri) -> Response {
    HttpError::NoSuchPage.at(&uri)
}

/// What a route does not take; and what may be asked of it, for those who ask.
pub(super) async fn method_not_allowed(method: Method, uri: Uri) -> Response {
    if method == Method::OPTIONS {
        return if is_api(uri.path()) { cors::preflight() } else { cors::methods() };
    }
    let mut response = HttpError::MethodNotAllowed(method).at(&uri);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(cors::METHODS));
    response
}

/// How many releases a search found: what an answer tells the log of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found(pub(super) u64);
