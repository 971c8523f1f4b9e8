//! Suggestions while a search is typed.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::error::{HttpError, Problem};
use super::resource::{Form, Resource};
use crate::backend::Backend;
use crate::query::Beginning;

/// `GET /api/v1/suggest`
pub(super) async fn json(
    State(backend): State<Backend>,
    RawQuery(parameters): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let beginning = Beginning::from_parameters(&parameters.unwrap_or_default()).map_err(HttpError::BadParameters)?;
    let resource = Resource::new(Form::Json, "suggest", &beginning.to_parameters());
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, &headers) {
        return Ok(unchanged);
    }
    let suggestions = backend.suggest(beginning).await?;
    let body = serde_json::to_vec(&suggestions).map_err(HttpError::from)?;
    Ok(resource.answer(&suggestions.index.generation, body))
}
