//! What closed sets are called on pages.

use crate::release::{Kind, Language};

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
