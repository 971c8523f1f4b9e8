//! Which bytes some words begin with: the cheapest way to tell that another is none of them.

/// A set of first bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beginnings([u64; 4]);

impl Beginnings {
    /// Takes in the first byte of a word.
    pub fn add(&mut self, word: &str) {
        if let Some(&first) = word.as_bytes().first() {
            self.0[usize::from(first >> 6)] |= 1 << (first & 63);
        }
    }

    /// Whether one of the words begins with the same byte.
    pub fn begins(&self, word: &str) -> bool {
        word.as_bytes().first().is_some_and(|&first| self.0[usize::from(first >> 6)] & (1 << (first & 63)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_begins_like_one_of_them_or_not() {
        let mut beginnings = Beginnings::default();
        ["police", "£40", "", "警"].into_iter().for_each(|word| beginnings.add(word));
        assert!(["p", "power", "£", "警察"].iter().all(|word| beginnings.begins(word)));
        assert!(["", "olice", "40", "x"].iter().all(|word| !beginnings.begins(word)));
    }
}
