//! Numbers as readers write them.

/// `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 release`, `1,234 releases`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
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
