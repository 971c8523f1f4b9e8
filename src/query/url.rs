//! Requests as URL parameters: one codec for API, pages, feeds and every link on a page.

use std::borrow::Cow;
use std::fmt;

use ::url::form_urlencoded;

use super::ast::Matching;
use super::parameter::{Given, Parameter, SEARCH, SELECTION, is_known, not_among, read_strictly};
use super::request::{DEFAULT_LIMIT, Expand, Facet, Facets, MAX_LIMIT, Request};
use super::typed_date::typed_date;
use super::{Cursor, Query, Sort, Versions};
use crate::release::PartialDate;

/// The longest `q` a URL may carry, in characters.
pub(super) const MAX_CHARACTERS: usize = 2048;
/// The most words in `q`.
pub(super) const MAX_WORDS: usize = 256;
/// The most values one facet parameter may repeat.
pub(super) const MAX_VALUES: usize = 50;

/// The longest value of a facet, in characters.
pub(super) const MAX_VALUE: usize = 300;

/// What to do with a parameter that no route knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// It is a fault: the API.
    Strict,
    /// It is ignored: pages, which people link to with additions of their own.
    Lenient,
}

/// What is wrong with one parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The parameter.
    pub name: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.reason)
    }
}

/// Reads the part of a URL behind `?`. An empty parameter equals an absent one.
///
/// # Errors
///
/// Every fault there is, not only the first.
pub fn parse_parameters(parameters: &str, strictness: Strictness) -> Result<Request, Vec<Fault>> {
    let mut request = Request::all();
    let mut faults = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut repeats = [0; Facet::ALL.len()];
    for (name, value) in form_urlencoded::parse(parameters.as_bytes()) {
        let facet = Facet::ALL.into_iter().find(|facet| facet.parameter() == Some(name.as_ref()));
        if let Some(facet) = facet {
            // Empty ones count too: an address is not made long by nothing.
            repeats[facet as usize] += 1;
            if repeats[facet as usize] == MAX_VALUES + 1 {
                faults.push(Fault { name: name.to_string(), reason: format!("more than {MAX_VALUES} values") });
            }
        }
        if value.is_empty() {
            if !is_known(SEARCH, &name) && strictness == Strictness::Strict {
                faults.push(unknown(&name));
            }
            continue;
        }
        if let Some(choice) = facet.and_then(|facet| request.choice_mut(facet)) {
            if value.chars().count() > MAX_VALUE {
                let reason = format!("has a value of more than {MAX_VALUE} characters");
                faults.push(Fault { name: name.into_owned(), reason });
            } else if choice.any_of.len() + choice.none_of.len() < MAX_VALUES {
                choice.add(&value);
            }
            continue;
        }
        if !is_known(SEARCH, &name) {
            if strictness == Strictness::Strict {
                faults.push(unknown(&name));
            }
            continue;
        }
        if seen.iter().any(|known| known == name.as_ref()) {
            faults.push(Fault { name: name.into_owned(), reason: "stands more than once".to_owned() });
            continue;
        }
        let outcome = match name.as_ref() {
            "q" => within_limits(&value).map(|()| text = value.to_string()),
            "match" => value.parse().map(|matching| request.matching = matching),
            "expand" => value.parse().map(|expand| request.expand = expand),
            "from" => date(&value, strictness).map(|date| request.from = Some(date)),
            "to" => date(&value, strictness).map(|date| request.to = Some(date)),
            "versions" => value.parse().map(|versions| request.versions = versions),
            "undated" => value.parse().map(|undated| request.undated = Some(undated)),
            "sort" => value.parse().map(|sort| request.sort = sort),
            "facets" => value.parse().map(|facets| request.facets = facets),
            "limit" => limit(&value).map(|limit| request.limit = limit),
            _ => value
                .parse()
                .map(|cursor| request.cursor = Some(cursor))
                .map_err(|error: super::CursorError| error.to_string()),
        };
        if let Err(reason) = outcome {
            faults.push(Fault { name: name.to_string(), reason });
        }
        seen.push(name.into_owned());
    }
    if let (Some(from), Some(to)) = (request.from, request.to)
        && from.first_day() > to.last_day()
    {
        faults.push(Fault { name: "to".to_owned(), reason: format!("{to} lies before from={from}") });
    }
    request.query = Query::parse(&text, request.matching);
    // Counted as they were read: `a-b-c` is three words.
    let words = request.query.expr.words();
    if words > MAX_WORDS {
        faults.push(Fault { name: "q".to_owned(), reason: format!("has {words} words; {MAX_WORDS} are allowed") });
    }
    if request.cursor.is_some_and(|cursor| cursor.sort != request.sort) {
        let reason = "belongs to results in another order; take `next` of the answer before".to_owned();
        faults.push(Fault { name: "cursor".to_owned(), reason });
    } else if request.cursor.is_some_and(|cursor| (cursor.wording == 0) != (request.versions == Versions::Latest)) {
        let reason = "belongs to results with other `versions`; take `next` of the answer before".to_owned();
        faults.push(Fault { name: "cursor".to_owned(), reason });
    }
    if faults.is_empty() { Ok(request) } else { Err(faults) }
}

/// Reads what narrows a search, and nothing that pages through hits. `also_known` is what the route has taken out
/// before; faults name it.
///
/// # Errors
///
/// As [`parse_parameters`].
pub(super) fn parse_selection(
    parameters: &str,
    also_known: &[&str],
    strictness: Strictness,
) -> Result<Request, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(parameters.as_bytes()) {
        if !is_known(SELECTION, &name) {
            if strictness == Strictness::Strict {
                let of_selections = SELECTION.iter().map(|known| known.name);
                let reason = not_among(of_selections.chain(also_known.iter().copied()));
                faults.push(Fault { name: name.into_owned(), reason });
            }
            continue;
        }
        rest.append_pair(&name, &value);
    }
    match parse_parameters(&rest.finish(), strictness) {
        Ok(request) if faults.is_empty() => Ok(request),
        outcome => {
            faults.extend(outcome.err().unwrap_or_default());
            Err(faults)
        }
    }
}

/// Reads what narrows a search, and what the route takes beside it.
///
/// # Errors
///
/// As [`parse_parameters`].
pub fn parse_selection_beside(parameters: &str, own: &[Parameter]) -> Result<(Given, Request), Vec<Fault>> {
    let mut of_route = form_urlencoded::Serializer::new(String::new());
    let mut selection = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(parameters.as_bytes()) {
        let part = if is_known(own, &name) { &mut of_route } else { &mut selection };
        part.append_pair(&name, &value);
    }
    let also: Vec<&str> = own.iter().map(|parameter| parameter.name).collect();
    let given = read_strictly(&of_route.finish(), own);
    match (given, parse_selection(&selection.finish(), &also, Strictness::Strict)) {
        (Ok(given), Ok(selection)) => Ok((given, selection)),
        (given, selection) => Err(given.err().into_iter().chain(selection.err()).flatten().collect()),
    }
}

fn unknown(name: &str) -> Fault {
    Fault { name: name.to_owned(), reason: not_among(SEARCH.iter().map(|known| known.name)) }
}

fn within_limits(text: &str) -> Result<(), String> {
    let characters = text.chars().count();
    if characters > MAX_CHARACTERS {
        return Err(format!("has {characters} characters; {MAX_CHARACTERS} are allowed"));
    }
    Ok(())
}

/// People may also type `May 2016`.
fn date(text: &str, strictness: Strictness) -> Result<PartialDate, String> {
    let date = match strictness {
        Strictness::Strict => text.parse(),
        Strictness::Lenient => typed_date(text),
    };
    date.map_err(|error: crate::release::DateError| error.to_string())
}

fn limit(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|limit| *limit <= MAX_LIMIT)
        .ok_or_else(|| format!("`{text}` is no number from 0 to {MAX_LIMIT}"))
}

/// The parameters of a request, in a fixed order, defaults left out: equal requests have equal parameters.
pub fn to_parameters(request: &Request) -> String {
    to_parameters_from(request, request.cursor)
}

/// The same from another place in the results on, or from their beginning.
pub fn to_parameters_from(request: &Request, cursor: Option<Cursor>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs(request, cursor)).finish()
}

/// A path with parameters behind it, where there are any.
pub fn with_parameters(path: &str, parameters: &str) -> String {
    if parameters.is_empty() { path.to_owned() } else { format!("{path}?{parameters}") }
}

/// The parameters of a request as names and values: what a form must carry along.
pub fn parameters(request: &Request) -> Vec<(&'static str, Cow<'_, str>)> {
    pairs(request, request.cursor)
}

fn pairs(request: &Request, cursor: Option<Cursor>) -> Vec<(&'static str, Cow<'_, str>)> {
    let mut parameters: Vec<(&str, Cow<'_, str>)> = Vec::new();
    if !request.query.text.is_empty() {
        parameters.push(("q", request.query.text.as_str().into()));
    }
    if request.matching == Matching::Any {
        parameters.push(("match", "any".into()));
    }
    if request.expand == Expand::None {
        parameters.push(("expand", "none".into()));
    }
    for facet in Facet::ALL {
        if let (Some(name), Some(choice)) = (facet.parameter(), request.choice(facet)) {
            parameters.extend(choice.values().map(|value| (name, value)));
        }
    }
    let optional = [
        ("from", request.from.map(|date| date.to_string().into())),
        ("to", request.to.map(|date| date.to_string().into())),
        ("undated", request.undated.map(|undated| undated.as_str().into())),
        ("versions", (request.versions != Versions::Latest).then(|| request.versions.as_str().into())),
        ("sort", (request.sort != Sort::Relevance).then(|| request.sort.as_str().into())),
        ("limit", (request.limit != DEFAULT_LIMIT).then(|| request.limit.to_string().into())),
        ("facets", (request.facets != Facets::all()).then(|| request.facets.to_string().into())),
        ("cursor", cursor.map(|cursor| cursor.to_string().into())),
    ];
    parameters.extend(optional.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))));
    parameters
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn faults(parameters: &str) -> Vec<String> {
        parse_parameters(parameters, Strictness::Strict)
            .expect_err("faults")
            .into_iter()
            .map(|fault| fault.name)
            .collect()
    }

    #[test]
    fn parameters_make_a_request() {
        let request =
            parse_parameters("q=modern+slavery&topic=a/b&topic=-c&from=2016&undated=&limit=5", Strictness::Strict)
                .expect("a request");
        assert_eq!(request.query.text, "modern slavery");
        assert_eq!(request.topic, Choice { any_of: vec!["a/b".into()], none_of: vec!["c".into()] });
        assert_eq!(request.limit, 5);
        assert_eq!(request.undated(), super::super::Undated::Exclude);
    }

    #[test]
    fn every_fault_is_named() {
        assert_eq!(
            faults("from=May&limit=101&colour=red&sort=best&q=a&q=b&cursor=x"),
            ["from", "limit", "colour", "sort", "q", "cursor"]
        );
        assert_eq!(faults("from=2018&to=2017"), ["to"]);
        assert_eq!(faults("colour="), ["colour"]);
        assert_eq!(faults(&format!("q={}", "a".repeat(2049))), ["q"]);
        assert_eq!(faults("limit=-1&facets=colour"), ["limit", "facets"]);
        assert_eq!(faults(&format!("q={}", "a-".repeat(300))), ["q"]);
        assert_eq!(faults("sort=newest&cursor=r-0-0-0"), ["cursor"]);
        assert_eq!(faults("versions=every"), ["versions"]);
        assert_eq!(faults("versions=all&cursor=r-0-0-0"), ["cursor"]);
        assert_eq!(faults("cursor=r-0-0-0-1"), ["cursor"]);
        assert!(parse_parameters("colour=red&q=a", Strictness::Lenient).is_ok());
        let typed = parse_parameters("from=May+2016", Strictness::Lenient).expect("a request");
        assert_eq!(typed.from.map(|date| date.to_string()).as_deref(), Some("2016-05"));
    }

    use super::super::Choice;

    fn date() -> impl Strategy<Value = Option<crate::release::PartialDate>> {
        prop_oneof![
            Just(None),
            (1900..2100i32).prop_map(crate::release::PartialDate::year),
            (1900..2100i32, 1..=12u32).prop_map(|(y, m)| crate::release::PartialDate::month(y, m)),
        ]
    }

    proptest! {
        #[test]
        fn a_request_survives_the_way_through_a_url(
            text in "([a-z0-9 \"&=%+£é*:~^/()-]|NEAR/|title:|url:|id:|year:){0,30}",
            topics in proptest::collection::vec("-{0,2}[a-z/&=é-]{1,8}", 0..3),
            kinds in proptest::collection::vec("-?[a-z]{1,5}", 0..3),
            (from, to) in (date(), date()),
            any in any::<bool>(),
            expand in any::<bool>(),
            limit in 0..=MAX_LIMIT,
            sort in 0..Sort::ALL.len(),
            all_versions in any::<bool>(),
        ) {
            let mut request = Request::all();
            request.matching = if any { Matching::Any } else { Matching::All };
            request.query = Query::parse(&text, request.matching);
            request.expand = if expand { Expand::All } else { Expand::None };
            topics.iter().for_each(|topic| request.topic.add(topic));
            kinds.iter().for_each(|kind| request.kind.add(kind));
            (request.from, request.to) = match (from, to) {
                (Some(from), Some(to)) if from.first_day() > to.last_day() => (Some(to), Some(from)),
                both => both,
            };
            request.limit = limit;
            request.versions = if all_versions { Versions::All } else { Versions::Latest };
            request.sort = Sort::ALL[sort];
            let parameters = to_parameters(&request);
            prop_assert_eq!(parse_parameters(&parameters, Strictness::Strict), Ok(request));
        }
    }
}
