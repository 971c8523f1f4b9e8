//! The stylesheet, the script and the mark of the program: all that a page loads.

use std::sync::LazyLock;

/// The stylesheet of every page.
pub const STYLESHEET: &str = include_str!("style.css");

/// The script of every page: what is quicker with it. Nothing needs it.
pub const SCRIPT: &str = include_str!("script.js");

/// Three books on a shelf, one with its mark: SVG.
pub const MARK: &str = include_str!("mark.svg");

/// A hash of the stylesheet: an address that carries it may be cached for ever.
pub fn stylesheet_version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| version(STYLESHEET));
    &VERSION
}

/// The same of the script.
pub fn script_version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| version(SCRIPT));
    &VERSION
}

fn version(asset: &str) -> String {
    blake3::hash(asset.as_bytes()).to_hex().as_str().chars().take(16).collect()
}

/// The address of the stylesheet.
pub(super) fn stylesheet_href() -> String {
    format!("/style.css?v={}", stylesheet_version())
}

/// The address of the script.
pub(super) fn script_href() -> String {
    format!("/script.js?v={}", script_version())
}
