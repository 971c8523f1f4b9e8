//! Pressmark: search over press archives.
//!
//! ```text
//! path -> archive::Record -> Release -> EnrichedRelease -> index
//! text or URL -> Query -> SearchResults -> JSON | page | terminal | CSV
//! ```
//!
//! The modules stand in the order in which the data flows; each imports only modules above it, and each outside
//! package has one door. `tests/layering.rs` holds both rules.

pub mod release; //  what a release is; no I/O
pub mod text; //     our tokenizer, folding, stems, sentences
pub mod query; //    what the reader asks: grammar, URL codec, Matcher
pub mod archive; //  file -> records
pub mod parse; //    record -> release
pub mod enrich; //   release -> enriched release: topics, kind, language
pub mod results; //  what comes back
pub mod cite; //     a release as others cite it
pub mod table; //    answers as rows
pub mod feed; //     a search to follow
pub mod index; //    the embedded engine
pub mod backend; // the closed set of engines; async starts here
pub mod ingest; //  archive -> parse -> enrich -> backend
pub mod page; //    results -> HTML
pub mod http; //    routes
pub mod cli; //     one file per command
