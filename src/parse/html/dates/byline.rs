//! Lines in which a page tells a reader when it was published: `Posted on 22 Feb 2017 by A. Smith`.

use crate::release::PartialDate;

use super::super::super::DayOrder;
use super::super::super::date::{self, Found};

/// Longer lines are text.
const LONGEST: usize = 160;

/// Beginnings of words that tell of another day than that of publication.
const OTHER: [&str; 48] = [
    "updat",
    "modif",
    "review",
    "revis",
    "amend",
    "access",
    "copyright",
    "archiv",
    "captur",
    "retriev",
    "saved",
    "last",
    "expir",
    "deadline",
    "until",
    "since",
    "born",
    "event",
    "aktualis",
    "letzte",
    "zuletzt",
    "geändert",
    "änderung",
    "stand",
    "abgerufen",
    "gültig",
    "bearbeitet",
    "jour",
    "dernière",
    "actualiz",
    "actualis",
    "última",
    "atualiz",
    "aggiorn",
    "ultim",
    "bijgewerkt",
    "gewijzigd",
    "päivit",
    "oppdater",
    "opdater",
    "uppdater",
    "zaktual",
    "aktualiz",
    "edited",
    "diweddar",
    "termin",
    "beginn",
    "veranstalt",
];

/// Beginnings of words that tell of publication.
const PUBLICATION: [&str; 36] = [
    "publish",
    "publi",
    "posted",
    "released",
    "issued",
    "filed",
    "submitted",
    "written",
    "created",
    "added",
    "date",
    "post",
    "article",
    "entry",
    "veröffentlicht",
    "erschienen",
    "geschrieben",
    "gespeichert",
    "erstellt",
    "verfasst",
    "eingestellt",
    "artikel",
    "beitrag",
    "datum",
    "pubbli",
    "opublik",
    "gepubl",
    "publicer",
    "julkaist",
    "offentlig",
    "fecha",
    "cyhoedd",
    "ligne",
    "online",
    "inserito",
    "geplaatst",
];

/// Words before the name of who wrote it.
const BY: [&str; 11] = ["by", "von", "par", "por", "di", "door", "av", "af", "gan", "autor", "author"];

/// Words before a day.
const ON: [&str; 8] = ["on", "am", "vom", "le", "el", "il", "op", "den"];

/// The date of a line that stands beside a headline: a date alone, or with who wrote it, or with a label.
pub(in super::super) fn beside_headline(line: &str, order: DayOrder) -> Option<(PartialDate, &str)> {
    if line.len() > LONGEST {
        return None;
    }
    dates(line, order)
        .find(|found| {
            let before = words(segment(found.before));
            let after = found.after.trim_start();
            let opens = before.iter().all(|word| date::is_label(word) || date::is_weekday(word));
            let closes =
                after.starts_with(|c: char| !c.is_alphanumeric() && !matches!(c, '?' | '!')) || is_short(after);
            let told = before.len() <= 12 && before.iter().any(|word| BY.contains(&word.as_str()) || tells(word));
            // `dpa am 22.02.2017`.
            let on = before.len() <= 4 && before.last().is_some_and(|word| ON.contains(&word.as_str()));
            // `Wetterstadt, 22. Februar 2017`: the place before the day, and nothing else.
            let place = before.len() <= 3 && segment(found.before).trim_end().ends_with(',') && after.len() < 40;
            (opens && closes) || told || on || (place && date::dateline(line, order).is_some())
        })
        .map(|found| (found.date, found.raw))
}

/// The date of a line anywhere in the article that begins with saying what it dates: `Erschienen am 22.02.2017`, `This
/// entry was posted on Wednesday, 22 February 2017 at 10:30`.
pub(super) fn labelled(line: &str, order: DayOrder) -> Option<(PartialDate, &str)> {
    let start = line.get(..line.floor_char_boundary(LONGEST)).unwrap_or(line);
    let label = |before: &str| {
        let before = words(before);
        before.len() <= 10 && before.iter().take(3).any(|word| tells(word))
    };
    dates(start, order).find(|found| label(segment(found.before))).map(|found| (found.date, found.raw))
}

/// The date that a title opens with: `22.02.2017 – New ferries`.
pub(super) fn opening(title: &str, order: DayOrder) -> Option<(PartialDate, &str)> {
    let marks = ['|', '-', '–', '—', ':'];
    let opens = |found: &Found<'_>| found.before.is_empty() && found.after.trim_start().starts_with(marks);
    date::find(title, order).into_iter().next().filter(opens).map(|found| (found.date, found.raw))
}

/// True for a text that only says that a date of publication follows: `Published:`, `Mise en ligne`.
pub(super) fn is_label(text: &str) -> bool {
    if text.len() >= 40 {
        return false;
    }
    let words = words(text);
    let other = || words.iter().any(|word| OTHER.iter().any(|known| word.starts_with(known)));
    words.iter().any(|word| tells(word)) && words.len() <= 4 && !other()
}

/// The one date of an element whose name calls it a date.
pub(super) fn marked(text: &str, order: DayOrder) -> Option<(PartialDate, &str)> {
    let mut found = dates(text, order);
    let first = found.next()?;
    Some((first.date, first.raw))
}

/// The dates of a line of which nothing says that they are another day's.
fn dates(line: &str, order: DayOrder) -> impl Iterator<Item = Found<'_>> {
    let other = |words: Vec<String>| words.iter().any(|word| OTHER.iter().any(|known| word.starts_with(known)));
    let mut found = date::find(line, order);
    // `1 March 2017 – 3 March 2017` is when something takes place.
    if let [first, second, ..] = found.as_slice()
        && matches!(between(first, second).trim(), "-" | "–" | "—" | "to" | "bis" | "au" | "al")
    {
        found.clear();
    }
    found.into_iter().filter(move |found| !found.before.contains('©') && !other(words(segment(found.before))))
}

fn between<'a>(first: &Found<'a>, second: &Found<'a>) -> &'a str {
    let start = first.before.len() + first.raw.len();
    second.before.get(start..).unwrap_or_default()
}

/// What stands between the last mark that parts a line, or its last date, and here: "Published 3 March 2017 | Updated 5 March
/// 2017", "3 March 2017 (updated 5 March 2017)".
fn segment(before: &str) -> &str {
    before.rsplit(['|', '·', '•', '(', '/', ';', '–', '—']).next().unwrap_or(before)
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn tells(word: &str) -> bool {
    PUBLICATION.iter().any(|known| word.starts_with(known))
}

/// At most six words that are no sentence.
fn is_short(text: &str) -> bool {
    text.split_whitespace().nth(6).is_none() && !text.ends_with(['.', '!', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(found: Option<(PartialDate, &str)>) -> Option<String> {
        found.map(|(date, _)| date.to_string())
    }

    #[test]
    fn a_line_beside_the_headline_is_dated_by_its_byline() {
        let read = |line| date(beside_headline(line, DayOrder::DayFirst));
        for line in [
            "22 Feb 2017",
            "By A. Smith | 22 Feb 2017",
            "Posted by A. Smith on February 22, 2017",
            "Published 22 Feb 2017 | Updated 5 March 2017",
            "Gespeichert von A. Schmidt am 22. Februar 2017 - 18:55",
            "A. Schmidt / 22.02.2017 / 06:15",
            "22. Februar 2017, 14:45 Uhr von A. Schmidt",
            "22.02.2017 Kategorie: Hafen",
            "le 22 février 2017",
            "Wetterstadt, 22. Februar 2017 —",
        ] {
            assert_eq!(read(line).as_deref(), Some("2017-02-22"), "{line}");
        }
        for line in [
            "Updated on 22 Feb 2017",
            "Page last updated | 22 Feb 2017 on the web, last changed 22 Feb 2017",
            "Stand: 22.02.2017",
            "Copyright © 22.02.2017",
            "22 Feb 2017 – 24 Feb 2017",
            "What the quay has lost since 22 Feb 2017",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn a_title_may_open_with_its_date_and_a_label_stand_alone() {
        assert_eq!(date(opening("22.02.2017 – New ferries", DayOrder::DayFirst)).as_deref(), Some("2017-02-22"));
        assert_eq!(date(opening("22.02.2017 was a Wednesday", DayOrder::DayFirst)), None);
        assert!(is_label("Published:") && is_label("Mise en ligne") && is_label("Date of publication"));
        assert!(!is_label("Last updated") && !is_label("Ferries") && !is_label("Event date"));
    }

    #[test]
    fn below_the_text_a_line_must_say_what_it_dates() {
        let read = |line| date(labelled(line, DayOrder::DayFirst));
        for line in [
            "Erschienen am: 22.02.2017",
            "Dieser Artikel wurde am 22. Februar 2017 um 14:48 von A. Schmidt geschrieben",
            "This entry was posted on Wednesday, 22 February 2017 at 10:30 and is filed under Quays.",
        ] {
            assert_eq!(read(line).as_deref(), Some("2017-02-22"), "{line}");
        }
        for line in ["On 22 February 2017 the quay opened.", "Aktualisiert: 22.02.2017", "Last posted 22.02.2017"] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
