//! What changed between two wordings of a release, as data and as page.

use axum::extract::State;
use axum::response::Response;

use super::asked::Asked;
use super::error::HttpError;
use super::failure::{ErrorAsPage, Problem};
use super::link::Links;
use super::release::{Found, Id, Wanted, answer};
use super::resource::Form;
use super::site::Site;
use crate::backend::Backend;
use crate::page::DifferencePage;
use crate::query::{DIFFERENCE, Fault, Given, read_leniently, with_parameters};
use crate::release::Family;
use crate::results::Difference;

/// `GET /api/v1/releases/{id}/diff`, `GET /releases/{id}/diff.json`
pub(super) async fn json(
    State(backend): State<Backend>,
    id: Id,
    site: Site,
    asked: Asked,
) -> Result<Response, Problem> {
    let pair = Pair::of(&asked.given(DIFFERENCE)?);
    let normal = pair.normal();
    let write = move |found: Found| Ok(serde_json::to_vec(&pair.difference(&found.family)?)?);
    let wanted = Wanted::of(Form::Json, &normal);
    Ok(alternate(&asked, Form::Page).on(answer(&backend, id, &site, &asked, wanted, write).await?))
}

/// `GET /releases/{id}/diff`
pub(super) async fn page(
    State(backend): State<Backend>,
    id: Id,
    site: Site,
    asked: Asked,
) -> Result<Response, ErrorAsPage> {
    let given = read_leniently(asked.parameters(), DIFFERENCE).map_err(HttpError::BadParameters)?;
    let pair = Pair::of(&given);
    let (index, normal) = (backend.state(), pair.normal());
    let write = move |Found { family, .. }: Found| {
        let difference = pair.difference(&family)?;
        Ok(DifferencePage { family: &family, difference: &difference, index: &index }.render().into_bytes())
    };
    let wanted = Wanted::of(Form::Page, &normal);
    Ok(alternate(&asked, Form::Json).on(answer(&backend, id, &site, &asked, wanted, write).await?))
}

/// The same difference in the other form.
fn alternate(asked: &Asked, other: Form) -> Links {
    let path = asked.uri.path();
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let page = path.strip_suffix(".json").unwrap_or(path);
    Links::default().alternate(&with_parameters(&other.path(page), asked.parameters()), other.media_type())
}

/// The numbers of two wordings, as far as they were given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Pair {
    from: Option<u32>,
    to: Option<u32>,
}

impl Pair {
    fn of(given: &Given) -> Self {
        let number = |name| given.number(name).and_then(|number| u32::try_from(number).ok());
        Self { from: number("from"), to: number("to") }
    }

    fn normal(self) -> String {
        format!("diff {self:?}")
    }

    /// The difference of the wordings; of the last two where nothing else was said.
    fn difference(self, family: &Family) -> Result<Difference, HttpError> {
        let versions = family.latest().versions;
        let to = self.to.unwrap_or(versions);
        let from = self.from.unwrap_or(to.saturating_sub(1).max(1));
        let wording = |name: &str, number: u32| {
            let missing = || {
                let reason =
                    format!("`{number}` is none of the {versions} wordings that the archive has of this release");
                HttpError::BadParameters(vec![Fault { name: name.to_owned(), reason }])
            };
            family.version(number).ok_or_else(missing)
        };
        Ok(Difference::between(wording("from", from)?, wording("to", to)?))
    }
}
