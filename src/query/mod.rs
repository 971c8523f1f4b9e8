//! What the reader asks: one language for command line, API, pages, feeds and topic rules. Knows no engine.

mod acronyms;
mod address;
mod any;
mod ast;
mod beginning;
mod beside;
mod canonical;
mod cursor;
mod dates;
mod export;
mod facts;
mod field;
mod fuzzy;
mod grammar;
mod group;
mod leaves;
mod lexer;
mod limits;
mod matcher;
mod near;
mod occurrences;
mod parameter;
mod phrases;
mod request;
mod timeline;
mod typed_date;
mod url;
mod versions;

pub use acronyms::{Acronyms, Expansion};
pub use address::{Address, AddressError, places};
pub use ast::{Expr, Leaf, MAX_SIDES, Matching, Query, Scope};
pub use beginning::{Beginning, Fit, fit};
pub use cursor::{Cursor, CursorError};
pub use dates::{DateRange, Undated};
pub use export::{ExportFormat, ExportRequest};
pub use facts::Facts;
pub use fuzzy::{MIN_FUZZY, within_one_letter};
pub use limits::{FIXED_LIMITS, FixedLimit};
pub use matcher::{Marks, Matcher, Subject};
pub use near::{MAX_WITHIN, Nearness, Place};
pub use occurrences::Span;
pub use parameter::{
    CITE, DIFFERENCE, EXPORT, FACET, Given, MARKED, MAX_SIMILAR, Parameter, SEARCH, SELECTION, SIMILAR, SIMILAR_LIMIT,
    SUGGEST, TIMELINE, Takes, read_leniently, read_strictly,
};
pub use request::{Choice, Expand, Facet, Facets, MAX_LIMIT, Request, Sort};
pub use timeline::{Interval, MAX_SERIES, TimelineRequest};
pub use url::{
    Fault, Strictness, parameters, parse_parameters, parse_selection_beside, to_parameters, to_parameters_from,
    with_parameters,
};
pub use versions::Versions;
