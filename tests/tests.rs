//! What Pressmark promises, tested from outside.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod chance;
mod support;

mod answers; // what an answer says beside its hits
mod archive; //  files into records: every packing, every damage
mod archives; // real archives, where they are at hand
mod containers; // what lies inside archives, mails and documents
mod bombs; //    documents that are built to cost more than their length
mod browser; //  the pages in Chromium: journeys, barriers, hostile texts
mod captures; // web archives: every payload, every damage
mod cli; //      the commands, their output and their exit codes
mod crashes; //  kills, second writers, damage, other formats
mod documents; // links, commands, outputs and tables in what we write
mod faults; //   refusals of the system, and runs beside services
mod fixtures; // sources and the releases they give, pair by pair
mod fuzz; //     any bytes, on every way in: corpus and mutations
mod judged; //   collections with judgements, and nDCG
mod layering; // modules import upwards, packages have doors
mod likeness; // releases of like text, linked and never merged
mod load; //     the service under load and under attack
mod laws; //     Matcher and index, facets and brute force, pages and order
mod lucene; //   plain BM25, to be compared with
mod measured; // our ranking on judged queries
mod ranking; //  judged queries: the score may not fall
mod order; //    ranked hits against the formula, and every page out of one order
#[cfg(feature = "pdf")]
mod pdf; //      press notes in PDF
mod routes; //   the service, laid out as its URLs are
mod tables; //   rows that spreadsheets read
mod settling; // what only the whole archive can settle: stubs, day order, files that are gone
#[cfg(unix)]
mod unvetted; // a folder of files that nobody looked at
mod withheld; // what must not be seen: purged, or held back for a time
