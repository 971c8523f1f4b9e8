//! The description of the service, to be read.

use maud::{Markup, html};
use serde_json::Value;

use super::layout::Layout;
use crate::query::Request;

/// The description, made from the OpenAPI document itself.
#[derive(Debug)]
pub struct DocsPage<'a> {
    /// The document.
    pub description: &'a Value,
}

impl DocsPage<'_> {
    /// The page.
    pub fn render(&self) -> String {
        let document = self.description;
        let operations: Vec<(&str, &Value)> =
            entries(&document["paths"]).map(|(path, item)| (path, &item["get"])).collect();
        Layout {
            title: Some("The API"),
            place: None,
            request: &Request::all(),
            head: html! { link rel="alternate" type="application/vnd.oai.openapi+json" href="/openapi.json"; },
            sidebar: None,
            main: html! {
                h1 { "The API" }
                p.lead { (prose(&document["info"]["description"])) }
                p { "The same for programs: " a href="/openapi.json" { "OpenAPI document" } "." }
                @for tag in list(&document["tags"]) {
                    section {
                        h2 { (string(&tag["name"])) }
                        p { (prose(&tag["description"])) }
                        @for (path, operation) in operations.iter().filter(|(_, one)| one["tags"][0] == tag["name"]) {
                            (self::operation(path, operation))
                        }
                    }
                }
                section {
                    h2 { "Answers, field by field" }
                    @for (name, schema) in entries(&document["components"]["schemas"]) { (described(name, schema)) }
                }
            },
            index: None,
        }
        .render()
    }
}

fn operation(path: &str, operation: &Value) -> Markup {
    let parameters = list(&operation["parameters"]);
    html! {
        section.operation id=(string(&operation["operationId"])) {
            h3 { code { "GET " (path) } }
            p { (prose(&operation["summary"])) }
            @if !parameters.is_empty() {
                table {
                    thead { tr { th scope="col" { "Parameter" } th scope="col" { "Value" } th scope="col" { "What it does" } } }
                    tbody {
                        @for parameter in parameters {
                            tr {
                                th scope="row" { code { (string(&parameter["name"])) } }
                                td { (value(&parameter["schema"])) }
                                td { (prose(&parameter["description"])) }
                            }
                        }
                    }
                }
            }
            @for (media_type, body) in entries(&operation["responses"]["200"]["content"]) {
                p { "Gives " code { (media_type) } @if body["schema"] != Value::Null { (of(&body["schema"])) } "." }
                @for (_, example) in entries(&body["examples"]) {
                    details {
                        summary { code { (string(&example["summary"])) } }
                        pre tabindex="0" { code { (pretty(&example["value"])) } }
                    }
                }
            }
        }
    }
}

/// A schema with its fields.
fn described(name: &str, schema: &Value) -> Markup {
    let fields: Vec<(&str, &Value)> = entries(&schema["properties"]).collect();
    html! {
        section id=(format!("schema-{name}")) {
            h3 { code { (name) } }
            @if let Some(about) = schema["description"].as_str() { p { (text(about)) } }
            @if !fields.is_empty() {
                table {
                    thead { tr { th scope="col" { "Field" } th scope="col" { "Value" } th scope="col" { "What it is" } } }
                    tbody {
                        @for (name, field) in fields {
                            tr {
                                th scope="row" { code { (name) } }
                                td { (value(field)) }
                                td { (prose(&field["description"])) }
                            }
                        }
                    }
                }
            } @else {
                p { (value(schema)) }
            }
        }
    }
}

/// What a value may be, in words.
fn value(schema: &Value) -> Markup {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return html! { a href=(format!("#schema-{name}")) { (name) } };
    }
    let either: Vec<&Value> = ["anyOf", "oneOf"].iter().flat_map(|key| list(&schema[*key])).collect();
    if !either.is_empty() {
        return html! { @for (at, one) in either.iter().enumerate() { @if at > 0 { " or " } (value(one)) } };
    }
    if let Some(words) = schema["enum"].as_array() {
        return html! {
            @for (at, word) in words.iter().enumerate() { @if at > 0 { ", " } code { (string(word)) } }
            @if let Some(usual) = schema["default"].as_str() { "; else " code { (usual) } }
        };
    }
    if let Some(only) = schema.get("const") {
        return html! { code { (string(only)) } };
    }
    if schema["type"] == "array" {
        return match schema["maxItems"].as_u64() {
            Some(most) => html! { (value(&schema["items"])) "; up to " (most) " times" },
            None => html! { "list of " (value(&schema["items"])) },
        };
    }
    if schema["pattern"].is_string() && schema["description"].is_string() {
        return prose(&schema["description"]);
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(string).collect::<Vec<_>>().join(" or "),
        kind => string(kind),
    };
    let (least, most) = (schema["minimum"].as_u64(), schema["maximum"].as_u64());
    html! {
        (kinds)
        @if let (Some(least), Some(most)) = (least, most) { " from " (least) " to " (most) }
        @if let Some(usual) = schema["default"].as_u64() { "; else " code { (usual) } }
        @if let Some(longest) = schema["maxLength"].as_u64() { " of at most " (longest) " characters" }
    }
}

/// The schema that a body has.
fn of(schema: &Value) -> Markup {
    html! { @if schema["$ref"].is_string() || schema["type"] == "array" { ": " (value(schema)) } }
}

fn entries(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    object.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn list(array: &Value) -> &[Value] {
    array.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn string(value: &Value) -> String {
    value.as_str().map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
}

fn prose(value: &Value) -> Markup {
    text(value.as_str().unwrap_or_default())
}

/// A sentence; what stands between backticks is code.
fn text(sentence: &str) -> Markup {
    html! {
        @for (at, part) in sentence.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use serde_json::json;

    #[test]
    fn operations_parameters_and_fields_are_shown() {
        let description = json!({
            "info": {"description": "What `it` is."},
            "tags": [{"name": "Search", "description": "To find."}],
            "paths": {"/search": {"get": {
                "operationId": "search", "tags": ["Search"], "summary": "Finds.",
                "parameters": [{"name": "limit", "description": "How many.", "schema": {"type": "integer", "minimum": 0, "maximum": 100, "default": 20}}],
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Hit"},
                    "examples": {"one": {"summary": "GET /search?q=<a>", "value": {"total": 1}}}}}}},
            }}},
            "components": {"schemas": {"Hit": {"description": "A hit.", "properties": {"id": {"type": "string", "description": "Its id."}}}}},
        });
        let page = DocsPage { description: &description }.render();
        assert_eq!(sample::texts(&page, "h3"), ["GET /search", "Hit"]);
        assert_eq!(sample::texts(&page, "#search td"), ["integer from 0 to 100; else 20", "How many."]);
        assert_eq!(sample::attribute(&page, "#search a", "href").as_deref(), Some("#schema-Hit"));
        assert_eq!(sample::texts(&page, "#schema-Hit td"), ["string", "Its id."]);
        assert_eq!(sample::text(&page, "summary"), "GET /search?q=<a>");
    }
}
