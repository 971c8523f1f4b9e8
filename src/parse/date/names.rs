//! Names of months and weekdays, and the words that label a date.

/// Month names by month, as dates write them: in English, Welsh, French, German, Italian, Portuguese and Spanish; Dutch,
/// Danish, Norwegian and Swedish; Polish and Czech; Finnish, Turkish, Romanian, Russian and Ukrainian. Names of three
/// letters or more that begin an English name count too: see [`month`].
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["january", "ionawr", "janvier", "janv", "januar", "jänner", "gennaio", "genn", "gen", "janeiro", "enero", "ene", "januari",
      "stycznia", "ledna", "tammikuuta", "ocak", "ianuarie", "января", "січня"],
    &["february", "chwefror", "février", "fevrier", "févr", "fév", "februar", "feber", "febbraio", "febbr", "fevereiro", "fev", "febrero",
      "februari", "lutego", "února", "helmikuuta", "şubat", "februarie", "февраля", "лютого"],
    &["march", "mawrth", "mars", "märz", "maerz", "mär", "mrz", "marzo", "março", "maart", "mrt", "marts", "marca", "března",
      "maaliskuuta", "mart", "martie", "марта", "березня"],
    &["april", "ebrill", "avril", "avr", "aprile", "abril", "abr", "kwietnia", "dubna", "huhtikuuta", "nisan", "aprilie",
      "апреля", "квітня"],
    &["may", "mai", "maggio", "magg", "mag", "maio", "mayo", "mei", "maj", "maja", "května", "toukokuuta", "mayıs", "мая", "травня"],
    &["june", "mehefin", "juin", "juni", "giugno", "giu", "junho", "junio", "czerwca", "června", "kesäkuuta", "haziran", "iunie",
      "июня", "червня"],
    &["july", "gorffennaf", "juillet", "juil", "juli", "luglio", "lug", "julho", "julio", "lipca", "července", "heinäkuuta",
      "temmuz", "iulie", "июля", "липня"],
    &["august", "awst", "août", "aout", "agosto", "ago", "augustus", "augusti", "sierpnia", "srpna", "elokuuta", "ağustos", "августа",
      "серпня"],
    &["september", "sept", "medi", "septembre", "settembre", "sett", "setembro", "septiembre", "setiembre", "września",
      "září", "syyskuuta", "eylül", "septembrie", "сентября", "вересня"],
    &["october", "hydref", "octobre", "oktober", "okt", "ottobre", "ott", "outubro", "octubre", "października", "října", "lokakuuta",
      "ekim", "octombrie", "октября", "жовтня"],
    &["november", "tachwedd", "novembre", "novembro", "noviembre", "listopada", "listopadu", "marraskuuta", "kasım", "noiembrie",
      "ноября", "листопада"],
    &["december", "rhagfyr", "décembre", "decembre", "déc", "dezember", "dez", "dicembre", "dic", "dezembro", "diciembre", "desember",
      "grudnia", "prosince", "joulukuuta", "aralık", "decembrie", "декабря", "грудня"],
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
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
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
    "erschienen",
    "vom",
    "du",
    "gepostet",
    "geplaatst",
    "pubblicato",
    "il",
    "op",
    "mise",
    "en",
    "ligne",
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

/// The labels that say what is dated: its publication.
const PUBLICATION: &[&str] = &["published", "publication", "posted", "released", "release", "issued"];

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

pub(super) fn is_publication(word: &str) -> bool {
    PUBLICATION.contains(&word.to_lowercase().as_str())
}

pub(super) fn is_no_dateline(word: &str) -> bool {
    NO_DATELINE.contains(&word.to_lowercase().as_str())
}
