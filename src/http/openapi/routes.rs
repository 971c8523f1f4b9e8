//! Every route, in the order in which the documentation has them.

use super::operation::{Gives, Operation, Tag, get};
use crate::cite::Style;
use crate::http::resource::Form;
use crate::query::{CITE, DIFFERENCE, EXPORT, FACET, MARKED, Parameter, SEARCH, SELECTION, SIMILAR, SUGGEST, TIMELINE};

const CITATIONS: &[Gives] = &[
    Gives::Plain(Form::Citation(Style::Text)),
    Gives::Plain(Form::Citation(Style::Bibtex)),
    Gives::Plain(Form::Citation(Style::Ris)),
    Gives::Plain(Form::Citation(Style::Csl)),
];
const PAGE: &[Gives] = &[Gives::Plain(Form::Page)];
const CSV: &[Gives] = &[Gives::Plain(Form::Csv)];
const TIMELINES: &[&[Parameter]] = &[TIMELINE, SELECTION];

const fn page(
    path: &'static str,
    name: &'static str,
    about: &'static str,
    parameters: &'static [&'static [Parameter]],
) -> Operation {
    get(path, name, about, Tag::Page, parameters, PAGE)
}

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
    page("/", "home", "The first page.", &[]),
    page("/search", "searchPage", "The results of a search.", &[SEARCH]),
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
    page("/releases/{id}/diff", "differencePage", "What changed between two wordings of a release.", &[DIFFERENCE]),
    page("/topics", "topicsPage", "The topics, each with its rule and its releases.", &[]),
    page("/trends", "trendsPage", "Up to five searches over time.", TIMELINES),
    page("/coverage", "coveragePage", "What the archive covers, and what it lacks.", &[]),
    page("/help", "helpPage", "How to search, by examples.", &[]),
    page("/about", "aboutPage", "Which archive this is, and how to cite it.", &[]),
    page("/docs", "docs", "This description, to be read.", &[]),
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
