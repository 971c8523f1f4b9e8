//! One release of a feed.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::enrich::marks_to_show;
use crate::query::{Matcher, Span, Versions};
use crate::release::{EnrichedRelease, LastChange, NO_HEADLINE, Precision};
use crate::results::Hit;
use crate::text::Stems;

/// The most words that an entry names as those that matched.
const MAX_MATCHED: usize = 12;

/// A hit as an entry.
#[derive(Debug)]
pub struct Entry<'a> {
    pub(super) hit: &'a Hit,
    updated: DateTime<Utc>,
    matched: Vec<String>,
    /// Whether each wording is an entry of its own.
    of_wording: bool,
}

impl<'a> Entry<'a> {
    /// A hit, with all wordings of its release, oldest first; none where they are not known. Without a matcher no words
    /// are told.
    pub fn new(hit: &'a Hit, wordings: &[EnrichedRelease], versions: Versions, matcher: Option<&Matcher>) -> Self {
        let shown = wordings.iter().position(|wording| wording.version == hit.version);
        let until = &wordings[..shown.map_or(0, |at| at + 1)];
        let matched = until.last().zip(matcher).map_or_else(Vec::new, |(shown, matcher)| matched(shown, matcher));
        let updated = LastChange::of(until).at;
        Self { hit, updated, matched, of_wording: versions == Versions::All }
    }

    /// When it changed last.
    pub fn updated(&self) -> DateTime<Utc> {
        self.updated
    }

    /// What of the release satisfied the search, as it stands there, each once.
    pub fn matched(&self) -> &[String] {
        &self.matched
    }

    /// The same for ever, and for every wording of a release unless wordings are entries of their own.
    pub(super) fn id(&self) -> String {
        let wording = if self.of_wording { format!(":version:{}", self.hit.version) } else { String::new() };
        format!("urn:pressmark:release:{}{wording}", self.hit.id)
    }

    /// Where it is to be read.
    pub(super) fn path(&self) -> String {
        let wording = if self.of_wording { format!("/versions/{}", self.hit.version) } else { String::new() };
        format!("/releases/{}{wording}", self.hit.id)
    }

    pub(super) fn title(&self) -> String {
        let title = self.hit.title.as_deref().map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
        title.filter(|title| !title.is_empty()).unwrap_or_else(|| NO_HEADLINE.to_owned())
    }

    /// The day of publication as an instant; `None` where the day is not known, which is never made up.
    pub(super) fn published(&self) -> Option<String> {
        let published = self.hit.published.as_ref().filter(|published| published.precision == Precision::Day)?;
        Some(format!("{}T00:00:00Z", published.date))
    }

    /// The passage that shows why it matched, then which words did and what else a reader must know.
    pub(super) fn summary(&self) -> String {
        let mut parts = vec![self.hit.snippet.text.clone()];
        if !self.matched.is_empty() {
            parts.push(format!("Matched: {}.", self.matched.join(", ")));
        }
        match self.hit.published.as_ref().map(|published| published.precision) {
            None => parts.push("Undated.".to_owned()),
            Some(Precision::Day) => {}
            Some(_) => parts.extend(self.hit.published.as_ref().map(|known| format!("Published {}.", known.date))),
        }
        if self.hit.version > 1 {
            parts.push(format!("Reworded: wording {} of {}.", self.hit.version, self.hit.versions));
        }
        parts.retain(|part| !part.is_empty());
        parts.join(" ")
    }
}

/// An instant as RFC 3339 has it.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn matched(release: &EnrichedRelease, matcher: &Matcher) -> Vec<String> {
    let Some(marks) = marks_to_show(release, matcher, &mut Stems::default()) else { return Vec::new() };
    let texts = [
        (release.title.as_deref().unwrap_or_default(), &marks.title),
        (release.summary.as_deref().unwrap_or_default(), &marks.summary),
        (&release.body, &marks.body),
    ];
    let mut matched: Vec<String> = Vec::new();
    for (text, spans) in texts {
        for &Span { start, end, .. } in spans {
            let Some(words) = text.get(start..end) else { continue };
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            if matched.len() < MAX_MATCHED && !matched.iter().any(|known| known.to_lowercase() == words.to_lowercase())
            {
                matched.push(words);
            }
        }
    }
    matched
}
