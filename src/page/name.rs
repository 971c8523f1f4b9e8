//! What readers call kinds, languages and the values of facets.

use super::text;
use crate::query::Facet;
use crate::release::{Kind, Language};

/// A value of a facet, by the label that came with its count, or by itself.
pub(super) fn value(facet: Facet, value: &str, label: &str) -> String {
    match facet {
        Facet::Kind => value.parse().map_or_else(|_| text::line(label), |known| kind(known).to_owned()),
        Facet::Language => match Language::from_tag(value) {
            Some(known) => language(&known).to_owned(),
            None => text::line(label),
        },
        Facet::Topic | Facet::Publisher | Facet::Date => text::line(label),
    }
}

/// `News`, `Speech`.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::News => "News",
        Kind::Statement => "Statement",
        Kind::Speech => "Speech",
        Kind::Blog => "Blog",
        Kind::Appointment => "Appointment",
    }
}

/// The English name of a language, or its subtag.
pub(super) fn language(language: &Language) -> &str {
    match language.as_str() {
        "ar" => "Arabic",
        "cy" => "Welsh",
        "de" => "German",
        "en" => "English",
        "es" => "Spanish",
        "fr" => "French",
        "ga" => "Irish",
        "gd" => "Scottish Gaelic",
        "hi" => "Hindi",
        "it" => "Italian",
        "ja" => "Japanese",
        "ko" => "Korean",
        "nl" => "Dutch",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ru" => "Russian",
        "sv" => "Swedish",
        "tr" => "Turkish",
        "vi" => "Vietnamese",
        "zh" => "Chinese",
        "und" => "Language unknown",
        other => other,
    }
}

/// The `lang` attribute of its text; `None` where it is unknown.
pub(super) fn lang_attribute(language: &Language) -> Option<&str> {
    (language != &Language::undetermined()).then(|| language.as_str())
}
