//! How some words begin: the cheapest way to tell that another is none of them, nor has one of them as its stem.

/// What some words begin with: their first bytes, and their second ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beginnings {
    first: Bytes,
    second: Bytes,
}

/// A set of bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Bytes([u64; 4]);

impl Bytes {
    const ALL: Self = Self([u64::MAX; 4]);

    fn add(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    fn has(self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] & (1 << (byte & 63)) != 0
    }
}

impl Beginnings {
    /// How every word begins.
    pub fn all() -> Self {
        Self { first: Bytes::ALL, second: Bytes::ALL }
    }

    /// Takes in the beginning of a word or of a stem.
    pub fn add(&mut self, word: &str) {
        let mut bytes = word.bytes();
        let Some(first) = bytes.next() else { return };
        self.first.add(first);
        match bytes.next() {
            // The beginning of a word, or the stem of a longer one.
            None => self.second = Bytes::ALL,
            Some(b'i') => {
                self.second.add(b'i');
                // The stem of `dying` is `die`. No other stem has another second letter than its word.
                self.second.add(b'y');
            }
            Some(second) => self.second.add(second),
        }
    }

    /// Whether a word may be one of them, begin with one or have one as its stem: always true where it does, and seldom
    /// where it does not. Letters of ASCII may be large.
    pub fn begins(&self, word: impl AsRef<[u8]>) -> bool {
        match *word.as_ref() {
            [] => false,
            [first] => self.first.has(first.to_ascii_lowercase()),
            [first, second, ..] => {
                self.first.has(first.to_ascii_lowercase()) && self.second.has(second.to_ascii_lowercase())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_begins_like_one_of_them_or_not() {
        let mut beginnings = Beginnings::default();
        ["police", "£40", "", "警", "die"].into_iter().for_each(|word| beginnings.add(word));
        assert!(["p", "power", "£", "警察", "dying", "dies"].iter().all(|word| beginnings.begins(word)));
        assert!(["", "olice", "40", "x", "past"].iter().all(|word| !beginnings.begins(word)));
        assert!(beginnings.begins("POWER") && !beginnings.begins("Past"));
        beginnings.add("p");
        assert!(beginnings.begins("past") && beginnings.begins("P"));
        assert!(["p", "x", "警察"].iter().all(|word| Beginnings::all().begins(word)));
    }
}
