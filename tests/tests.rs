//! What Pressmark promises, tested from outside.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

mod archive; //  files into records: every packing, every damage
mod fixtures; // sources and the releases they give, pair by pair
mod laws; //     Matcher and index, facets and brute force, pages and order
mod routes; //   the service, laid out as its URLs are
