//! Which vocabulary the name of an element belongs to, by the address of its namespace or by its usual prefix.

use super::super::xml::Element;

/// A vocabulary that entries are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// RSS and Atom, which give the same names to other things only where the tags differ in form.
    Core,
    /// `content:encoded`.
    Content,
    /// Dublin Core, 1.1.
    Dublin,
    /// Dublin Core terms.
    Terms,
    /// Exports of WordPress.
    WordPress,
    /// `excerpt:encoded` of WordPress.
    Excerpt,
    FeedBurner,
    /// Sitemaps of news.
    News,
    Other,
}

/// What the address of a namespace begins with, without its scheme and in lower case, and the prefixes it usually has.
const KNOWN: [(Vocabulary, &[&str], &[&str]); 8] = [
    (
        Vocabulary::Core,
        &[
            "www.w3.org/2005/atom",
            "purl.org/atom",
            "purl.org/rss/1.0/",
            "purl.org/net/rss",
            "my.netscape.com/rdf/simple",
            "channel.netscape.com/rdf/simple",
            "backend.userland.com/rss",
            "blogs.law.harvard.edu/tech/rss",
            "cyber.law.harvard.edu/rss",
            "www.sitemaps.org/schemas/sitemap",
        ],
        &["", "rss", "atom", "atom10", "a10"],
    ),
    (Vocabulary::Content, &["purl.org/rss/1.0/modules/content"], &["content"]),
    (Vocabulary::Dublin, &["purl.org/dc/elements"], &["dc"]),
    (Vocabulary::Terms, &["purl.org/dc/terms"], &["dcterms", "dct"]),
    (Vocabulary::WordPress, &["wordpress.org/export"], &["wp"]),
    (Vocabulary::Excerpt, &[], &["excerpt"]),
    (Vocabulary::FeedBurner, &["rssnamespace.org/feedburner"], &["feedburner"]),
    (Vocabulary::News, &["www.google.com/schemas/sitemap-news"], &["news"]),
];

/// The namespaces declared at a place: prefix and address, the innermost last.
#[derive(Debug, Clone, Default)]
pub(super) struct Namespaces(Vec<(String, String)>);

impl Namespaces {
    /// Takes in what an element declares.
    pub(super) fn declare(&mut self, element: &Element<'_>) {
        for (name, value) in &element.attributes {
            let prefix = match name.split_once(':') {
                Some(("xmlns", prefix)) => prefix,
                None if name == "xmlns" => "",
                _ => continue,
            };
            self.0.push((prefix.to_ascii_lowercase(), value.trim().to_ascii_lowercase()));
        }
    }

    /// The vocabulary of an element.
    pub(super) fn vocabulary(&self, element: &Element<'_>) -> Vocabulary {
        let prefix = element.name.rsplit_once(':').map_or("", |(prefix, _)| prefix).to_ascii_lowercase();
        let own = element.attributes.iter().find(|(name, _)| match name.split_once(':') {
            Some(("xmlns", declared)) => declared.eq_ignore_ascii_case(&prefix),
            _ => name == "xmlns" && prefix.is_empty(),
        });
        let own = own.map(|(_, address)| address.to_ascii_lowercase());
        let around = || self.0.iter().rev().find(|(known, _)| *known == prefix).map(|(_, address)| address.clone());
        if let Some(vocabulary) = own.or_else(around).as_deref().and_then(by_address) {
            return vocabulary;
        }
        let usual = KNOWN.iter().find(|(_, _, prefixes)| prefixes.contains(&prefix.as_str()));
        usual.map_or(Vocabulary::Other, |(vocabulary, ..)| *vocabulary)
    }
}

/// By its address; none for one that nobody knows, which may be known by its prefix.
fn by_address(address: &str) -> Option<Vocabulary> {
    let bare = address.split_once("://").map_or(address, |(_, bare)| bare);
    if bare.contains("wordpress.org/export") && bare.trim_end_matches('/').ends_with("excerpt") {
        return Some(Vocabulary::Excerpt);
    }
    let matching = KNOWN.iter().flat_map(|(vocabulary, starts, _)| {
        starts.iter().filter(|start| bare.starts_with(**start)).map(|start| (start.len(), *vocabulary))
    });
    // The longest: the modules of RSS 1.0 lie below RSS 1.0. Those that are not listed are none of ours.
    match matching.max_by_key(|(length, _)| *length) {
        Some((_, Vocabulary::Core)) if bare.contains("/modules/") => Some(Vocabulary::Other),
        found => found.map(|(_, vocabulary)| vocabulary),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_belong_to_vocabularies_by_address_or_by_prefix() {
        let root = "<x xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:m='http://search.yahoo.com/mrss/' \
                    xmlns:content='https://purl.org/rss/1.0/modules/content/' xmlns='http://purl.org/rss/1.0/' \
                    xmlns:e='http://wordpress.org/export/1.2/excerpt/' xmlns:s='http://purl.org/rss/1.0/modules/sy/'/>";
        let mut namespaces = Namespaces::default();
        namespaces.declare(&Element::first(root).unwrap());
        for (tag, vocabulary) in [
            ("<d:date/>", Vocabulary::Dublin),
            ("<dc:date/>", Vocabulary::Dublin),
            ("<title/>", Vocabulary::Core),
            ("<m:title/>", Vocabulary::Other),
            ("<content:encoded/>", Vocabulary::Content),
            ("<e:encoded/>", Vocabulary::Excerpt),
            ("<s:updatePeriod/>", Vocabulary::Other),
            ("<q:title xmlns:q='http://www.w3.org/2005/Atom'/>", Vocabulary::Core),
            ("<itunes:summary/>", Vocabulary::Other),
        ] {
            assert_eq!(namespaces.vocabulary(&Element::first(tag).unwrap()), vocabulary, "{tag}");
        }
    }
}
