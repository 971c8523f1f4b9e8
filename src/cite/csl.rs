//! CSL-JSON: an item in an array.

use serde_json::{Value, json};

use super::Citation;
use super::name::Name;
use crate::release::{Kind, PartialDate};

impl Citation<'_> {
    pub(super) fn csl(&self) -> String {
        let mut item = json!({
            "id": self.release.id,
            "type": match self.release.kind {
                Kind::Blog => "post-weblog",
                Kind::Speech => "speech",
                Kind::News | Kind::Statement | Kind::Appointment => "webpage",
            },
            "genre": self.genre(),
            "accessed": date_parts(PartialDate::Day(self.accessed)),
            "archive": "Pressmark",
            "archive_location": self.permanent.as_deref().unwrap_or(self.release.id.as_str()),
            "note": self.note(),
        });
        let authors: Vec<Value> = self
            .authors()
            .into_iter()
            .map(|author| match author {
                Name::Person { given, family } => json!({"family": family, "given": given}),
                Name::Body(name) => json!({"literal": name}),
            })
            .collect();
        let optional = [
            ("title", self.title().map(Value::from)),
            ("author", (!authors.is_empty()).then(|| Value::from(authors))),
            ("issued", self.date().map(date_parts)),
            ("publisher", self.publisher().map(Value::from)),
            ("URL", self.original().or_else(|| self.permanent.clone()).map(Value::from)),
            ("language", Some(self.release.language.as_str()).filter(|tag| *tag != "und").map(Value::from)),
            (
                "version",
                (self.one_wording || self.release.versions > 1).then(|| json!(self.release.version.to_string())),
            ),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                item[name] = value;
            }
        }
        format!("{}\n", json!([item]))
    }
}

/// A date in as many parts as are known.
fn date_parts(date: PartialDate) -> Value {
    let text = date.to_string();
    let parts: Vec<i32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    json!({"date-parts": [parts]})
}

#[cfg(test)]
mod tests {
    use super::super::{Style, cited, sample};
    use serde_json::{Value, json};

    #[test]
    fn an_item_has_the_parts_that_are_known() {
        let item = |release| -> Value {
            serde_json::from_str::<Value>(&cited(&release, Style::Csl)).expect("JSON")[0].clone()
        };
        let full = item(sample(&["Ann Ames"], Some("Northmere"), Some("2017-02")));
        assert_eq!(full["issued"], json!({"date-parts": [[2017, 2]]}));
        assert_eq!(full["author"], json!([{"family": "Ames", "given": "Ann"}]));
        assert_eq!(full["URL"], "https://northmere.example/a_b?c=1&d=%20");
        assert!(
            full["archive_location"].as_str().is_some_and(|link| link.starts_with("https://archive.example/releases/"))
        );
        let bare = item(sample(&[], None, None));
        assert!(bare.get("issued").is_none() && bare.get("author").is_none());
    }
}
