//! Suggestions while a search is typed.

use axum::extract::State;
use axum::response::Response;

use super::asked::Asked;
use super::error::HttpError;
use super::failure::Problem;
use super::resource::{Form, Resource};
use crate::backend::Backend;
use crate::query::Beginning;

/// `GET /api/v1/suggest`
pub(super) async fn json(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    let beginning = Beginning::from_parameters(asked.parameters()).map_err(HttpError::BadParameters)?;
    let resource = Resource::new(Form::Json, "suggest", &beginning.to_parameters());
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, &asked.headers) {
        return Ok(unchanged);
    }
    let suggestions = backend.suggest(beginning).await?;
    let body = serde_json::to_vec(&suggestions).map_err(HttpError::from)?;
    Ok(resource.answer(&suggestions.index.generation, body))
}
