//! Parameters as the description has them.

use serde_json::{Value, json};

use crate::query::{Facet, Parameter, Takes};

/// A parameter behind `?`.
pub(super) fn schema(parameter: &Parameter) -> Value {
    let mut schema = value(parameter.takes);
    if parameter.most > 1 {
        schema = json!({"type": "array", "items": schema, "maxItems": parameter.most});
    }
    let mut described = json!({
        "name": parameter.name,
        "in": "query",
        "description": parameter.about,
        "required": false,
        "schema": schema,
    });
    if !matches!(parameter.takes, Takes::Text(_)) {
        // Forms send empty fields.
        described["allowEmptyValue"] = json!(true);
    }
    if parameter.most > 1 {
        described["style"] = json!("form");
        described["explode"] = json!(true);
    }
    described
}

fn value(takes: Takes) -> Value {
    match takes {
        Takes::Text(most) => json!({"type": "string", "maxLength": most}),
        Takes::OneOf(words) => json!({"type": "string", "enum": words, "default": words.first()}),
        Takes::Either(words) => json!({"type": "string", "enum": words}),
        Takes::Facets => {
            let names = Facet::ALL.map(Facet::as_str).join("|");
            json!({"type": "string", "pattern": format!("^(all|none|({names})(,({names}))*)$"), "default": "all"})
        }
        Takes::Date => json!({
            "type": "string",
            "description": "`2017`, `2017-02` or `2017-02-22`",
            // Days that every month has, and those that only some have.
            "pattern": "^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?|-(0[13-9]|1[0-2])-(29|30)|-(0[13578]|1[02])-31)?$",
        }),
        Takes::Number { least, most, usual } => {
            let mut number = json!({"type": "integer", "minimum": least, "maximum": most});
            if let Some(usual) = usual {
                number["default"] = json!(usual);
            }
            number
        }
        Takes::Cursor => json!({
            "type": "string",
            "description": "opaque: `next` of an answer to the same search",
            "pattern": "^[rfno]-[0-9a-f]{1,8}-[0-9a-f]{1,16}-[0-9a-f]{1,16}(-[0-9a-f]{1,16})?$",
        }),
    }
}

/// What stands in the path.
pub(super) fn of_path(path: &str) -> Vec<Value> {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let of_path = |name: &str| {
        let (about, schema, example) = match name {
            "id" => (
                "The id of a release, or the id its own system gave it.",
                json!({"type": "string", "minLength": 1, "maxLength": 1024}),
                json!("4nte20tqjqkg9dz9nfdf"),
            ),
            "n" => ("Which wording, counted from 1.", json!({"type": "integer", "minimum": 1}), json!(1)),
            "facet" => (
                "Which facet.",
                json!({"type": "string", "enum": Facet::ALL.map(Facet::as_str)}),
                json!(Facet::Kind.as_str()),
            ),
            _ => ("Which part.", json!({"type": "string", "pattern": "^[1-9][0-9]*\\.xml$"}), json!("1.xml")),
        };
        json!({"name": name, "in": "path", "required": true, "description": about, "schema": schema, "example": example})
    };
    names.map(of_path).collect()
}
