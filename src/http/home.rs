//! The first page, and how to ask; both also as data.

use axum::extract::State;
use axum::response::Response;

use super::asked::Asked;
use super::error::HttpError;
use super::failure::{ErrorAsPage, Problem};
use super::link::Links;
use super::resource::Form;
use super::search::{Answered, Wanted, answer};
use crate::backend::Backend;
use crate::page::{HelpPage, HomePage};
use crate::results::Help;

/// `GET /`
pub(super) async fn page(State(backend): State<Backend>, asked: Asked) -> Result<Response, ErrorAsPage> {
    let write = |_: &_, results: &_| Ok(HomePage { results }.render().into_bytes());
    Ok(answer(&backend, &asked, home(Form::Page), write).await?)
}

/// `GET /index.json`
pub(super) async fn json(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    asked.given(&[])?;
    let write = |_: &_, results: &_| Ok(serde_json::to_vec(results)?);
    Ok(answer(&backend, &asked, home(Form::Json), write).await?)
}

/// `GET /help`
pub(super) async fn help_page(State(backend): State<Backend>, asked: Asked) -> Result<Response, ErrorAsPage> {
    let write = |help: &Help| Ok(HelpPage { help }.render().into_bytes());
    Ok(help(&backend, &asked, Form::Page, write).await?)
}

/// `GET /help.json`
pub(super) async fn help_json(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    asked.given(&[])?;
    Ok(help(&backend, &asked, Form::Json, |help| Ok(serde_json::to_vec(help)?)).await?)
}

/// The newest releases and the counts of everything: a search with an address of its own.
fn home(form: Form) -> Wanted {
    let links = |answered: &Answered<'_>| {
        Links::among(&[Form::Page, Form::Json], answered.form, "/", "")
            .alternate(&Form::Atom.path("/search"), Form::Atom.media_type())
    };
    Wanted { form, what: "home", request: HomePage::request(), links }
}

async fn help(
    backend: &Backend,
    asked: &Asked,
    form: Form,
    write: impl FnOnce(&Help) -> Result<Vec<u8>, HttpError> + Send + 'static,
) -> Result<Response, HttpError> {
    let links = |answered: &Answered<'_>| Links::among(&[Form::Page, Form::Json], answered.form, "/help", "");
    let wanted = Wanted { form, what: "help", request: Help::request(), links };
    answer(backend, asked, wanted, move |_, results| write(&Help::of(results))).await
}
