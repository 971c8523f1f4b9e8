//! APA style, 7th edition: a press release, by its author or its publisher.

use super::Citation;
use super::name::Name;
use crate::release::PartialDate;

/// The most authors that are all named; of more, the first nineteen and the last are.
const MAX_AUTHORS: usize = 20;

impl Citation<'_> {
    pub(super) fn apa(&self) -> String {
        let title = format!("{} [{}].", self.title().unwrap_or_else(|| "Untitled".to_owned()), self.genre());
        let date = format!("({}).", self.date().map_or_else(|| "n.d.".to_owned(), date));
        let authors: Vec<String> = self.authors().iter().map(name).collect();
        let mut parts = match authors.as_slice() {
            // What has no author begins with its title.
            [] => vec![title, date],
            authors => vec![ended(&listed(authors)), date, title],
        };
        parts.extend(self.publisher().filter(|_| !self.is_by_publisher()).map(|publisher| ended(&publisher)));
        parts.extend(self.original());
        let accessed = self.accessed.format("%B %-d, %Y");
        match &self.permanent {
            Some(permanent) => parts.push(format!("Retrieved {accessed}, from {permanent}")),
            None => parts.push(format!("Retrieved {accessed} ({}).", self.note())),
        }
        format!("{}\n", parts.join(" "))
    }
}

/// `2017, February 22`
fn date(date: PartialDate) -> String {
    match date {
        PartialDate::Year(year) => year.to_string(),
        PartialDate::Month(..) => date.first_day().format("%Y, %B").to_string(),
        PartialDate::Day(day) => day.format("%Y, %B %-d").to_string(),
    }
}

/// `Ames, A. B.`
fn name(name: &Name) -> String {
    match name {
        Name::Person { given, family } => {
            let initials: Vec<String> = given
                .split([' ', '-'])
                .filter_map(|word| word.chars().next())
                .map(|first| format!("{first}."))
                .collect();
            format!("{family}, {}", initials.join(" "))
        }
        Name::Body(name) => name.clone(),
    }
}

fn listed(authors: &[String]) -> String {
    match authors {
        [] => String::new(),
        [only] => only.clone(),
        all if all.len() > MAX_AUTHORS => {
            let last = all.last().map(String::as_str).unwrap_or_default();
            format!("{}, … {last}", all[..MAX_AUTHORS - 1].join(", "))
        }
        [first @ .., last] => format!("{}, & {last}", first.join(", ")),
    }
}

fn ended(text: &str) -> String {
    if text.ends_with('.') { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::super::{Style, cited, sample};

    #[test]
    fn authors_dates_and_addresses_stand_as_the_manual_has_them() {
        let release = sample(&["Ann Beth Ames", "Cy Dee", "Press Office"], Some("Northmere"), Some("2018-03-05"));
        let id = release.id.clone();
        assert_eq!(
            cited(&release, Style::Apa),
            format!(
                "Ames, A. B., Dee, C., & Press Office. (2018, March 5). Profits & losses: 50% of {{braces}} [Press release]. \
                 Northmere. https://northmere.example/a_b?c=1&d=%20 Retrieved November 22, 2026, from \
                 https://archive.example/releases/{id}\n"
            )
        );
    }

    #[test]
    fn what_is_not_known_is_said_or_left_out() {
        let apa = |authors: &[&str], publisher, date| cited(&sample(authors, publisher, date), Style::Apa);
        assert!(apa(&[], Some("Northmere"), Some("2017-02")).starts_with("Northmere. (2017, February). Profits"));
        assert!(!apa(&[], Some("Northmere"), Some("2017")).contains("]. Northmere."));
        assert!(
            apa(&[], None, None).starts_with("Profits & losses: 50% of {braces} [Press release]. (n.d.). https://")
        );
        let many: Vec<String> = (0..25).map(|at| format!("Ann N{}", char::from(b'a' + at))).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(apa(&many, None, None).contains("Ns, A., … Ny, A."));
    }
}
