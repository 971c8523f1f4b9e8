//! What a feed says of itself, before its first entry.

use chrono::{DateTime, SecondsFormat, Utc};

use super::super::host;
use super::super::paragraphs::{letters, one_line};
use super::super::row::plain;
use super::super::xml::Element;
use super::names::{Namespaces, Vocabulary};

/// What stands between the parts of a feed's title.
const MARKS: [&str; 9] = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " : ", ": "];

/// The facts of a feed that its entries share.
#[derive(Debug, Clone, Default)]
pub(super) struct Channel {
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    /// From where its addresses are relative: the innermost first.
    pub(super) bases: Vec<String>,
    /// When its entries last changed: no capture that has them is older. RFC 3339 in UTC.
    pub(super) built: Option<String>,
    pub(super) namespaces: Namespaces,
}

impl Channel {
    /// Reads the beginning of a feed, in which elements are still open. What cannot be read says nothing.
    pub(super) fn read(head: &str) -> Self {
        let mut channel = Self::default();
        let Ok(mut root) = Element::first(head) else { return channel };
        // A feed may lie in the body of a page.
        for shell in ["html", "body"] {
            if root.name.eq_ignore_ascii_case(shell) {
                let inner = root.children().unwrap_or_default();
                let Some(inner) = inner.into_iter().find(|inner| ["body", "feed"].contains(&inner.local())) else {
                    break;
                };
                root = inner;
            }
        }
        channel.take(&root);
        let mut fields = root.children().unwrap_or_default();
        if let Some(inner) = fields.iter().position(|field| field.local().eq_ignore_ascii_case("channel")) {
            let inner = fields.swap_remove(inner);
            channel.take(&inner);
            // RSS 1.0 closes its channel before the entries, the others around them.
            fields = inner.children().unwrap_or_default();
        }
        let (mut title, mut link, mut own) = (None, None, None);
        for field in &fields {
            let vocabulary = channel.namespaces.vocabulary(field);
            let text = || Some(one_line(&field.text())).filter(|text| !text.is_empty());
            match (vocabulary, field.local().to_ascii_lowercase().as_str()) {
                (Vocabulary::Core, "title") => title = title.or_else(|| Some(plain(&field.content()))),
                (Vocabulary::Core, "link") => match field.attribute("rel").unwrap_or("alternate") {
                    "alternate" => link = link.or_else(|| field.attribute("href").map(str::to_owned).or_else(text)),
                    "self" => own = field.attribute("href").map(str::to_owned),
                    _ => {}
                },
                (Vocabulary::Core | Vocabulary::Dublin, "language") => channel.language = text(),
                (Vocabulary::Core, "lastbuilddate" | "updated" | "modified") => {
                    channel.built = text().and_then(|text| instant(&text));
                }
                _ => {}
            }
        }
        channel.publisher = title.and_then(|title| publisher(&title, link.as_deref().and_then(host).as_deref()));
        channel.bases.extend(link.into_iter().chain(own));
        channel
    }

    fn take(&mut self, element: &Element<'_>) {
        self.namespaces.declare(element);
        self.language = element.attribute("xml:lang").map(str::to_owned).or(self.language.take());
        if let Some(base) = element.attribute("xml:base") {
            self.bases.insert(0, base.to_owned());
        }
    }
}

/// A point in time, RFC 3339 in UTC.
fn instant(text: &str) -> Option<String> {
    let parsed = DateTime::parse_from_rfc2822(text).or_else(|_| DateTime::parse_from_rfc3339(text)).ok()?;
    Some(parsed.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// Who publishes a feed of this title: the part of it that the host of the feed is named after, else all of it.
///
/// `Briefing Room – The White House` at `whitehouse.gov` is that of the White House.
pub(super) fn publisher(title: &str, host: Option<&str>) -> Option<String> {
    let title = one_line(title);
    let host = host.map(letters).unwrap_or_default();
    let is_host = |part: &&str| {
        let name = letters(part);
        let name = name.strip_prefix("the").filter(|rest| rest.len() > 3).unwrap_or(&name);
        name.len() > 2 && host.contains(name)
    };
    let parts = MARKS.iter().filter(|mark| title.contains(**mark)).flat_map(|mark| title.split(*mark));
    let part = parts.map(str::trim).find(is_host);
    Some(part.unwrap_or(&title).to_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_tells_what_its_entries_share() {
        let head = "<?xml version='1.0'?><rss xml:base='https://x.example/'><channel xmlns:atom='http://www.w3.org/2005/Atom'>\
                    <title>News &amp; views | Ayr &lt;b&gt;Port&lt;/b&gt;</title><link>https://www.ayrport.example</link>\
                    <atom:link rel='self' href='https://ayrport.example/feed'/><language>en-GB</language>\
                    <image><title>No</title><link>no</link></image>\
                    <lastBuildDate>Wed, 02 Jun 2021 15:25:57 +0100</lastBuildDate>\n";
        let channel = Channel::read(head);
        assert_eq!(channel.publisher.as_deref(), Some("Ayr Port"));
        assert_eq!(channel.language.as_deref(), Some("en-GB"));
        assert_eq!(channel.built.as_deref(), Some("2021-06-02T14:25:57Z"));
        assert_eq!(
            channel.bases,
            ["https://x.example/", "https://www.ayrport.example", "https://ayrport.example/feed"]
        );
    }

    #[test]
    fn the_host_tells_which_part_of_a_title_is_the_publisher() {
        for (title, host, name) in [
            ("Briefing Room – The Harbour House", "harbourhouse.example", "The Harbour House"),
            ("Ayr Port: latest news", "ayrport.example", "Ayr Port"),
            ("Ferries - late again", "ayrport.example", "Ferries - late again"),
            ("Ayr Port", "news.example", "Ayr Port"),
        ] {
            assert_eq!(publisher(title, Some(host)).as_deref(), Some(name), "{title}");
        }
        assert_eq!(publisher(" ", None), None);
    }
}
