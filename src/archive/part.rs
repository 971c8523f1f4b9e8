//! A file, or a file within a file: where it lies, and what is known of it from outside.

use encoding_rs::Encoding;

/// The place of bytes that are to be read.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    /// The place inside the archive file; empty where the part is the file.
    pub(super) place: String,
    /// How many containers lie around it: see [`MAX_DEPTH`](super::limits::MAX_DEPTH).
    pub(super) depth: usize,
    /// What its containers say of it.
    pub(super) told: Told,
}

/// What a container says of a part, which the part itself may not say.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// The address it was captured from.
    pub(super) url: Option<String>,
    /// When, RFC 3339 in UTC.
    pub(super) captured: Option<String>,
    /// The digest of its payload, as the container writes it: `sha1:` and BASE32.
    pub(super) payload: Option<String>,
    /// The encoding that was sent along with it.
    pub(super) charset: Option<&'static Encoding>,
}

impl Part {
    /// `press.zip` and `line 12` as one place.
    pub(super) fn place_of(&self, inside: &str) -> String {
        let outer = self.place.as_str();
        match (outer, inside) {
            ("", place) | (place, "") => place.to_owned(),
            (outer, inside) => format!("{outer} {inside}"),
        }
    }
}
