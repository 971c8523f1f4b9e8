//! What changed between two wordings of a release, as data and as page.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use super::error::{ErrorAsPage, HttpError, Problem};
use super::release::{Asked, Found, Id, answer};
use super::resource::Form;
use crate::backend::Backend;
use crate::page::DifferencePage;
use crate::query::Fault;
use crate::release::Family;
use crate::results::Difference;

/// `GET /api/v1/releases/{id}/diff`, `GET /releases/{id}/diff.json`
pub(super) async fn json(
    State(backend): State<Backend>,
    Id(id): Id,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let pair = Pair::from_parameters(&uri).map_err(HttpError::BadParameters)?;
    let write = move |found: Found| Ok(serde_json::to_vec(&pair.difference(&found.family)?)?);
    Ok(answer(&backend, Asked { uri: &uri, headers: &headers }, Form::Json, id, &pair.normal(), None, write).await?)
}

/// `GET /releases/{id}/diff`
pub(super) async fn page(
    State(backend): State<Backend>,
    Id(id): Id,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ErrorAsPage> {
    let pair = Pair::from_parameters(&uri).map_err(HttpError::BadParameters)?;
    let index = backend.state();
    let write = move |Found { family, .. }: Found| {
        let difference = pair.difference(&family)?;
        Ok(DifferencePage { family: &family, difference: &difference, index: &index }.render().into_bytes())
    };
    Ok(answer(&backend, Asked { uri: &uri, headers: &headers }, Form::Page, id, &pair.normal(), None, write).await?)
}

/// The numbers of two wordings, as far as they were given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Pair {
    from: Option<u32>,
    to: Option<u32>,
}

impl Pair {
    fn from_parameters(uri: &Uri) -> Result<Self, Vec<Fault>> {
        let parameters =
            Query::<Vec<(String, String)>>::try_from_uri(uri).map_or_else(|_| Vec::new(), |Query(all)| all);
        let (mut pair, mut faults) = (Self::default(), Vec::new());
        for (name, value) in parameters {
            let number = match name.as_str() {
                "from" => &mut pair.from,
                "to" => &mut pair.to,
                _ => {
                    faults.push(Fault { name, reason: "is not known here; known are from, to".to_owned() });
                    continue;
                }
            };
            let reason = match value.parse() {
                // Forms send empty fields.
                _ if value.is_empty() => continue,
                _ if number.is_some() => "is given more than once".to_owned(),
                Ok(given @ 1..) => {
                    *number = Some(given);
                    continue;
                }
                _ => format!("`{value}` is no number of a wording; they begin with 1"),
            };
            faults.push(Fault { name, reason });
        }
        if faults.is_empty() { Ok(pair) } else { Err(faults) }
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
