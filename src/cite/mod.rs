//! A release as others cite it: BibTeX, RIS, CSL-JSON, APA and plain text. Pure.

mod apa;
mod bibtex;
mod csl;
mod name;
mod ris;
mod text;

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::release::{EnrichedRelease, Kind, PartialDate};
pub use name::Name;

/// How a citation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Style {
    /// An entry for a BibTeX or `BibLaTeX` file.
    Bibtex,
    /// RIS, as reference managers import it.
    Ris,
    /// An item in an array, as CSL processors take it.
    Csl,
    /// A sentence after the manual of the American Psychological Association, 7th edition.
    Apa,
    /// A sentence.
    #[default]
    Text,
}

impl Style {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Self; 5] = [Self::Text, Self::Apa, Self::Bibtex, Self::Ris, Self::Csl];

    /// The word used in parameters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bibtex => "bibtex",
            Self::Ris => "ris",
            Self::Csl => "csl",
            Self::Apa => "apa",
            Self::Text => "text",
        }
    }

    /// What readers call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Bibtex => "BibTeX",
            Self::Ris => "RIS",
            Self::Csl => "CSL-JSON",
            Self::Apa => "APA",
            Self::Text => "Plain text",
        }
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Style {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|style| style.as_str() == text);
        known.ok_or_else(|| format!("`{text}` is none of bibtex, ris, csl, apa, text"))
    }
}

/// A release, or one wording of it, with what a citation says beside it.
#[derive(Debug, Clone)]
pub struct Citation<'a> {
    release: &'a EnrichedRelease,
    permanent: Option<String>,
    accessed: NaiveDate,
    one_wording: bool,
}

impl<'a> Citation<'a> {
    /// Of a release as it is now. `site` is where the service is reached, without a slash at the end; where that is not
    /// known the citation names the id alone.
    pub fn of_release(release: &'a EnrichedRelease, site: Option<&str>, accessed: NaiveDate) -> Self {
        let permanent = site.map(|site| format!("{site}/releases/{}", release.id));
        Self { release, permanent, accessed, one_wording: false }
    }

    /// Of this wording, which stays what it is when another follows.
    pub fn of_wording(release: &'a EnrichedRelease, site: Option<&str>, accessed: NaiveDate) -> Self {
        let permanent = site.map(|site| format!("{site}/releases/{}/versions/{}", release.id, release.version));
        Self { release, permanent, accessed, one_wording: true }
    }

    /// The citation in a style, with a line end.
    pub fn written(&self, style: Style) -> String {
        match style {
            Style::Bibtex => self.bibtex(),
            Style::Ris => self.ris(),
            Style::Csl => self.csl(),
            Style::Apa => self.apa(),
            Style::Text => self.text(),
        }
    }

    /// On one line; `None` where the release has no headline.
    fn title(&self) -> Option<String> {
        self.release.title.as_deref().map(one_line).filter(|title| !title.is_empty())
    }

    /// Who wrote it: the publisher where nobody is named.
    fn authors(&self) -> Vec<Name> {
        let publisher = self.publisher();
        let named: Vec<Name> =
            self.release.authors.iter().filter_map(|author| Name::read(author, publisher.as_deref())).collect();
        if named.is_empty() { publisher.map(Name::Body).into_iter().collect() } else { named }
    }

    fn publisher(&self) -> Option<String> {
        self.release.publisher.as_deref().map(one_line).filter(|name| !name.is_empty())
    }

    /// Whether the publisher is the author too: then it is named once.
    fn is_by_publisher(&self) -> bool {
        matches!(self.authors().as_slice(), [Name::Body(only)] if Some(only) == self.publisher().as_ref())
    }

    fn date(&self) -> Option<PartialDate> {
        self.release.published.as_ref().map(|published| published.date)
    }

    /// Where it was published, if that is an address of the web.
    fn original(&self) -> Option<String> {
        let url = self.release.web_address()?;
        Some(url.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect())
    }

    fn genre(&self) -> &'static str {
        genre(self.release.kind)
    }

    /// Which release of which archive, and which wording where others exist.
    fn note(&self) -> String {
        let EnrichedRelease { id, version, versions, .. } = self.release;
        match self.one_wording || *versions > 1 {
            true => format!("Pressmark {id}, wording {version} of {versions}"),
            false => format!("Pressmark {id}"),
        }
    }
}

/// What sort of publication a release is called in citations.
pub fn genre(kind: Kind) -> &'static str {
    match kind {
        Kind::News | Kind::Appointment => "Press release",
        Kind::Statement => "Statement",
        Kind::Speech => "Speech",
        Kind::Blog => "Blog post",
    }
}

fn one_line(text: &str) -> String {
    let harmless = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    harmless.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
pub(crate) fn sample(authors: &[&str], publisher: Option<&str>, date: Option<&str>) -> EnrichedRelease {
    use crate::release::{Claim, Evidence, Language, Published, ReleaseId};
    let claim =
        date.map(|date| Claim { evidence: Evidence::Given, date: date.parse().expect("a date"), raw: date.to_owned() });
    EnrichedRelease {
        id: ReleaseId::derive(None, Some("1"), None, None, None, ""),
        given_id: None,
        title: Some("Profits & losses: 50% of {braces}".to_owned()),
        title_made: false,
        published: Published::choose(claim.into_iter().collect(), NaiveDate::MAX).0,
        kind: Kind::News,
        publisher: publisher.map(str::to_owned),
        authors: authors.iter().map(|author| (*author).to_owned()).collect(),
        language: Language::english(),
        summary: None,
        body: "Text.".to_owned(),
        url: Some("https://northmere.example/a_b?c=1&d=%20".to_owned()),
        topics: Vec::new(),
        given_topics: Vec::new(),
        captures: Vec::new(),
        notes: Vec::new(),
        version: 1,
        versions: 1,
        aliases: Vec::new(),
    }
}

#[cfg(test)]
pub(crate) fn cited(release: &EnrichedRelease, style: Style) -> String {
    let accessed = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
    Citation::of_release(release, Some("https://archive.example"), accessed).written(style)
}
