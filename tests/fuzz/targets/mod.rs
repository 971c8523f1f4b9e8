//! What any bytes are tried on: one function for each way in. The tests beside this folder call them, and so does
//! cargo-fuzz (`fuzz/`).
//!
//! Each panics where a law is broken, and not only where the product would.

mod files;
mod laws;
mod records;
mod requests;

/// A way in.
pub(crate) struct Target {
    /// The name of its corpus, of its words, and of the program of cargo-fuzz.
    pub(crate) name: &'static str,
    /// Tries these bytes on it.
    pub(crate) run: fn(&[u8]),
}

/// All of them.
pub(crate) const TARGETS: &[Target] = &[
    Target { name: "page", run: records::page },
    Target { name: "text", run: records::text },
    Target { name: "front_matter", run: records::front_matter },
    Target { name: "date", run: records::date },
    Target { name: "rows", run: files::rows },
    Target { name: "feed", run: files::file },
    Target { name: "mail", run: files::file },
    Target { name: "warc", run: files::file },
    Target { name: "warc_gz", run: files::packed_captures },
    Target { name: "container", run: files::file },
    Target { name: "query", run: requests::query },
    Target { name: "parameters", run: requests::parameters },
    #[cfg(feature = "pdf")]
    Target { name: "pdf", run: files::file },
];

/// Tries bytes on the target of this name.
pub(crate) fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of this name");
    (target.run)(bytes);
}
