//! BibTeX, in fields that BibLaTeX knows too.

use std::fmt::Write as _;

use super::Citation;
use super::name::Name;
use crate::release::Precision;

impl Citation<'_> {
    /// An entry of type `misc`: no style of BibTeX has press releases.
    pub(super) fn bibtex(&self) -> String {
        let mut entry = format!("@misc{{pressmark-{},\n", self.key());
        let authors: Vec<String> = self.authors().iter().map(name).collect();
        let date = self.date();
        let month = date.filter(|date| date.precision() != Precision::Year);
        let month = month.map(|date| date.first_day().format("%b").to_string().to_lowercase());
        let day = date
            .filter(|date| date.precision() == Precision::Day)
            .map(|date| date.first_day().format("%-d").to_string());
        let braced = |text: String| format!("{{{text}}}");
        let fields = [
            ("author", (!authors.is_empty()).then(|| braced(authors.join(" and ")))),
            // Twice in braces, so that no style changes the case of names.
            ("title", self.title().map(|title| braced(braced(escape(&title))))),
            ("year", date.map(|date| braced(format!("{:04}", date.in_year())))),
            ("month", month),
            ("day", day.map(braced)),
            ("howpublished", Some(braced(self.genre().to_owned()))),
            ("publisher", self.publisher().map(|publisher| braced(braced(escape(&publisher))))),
            ("url", self.permanent.as_deref().map(address).or(self.original().as_deref().map(address)).map(braced)),
            ("urldate", Some(braced(self.accessed.to_string()))),
            ("langid", (self.release.language.as_str() == "en").then(|| braced("english".to_owned()))),
            ("note", Some(braced(self.bibtex_note()))),
        ];
        for (field, value) in fields {
            if let Some(value) = value {
                let _ = writeln!(entry, "  {field} = {value},");
            }
        }
        entry.push_str("}\n");
        entry
    }

    /// What is cited by: of one wording, the number too.
    fn key(&self) -> String {
        match self.one_wording {
            true => format!("{}-{}", self.release.id, self.release.version),
            false => self.release.id.to_string(),
        }
    }

    fn bibtex_note(&self) -> String {
        match self.original().filter(|_| self.permanent.is_some()) {
            Some(original) => format!("{}, originally \\url{{{}}}", escape(&self.note()), address(&original)),
            None => escape(&self.note()),
        }
    }
}

/// `Family, Given`; a body's name stands in braces of its own, so that it is not taken apart.
fn name(name: &Name) -> String {
    match name {
        Name::Person { given, family } => format!("{}, {}", escape(family), escape(given)),
        Name::Body(name) => format!("{{{}}}", escape(name)),
    }
}

/// Text in which TeX finds nothing to do. BibTeX counts braces whether escaped or not, so they are written as words; two
/// hyphens would become a dash, and two quotes another one.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = None;
    for c in text.chars() {
        if before.replace(c) == Some(c) && matches!(c, '-' | '`' | '\'') {
            escaped.push_str("{}");
        }
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// An address as `\url` prints it: what would end the field or begin a command is written by its code.
fn address(address: &str) -> String {
    address.replace('\\', "%5C").replace('{', "%7B").replace('}', "%7D")
}

#[cfg(test)]
mod tests {
    use super::super::{Style, cited, sample};

    #[test]
    fn an_entry_names_the_permanent_and_the_original_address_and_disarms_tex() {
        let release = sample(&["Ann Ames", "Press Office"], Some("Northmere"), Some("2018-03-05"));
        let entry = cited(&release, Style::Bibtex);
        let id = release.id.as_str();
        assert_eq!(
            entry,
            format!(
                "@misc{{pressmark-{id},\n  author = {{Ames, Ann and {{Press Office}}}},\n  title = {{{{Profits \\& losses: \
                 50\\% of \\textbraceleft{{}}braces\\textbraceright{{}}}}}},\n  year = {{2018}},\n  month = mar,\n  day = \
                 {{5}},\n  howpublished = {{Press release}},\n  publisher = {{{{Northmere}}}},\n  url = \
                 {{https://archive.example/releases/{id}}},\n  urldate = {{2026-11-22}},\n  langid = {{english}},\n  note = \
                 {{Pressmark {id}, originally \\url{{https://northmere.example/a_b?c=1&d=%20}}}},\n}}\n"
            )
        );
    }

    #[test]
    fn hyphens_and_quotes_stay_what_they_are() {
        assert_eq!(super::escape("a--b ''c'' `d"), "a-{}-b '{}'c'{}' `d");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let entry = cited(&sample(&[], None, Some("2017")), Style::Bibtex);
        assert!(!entry.contains("author") && !entry.contains("month") && !entry.contains("publisher"), "{entry}");
        assert!(!cited(&sample(&[], None, None), Style::Bibtex).contains("year"));
    }
}
