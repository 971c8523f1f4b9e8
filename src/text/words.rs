//! The words of a whole release, read once and used by topics, index and snippets.

use super::{Beginnings, Reading, Stems, Tokens, tokenize, tokenize_some};

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
        let read = |text: Option<&str>| tokenize(text.unwrap_or_default(), Reading::Index);
        Self { title: read(title), summary: read(summary), body: read(Some(body)) }.stemmed(stems)
    }

    /// As [`Words::read`], without plain words that begin otherwise, be it as they stand or as a stem. To find a few words
    /// in a text, most of it need not be kept.
    pub fn read_some(
        beginnings: Beginnings,
        title: Option<&str>,
        summary: Option<&str>,
        body: &str,
        stems: Option<&mut Stems>,
    ) -> Self {
        let read = |text: Option<&str>| tokenize_some(text.unwrap_or_default(), beginnings);
        Self { title: read(title), summary: read(summary), body: read(Some(body)) }.stemmed(stems)
    }

    fn stemmed(mut self, stems: Option<&mut Stems>) -> Self {
        if let Some(stems) = stems {
            self.title.stem(stems);
            self.summary.stem(stems);
            self.body.stem(stems);
        }
        self
    }
}
