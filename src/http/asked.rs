//! What a client sent, as far as handlers look at it.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Uri};

use super::error::HttpError;
use crate::query::{Fault, Given, Parameter, read_strictly};

/// The address and the headers of a request.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
}

impl Asked {
    /// What stands behind `?`.
    pub(super) fn parameters(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// The parameters, where these are all that are known here.
    pub(super) fn given(&self, known: &[Parameter]) -> Result<Given, HttpError> {
        read_strictly(self.parameters(), known).map_err(HttpError::BadParameters)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self { uri: parts.uri.clone(), headers: parts.headers.clone() })
    }
}

/// The members of the lists that a header holds.
pub(super) fn listed(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let all = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(',')).map(str::trim)
}

/// The error of one parameter.
pub(super) fn faulty(name: &str, reason: impl Into<String>) -> HttpError {
    HttpError::BadParameters(vec![Fault { name: name.to_owned(), reason: reason.into() }])
}
