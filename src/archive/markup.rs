//! Text with tags: pages, feeds, other XML.

use super::magic::not_read;

/// What tags make of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Markup {
    Page,
    /// Markup that is no page, and why it is not read.
    Other(String),
}

/// Judges the beginning of a text; `None` where it is no markup.
pub(super) fn markup(text: &str) -> Option<Markup> {
    let (root, xml) = first_tag(text);
    match root.to_ascii_lowercase().as_str() {
        "rss" | "feed" | "rdf:rdf" => Some(Markup::Other(not_read("an XML feed"))),
        "urlset" | "sitemapindex" => Some(Markup::Other(not_read("a sitemap"))),
        "svg" => Some(Markup::Other("an SVG image is no press text".to_owned())),
        tag if is_page_tag(tag) => Some(Markup::Page),
        tag if xml && !tag.is_empty() => Some(Markup::Other(not_read(&format!("an XML document of `{root}`")))),
        _ => is_page_further_down(text).then_some(Markup::Page),
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
            ("<?xml version='1.0'?><rss version='2.0'>", "an XML feed; this version does not read it"),
            ("<feed xmlns='http://www.w3.org/2005/Atom'>", "an XML feed; this version does not read it"),
            (
                "<?xml version='1.0'?><!DOCTYPE n [<!ENTITY a 'b>'>]><news>",
                "an XML document of `news`; this version does not read it",
            ),
            (
                "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<ROOT>",
                "an XML document of `ROOT`; this version does not read it",
            ),
            ("<svg>", "an SVG image is no press text"),
        ] {
            assert_eq!(markup(text), Some(Markup::Other(what.to_owned())), "{text}");
        }
    }
}
