//! How some words begin: the cheapest way to tell that another is none of them, nor has one of them as its stem.

/// What some words begin with: their first three bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beginnings([Bytes; LOOKED_AT]);

/// How many bytes of a word are looked at.
const LOOKED_AT: usize = 3;

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

/// The bytes that stand for one: it in either case, and behind the first one `e`, `i` and `y` for each other. The stem of
/// `dying` is `die`, of `dry` `dri`, of `skies` `sky`, of `using` `use`; no other stem has another letter there than its
/// word.
fn alike(at: usize, byte: u8) -> impl Iterator<Item = u8> {
    let lower = byte.to_ascii_lowercase();
    let letters = if at > 0 && b"eiy".contains(&lower) { *b"eiy" } else { [lower; 3] };
    letters.into_iter().flat_map(|letter| [letter, letter.to_ascii_uppercase()])
}

impl Beginnings {
    /// How every word begins.
    pub fn all() -> Self {
        Self([Bytes::ALL; LOOKED_AT])
    }

    /// Takes in the beginning of a word or of a stem.
    pub fn add(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let bytes = word.as_bytes();
        for (at, known) in self.0.iter_mut().enumerate() {
            match bytes.get(at) {
                Some(byte) => alike(at, *byte).for_each(|byte| known.add(byte)),
                // The beginning of a word, or the stem of a longer one.
                None => *known = Bytes::ALL,
            }
        }
    }

    /// Whether a word may be one of them, begin with one or have one as its stem: always true where it does, and seldom
    /// where it does not. Letters of ASCII may be large.
    pub fn begins(&self, word: impl AsRef<[u8]>) -> bool {
        let bytes = word.as_ref();
        !bytes.is_empty() && self.0.iter().zip(bytes).all(|(known, byte)| known.has(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_begins_like_one_of_them_or_not() {
        let mut beginnings = Beginnings::default();
        ["police", "£40", "", "警", "die"].into_iter().for_each(|word| beginnings.add(word));
        assert!(["p", "polite", "pole", "£", "警察", "dying", "dies"].iter().all(|word| beginnings.begins(word)));
        assert!(["", "olice", "40", "x", "past", "power"].iter().all(|word| !beginnings.begins(word)));
        assert!(beginnings.begins("POLES") && !beginnings.begins("Past"));
        beginnings.add("p");
        assert!(beginnings.begins("past") && beginnings.begins("P"));
        assert!(["p", "x", "警察"].iter().all(|word| Beginnings::all().begins(word)));
    }
}
