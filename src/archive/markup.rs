//! Text with tags: pages, feeds, other XML.

use super::elements::Wanted;
use super::heading;
use super::magic::not_read;

/// What tags make of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Markup {
    Page,
    /// A feed, or a sitemap that tells of news.
    Feed(Wanted),
    /// XML whose records have fields named as those of a release.
    Records(Wanted),
    /// Markup that is no page, and why it is not read.
    Other(String),
}

/// Judges the beginning of a text; `None` where it is no markup.
pub(super) fn markup(text: &str) -> Option<Markup> {
    let (root, xml) = first_tag(text);
    let entries = |name: &str| Some(Markup::Feed(Wanted::Entries(name.to_owned())));
    let (_, local) = root.rsplit_once(':').unwrap_or(("", root));
    match root.to_ascii_lowercase().as_str() {
        "rss" | "rdf:rdf" => entries("item"),
        "channel" | "rdf" if text.contains("<item") => entries("item"),
        _ if local.eq_ignore_ascii_case("feed") => entries("entry"),
        _ if local.eq_ignore_ascii_case("entry") && is_atom(text) => entries("entry"),
        "urlset" if text.contains(NEWS) => entries("url"),
        "urlset" | "sitemapindex" => Some(Markup::Other("a sitemap: addresses, and no press text".to_owned())),
        "svg" => Some(Markup::Other("an SVG image is no press text".to_owned())),
        "html" if is_shell_of_feed(text) => entries("entry"),
        tag if is_page_tag(tag) => Some(Markup::Page),
        tag if xml && !tag.is_empty() && records(text).is_some() => records(text).map(Markup::Records),
        tag if xml && !tag.is_empty() && is_empty(text) => {
            Some(Markup::Other(format!("an XML document of `{root}` that has no record")))
        }
        tag if xml && !tag.is_empty() => Some(Markup::Other(not_read(&format!("an XML document of `{root}`")))),
        _ => is_page_further_down(text).then_some(Markup::Page),
    }
}

/// The namespace of sitemaps that give the title and the date of each address.
const NEWS: &str = "//www.google.com/schemas/sitemap-news/";

fn is_atom(text: &str) -> bool {
    ["//www.w3.org/2005/Atom", "//purl.org/atom/ns"].iter().any(|namespace| text.contains(namespace))
}

/// A page whose body begins with an Atom feed: a tool that cleans up markup took the feed for a piece of one.
fn is_shell_of_feed(text: &str) -> bool {
    let body = text.split_once("<body").and_then(|(_, body)| body.split_once('>'));
    body.is_some_and(|(_, inside)| inside.trim_start().starts_with("<feed ")) && is_atom(text)
}

/// The name of the first tag of a text that begins with one.
pub(super) fn root(text: &str) -> &str {
    first_tag(text).0
}

/// True where the root closes before anything stands in it: an export of nothing.
fn is_empty(text: &str) -> bool {
    let inside = text.find(&format!("<{}", root(text))).and_then(|start| text.get(start..)?.split_once('>'));
    inside.is_some_and(|(tag, inside)| tag.ends_with('/') || inside.trim_start().starts_with("</"))
}

/// The records of an XML file that nobody knows: the root, or what lies directly in it, where the names of its fields
/// are those of a release, as is asked of the heading of a table.
fn records(text: &str) -> Option<Wanted> {
    let root = root(text);
    let start = text.find(&format!("<{root}"))?;
    // How many elements are open, and the names one and two levels below the root.
    let (mut depth, mut below, mut below_first): (usize, Vec<&str>, Vec<&str>) = (0, Vec::new(), Vec::new());
    let mut rest = text.get(start..)?;
    while let Some((_, tag)) = rest.split_once('<') {
        if let Some(cdata) = tag.strip_prefix("![CDATA[") {
            rest = cdata.split_once("]]>").map_or("", |(_, behind)| behind);
            continue;
        }
        rest = tag;
        let inside = tag.split_once('>').map_or(tag, |(inside, _)| inside);
        if inside.starts_with(['?', '!']) {
            continue;
        }
        if inside.starts_with('/') {
            depth = depth.saturating_sub(1);
            continue;
        }
        match depth {
            1 => below.push(name(inside)),
            // Of the first record alone: the others have the same fields, or are none.
            2 if below.len() == 1 => below_first.push(name(inside)),
            _ => {}
        }
        depth += usize::from(!inside.ends_with('/'));
    }
    let path = |steps: &[&str]| Some(Wanted::Records(steps.iter().map(|step| (*step).to_owned()).collect()));
    if heading::names_release(below_first.iter().copied()) {
        path(&[root, below.first()?])
    } else if heading::names_release(below.iter().copied()) {
        path(&[root])
    } else {
        None
    }
}

/// True for a tag that opens a page or a piece of one.
fn is_page_tag(name: &str) -> bool {
    const STRUCTURE: &str = "html head body meta title base link script style noscript iframe";
    const BLOCKS: &str = "div p br hr h1 h2 h3 h4 h5 h6 ul ol li table tr td center blockquote";
    const SECTIONS: &str = "article section main header footer nav";
    const INLINE: &str = "a b i em strong span font img";
    [STRUCTURE, BLOCKS, SECTIONS, INLINE].into_iter().flat_map(str::split_ascii_whitespace).any(|tag| tag == name)
}

/// The name of the first tag of a text that begins with one, and whether something before it says that it is XML or
/// SGML: a declaration, or a document type other than HTML.
fn first_tag(text: &str) -> (&str, bool) {
    let mut rest = text.trim_start();
    let mut xml = false;
    loop {
        let skipped = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            xml |= instruction.starts_with("xml");
            instruction.split_once("?>")
        } else if let Some(doctype) = rest.strip_prefix("<!") {
            let mut words = doctype.split(|c: char| c.is_whitespace() || c == '>');
            if words.nth(1).is_none_or(|root| root.is_empty() || root.eq_ignore_ascii_case("html")) {
                return ("html", xml);
            }
            xml = true;
            // A subset in brackets may hold tags of its own, and ends at `]>`.
            let subset = doctype.split('>').next().is_some_and(|start| start.contains('['));
            doctype.split_once(if subset { "]>" } else { ">" })
        } else {
            break;
        };
        rest = skipped.map_or("", |(_, behind)| behind.trim_start());
    }
    (rest.strip_prefix('<').map_or("", name), xml)
}

/// The name of a tag, given what follows its `<`.
fn name(tag: &str) -> &str {
    tag.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or_default()
}

/// A page behind other text, as the warnings of a PHP server; or a body without its first tag, as content systems
/// export it.
///
/// Then tags stand in most lines, and more than two in all: a text may show one, and the front matter of a Markdown
/// file may carry a description with tags in it.
fn is_page_further_down(text: &str) -> bool {
    let (mut tags, mut tagged, mut lines) = (0, 0, 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let before = tags;
        for tag in line.split('<').skip(1) {
            match name(tag.strip_prefix('/').unwrap_or(tag)).to_ascii_lowercase().as_str() {
                "!doctype" | "html" | "body" => return true,
                name => tags += usize::from(is_page_tag(name) && tag.contains('>')),
            }
        }
        lines += 1;
        tagged += usize::from(tags > before);
    }
    tags >= 3 && tagged * 2 > lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_known_by_their_first_tag() {
        for page in [
            "<!DOCTYPE html><html>",
            "\n <!-- saved from url=(0014)about:internet -->\n<HTML>",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\" \"x\">\n<html xmlns=\"…\">",
            "<div class=\"release\">",
            "<p>Only a piece",
            "<title>A title</title>",
            "Warning: mysql_connect() in /var/www\n<!doctype html>",
            "Dear editor,<br>the council<br/>has <b>decided</b>",
        ] {
            assert_eq!(markup(page), Some(Markup::Page), "{page}");
        }
    }

    #[test]
    fn feeds_and_records_are_known_by_their_elements() {
        let entries = |name: &str| Some(Markup::Feed(Wanted::Entries(name.to_owned())));
        assert_eq!(markup("<?xml version='1.0'?><rss version='2.0'>"), entries("item"));
        assert_eq!(markup("<rdf:RDF xmlns='http://purl.org/rss/1.0/'>"), entries("item"));
        assert_eq!(markup("<feed xmlns='http://www.w3.org/2005/Atom'>"), entries("entry"));
        assert_eq!(markup("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>"), entries("entry"));
        assert_eq!(markup("<entry xmlns='http://www.w3.org/2005/Atom'>"), entries("entry"));
        assert_eq!(markup("<!DOCTYPE html><html><body>\n<feed xmlns='http://www.w3.org/2005/Atom'>"), entries("entry"));
        let news = "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>";
        assert_eq!(markup(news), entries("url"));
        let records = |path: &str| Some(Markup::Records(Wanted::Records(path.split('/').map(str::to_owned).collect())));
        for (xml, path) in [
            ("<all><one><title>x</title><release-date/></one><one/></all>", "all/one"),
            ("<all><one><title>x</title><content><![CDATA[<p><id>", "all/one"),
            ("<one><title>x</title><body><id/></body></one>", "one"),
        ] {
            assert_eq!(markup(&format!("<?xml version='1.0'?>\n{xml}")), records(path), "{xml}");
        }
    }

    #[test]
    fn texts_that_show_an_angle_bracket_are_no_pages() {
        let front_matter = "---\ndescription: '<p>Further</p>\n\n<p>to</p>'\ntitle: Further\n---\n\nFurther to our";
        for text in [
            front_matter,
            "Press office <press@example.org>",
            "< 5 % of cases",
            "Use the <b> tag",
            "",
            "<",
            "<!--",
            "<?",
        ] {
            assert_eq!(markup(text), None, "{text}");
        }
    }

    #[test]
    fn other_markup_is_named() {
        for (text, what) in [
            ("<urlset><url><loc>https://a.example/</loc></url></urlset>", "a sitemap: addresses, and no press text"),
            (
                "<?xml version='1.0'?><!DOCTYPE n [<!ENTITY a 'b>'>]><news>",
                "an XML document of `news`; this version does not read it",
            ),
            (
                "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<ROOT>",
                "an XML document of `ROOT`; this version does not read it",
            ),
            ("<?xml version='1.0'?>\n<all>\n</all>", "an XML document of `all` that has no record"),
            ("<?xml version='1.0'?><all/>", "an XML document of `all` that has no record"),
            ("<svg>", "an SVG image is no press text"),
        ] {
            assert_eq!(markup(text), Some(Markup::Other(what.to_owned())), "{text}");
        }
    }
}
