//! Whether earlier wordings are searched too.

use std::str::FromStr;

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Versions {
    /// A release, searched and shown in its latest wording.
    #[default]
    Latest,
    /// A wording: the total and the facets count wordings.
    All,
}

impl Versions {
    /// The word used in parameters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::All => "all",
        }
    }
}

impl FromStr for Versions {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Latest, Self::All]
            .into_iter()
            .find(|versions| versions.as_str() == text)
            .ok_or_else(|| format!("`{text}` is none of latest, all"))
    }
}
