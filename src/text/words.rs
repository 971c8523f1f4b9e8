//! The words of a whole release, read once and used by topics, index and snippets.

use super::{Reading, Stems, Tokens, tokenize};

/// The words of title, summary and body.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Of the headline.
    pub title: Tokens,
    /// Of the standfirst.
    pub summary: Tokens,
    /// Of the text.
    pub body: Tokens,
}

impl Words {
    /// Reads the three texts; with `stems`, the words carry their English stems too.
    pub fn read(title: Option<&str>, summary: Option<&str>, body: &str, stems: Option<&mut Stems>) -> Self {
        let mut words = Self {
            title: tokenize(title.unwrap_or_default(), Reading::Index),
            summary: tokenize(summary.unwrap_or_default(), Reading::Index),
            body: tokenize(body, Reading::Index),
        };
        if let Some(stems) = stems {
            words.title.stem(stems);
            words.summary.stem(stems);
            words.body.stem(stems);
        }
        words
    }
}
