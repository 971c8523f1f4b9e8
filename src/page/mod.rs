//! Results -> HTML: pure functions, one struct per page. Door: maud.
//!
//! Every page works without scripts. Text from archives is escaped, and links are made by the URL codec alone.

mod asked; //    other forms and spellings, and what there is to find
mod chip; //     what is selected, to take back
mod citation; // citations to copy
mod date; //     dates in words
mod docs; //     the description of the service
mod error; //    the error page
mod facet; //    the sidebar
mod form; //     the search box
mod hit; //      one result
mod home; //     the first page
mod layout; //   what every page has
mod link; //     addresses of our own pages
mod metadata; // a release for reference managers and other machines
mod name; //     kinds and languages
mod neighbours; // releases of the same text, related and similar ones
mod number; //   counts
mod release; //  one release
mod search; //   results of a search
mod source; //   where a release comes from: dates, captures, versions
mod style; //    the stylesheet and the mark
mod text; //     text of archives
mod topic; //    the topic tree of the sidebar
mod year; //     the dates of the sidebar

#[cfg(test)]
mod sample;

pub use docs::DocsPage;
pub use error::ErrorPage;
pub use home::HomePage;
pub use release::ReleasePage;
pub use search::{FaultyPage, SearchPage};
pub use style::{MARK, STYLESHEET, stylesheet_version};
