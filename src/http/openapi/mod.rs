//! The description of the service: OpenAPI 3.1, made from what the routes read and write.
//!
//! routes     every route
//! operation  what a route is: what it takes and what it gives
//! parameter  parameters as schemas, from the tables that the strict readers use
//! answer     answers as schemas, from the types that are written

mod answer;
mod operation;
mod parameter;
mod routes;

use std::sync::OnceLock;

use axum::response::Response;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::asked::Asked;
use super::failure::{ErrorAsPage, Problem};
use super::link::Links;
use super::resource::{Form, Resource};
use crate::page::DocsPage;
use operation::{Operation, Tag};
use routes::OPERATIONS;

/// `GET /openapi.json`
pub(super) async fn document(asked: Asked) -> Result<Response, Problem> {
    asked.given(&[])?;
    let resource = Resource::new(Form::Json, "openapi", "");
    // It is of the program, not of an index.
    if let Some(unchanged) = resource.unchanged("api", &asked.headers) {
        return Ok(unchanged);
    }
    let links = Links::default().to("canonical", "/openapi.json").alternate("/docs", Form::Page.media_type());
    Ok(links.on(resource.answer("api", serde_json::to_vec(description())?)))
}

/// `GET /docs`
pub(super) async fn page(asked: Asked) -> Result<Response, ErrorAsPage> {
    let resource = Resource::new(Form::Page, "docs", "");
    if let Some(unchanged) = resource.unchanged("api", &asked.headers) {
        return Ok(unchanged);
    }
    let page = DocsPage { description: description() }.render();
    let links = Links::default().to("canonical", "/docs").alternate("/openapi.json", Form::Json.media_type());
    Ok(links.on(resource.answer("api", page)))
}

/// The document. It is the same for as long as the program runs.
fn description() -> &'static Value {
    static MADE: OnceLock<Value> = OnceLock::new();
    MADE.get_or_init(|| {
        let settings = SchemaSettings::draft2020_12()
            .with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
            .for_serialize();
        let mut schemas = settings.into_generator();
        let mut paths = Map::new();
        for operation in OPERATIONS {
            paths.insert(operation.path.to_owned(), path_item(operation, &mut schemas));
        }
        let mut components = schemas.take_definitions(true);
        components.values_mut().for_each(without_links);
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Pressmark",
                "version": env!("CARGO_PKG_VERSION"),
                "description": "Search over a press archive: ranked, counted exactly, citable. Everything may be read \
                                without a key, with GET and HEAD. Where a parameter is not known, stands too often or \
                                cannot be read, the answer is 400 and names every fault; an empty parameter equals \
                                none. Answers have strong tags: ask again with `If-None-Match`. `Link` headers lead to \
                                the next page and to other forms of the same.",
                "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
            },
            "servers": [{"url": "/"}],
            "tags": Tag::ALL.map(|tag| json!({"name": tag.name(), "description": tag.about()})),
            "paths": paths,
            "components": {"schemas": components},
        })
    })
}

fn path_item(operation: &Operation, schemas: &mut SchemaGenerator) -> Value {
    let mut parameters: Vec<Value> = parameter::of_path(operation.path);
    parameters.extend(operation.parameters.iter().flat_map(|table| table.iter()).filter_map(|one| {
        // A timeline repeats `q`, which a selection has once: the first table wins.
        let first = operation.parameters.iter().flat_map(|table| table.iter()).find(|known| known.name == one.name);
        (first == Some(one)).then(|| parameter::schema(one))
    }));
    let mut item = json!({
        "operationId": operation.name,
        "summary": operation.about,
        "tags": [operation.tag.name()],
        "responses": answer::responses(operation, schemas),
    });
    if !parameters.is_empty() {
        item["parameters"] = Value::from(parameters);
    }
    json!({ "get": item })
}

/// Takes the links of doc comments out of descriptions: `[`Hit`]` is of use in the code alone.
fn without_links(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "description" => {
                        *text = text.replace("[`crate::query::", "[`").replace("[`", "`").replace("`]", "`");
                    }
                    _ => without_links(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(without_links),
        _ => {}
    }
}
