//! A whole question: the query, what was selected beside it, the order and the page.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::ast::Matching;
use super::{Cursor, DateRange, Query, Undated, Versions};
use crate::release::PartialDate;

/// The most hits one page of the service holds.
pub const MAX_LIMIT: usize = 100;

/// As many as a page holds where nothing is said.
pub(super) const DEFAULT_LIMIT: usize = 20;

/// What is asked of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The query in words.
    pub query: Query,
    /// How its words are joined.
    pub matching: Matching,
    /// Whether short forms are also looked for in full, and the other way round.
    pub expand: Expand,
    /// Selected topics: paths.
    pub topic: Choice,
    /// Selected kinds.
    pub kind: Choice,
    /// Selected publishers: names as they stand in the facet.
    pub publisher: Choice,
    /// Selected languages.
    pub language: Choice,
    /// Published on or after.
    pub from: Option<PartialDate>,
    /// Published on or before.
    pub to: Option<PartialDate>,
    /// What becomes of undated releases, where it was said.
    pub undated: Option<Undated>,
    /// Whether earlier wordings are hits too.
    pub versions: Versions,
    /// The order of hits.
    pub sort: Sort,
    /// The most hits wanted; 0 asks for counts alone.
    pub limit: usize,
    /// The page before this one ended here.
    pub cursor: Option<Cursor>,
    /// Which facets are wanted.
    pub facets: Facets,
    /// Whether hits carry the passage that matched, and marks: tables of hits do without, and need not read any text.
    pub snippets: bool,
}

impl Request {
    /// Everything in the archive, best first, a page of 20, with all facets.
    pub fn all() -> Self {
        Self {
            query: Query::all(),
            matching: Matching::All,
            expand: Expand::All,
            topic: Choice::default(),
            kind: Choice::default(),
            publisher: Choice::default(),
            language: Choice::default(),
            from: None,
            to: None,
            undated: None,
            versions: Versions::Latest,
            sort: Sort::Relevance,
            limit: DEFAULT_LIMIT,
            cursor: None,
            facets: Facets::all(),
            snippets: true,
        }
    }

    /// What narrows it, without the page of hits and the counts that it asks for.
    pub fn selection(&self) -> Self {
        let Self { sort, limit, cursor, facets, versions, .. } = Self::all();
        Self { sort, limit, cursor, facets, versions, ..self.clone() }
    }

    /// The same for these words.
    pub fn of(text: &str) -> Self {
        Self { query: Query::parse(text, Matching::All), ..Self::all() }
    }

    /// The choice among the values of a facet; dates have none.
    pub fn choice(&self, facet: Facet) -> Option<&Choice> {
        match facet {
            Facet::Topic => Some(&self.topic),
            Facet::Kind => Some(&self.kind),
            Facet::Publisher => Some(&self.publisher),
            Facet::Language => Some(&self.language),
            Facet::Date => None,
        }
    }

    /// The same, to change it.
    pub fn choice_mut(&mut self, facet: Facet) -> Option<&mut Choice> {
        match facet {
            Facet::Topic => Some(&mut self.topic),
            Facet::Kind => Some(&mut self.kind),
            Facet::Publisher => Some(&mut self.publisher),
            Facet::Language => Some(&mut self.language),
            Facet::Date => None,
        }
    }

    /// The range that `from` and `to` make; `None` where neither was given.
    pub fn range(&self) -> Option<DateRange> {
        (self.from.is_some() || self.to.is_some()).then_some(DateRange::Within { from: self.from, to: self.to })
    }

    /// What becomes of undated releases: as said, else they go once a range is given.
    pub fn undated(&self) -> Undated {
        self.undated.unwrap_or(if self.range().is_some() { Undated::Exclude } else { Undated::Include })
    }

    /// Whether `from`, `to` and `undated` admit a release published then.
    pub fn admits_date(&self, published: Option<PartialDate>) -> bool {
        match (published, self.undated()) {
            (None, undated) => undated != Undated::Exclude,
            (Some(_), Undated::Only) => false,
            (Some(date), _) => self.range().is_none_or(|range| range.admits(Some(date))),
        }
    }

    /// Whether dates are restricted at all.
    pub fn restricts_dates(&self) -> bool {
        self.range().is_some() || self.undated() != Undated::Include
    }
}

/// What is looked for beside the words of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Expand {
    /// What short forms stand for, and the short forms of names.
    #[default]
    All,
    /// Nothing.
    None,
}

impl FromStr for Expand {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self::All),
            "none" => Ok(Self::None),
            _ => Err(format!("`{text}` is none of all, none")),
        }
    }
}

/// A selection among the values of one facet: any of some, none of others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// One of these must hold, where there are any.
    pub any_of: Vec<String>,
    /// None of these may.
    pub none_of: Vec<String>,
}

impl Choice {
    /// True where nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.any_of.is_empty() && self.none_of.is_empty()
    }

    /// Adds a value as parameters write it: `-` excludes, `--` begins a value that begins with `-`.
    pub fn add(&mut self, value: &str) {
        let (list, value) = match value.strip_prefix('-') {
            Some(rest) if rest.starts_with('-') => (&mut self.any_of, rest),
            Some(rest) => (&mut self.none_of, rest),
            None => (&mut self.any_of, value),
        };
        if !value.is_empty() && !list.iter().any(|known| known == value) {
            list.push(value.to_owned());
        }
    }

    /// The values as [`Choice::add`] takes them.
    pub fn values(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let any = self.any_of.iter().map(|value| match value.starts_with('-') {
            true => format!("-{value}").into(),
            false => value.into(),
        });
        any.chain(self.none_of.iter().map(|value| format!("-{value}").into()))
    }

    /// Selects a value, or takes the selection back.
    pub fn toggle(&mut self, value: &str) {
        let before = self.any_of.len() + self.none_of.len();
        self.any_of.retain(|known| known != value);
        self.none_of.retain(|known| known != value);
        if self.any_of.len() + self.none_of.len() == before {
            self.any_of.push(value.to_owned());
        }
    }
}

/// One dimension of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Facet {
    /// The topic tree.
    Topic,
    /// Years and months, and the undated.
    Date,
    /// Kinds.
    Kind,
    /// Publishers.
    Publisher,
    /// Languages.
    Language,
}

impl Facet {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Self; 5] = [Self::Topic, Self::Date, Self::Kind, Self::Publisher, Self::Language];

    /// The word used in `facets=`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Date => "date",
            Self::Kind => "kind",
            Self::Publisher => "publisher",
            Self::Language => "language",
        }
    }

    /// The facet of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.as_str() == name || (name == "year" && *facet == Self::Date))
    }

    /// The parameter that selects its values; dates are selected by `from`, `to` and `undated`.
    pub fn parameter(self) -> Option<&'static str> {
        match self {
            Self::Topic => Some("topic"),
            Self::Kind => Some("kind"),
            Self::Publisher => Some("publisher"),
            Self::Language => Some("lang"),
            Self::Date => None,
        }
    }
}

/// A set of facets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facets(Vec<Facet>);

impl Facets {
    /// Every facet.
    pub fn all() -> Self {
        Self(Facet::ALL.to_vec())
    }

    /// No facet.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// One facet.
    pub fn only(facet: Facet) -> Self {
        Self(vec![facet])
    }

    /// Whether one is in the set.
    pub fn has(&self, facet: Facet) -> bool {
        self.0.contains(&facet)
    }

    /// True for [`Facets::none`].
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for Facets {
    type Err = String;

    /// Reads `topic,kind`, `all` or `none`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => return Ok(Self::all()),
            "none" => return Ok(Self::none()),
            _ => {}
        }
        let mut facets = Vec::new();
        for name in text.split(',').map(str::trim) {
            let facet = Facet::named(name);
            facets.push(
                facet
                    .ok_or_else(|| format!("`{name}` is none of topic, date, kind, publisher, language, all, none"))?,
            );
        }
        facets.sort();
        facets.dedup();
        Ok(Self(facets))
    }
}

impl fmt::Display for Facets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            0 => f.write_str("none"),
            len if len == Facet::ALL.len() => f.write_str("all"),
            _ => f.write_str(&self.0.iter().map(|facet| facet.as_str()).collect::<Vec<_>>().join(",")),
        }
    }
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// By score; among equals newest first, then by id.
    #[default]
    Relevance,
    /// By score, with a mild preference for what is newer.
    Fresh,
    /// Strictly by date, undated last; among equals by id.
    Newest,
    /// Strictly by date, undated last; among equals by id.
    Oldest,
    /// What was published or reworded last comes first, and what is neither dated nor known to have changed comes last;
    /// among equals by id. See [`crate::release::LastChange`].
    Changed,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Relevance, Self::Fresh, Self::Newest, Self::Oldest, Self::Changed];

    /// The word used in parameters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Fresh => "fresh",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Changed => "changed",
        }
    }
}

impl FromStr for Sort {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|sort| sort.as_str() == text)
            .ok_or_else(|| format!("`{text}` is none of relevance, fresh, newest, oldest, changed"))
    }
}
