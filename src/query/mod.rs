//! What the reader asks: one language for command line, API, pages, feeds and topic rules. Knows no engine.

mod ast;
mod cursor;
mod dates;
mod grammar;
mod lexer;
mod matcher;
mod occurrences;
mod request;
mod url;

pub use ast::{Expr, Leaf, Matching, Query, Scope};
pub use cursor::{Cursor, CursorError};
pub use dates::{DateRange, Undated};
pub use matcher::{Facts, Marks, Matcher, Subject};
pub use occurrences::Span;
pub use request::{Choice, Facet, Facets, MAX_LIMIT, Request, Sort};
pub use url::{Fault, Strictness, parameters, parse_parameters, to_parameters};
