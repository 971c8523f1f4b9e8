//! Which language a text is in. Door: whichlang.

use whichlang::{Lang, detect_language};

use crate::release::Language;

/// Fewer letters than this tell no language.
const MIN_LETTERS: usize = 20;
/// Fewer than this tell none that shares the Latin letters, but English: names make headlines look French, German or
/// Italian.
const MIN_LATIN: usize = 60;
/// Bytes of each text looked at. Twice as many changed 8 of 56,000 verdicts; those looked at were of releases in two
/// languages.
const MAX_BYTES: usize = 1000;

/// The language of a release, or `und`.
pub(super) fn detect(title: Option<&str>, summary: Option<&str>, body: &str) -> Language {
    let mut sample = String::new();
    for text in [title, summary, Some(body)].into_iter().flatten() {
        sample.push_str(&text[..text.floor_char_boundary(MAX_BYTES)]);
        sample.push('\n');
    }
    let (language, welsh) = (detect_language(&sample), Welsh::of(&sample));
    let least = match language {
        _ if welsh.is_enough() => MIN_LETTERS,
        Lang::Ara | Lang::Cmn | Lang::Hin | Lang::Jpn | Lang::Kor | Lang::Rus => MIN_LETTERS,
        // Headlines of stubs are found by other inflections only where they are known to be English.
        Lang::Eng if welsh.as_written == 0 => MIN_LETTERS,
        _ => MIN_LATIN,
    };
    if sample.chars().filter(|c| c.is_alphabetic()).take(least).count() < least {
        return Language::undetermined();
    }
    let code = if welsh.is_enough() { "cy" } else { code(language) };
    Language::from_tag(code).unwrap_or_else(Language::undetermined)
}

/// Small words of Welsh. The detector knows sixteen languages and takes Welsh for English or Dutch; press offices in
/// Wales publish half their releases in it.
const WELSH: [&str; 22] = [
    "yn", "y", "yr", "ac", "a'r", "i'r", "o'r", "a’r", "i’r", "o’r", "ei", "wedi", "mae", "gan", "bod", "eu", "hefyd",
    "gyda", "sydd", "oedd", "ar", "neu",
];

/// The longest of them, in bytes.
const LONGEST_WELSH: usize = 5;

/// How many words of a text are small words of Welsh.
struct Welsh {
    words: usize,
    small: usize,
    /// In the same letters, as a headline has to have them: EU is none.
    as_written: usize,
}

impl Welsh {
    fn of(text: &str) -> Self {
        let mut welsh = Self { words: 0, small: 0, as_written: 0 };
        for word in text.split_whitespace() {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            welsh.words += 1;
            if word.len() > LONGEST_WELSH {
                continue;
            }
            if let Some(small) = WELSH.iter().find(|small| small.eq_ignore_ascii_case(word)) {
                welsh.small += 1;
                welsh.as_written += usize::from(*small == word);
            }
        }
        welsh
    }

    /// One word in six; in English text none of them but names and initials occurs.
    fn is_enough(&self) -> bool {
        self.words >= 6 && self.small * 6 >= self.words
    }
}

fn code(language: Lang) -> &'static str {
    match language {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_from_a_sentence() {
        let detect = |text: &str| detect(None, None, text).as_str().to_owned();
        assert_eq!(detect("Officers are appealing for witnesses after a collision on the ring road."), "en");
        assert_eq!(
            detect("Les agents lancent un appel à témoins après une collision sur la rocade de la ville."),
            "fr"
        );
        assert_eq!(detect("Mae swyddogion yn apelio am dystion ar ôl gwrthdrawiad ar y ffordd ac yn y dref."), "cy");
        assert_eq!(detect("12 May"), "und");
    }

    #[test]
    fn a_headline_in_latin_letters_is_english_or_of_no_known_language() {
        for (headline, language) in [
            ("Ferries to sail on Sundays from May", "en"),
            ("The EU agrees on rules for new ferries", "en"),
            ("Munro, Dupont et Lefèvre: La Rochelle", "und"),
            ("Cyngor yn croesawu'r llongau newydd", "und"),
            ("Ferries for all and for ever: croeso i’r Llongau newydd", "und"),
            ("Новые паромы начнут ходить в мае", "ru"),
        ] {
            assert_eq!(detect(Some(headline), None, "").as_str(), language, "{headline}");
        }
    }
}
