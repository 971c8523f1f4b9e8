//! What is asked of a timeline: a few queries, the intervals, and whether shares are wanted.

use std::fmt;
use std::str::FromStr;

use ::url::form_urlencoded;
use serde::Serialize;

use super::parameter::TIMELINE;
use super::url::{Fault, Strictness, parse_selection, to_parameters};
use super::{Query, Request};

/// The most queries one timeline compares.
pub const MAX_SERIES: usize = 5;

/// How long the intervals of a timeline are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Interval {
    /// Calendar months.
    #[default]
    Month,
    /// Calendar years.
    Year,
}

impl Interval {
    /// The word used in parameters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Interval {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Month, Self::Year]
            .into_iter()
            .find(|interval| interval.as_str() == text)
            .ok_or_else(|| format!("`{text}` is none of month, year"))
    }
}

/// What is asked of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineRequest {
    /// One to [`MAX_SERIES`] of them.
    pub queries: Vec<Query>,
    /// What is selected beside them; its own query is that of every release.
    pub selection: Request,
    /// How long the intervals are.
    pub interval: Interval,
    /// Whether each count is also given as a share of all releases that meet the selection.
    pub share: bool,
}

impl TimelineRequest {
    /// The request of one series.
    pub fn of(&self, query: &Query) -> Request {
        Request { query: query.clone(), ..self.selection.clone() }
    }

    /// Reads the part of a URL behind `?`: `q`, at most [`MAX_SERIES`] times, `interval`, `share`, and what narrows a
    /// search.
    ///
    /// # Errors
    ///
    /// Every fault there is, not only the first.
    pub fn from_parameters(parameters: &str, strictness: Strictness) -> Result<Self, Vec<Fault>> {
        let also_known: Vec<&str> = TIMELINE.iter().map(|known| known.name).filter(|name| *name != "q").collect();
        let (mut interval, mut share) = (Interval::default(), false);
        let mut texts = Vec::new();
        let mut seen = Vec::new();
        let mut faults = Vec::new();
        let mut selection = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(parameters.as_bytes()) {
            let name = name.as_ref();
            if name == "q" {
                texts.extend((!value.trim().is_empty()).then_some(value));
                continue;
            }
            if !also_known.contains(&name) {
                selection.append_pair(name, &value);
                continue;
            }
            if value.is_empty() {
                continue;
            }
            let outcome = match name {
                _ if seen.iter().any(|known| known == name) => Err("stands more than once".to_owned()),
                "interval" => value.parse().map(|known| interval = known),
                _ => value.parse().map(|known| share = known).map_err(|_| format!("`{value}` is none of true, false")),
            };
            if let Err(reason) = outcome {
                faults.push(Fault { name: name.to_owned(), reason });
            }
            seen.push(name.to_owned());
        }
        if texts.len() > MAX_SERIES {
            let reason = format!("stands {} times; {MAX_SERIES} are allowed", texts.len());
            faults.push(Fault { name: "q".to_owned(), reason });
            texts.truncate(MAX_SERIES);
        }
        let selection = parse_selection(&selection.finish(), &also_known, strictness).unwrap_or_else(|more| {
            faults.extend(more);
            Request::all()
        });
        let mut queries = Vec::new();
        for text in texts {
            // Read by the codec of searches, so that its limits are those of searches.
            let alone = Request { query: Query { text: text.into_owned(), ..Query::all() }, ..Request::all() };
            let alone = Request { matching: selection.matching, ..alone };
            match parse_selection(&to_parameters(&alone), &[], Strictness::Strict) {
                Ok(request) => queries.push(request.query),
                Err(more) => faults.extend(more),
            }
        }
        if queries.is_empty() {
            queries.push(Query::all());
        }
        if faults.is_empty() { Ok(Self { queries, selection, interval, share }) } else { Err(faults) }
    }

    /// The parameters in a fixed order, defaults left out: equal requests have equal parameters.
    pub fn to_parameters(&self) -> String {
        let mut all = form_urlencoded::Serializer::new(to_parameters(&self.selection));
        for query in self.queries.iter().filter(|query| !query.text.is_empty()) {
            all.append_pair("q", &query.text);
        }
        if self.interval != Interval::default() {
            all.append_pair("interval", self.interval.as_str());
        }
        if self.share {
            all.append_pair("share", "true");
        }
        all.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(parameters: &str) -> Result<TimelineRequest, Vec<String>> {
        TimelineRequest::from_parameters(parameters, Strictness::Strict)
            .map_err(|faults| faults.into_iter().map(|fault| fault.name).collect())
    }

    #[test]
    fn parameters_make_a_timeline_and_come_out_again() {
        let timeline =
            read("q=knife+crime&q=&interval=year&kind=-blog&q=drone*&share=true&from=2016").expect("a timeline");
        let texts: Vec<&str> = timeline.queries.iter().map(|query| query.text.as_str()).collect();
        assert_eq!(texts, ["knife crime", "drone*"]);
        assert_eq!((timeline.interval, timeline.share), (Interval::Year, true));
        assert_eq!(timeline.selection.kind.none_of, ["blog"]);
        assert_eq!(timeline.to_parameters(), "kind=-blog&from=2016&q=knife+crime&q=drone*&interval=year&share=true");
        assert_eq!(read(&timeline.to_parameters()), Ok(timeline));
        let everything = read("").expect("a timeline");
        assert_eq!((everything.queries, everything.interval), (vec![Query::all()], Interval::Month));
    }

    #[test]
    fn every_fault_of_a_timeline_is_named() {
        assert_eq!(read("q=a&q=b&q=c&q=d&q=e&q=f"), Err(vec!["q".to_owned()]));
        let faults = read("interval=week&share=maybe&sort=newest&cursor=x&from=May&versions=all").expect_err("faults");
        assert_eq!(faults, ["interval", "share", "sort", "cursor", "versions", "from"]);
        assert_eq!(read(&format!("q=ok&q={}", "a".repeat(2049))), Err(vec!["q".to_owned()]));
        assert_eq!(read("interval=year&interval=month"), Err(vec!["interval".to_owned()]));
    }
}
