//! RIS, as reference managers import it.

use super::Citation;
use super::name::Name;
use crate::release::{Kind, PartialDate};

impl Citation<'_> {
    pub(super) fn ris(&self) -> String {
        let mut lines = String::new();
        let mut line = |tag: &str, value: &str| {
            lines.push_str(&format!("{tag}  - {value}\r\n"));
        };
        line("TY", if self.release.kind == Kind::Blog { "BLOG" } else { "ELEC" });
        line("ID", self.release.id.as_str());
        for author in self.authors() {
            match author {
                Name::Person { given, family } => line("AU", &format!("{family}, {given}")),
                // A comma would part a name in two, and nothing can escape it.
                Name::Body(name) => line("AU", &name.replace(',', "")),
            }
        }
        if let Some(title) = self.title() {
            line("TI", &title);
        }
        if let Some(date) = self.date() {
            line("PY", &format!("{:04}", date.in_year()));
            line("DA", &slashed(date));
        }
        if let Some(publisher) = self.publisher() {
            line("PB", &publisher);
        }
        line("M3", self.genre());
        if self.release.language.as_str() != "und" {
            line("LA", self.release.language.as_str());
        }
        for address in self.permanent.iter().chain(&self.original()) {
            line("UR", address);
        }
        line("Y2", &slashed(PartialDate::Day(self.accessed)));
        line("DB", "Pressmark");
        line("N1", &self.note());
        line("ER", "");
        lines
    }
}

/// `2017/02/22/`, with nothing between the slashes where nothing is known.
fn slashed(date: PartialDate) -> String {
    match date {
        PartialDate::Year(year) => format!("{year:04}///"),
        PartialDate::Month(year, month) => format!("{year:04}/{month:02}//"),
        PartialDate::Day(day) => day.format("%Y/%m/%d/").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Style, cited, sample};

    #[test]
    fn a_record_begins_with_its_type_and_ends_with_its_end() {
        let record = cited(&sample(&["Ann Ames"], Some("Northmere, Eastvale & Co"), Some("2017-02")), Style::Ris);
        let lines: Vec<&str> = record.lines().collect();
        assert_eq!((lines[0], lines[lines.len() - 1]), ("TY  - ELEC", "ER  - "));
        for line in
            ["AU  - Ames, Ann", "PY  - 2017", "DA  - 2017/02//", "PB  - Northmere, Eastvale & Co", "Y2  - 2026/11/22/"]
        {
            assert!(lines.contains(&line), "{line}\n{record}");
        }
        let by_publisher = cited(&sample(&[], Some("Northmere, Eastvale & Co"), None), Style::Ris);
        assert!(by_publisher.contains("AU  - Northmere Eastvale & Co\r\n") && !by_publisher.contains("PY"));
    }
}
