//! Names of months and weekdays, and the words that label a date.

/// Month names by month, in English, Welsh, French, German, Italian, Portuguese and Spanish. Names of three letters
/// or more that begin an English name count too: see [`month`].
const MONTHS: [&[&str]; 12] = [
    &["january", "ionawr", "janvier", "januar", "jänner", "gennaio", "janeiro", "enero", "ene"],
    &["february", "chwefror", "février", "fevrier", "févr", "februar", "febbraio", "fevereiro", "febrero"],
    &["march", "mawrth", "mars", "märz", "maerz", "marzo", "março"],
    &["april", "ebrill", "avril", "avr", "aprile", "abril"],
    &["may", "mai", "maggio", "maio", "mayo"],
    &["june", "mehefin", "juin", "juni", "giugno", "junho", "junio"],
    &["july", "gorffennaf", "juillet", "juil", "juli", "luglio", "julho", "julio"],
    &["august", "awst", "août", "aout", "agosto"],
    &["september", "sept", "medi", "septembre", "settembre", "setembro", "septiembre"],
    &["october", "hydref", "octobre", "oktober", "okt", "ottobre", "outubro", "octubre"],
    &["november", "tachwedd", "novembre", "novembro", "noviembre"],
    &["december", "rhagfyr", "décembre", "decembre", "dezember", "dez", "dicembre", "dezembro", "diciembre"],
];

const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "weds",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "llun",
    "mawrth",
    "mercher",
    "iau",
    "gwener",
    "sadwrn",
    "sul",
    "dydd",
    // As Italian, Spanish and French feeds shorten them; `mar` is March.
    "lun",
    "mer",
    "gio",
    "ven",
    "sab",
    "dom",
    "mié",
    "jue",
    "vie",
    "sáb",
    "jeu",
    "sam",
    "dim",
];

/// Words that may stand before a date of publication. None of them speaks of a change.
const LABELS: &[&str] = &[
    "published",
    "publication",
    "publish",
    "posted",
    "released",
    "release",
    "issued",
    "issue",
    "date",
    "dated",
    "on",
    "for",
    "immediate",
    "press",
    "news",
    "media",
    "created",
    "the",
    "le",
    "el",
    "am",
    "den",
    "at",
    "of",
    "publié",
    "veröffentlicht",
    "datum",
    "fecha",
    "dyddiad",
    "publicado",
    "cyhoeddwyd",
    "filed",
    "added",
    "first",
    "embargoed",
    "until",
];

/// Words that open a sentence or a range rather than a dateline, and words that tell of a change.
const NO_DATELINE: &[&str] = &[
    "on",
    "in",
    "since",
    "from",
    "between",
    "by",
    "before",
    "after",
    "until",
    "till",
    "during",
    "through",
    "updated",
    "update",
    "modified",
    "reviewed",
    "revised",
    "amended",
    "corrected",
    "copyright",
    "deadline",
    "due",
    "expires",
    "last",
    "as",
    "this",
];

/// The month of this name, 1 to 12.
pub(super) fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let names = |names: &&[&str]| {
        names.contains(&word.as_str())
            || (word.len() == 3 && names.first().is_some_and(|english| english.starts_with(&word)))
    };
    MONTHS.iter().position(names).and_then(|at| u32::try_from(at + 1).ok())
}

pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&word.to_lowercase().as_str())
}

pub(super) fn is_label(word: &str) -> bool {
    LABELS.contains(&word.to_lowercase().as_str())
}

pub(super) fn is_no_dateline(word: &str) -> bool {
    NO_DATELINE.contains(&word.to_lowercase().as_str())
}
