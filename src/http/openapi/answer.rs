//! Answers as the description has them.

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::operation::{Gives, Operation, Tag};
use crate::cite::Style;
use crate::http::failure::ProblemDocument;
use crate::http::resource::Form;
use crate::ingest::{About, Account};
use crate::release::EnrichedRelease;
use crate::results::{
    Difference, FacetAnswer, Help, Neighbours, SearchResults, ShownRelease, ShownWording, Suggestions, Timeline,
    TopicTree,
};

/// What an operation may answer, by status.
pub(super) fn responses(operation: &Operation, schemas: &mut SchemaGenerator) -> Value {
    let mut responses = Map::new();
    let mut content = Map::new();
    for gives in operation.gives {
        if *gives == Gives::Found {
            responses.insert("302".to_owned(), json!({"description": "Where the wording is."}));
            continue;
        }
        let (media_type, schema) = body(*gives, schemas);
        content.insert(media_type.to_owned(), json!({ "schema": schema }));
    }
    if let (Some((address, answer)), Some((_, described))) = (operation.example, content.iter_mut().next()) {
        let answer: Value = serde_json::from_str(answer).unwrap_or_default();
        described["examples"] = json!({"bundled": {"summary": format!("GET {address}"), "value": answer}});
    }
    if !content.is_empty() {
        responses.insert("200".to_owned(), json!({"description": operation.about, "content": content}));
    }
    let page = operation.tag == Tag::Page;
    let faulty = if page { json!({"text/html": {}}) } else { problem(schemas) };
    if !page && operation.tag != Tag::Discovery {
        responses
            .insert("304".to_owned(), json!({"description": "You have it: the tag you sent is that of the answer."}));
    }
    if operation.is_of_release() || operation.path.contains("{part}") || operation.path.contains("{facet}") {
        responses.insert("404".to_owned(), json!({"description": "There is none.", "content": faulty}));
    }
    if operation.is_of_release() {
        responses.insert("301".to_owned(), json!({"description": "The release has another id by now."}));
        responses.insert("410".to_owned(), json!({"description": "It was in the archive once.", "content": faulty}));
    }
    let both = if page || operation.tag == Tag::Discovery {
        json!({"text/html": {}, "application/problem+json": problem(schemas)["application/problem+json"]})
    } else {
        problem(schemas)
    };
    responses.insert(
        "400".to_owned(),
        json!({"description": "Every parameter that cannot be read is named.", "content": both}),
    );
    responses
        .insert("414".to_owned(), json!({"description": "The address is longer than 8,192 bytes.", "content": both}));
    responses.insert(
        "429".to_owned(),
        json!({"description": "More than your share: ask again after `Retry-After` seconds.", "content": both}),
    );
    // Said before anything is routed, and without a body.
    responses.insert("431".to_owned(), json!({"description": "The head of the request is longer than 16,384 bytes."}));
    responses.insert(
        "503".to_owned(),
        json!({"description": "Not now: ask again after `Retry-After` seconds.", "content": both}),
    );
    responses.insert(
        "504".to_owned(),
        json!({"description": "The search did not end in its time, and was given up.", "content": both}),
    );
    Value::Object(responses)
}

fn problem(schemas: &mut SchemaGenerator) -> Value {
    json!({"application/problem+json": {"schema": schemas.subschema_for::<ProblemDocument>()}})
}

/// The media type and the schema of what is given.
fn body(gives: Gives, schemas: &mut SchemaGenerator) -> (&'static str, Value) {
    let schema = match gives {
        Gives::SearchResults => schemas.subschema_for::<SearchResults>(),
        Gives::Suggestions => schemas.subschema_for::<Suggestions>(),
        Gives::Facet => schemas.subschema_for::<FacetAnswer>(),
        Gives::Timeline => schemas.subschema_for::<Timeline>(),
        Gives::Coverage => schemas.subschema_for::<Account>(),
        Gives::Help => schemas.subschema_for::<Help>(),
        Gives::About => schemas.subschema_for::<About>(),
        Gives::Topics => schemas.subschema_for::<TopicTree>(),
        Gives::Release => schemas.subschema_for::<ShownRelease<'static>>(),
        Gives::Wording => schemas.subschema_for::<ShownWording<'static>>(),
        Gives::Wordings => schemas.subschema_for::<Vec<EnrichedRelease>>(),
        Gives::Neighbours => schemas.subschema_for::<Neighbours>(),
        Gives::Difference => schemas.subschema_for::<Difference>(),
        Gives::Any => return (Form::Json.media_type(), json!({"type": "object"})),
        Gives::Plain(form @ Form::Citation(Style::Csl)) => {
            return (form.media_type(), json!({"type": "array", "items": {"type": "object"}}));
        }
        Gives::Plain(Form::JsonFeed) => return (Form::JsonFeed.media_type(), json!({"type": "object"})),
        Gives::Plain(form) => return (form.media_type(), json!({"type": "string"})),
        Gives::Media(media_type) => return (media_type, json!({"type": "string"})),
        Gives::Found => return ("text/plain", json!({})),
    };
    (Form::Json.media_type(), schema.to_value())
}
