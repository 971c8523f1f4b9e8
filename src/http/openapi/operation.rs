//! Every route: what it is for, what it takes, what it gives.

use crate::cite::Style;
use crate::http::resource::Form;
use crate::query::{CITE, DIFFERENCE, EXPORT, FACET, MARKED, Parameter, SEARCH, SELECTION, SIMILAR, SUGGEST, TIMELINE};

/// One route.
#[derive(Debug)]
pub(super) struct Operation {
    /// As the router has it.
    pub(super) path: &'static str,
    /// Its name in programs.
    pub(super) name: &'static str,
    /// What it gives, in a sentence.
    pub(super) about: &'static str,
    pub(super) tag: Tag,
    /// What stands behind `?`: tables of parameters, the first to name one being the one that counts.
    pub(super) parameters: &'static [&'static [Parameter]],
    /// What comes back.
    pub(super) gives: &'static [Gives],
    /// An address of the bundled archive, and what it answers.
    pub(super) example: Option<(&'static str, &'static str)>,
}

/// What sort of route one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Search,
    Release,
    Archive,
    Page,
    Discovery,
}

impl Tag {
    pub(super) const ALL: [Self; 5] = [Self::Search, Self::Release, Self::Archive, Self::Page, Self::Discovery];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Search => "Search",
            Self::Release => "Releases",
            Self::Archive => "Archive",
            Self::Page => "Pages",
            Self::Discovery => "Discovery",
        }
    }

    pub(super) fn about(self) -> &'static str {
        match self {
            Self::Search => "What the archive says about something: hits, counts, feeds, everything as rows.",
            Self::Release => "One release: its text, its wordings, its neighbours, how to cite it.",
            Self::Archive => "What the archive holds, over time and by topic.",
            Self::Page => "For readers. Pages pass over parameters that they do not know.",
            Self::Discovery => "For machines that find, and for those who watch over the service.",
        }
    }
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    /// The answer to a search.
    SearchResults,
    /// Suggestions.
    Suggestions,
    /// One facet.
    Facet,
    /// Counts over time.
    Timeline,
    /// The coverage and the runs.
    Coverage,
    /// The topic tree.
    Topics,
    /// The query language by example.
    Help,
    /// Which archive this is.
    About,
    /// A release as it is shown.
    Release,
    /// One wording.
    Wording,
    /// All wordings.
    Wordings,
    /// The releases around one.
    Neighbours,
    Difference,
    /// This document.
    Any,
    /// What has no schema of its own.
    Plain(Form),
    /// Something of this media type.
    Media(&'static str),
    /// A redirect.
    Found,
}

const fn get(
    path: &'static str,
    name: &'static str,
    about: &'static str,
    tag: Tag,
    parameters: &'static [&'static [Parameter]],
    gives: &'static [Gives],
) -> Operation {
    Operation { path, name, about, tag, parameters, gives, example: None }
}

impl Operation {
    const fn shown(mut self, address: &'static str, answer: &'static str) -> Self {
        self.example = Some((address, answer));
        self
    }

    /// Whether one release is asked for.
    pub(super) fn is_of_release(&self) -> bool {
        self.path.contains("{id}")
    }
}

const CITATIONS: &[Gives] = &[
    Gives::Plain(Form::Citation(Style::Text)),
    Gives::Plain(Form::Citation(Style::Bibtex)),
    Gives::Plain(Form::Citation(Style::Ris)),
    Gives::Plain(Form::Citation(Style::Csl)),
];
const PAGE: &[Gives] = &[Gives::Plain(Form::Page)];
const CSV: &[Gives] = &[Gives::Plain(Form::Csv)];
const TIMELINES: &[&[Parameter]] = &[TIMELINE, SELECTION];

macro_rules! example {
    ($name:literal) => {
        include_str!(concat!("examples/", $name, ".json"))
    };
}

/// All routes, in the order in which the documentation has them.
pub(super) const OPERATIONS: &[Operation] = &[
    get(
        "/api/v1/search",
        "search",
        "A page of hits, and exact counts by facet.",
        Tag::Search,
        &[SEARCH],
        &[Gives::SearchResults],
    )
    .shown("/api/v1/search?q=drones&limit=1", example!("search")),
    get(
        "/api/v1/suggest",
        "suggest",
        "What a search that begins so may be for.",
        Tag::Search,
        &[SUGGEST],
        &[Gives::Suggestions],
    )
    .shown("/api/v1/suggest?q=modern+sl&limit=3", example!("suggest")),
    get(
        "/api/v1/facets/{facet}",
        "facet",
        "One facet of a search alone.",
        Tag::Search,
        &[FACET, SELECTION],
        &[Gives::Facet],
    )
    .shown("/api/v1/facets/kind?q=police", example!("facet")),
    get(
        "/api/v1/export",
        "export",
        "Every release that a search finds, or every wording, newest first, streamed without a limit; a stream that was cut ends in an error of the connection.",
        Tag::Search,
        &[EXPORT, SELECTION],
        &[Gives::Plain(Form::Jsonl), Gives::Plain(Form::Csv)],
    ),
    get(
        "/search.json",
        "searchJson",
        "The page of a search as the API gives it.",
        Tag::Search,
        &[SEARCH],
        &[Gives::SearchResults],
    ),
    get(
        "/search.jsonl",
        "searchJsonl",
        "The hits of a page of a search, one a line.",
        Tag::Search,
        &[SEARCH],
        &[Gives::Plain(Form::Jsonl)],
    ),
    get("/search.csv", "searchCsv", "The hits of a page of a search as rows.", Tag::Search, &[SEARCH], CSV),
    get(
        "/search.atom",
        "searchAtom",
        "A search to follow, as Atom: what was published or reworded last comes first, undated last.",
        Tag::Search,
        &[SEARCH],
        &[Gives::Plain(Form::Atom)],
    ),
    get(
        "/search.feed.json",
        "searchJsonFeed",
        "A search to follow, as JSON Feed: what was published or reworded last comes first, undated last.",
        Tag::Search,
        &[SEARCH],
        &[Gives::Plain(Form::JsonFeed)],
    ),
    get(
        "/api/v1/releases/{id}",
        "release",
        "A release in its latest wording, and where its text was published too; with what of it satisfies a query.",
        Tag::Release,
        &[MARKED],
        &[Gives::Release],
    )
    .shown("/api/v1/releases/4nte20tqjqkg9dz9nfdf", example!("release")),
    get(
        "/api/v1/releases/{id}/versions",
        "versions",
        "All wordings of a release, oldest first.",
        Tag::Release,
        &[],
        &[Gives::Wordings],
    ),
    get(
        "/api/v1/releases/{id}/versions/{n}",
        "version",
        "One wording of a release, with what of it satisfies a query.",
        Tag::Release,
        &[MARKED],
        &[Gives::Wording],
    )
    .shown("/api/v1/releases/4nte20tqjqkg9dz9nfdf/versions/1", example!("version")),
    get(
        "/api/v1/releases/{id}/diff",
        "difference",
        "What changed between two wordings of a release, word by word.",
        Tag::Release,
        &[DIFFERENCE],
        &[Gives::Difference],
    )
    .shown("/api/v1/releases/4nte20tqjqkg9dz9nfdf/diff", example!("difference")),
    get(
        "/releases/{id}/diff.json",
        "differenceJson",
        "The page of a difference as the API gives it.",
        Tag::Release,
        &[DIFFERENCE],
        &[Gives::Difference],
    ),
    get(
        "/api/v1/releases/{id}/similar",
        "similar",
        "Releases about the same things, and the words that both have.",
        Tag::Release,
        &[SIMILAR],
        &[Gives::Neighbours],
    )
    .shown("/api/v1/releases/4nte20tqjqkg9dz9nfdf/similar?limit=2", example!("similar")),
    get("/api/v1/releases/{id}/cite", "cite", "How a release is cited.", Tag::Release, &[CITE], CITATIONS),
    get(
        "/api/v1/releases/{id}/versions/{n}/cite",
        "citeVersion",
        "How one wording of a release is cited.",
        Tag::Release,
        &[CITE],
        CITATIONS,
    ),
    get(
        "/api/v1/releases/{id}/timemap",
        "timemap",
        "The wordings of a release in time (Memento, RFC 7089).",
        Tag::Release,
        &[],
        &[Gives::Plain(Form::LinkFormat)],
    ),
    get(
        "/api/v1/releases/{id}/timegate",
        "timegate",
        "Leads to the wording of the time that `Accept-Datetime` says (Memento, RFC 7089).",
        Tag::Release,
        &[],
        &[Gives::Found],
    ),
    get(
        "/api/v1/timeline",
        "timeline",
        "How often something was said, by month or year, for up to five queries.",
        Tag::Archive,
        TIMELINES,
        &[Gives::Timeline],
    )
    .shown("/api/v1/timeline?q=drones&interval=year&share=true&from=2016&to=2019", example!("timeline")),
    get(
        "/trends.json",
        "trendsJson",
        "The page of trends as the API gives it.",
        Tag::Archive,
        TIMELINES,
        &[Gives::Timeline],
    ),
    get("/trends.csv", "trendsCsv", "The page of trends as rows.", Tag::Archive, TIMELINES, CSV),
    get(
        "/api/v1/coverage",
        "coverage",
        "Releases per month for each publisher, gaps, undated, and what the last runs skipped or failed.",
        Tag::Archive,
        &[],
        &[Gives::Coverage],
    ),
    get(
        "/coverage.json",
        "coverageJson",
        "The page of coverage as the API gives it.",
        Tag::Archive,
        &[],
        &[Gives::Coverage],
    ),
    get("/coverage.csv", "coverageCsv", "The page of coverage as rows.", Tag::Archive, &[], CSV),
    get(
        "/api/v1/topics",
        "topics",
        "The topic tree, each topic with its rule and its releases.",
        Tag::Archive,
        &[],
        &[Gives::Topics],
    ),
    get("/topics.json", "topicsJson", "The page of topics as the API gives it.", Tag::Archive, &[], &[Gives::Topics]),
    get("/topics.csv", "topicsCsv", "The page of topics as rows.", Tag::Archive, &[], CSV),
    get(
        "/index.json",
        "homeJson",
        "The first page as data: the newest releases, and the counts of everything.",
        Tag::Archive,
        &[],
        &[Gives::SearchResults],
    ),
    get(
        "/help.json",
        "helpJson",
        "The query language, by examples of this archive.",
        Tag::Archive,
        &[],
        &[Gives::Help],
    )
    .shown("/help.json", example!("helpJson")),
    get(
        "/about.json",
        "aboutJson",
        "Which archive this is, when it was last read, and what may be asked of it.",
        Tag::Archive,
        &[],
        &[Gives::About],
    ),
    get("/", "home", "The first page.", Tag::Page, &[], PAGE),
    get("/search", "searchPage", "The results of a search.", Tag::Page, &[SEARCH], PAGE),
    get(
        "/releases/{id}",
        "releasePage",
        "A release, with the words of a query marked; with `.json` behind the id, as data, with `.txt`, as a text.",
        Tag::Page,
        &[],
        &[Gives::Plain(Form::Page), Gives::Release, Gives::Plain(Form::Text)],
    ),
    get(
        "/releases/{id}/versions/{n}",
        "versionPage",
        "One wording of a release, with the words of a query marked; with `.json` behind the number, as data, with `.txt`, as a text.",
        Tag::Page,
        &[],
        &[Gives::Plain(Form::Page), Gives::Wording, Gives::Plain(Form::Text)],
    ),
    get(
        "/releases/{id}/diff",
        "differencePage",
        "What changed between two wordings of a release.",
        Tag::Page,
        &[DIFFERENCE],
        PAGE,
    ),
    get("/topics", "topicsPage", "The topics, each with its rule and its releases.", Tag::Page, &[], PAGE),
    get("/trends", "trendsPage", "Up to five searches over time.", Tag::Page, TIMELINES, PAGE),
    get("/coverage", "coveragePage", "What the archive covers, and what it lacks.", Tag::Page, &[], PAGE),
    get("/help", "helpPage", "How to search, by examples.", Tag::Page, &[], PAGE),
    get("/about", "aboutPage", "Which archive this is, and how to cite it.", Tag::Page, &[], PAGE),
    get("/docs", "docs", "This description, to be read.", Tag::Page, &[], PAGE),
    get("/openapi.json", "openapi", "This description.", Tag::Discovery, &[], &[Gives::Any]),
    get(
        "/opensearch.xml",
        "opensearch",
        "How browsers add the archive to their search engines (OpenSearch 1.1).",
        Tag::Discovery,
        &[],
        &[Gives::Plain(Form::OpenSearch)],
    ),
    get("/sitemap.xml", "sitemap", "The parts of the sitemap.", Tag::Discovery, &[], &[Gives::Plain(Form::Xml)]),
    get(
        "/sitemap/{part}",
        "sitemapPart",
        "At most 50,000 releases, with the day of their last change; `1.xml` is the first part.",
        Tag::Discovery,
        &[],
        &[Gives::Plain(Form::Xml)],
    ),
    get(
        "/robots.txt",
        "robots",
        "What crawlers may ask for.",
        Tag::Discovery,
        &[],
        &[Gives::Media("text/plain; charset=utf-8")],
    ),
    get("/style.css", "style", "The stylesheet.", Tag::Discovery, &[], &[Gives::Media("text/css; charset=utf-8")]),
    get(
        "/script.js",
        "script",
        "What makes the pages quicker to use; they work without it.",
        Tag::Discovery,
        &[],
        &[Gives::Media("text/javascript; charset=utf-8")],
    ),
    get("/mark.svg", "mark", "The mark of the program.", Tag::Discovery, &[], &[Gives::Media("image/svg+xml")]),
    get(
        "/healthz",
        "healthz",
        "Whether the process turns.",
        Tag::Discovery,
        &[],
        &[Gives::Media("text/plain; charset=utf-8")],
    ),
    get("/readyz", "readyz", "Whether the service is fit to be asked.", Tag::Discovery, &[], &[Gives::Any]),
];
