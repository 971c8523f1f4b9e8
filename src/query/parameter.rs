//! The parameters of addresses: what the strict readers know, and what the description of the service tells.

use std::str::FromStr;

use ::url::form_urlencoded;

use super::beginning;
use super::request::MAX_LIMIT;
use super::timeline::MAX_SERIES;
use super::url::{Fault, MAX_CHARACTERS, MAX_VALUE, MAX_VALUES};

/// One parameter of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// What its value may be. An empty value equals none at all.
    pub takes: Takes,
    /// How often it may stand.
    pub most: usize,
}

/// What the value of a parameter may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Any text of at most so many characters.
    Text(usize),
    /// One of these words; the first of them where there is none.
    OneOf(&'static [&'static str]),
    /// One of these words; what there is without one depends on the other parameters.
    Either(&'static [&'static str]),
    /// Names of facets with commas between them, `all` or `none`.
    Facets,
    /// `2017`, `2017-02` or `2017-02-22`.
    Date,
    /// A whole number.
    Number {
        /// The least.
        least: usize,
        /// The most.
        most: usize,
        /// Where there is none; `None` where that is not one number.
        usual: Option<usize>,
    },
    /// `next` of the answer before.
    Cursor,
}

/// No release has more wordings: a bound for numbers, not for releases.
const MAX_WORDINGS: usize = 1_000_000;

const fn once(name: &'static str, takes: Takes, about: &'static str) -> Parameter {
    Parameter { name, about, takes, most: 1 }
}

const fn values(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, about, takes: Takes::Text(MAX_VALUE), most: MAX_VALUES }
}

const Q: Parameter = once(
    "q",
    Takes::Text(MAX_CHARACTERS),
    "What to look for, in the query language; everything where it is left out. At most 256 words.",
);
const MATCH: Parameter = once("match", Takes::OneOf(&["all", "any"]), "Whether all words must occur, or any of them.");
const EXPAND: Parameter = once(
    "expand",
    Takes::OneOf(&["all", "none"]),
    "Whether short forms are also looked for in full, and the other way round.",
);
const TOPIC: Parameter =
    values("topic", "Only on this topic or below it. Repeat it for \"or\"; `-` before it excludes.");
const KIND: Parameter = values("kind", "Only of this kind. Repeat it for \"or\"; `-` before it excludes.");
const PUBLISHER: Parameter =
    values("publisher", "Only by this publisher. Repeat it for \"or\"; `-` before it excludes.");
const LANG: Parameter = values("lang", "Only in this language. Repeat it for \"or\"; `-` before it excludes.");
const FROM: Parameter = once("from", Takes::Date, "Published on or after this date; not after `to`.");
const TO: Parameter = once("to", Takes::Date, "Published on or before this date.");
const UNDATED: Parameter = once(
    "undated",
    Takes::Either(&["include", "only", "exclude"]),
    "What becomes of releases without a date; they are left out once `from` or `to` is given.",
);
const VERSIONS: Parameter = once(
    "versions",
    Takes::OneOf(&["latest", "all"]),
    "Whether hits are releases in their latest wording, or all wordings there are.",
);
const SORT: Parameter = once(
    "sort",
    Takes::OneOf(&["relevance", "fresh", "newest", "oldest", "changed"]),
    "The order of hits; `fresh` is relevance with a mild preference for what is newer, `changed` has what was published or reworded last first.",
);
const LIMIT: Parameter = once(
    "limit",
    Takes::Number { least: 0, most: MAX_LIMIT, usual: Some(20) },
    "The most hits of one page; 0 asks for counts alone.",
);
const CURSOR: Parameter =
    once("cursor", Takes::Cursor, "Goes on behind a page of the same search: `next` of its answer.");
const FACETS: Parameter = once("facets", Takes::Facets, "Which facets are counted.");

/// What a search takes.
pub const SEARCH: &[Parameter] =
    &[Q, MATCH, EXPAND, FROM, TO, UNDATED, VERSIONS, SORT, LIMIT, CURSOR, FACETS, TOPIC, KIND, PUBLISHER, LANG];
/// What narrows a search, without what pages through its hits.
pub const SELECTION: &[Parameter] = &[Q, MATCH, EXPAND, FROM, TO, UNDATED, TOPIC, KIND, PUBLISHER, LANG];
/// What a release takes: the search whose words are marked in it.
pub const MARKED: &[Parameter] = &[Q, MATCH, EXPAND];
/// What a timeline takes beside a selection, in which its `q` repeats.
pub const TIMELINE: &[Parameter] = &[
    Parameter {
        about: "What to look for, in the query language, each time it stands a series of its own; everything where it \
                is left out.",
        most: MAX_SERIES,
        ..Q
    },
    once("interval", Takes::OneOf(&["month", "year"]), "How long the intervals are."),
    once(
        "share",
        Takes::OneOf(&["false", "true"]),
        "Whether each count is also given as a share of all releases of the interval that meet the selection.",
    ),
];
/// What the difference of two wordings takes.
pub const DIFFERENCE: &[Parameter] = &[
    once(
        "from",
        Takes::Number { least: 1, most: MAX_WORDINGS, usual: None },
        "The number of the earlier wording; the one before `to` where it is left out.",
    ),
    once(
        "to",
        Takes::Number { least: 1, most: MAX_WORDINGS, usual: None },
        "The number of the later wording; the latest where it is left out.",
    ),
];
/// What an export takes beside a selection.
pub const EXPORT: &[Parameter] =
    &[VERSIONS, once("format", Takes::OneOf(&["jsonl", "csv"]), "One JSON document a line, or a table.")];
/// What one facet takes beside a selection.
pub const FACET: &[Parameter] = &[VERSIONS];
/// What suggestions take.
pub const SUGGEST: &[Parameter] = &[
    once("q", Takes::Text(beginning::MAX_CHARACTERS), "What was typed so far; the last word may be unfinished."),
    once(
        "limit",
        Takes::Number { least: 1, most: beginning::MAX_LIMIT, usual: Some(beginning::LIMIT) },
        "The most suggestions.",
    ),
];
/// What a citation takes.
pub const CITE: &[Parameter] = &[once(
    "style",
    Takes::OneOf(&["text", "apa", "bibtex", "ris", "csl"]),
    "How the citation is written: a sentence, APA, BibTeX, RIS or CSL-JSON.",
)];
/// The most similar releases that are told.
pub const MAX_SIMILAR: usize = 50;
/// How many are told where nothing else is asked for.
pub const SIMILAR_LIMIT: usize = 10;
/// What similar releases take.
pub const SIMILAR: &[Parameter] = &[once(
    "limit",
    Takes::Number { least: 0, most: MAX_SIMILAR, usual: Some(SIMILAR_LIMIT) },
    "The most similar releases.",
)];

/// Whether one of some parameters has this name.
pub(super) fn is_known(parameters: &[Parameter], name: &str) -> bool {
    parameters.iter().any(|known| known.name == name)
}

/// What the parameters of an address say, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given(Vec<(&'static str, String)>);

impl Given {
    /// The value of a parameter that was given.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// What was given, read as what it stands for.
    pub fn parsed<T: FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }

    /// A number that was given.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.parsed(name)
    }
}

/// Reads the part of a URL behind `?` where these parameters are all there are, each at most once.
///
/// # Errors
///
/// Every fault there is: names that are not known, names that stand twice, values that may not be.
pub fn read_strictly(parameters: &str, known: &[Parameter]) -> Result<Given, Vec<Fault>> {
    let (mut given, mut faults) = (Given::default(), Vec::new());
    for (name, value) in form_urlencoded::parse(parameters.as_bytes()) {
        let mut fault = |reason: String| faults.push(Fault { name: name.to_string(), reason });
        let Some(parameter) = known.iter().find(|parameter| parameter.name == name.as_ref()) else {
            fault(not_among(known.iter().map(|parameter| parameter.name)));
            continue;
        };
        if value.is_empty() {
            continue;
        }
        if given.get(parameter.name).is_some() {
            fault("stands more than once".to_owned());
        } else if let Err(reason) = parameter.takes.check(&value) {
            fault(reason);
        } else {
            given.0.push((parameter.name, value.into_owned()));
        }
    }
    if faults.is_empty() { Ok(given) } else { Err(faults) }
}

/// The same for pages, which people link to with additions of their own: what is not known is passed over.
///
/// # Errors
///
/// As [`read_strictly`], but for names that are not known.
pub fn read_leniently(parameters: &str, known: &[Parameter]) -> Result<Given, Vec<Fault>> {
    let mut ours = form_urlencoded::Serializer::new(String::new());
    ours.extend_pairs(form_urlencoded::parse(parameters.as_bytes()).filter(|(name, _)| is_known(known, name)));
    read_strictly(&ours.finish(), known)
}

/// What is said of a parameter that is not among these.
pub(super) fn not_among<'n>(known: impl Iterator<Item = &'n str>) -> String {
    match known.collect::<Vec<_>>().as_slice() {
        [] => "is not known here; none are".to_owned(),
        [only] => format!("is not known here; known is {only}"),
        known => format!("is not known here; known are {}", known.join(", ")),
    }
}

impl Takes {
    /// Whether a value may stand, and what is wrong with it where it may not. Dates, facets and cursors are told of by
    /// those who read them.
    fn check(self, value: &str) -> Result<(), String> {
        match self {
            Self::Text(most) if value.chars().count() > most => Err(format!("has more than {most} characters")),
            Self::OneOf(words) | Self::Either(words) if !words.contains(&value) => {
                Err(format!("`{value}` is none of {}", words.join(", ")))
            }
            Self::Number { least, most, .. } => {
                let fits = value.parse().is_ok_and(|number: usize| (least..=most).contains(&number));
                if fits { Ok(()) } else { Err(format!("`{value}` is no number from {least} to {most}")) }
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_repeated_or_malformed_is_told_and_empty_equals_absent() {
        let read = |parameters: &str| read_strictly(parameters, SUGGEST);
        let given = read("q=Modern+sl&limit=").expect("parameters");
        assert_eq!((given.get("q"), given.number("limit")), (Some("Modern sl"), None));
        let faults = read(&format!("q={}&limit=0&limit=x&colour=&q=a&q=b", "a".repeat(201))).expect_err("faults");
        let told: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.name.as_str(), fault.reason.as_str())).collect();
        assert_eq!(
            told,
            [
                ("q", "has more than 200 characters"),
                ("limit", "`0` is no number from 1 to 20"),
                ("limit", "`x` is no number from 1 to 20"),
                ("colour", "is not known here; known are q, limit"),
                ("q", "stands more than once"),
            ]
        );
        assert_eq!(read_leniently("limit=3&colour=red", SUGGEST).map(|given| given.number("limit")), Ok(Some(3)));
        assert!(read_leniently("limit=x", SUGGEST).is_err());
        let none = read_strictly("q=", &[]).expect_err("a fault");
        assert_eq!(none[0].reason, "is not known here; none are");
    }

    #[test]
    fn a_selection_is_what_a_search_takes_less_its_pages() {
        let paging = ["versions", "sort", "limit", "cursor", "facets"];
        let rest: Vec<&Parameter> = SEARCH.iter().filter(|known| !paging.contains(&known.name)).collect();
        assert_eq!(rest, SELECTION.iter().collect::<Vec<_>>());
    }
}
