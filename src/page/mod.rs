//! Results -> HTML: pure functions, one struct per page. Door: maud.
//!
//! Every page works without scripts. Text from archives is escaped, and links are made by the URL codec alone.

mod about; //    which archive, and what its answers mean
mod asked; //    other forms and spellings, and what there is to find
mod chart; //    series over time, drawn
mod chip; //     what is selected, to take back
mod citation; // citations to copy
mod coverage; // releases per month and publisher, gaps, what was left out
mod date; //     dates in words
mod difference; // two wordings of a release
mod docs; //     the description of the service
mod error; //    the error page
mod facet; //    the sidebar
mod faulty; //   a search that cannot be read
mod form; //     the search box
mod help; //     the query language by example
mod histogram; // the dates of a search, drawn
mod hit; //      one result
mod home; //     the first page
mod layout; //   what every page has
mod link; //     addresses of our own pages
mod metadata; // a release for reference managers and other machines
mod name; //     kinds and languages
mod neighbours; // releases of the same text, related and similar ones
mod number; //   counts
mod plain; //    a release as plain text
mod onward; //   where a reader goes on from results
mod release; //  one release
mod search; //   results of a search
mod source; //   where a release comes from: dates, captures, versions
mod style; //    the stylesheet and the mark
mod text; //     text of archives
mod topic; //    the topic tree of the sidebar
mod topics; //   the topic tree with its rules
mod trends; //   how often, over time
mod year; //     the dates of the sidebar

#[cfg(test)]
mod sample;

pub use about::AboutPage;
pub use coverage::CoveragePage;
pub use difference::DifferencePage;
pub use docs::DocsPage;
pub use error::ErrorPage;
pub use faulty::FaultyPage;
pub use help::HelpPage;
pub use home::HomePage;
pub use link::canonical;
pub use plain::plain_text;
pub use release::ReleasePage;
pub use search::SearchPage;
pub use style::{MARK, SCRIPT, STYLESHEET, script_version, stylesheet_version};
pub use topics::TopicsPage;
pub use trends::{FaultyTrendsPage, TrendsPage};
