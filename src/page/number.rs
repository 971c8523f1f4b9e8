//! Numbers with what they count.

use crate::text::Grouped;

/// `1 release`, `1,234 releases`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", Grouped(number), if number == 1 { one } else { many })
}

/// [`counted`], for releases.
pub(super) fn releases(number: u64) -> String {
    counted(number, "release", "releases")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart_and_one_is_singular() {
        let written: Vec<String> = [0, 1, 999, 1000, 1_234_567].into_iter().map(releases).collect();
        assert_eq!(written, ["0 releases", "1 release", "999 releases", "1,000 releases", "1,234,567 releases"]);
    }
}
