//! A sentence that says what is cited, for notes and mails.

use super::Citation;
use super::name::Name;
use crate::release::PartialDate;

impl Citation<'_> {
    pub(super) fn text(&self) -> String {
        let authors: Vec<String> = self
            .authors()
            .into_iter()
            .map(|author| match author {
                Name::Person { given, family } => format!("{given} {family}"),
                Name::Body(name) => name,
            })
            .collect();
        let mut parts = Vec::new();
        parts.extend((!authors.is_empty()).then(|| authors.join(", ")));
        parts.push(self.title().map_or_else(|| "without a headline".to_owned(), |title| format!("“{title}”")));
        parts.extend(self.publisher().filter(|_| !self.is_by_publisher()));
        parts.push(self.genre().to_lowercase());
        parts.push(self.date().map_or_else(|| "undated".to_owned(), PartialDate::in_words));
        parts.extend(self.original());
        let archived = match &self.permanent {
            Some(permanent) => format!("{}, {permanent}", self.note()),
            None => self.note(),
        };
        format!("{}. {archived}, accessed {}.\n", parts.join(", "), PartialDate::Day(self.accessed).in_words())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Citation, Style, cited, sample};
    use chrono::NaiveDate;

    #[test]
    fn a_sentence_says_who_what_when_and_where() {
        let release = sample(&["Ann Ames"], Some("Northmere"), Some("2017"));
        let id = release.id.clone();
        assert_eq!(
            cited(&release, Style::Text),
            format!(
                "Ann Ames, “Profits & losses: 50% of {{braces}}”, Northmere, press release, 2017, \
                 https://northmere.example/a_b?c=1&d=%20. Pressmark {id}, https://archive.example/releases/{id}, accessed \
                 22 November 2026.\n"
            )
        );
    }

    #[test]
    fn a_wording_is_cited_with_its_number_and_without_a_site_by_its_id() {
        let mut release = sample(&[], None, None);
        (release.version, release.versions) = (1, 2);
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        let text = Citation::of_wording(&release, None, day).written(Style::Text);
        assert!(text.ends_with(&format!("Pressmark {}, wording 1 of 2, accessed 22 November 2026.\n", release.id)));
        let linked = Citation::of_wording(&release, Some("https://a.example"), day).written(Style::Text);
        assert!(linked.contains(&format!("https://a.example/releases/{}/versions/1", release.id)));
    }
}
