//! A release as plain text: what it says, and where it comes from.

use std::fmt::Write as _;

use super::{link, text};
use crate::release::EnrichedRelease;

/// The whole text of a wording under its headline, with date, publisher and addresses.
pub fn plain_text(release: &EnrichedRelease) -> String {
    let mut plain = String::with_capacity(release.body.len() + 512);
    let title = text::headline(release.title.as_deref());
    let published = release.published.as_ref().map_or_else(|| "Undated".to_owned(), |p| p.date.in_words());
    // Writing to a string cannot fail.
    let _ = write!(plain, "{title}\n\n{published}");
    if let Some(publisher) = &release.publisher {
        let _ = write!(plain, ", {}", text::line(publisher));
    }
    for part in release.summary.iter().chain(std::iter::once(&release.body)).filter(|part| !part.trim().is_empty()) {
        let _ = write!(plain, "\n\n{}", text::visible(part.trim_end()));
    }
    if let Some(url) = &release.url {
        let _ = write!(plain, "\n\nOriginal: {}", text::line(url));
    }
    let _ = writeln!(plain, "\n\nIn this archive: {}", link::wording(&release.id, release.version));
    plain
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn it_says_what_when_who_and_where() {
        let plain = plain_text(&sample::release());
        let id = sample::release().id;
        assert!(plain.starts_with(
            "Police chiefs respond to the settlement\n\n22 February 2017, Northmere Police Chiefs’ Conference\n\nThe conference"
        ));
        assert!(plain.ends_with(&format!("settlement\n\nIn this archive: /releases/{id}/versions/1\n")));
    }
}
