//! When two copies say the same.

use std::fmt;

/// The identity of a wording: BLAKE3 over title, summary and body with white space collapsed, cut to 128 bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordingId(u128);

impl WordingId {
    /// The wording of these texts.
    pub fn of(title: Option<&str>, summary: Option<&str>, body: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in [title.unwrap_or_default(), summary.unwrap_or_default(), body] {
            for word in part.split_whitespace() {
                hasher.update(word.as_bytes());
                hasher.update(b" ");
            }
            hasher.update(b"\n");
        }
        let mut first = [0; 16];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Self(u128::from_be_bytes(first))
    }
}

impl fmt::Debug for WordingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_no_new_wording_and_words_do_not_cross_fields() {
        let one = WordingId::of(Some("A title"), None, "Some  text\n\nhere");
        assert_eq!(one, WordingId::of(Some("A title "), None, "Some text here"));
        assert_ne!(one, WordingId::of(Some("A"), Some("title"), "Some text here"));
        assert_ne!(one, WordingId::of(Some("A title"), None, "Some text there"));
    }
}
