//! One facet of a search alone.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;

use super::asked::Asked;
use super::error::HttpError;
use super::failure::Problem;
use super::link::Links;
use super::resource::Form;
use super::search::{Wanted, answer};
use crate::backend::Backend;
use crate::query::{FACET, Facet, Facets, Request, parse_selection_beside};
use crate::results::FacetAnswer;

/// `GET /api/v1/facets/{facet}`
pub(super) async fn json(
    State(backend): State<Backend>,
    facet: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Result<Response, Problem> {
    let facet = facet.ok().and_then(|Path(name)| Facet::named(&name)).ok_or(HttpError::NoSuchPage)?;
    let read = parse_selection_beside(asked.parameters(), FACET).map_err(HttpError::BadParameters)?;
    let (given, selection) = read;
    let versions = given.parsed("versions").unwrap_or_default();
    let request = Request { limit: 0, facets: Facets::only(facet), versions, ..selection };
    let write = |_: &Request, results: &_| Ok(serde_json::to_vec(&FacetAnswer::of(results))?);
    let wanted = Wanted { form: Form::Json, what: "facet", request, links: |_| Links::default() };
    Ok(answer(&backend, &asked, wanted, write).await?)
}
