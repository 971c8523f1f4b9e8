//! The publication dates of a row: as a text, or as the object that `pressmark parse` prints.

use serde_json::Value;

use crate::release::{Claim, Evidence, Published};

use super::super::{DayOrder, date};
use super::fields::{Fields, text};

/// Names that state publication, the plainest first. Those that tell of collecting or changing are not here.
const NAMES: [&str; 17] = [
    "published",
    "published_at",
    "published_on",
    "first_published_at",
    "published_date",
    "publication_date",
    "publish_date",
    "date_published",
    "pub_date",
    "article_published_time",
    "release_date",
    "date_issued",
    "issued",
    "date_posted",
    "posted_on",
    "posted",
    "date",
];

/// What the row claims.
pub(super) fn claims(row: &Fields, order: DayOrder) -> Vec<Claim> {
    row.first(&NAMES, |value| match value {
        Value::Object(fields) => own(value).or_else(|| given(fields.get("date")?, order)),
        other => given(other, order),
    })
    .unwrap_or_default()
}

/// Our own object with its evidence and rivals.
fn own(value: &Value) -> Option<Vec<Claim>> {
    let published: Published = serde_json::from_value(value.clone()).ok()?;
    Some(published.claims().collect())
}

fn given(value: &Value, order: DayOrder) -> Option<Vec<Claim>> {
    let raw = text(value)?;
    let date = date::whole(&raw, order)?;
    Some(vec![Claim { evidence: Evidence::Given, date, raw }])
}
