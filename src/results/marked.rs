//! What of a whole release satisfied a query.

use serde::Serialize;

use super::Mark;
use super::snippet::inside;
use crate::query::{Marks, Span};
use crate::release::EnrichedRelease;

/// What of a release satisfied a query: in order, not overlapping.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TextMarks {
    /// Whether the release satisfies it at all; where not, nothing is marked.
    pub satisfied: bool,
    /// In its headline.
    pub title: Vec<Mark>,
    /// In its standfirst.
    pub summary: Vec<Mark>,
    /// In its text.
    pub body: Vec<Mark>,
}

impl TextMarks {
    /// What the Matcher found in a release; not satisfied where that is nothing.
    pub fn of(release: &EnrichedRelease, marks: Option<&Marks>) -> Self {
        let Some(marks) = marks else { return Self::default() };
        Self {
            satisfied: true,
            title: counted(release.title.as_deref().unwrap_or_default(), &marks.title),
            summary: counted(release.summary.as_deref().unwrap_or_default(), &marks.summary),
            body: counted(&release.body, &marks.body),
        }
    }
}

/// Spans of bytes as marks, which count Unicode scalar values. A text is counted once, however many marks it has.
fn counted(text: &str, spans: &[Span]) -> Vec<Mark> {
    let (mut at, mut count) = (0, 0);
    let mut until = |end: usize| {
        count += text.get(at..end).unwrap_or_default().chars().count();
        at = end;
        count
    };
    inside(0, text.len(), spans).into_iter().map(|(start, end)| Mark(until(start), until(end))).collect()
}

/// One wording of a release as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ShownWording<'a> {
    /// The wording.
    #[serde(flatten)]
    pub release: &'a EnrichedRelease,
    /// What of it satisfies the query, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marks: Option<TextMarks>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_characters_and_do_not_overlap() {
        let span = |start, end| Span { start, end, leaf: 0 };
        // "É" and "ü" have two bytes each.
        let marks = counted("Élan für Zoe", &[span(6, 10), span(0, 5), span(8, 10)]);
        assert_eq!(marks, [Mark(0, 4), Mark(5, 8)]);
        assert_eq!(counted("", &[span(0, 4)]), []);
    }
}
