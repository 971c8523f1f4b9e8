//! Pressmark from outside, one module per subject.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod archive; // archive files with generated contents: records or a reason, in bounded time
mod routes; // requests and answers, laid out as the addresses are
