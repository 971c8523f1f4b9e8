//! Numbers as readers write them.

use std::fmt;

/// A number in groups of three digits: `1,234,567`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grouped(pub u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        // Columns of numbers ask for a width.
        f.pad(&grouped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let written = [0, 999, 1_000, 1_000_007, u64::MAX].map(|number| Grouped(number).to_string());
        assert_eq!(written, ["0", "999", "1,000", "1,000,007", "18,446,744,073,709,551,615"]);
        assert_eq!(format!("{:>6}", Grouped(1_000)), " 1,000");
    }
}
