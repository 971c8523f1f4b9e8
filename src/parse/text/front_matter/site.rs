//! The name of the publisher's site in a title, which is no part of the headline.

use super::super::super::office::is_office;
use super::super::super::paragraphs::letters;

/// What stands between a headline and the name of the site.
const MARKS: [&str; 6] = [" | ", " - ", " – ", " — ", " :: ", " » "];

/// What else the fields tell of headline and site.
pub(super) struct Known<'f> {
    /// The publishers named, as far as any is.
    pub(super) publishers: [Option<&'f str>; 2],
    /// The host of the URL.
    pub(super) host: Option<&'f str>,
    /// The headline alone, as pages state it for those who share them.
    pub(super) headline: Option<&'f str>,
}

/// Headline and name of the site, where the title has both: `Ferry late | Ayr Port`, `Ayr Port - Ferry late`.
pub(super) fn part<'t>(title: &'t str, known: &Known<'_>) -> Option<(&'t str, &'t str)> {
    let last = MARKS.iter().filter_map(|mark| Some((title.rfind(mark)?, *mark))).max();
    let first = MARKS.iter().filter_map(|mark| Some((title.find(mark)?, *mark))).min();
    let cut =
        |(at, mark): (usize, &'static str)| Some((title.get(..at)?.trim(), mark, title.get(at + mark.len()..)?.trim()));
    let behind = last.and_then(cut);
    let before = first.and_then(cut).map(|(site, mark, headline)| (headline, mark, site));
    [behind, before]
        .into_iter()
        .flatten()
        .find(|(headline, mark, site)| known.is_site(site, mark, headline))
        .map(|(headline, _, site)| (headline, site))
}

impl Known<'_> {
    fn is_site(&self, site: &str, mark: &str, headline: &str) -> bool {
        let (site, headline) = (letters(site), letters(headline));
        if site.is_empty() || headline.is_empty() {
            return false;
        }
        let in_host = self.host.is_some_and(|host| {
            let place = host.split('.').next().map_or(0, str::len);
            // `ayr.example` says of `| Ayr` that it is the site; `- Ayr` may be where something happened.
            letters(host).starts_with(&site) && (site.len() > place || mark == " | ")
                // `Skerry Constabulary` publishes at `skerry.police.example`.
                || host.get(..place).is_some_and(|place| is_named(&site, &letters(place)))
        });
        in_host
            || self.publishers.iter().flatten().any(|publisher| letters(publisher) == site)
            || self.headline.is_some_and(|stated| letters(stated) == headline)
    }
}

/// True where the name is that of the place and one word more, in letters.
fn is_named(site: &str, place: &str) -> bool {
    site.strip_prefix(place).is_some_and(|office| !place.is_empty() && is_office(office))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known<'f>(publisher: Option<&'f str>, host: Option<&'f str>, headline: Option<&'f str>) -> Known<'f> {
        Known { publishers: [None, publisher], host, headline }
    }

    #[test]
    fn the_name_of_the_site_goes_and_the_place_stays() {
        let port = Some("Ayr Port");
        let host = Some("ayr.port.example");
        let cases = [
            ("Ferry late | Ayr Port", known(port, None, None), Some(("Ferry late", "Ayr Port"))),
            ("Ferry late - AYR port", known(port, None, None), Some(("Ferry late", "AYR port"))),
            ("Ayr Port - Ferry late - again", known(port, None, None), Some(("Ferry late - again", "Ayr Port"))),
            ("Ferry late | Ayr Port", known(None, host, None), Some(("Ferry late", "Ayr Port"))),
            ("Ferry late | Ayr", known(None, host, None), Some(("Ferry late", "Ayr"))),
            ("Ferry late - Ayr", known(None, host, None), None),
            (
                "Ayr Constabulary - Ferry late",
                known(None, host, Some("The ferry is late")),
                Some(("Ferry late", "Ayr Constabulary")),
            ),
            ("Ayr police officers fined - Ferry late", known(None, host, None), None),
            (
                "Ferry late | Harbour Office",
                known(None, host, Some("Ferry late")),
                Some(("Ferry late", "Harbour Office")),
            ),
            ("Ferry late - Troon", known(port, host, Some("Ferry late - Troon")), None),
            ("Ferry late", known(port, host, Some("Ferry late")), None),
            (" | Ayr Port", known(port, None, None), None),
        ];
        for (title, known, parts) in cases {
            assert_eq!(part(title, &known), parts, "{title}");
        }
    }
}
