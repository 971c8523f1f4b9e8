//! What changed between two wordings of a release, as data and as page.

use axum::extract::State;
use axum::response::Response;

use super::asked::Asked;
use super::error::{ErrorAsPage, HttpError, Problem};
use super::release::{Found, Id, Wanted, answer};
use super::resource::Form;
use super::site::Site;
use crate::backend::Backend;
use crate::page::DifferencePage;
use crate::query::{DIFFERENCE, Fault, Given, read_leniently};
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
    let write = move |found: Found| Ok(serde_json::to_vec(&pair.difference(&found.family)?)?);
    let wanted = Wanted { form: Form::Json, normal: &pair.normal(), most_similar: None };
    Ok(answer(&backend, id, &site, &asked, wanted, write).await?)
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
    let index = backend.state();
    let write = move |Found { family, .. }: Found| {
        let difference = pair.difference(&family)?;
        Ok(DifferencePage { family: &family, difference: &difference, index: &index }.render().into_bytes())
    };
    let wanted = Wanted { form: Form::Page, normal: &pair.normal(), most_similar: None };
    Ok(answer(&backend, id, &site, &asked, wanted, write).await?)
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
