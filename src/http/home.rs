//! The first page, and how to ask.

use axum::extract::State;
use axum::response::Response;

use super::asked::Asked;
use super::error::ErrorAsPage;
use super::resource::Form;
use super::search;
use crate::backend::Backend;
use crate::page::{HelpPage, HomePage};

/// `GET /`
pub(super) async fn page(State(backend): State<Backend>, asked: Asked) -> Result<Response, ErrorAsPage> {
    let write = |_: &_, results: &_| Ok(HomePage { results }.render().into_bytes());
    Ok(search::answer(&backend, &asked, Form::Page, "home", HomePage::request(), write).await?)
}

/// `GET /help`
pub(super) async fn help(State(backend): State<Backend>, asked: Asked) -> Result<Response, ErrorAsPage> {
    let write = |_: &_, results: &_| Ok(HelpPage { results }.render().into_bytes());
    Ok(search::answer(&backend, &asked, Form::Page, "help", HelpPage::request(), write).await?)
}
