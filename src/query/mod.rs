//! What the reader asks: one language for command line, API, pages, feeds and topic rules. Knows no engine.

mod ast;
mod cursor;
mod dates;
mod grammar;
mod lexer;
mod matcher;
mod occurrences;
mod request;
mod timeline;
mod url;
mod versions;

pub use ast::{Expr, Leaf, Matching, Query, Scope};
pub use cursor::{Cursor, CursorError};
pub use dates::{DateRange, Undated};
pub use matcher::{Facts, Marks, Matcher, Subject};
pub use occurrences::Span;
pub use request::{Choice, Facet, Facets, MAX_LIMIT, Request, Sort};
pub use timeline::{Interval, MAX_SERIES, TimelineRequest};
pub use url::{Fault, Strictness, parameters, parse_parameters, parse_selection, refuse_all, to_parameters};
pub use versions::Versions;
