//! The stylesheet and the mark of the program: all that a page loads.

use std::sync::LazyLock;

/// The stylesheet of every page.
pub const STYLESHEET: &str = include_str!("style.css");

/// Three books on a shelf, one with its mark: SVG.
pub const MARK: &str = include_str!("mark.svg");

/// A hash of the stylesheet: an address that carries it may be cached for ever.
pub fn stylesheet_version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let hash = blake3::hash(STYLESHEET.as_bytes()).to_hex();
        hash.as_str().chars().take(16).collect()
    });
    &VERSION
}

/// The address of the stylesheet.
pub(super) fn stylesheet_href() -> String {
    format!("/style.css?v={}", stylesheet_version())
}
