//! One element of XML, read level by level: what feeds and exports are made of.
//!
//! No tree is built and nothing recurses, so that neither depth nor number of elements costs memory. Entities that a
//! document declares itself are never expanded: their names stay as they are written. What feeds get wrong every day –
//! bare ampersands, entities of HTML, tags of HTML that do not nest – is read as it was meant.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// More elements directly within one are no fields of a record.
const MOST_CHILDREN: usize = 10_000;

/// An element: its name, its attributes, and what lies between its tags, as written.
#[derive(Debug, Clone)]
pub(super) struct Element<'s> {
    /// As written, with its prefix.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) inner: &'s str,
    /// False where its end tag is missing, and `inner` is all that follows.
    pub(super) closed: bool,
}

/// More attributes say nothing of a record.
const MOST_ATTRIBUTES: usize = 200;

impl<'s> Element<'s> {
    /// The first element of a source, or what is wrong with it.
    pub(super) fn first(source: &'s str) -> Result<Self, String> {
        let mut reader = reader(source);
        next(source, &mut reader)?.ok_or_else(|| "there is no element in it".to_owned())
    }

    /// The elements directly within it.
    pub(super) fn children(&self) -> Result<Vec<Self>, String> {
        let mut reader = reader(self.inner);
        let mut children = Vec::new();
        while let Some(child) = next(self.inner, &mut reader)? {
            if children.len() == MOST_CHILDREN {
                return Err(format!("`{}` holds more than {MOST_CHILDREN} elements", self.name));
            }
            children.push(child);
        }
        Ok(children)
    }

    /// The name without its prefix.
    pub(super) fn local(&self) -> &str {
        self.name.rsplit_once(':').map_or(self.name.as_str(), |(_, local)| local)
    }

    /// An attribute that says something.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// All text within it, that of its elements and of CDATA included.
    pub(super) fn text(&self) -> String {
        self.read().0
    }

    /// Its text where it holds nothing else; the markup within it where that has elements of its own.
    pub(super) fn content(&self) -> String {
        match self.read() {
            (_, true) => self.inner.to_owned(),
            (text, false) => text,
        }
    }

    /// Its text, and whether it has elements.
    fn read(&self) -> (String, bool) {
        let mut reader = reader(self.inner);
        let (mut text, mut elements) = (String::new(), false);
        loop {
            let before = position(&reader);
            match reader.read_event() {
                Ok(Event::Text(part)) => text.push_str(&part),
                Ok(Event::CData(part)) => text.push_str(&part),
                Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                    Ok(Some(c)) => text.push(c),
                    // No character has such a number.
                    Err(_) => {}
                    Ok(None) => match resolve_html5_entity(&reference) {
                        Some(known) => text.push_str(known),
                        None => {
                            text.push('&');
                            text.push_str(&reference);
                            text.push(';');
                        }
                    },
                },
                Ok(Event::Start(_) | Event::Empty(_)) => elements = true,
                Ok(Event::Eof) => break,
                Ok(_) => {}
                // What is no markup was meant as text.
                Err(_) => {
                    text.push_str(self.inner.get(before..).unwrap_or_default());
                    break;
                }
            }
        }
        (text, elements)
    }
}

fn reader(source: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The next element at this level.
///
/// It ends where as many tags of its own name have closed as opened: what lies within may be HTML that was not escaped,
/// and does not close all it opens.
fn next<'s>(source: &'s str, reader: &mut Reader<&'s [u8]>) -> Result<Option<Element<'s>>, String> {
    loop {
        let start = match event(reader)? {
            Event::Eof => return Ok(None),
            Event::Empty(tag) => return Ok(Some(element(&tag, "", true))),
            Event::Start(tag) => tag,
            _ => continue,
        };
        let (from, name) = (position(reader), start.name().as_ref().to_owned());
        let mut open = 1_usize;
        loop {
            let before = position(reader);
            match event(reader)? {
                Event::Start(tag) if tag.name().as_ref() == name => open += 1,
                Event::End(tag) if tag.name().as_ref() == name => open -= 1,
                Event::Eof => {
                    let inner = source.get(from..).unwrap_or_default();
                    return Ok(Some(element(&start, inner, false)));
                }
                _ => {}
            }
            if open == 0 {
                return Ok(Some(element(&start, source.get(from..before).unwrap_or_default(), true)));
            }
        }
    }
}

fn event<'s>(reader: &mut Reader<&'s [u8]>) -> Result<Event<'s>, String> {
    reader.read_event().map_err(|error| format!("it is no XML at byte {}: {error}", reader.error_position()))
}

fn element<'s>(tag: &BytesStart<'_>, inner: &'s str, closed: bool) -> Element<'s> {
    let mut stated = tag.html_attributes();
    let attributes = stated.with_checks(false).flatten().take(MOST_ATTRIBUTES).map(|attribute| {
        let value = attribute.normalized_value_with(XmlVersion::Implicit1_0, 8, resolve_html5_entity);
        let value = value.map_or_else(|_| attribute.value.as_ref().to_owned(), Cow::into_owned);
        (attribute.key.as_ref().to_owned(), value)
    });
    let attributes = attributes.collect();
    Element { name: tag.name().as_ref().to_owned(), attributes, inner, closed }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn texts(source: &str) -> Vec<String> {
        let element = Element::first(source).unwrap();
        element.children().unwrap().iter().map(|child| format!("{}: {}", child.name, child.text())).collect()
    }

    #[test]
    fn what_feeds_get_wrong_is_read_as_it_was_meant() {
        for (inner, text) in [
            ("<t>A &amp; B &#8211; C &#x2019;</t>", "t: A & B – C ’"),
            ("<t>A & B &mdash; &own; &</t>", "t: A & B — &own; &"),
            ("<t><![CDATA[<b>A</b> & B]]></t>", "t: <b>A</b> & B"),
            ("<p:t a=b c='d' e>A<!-- no --></p:t>", "p:t: A"),
            ("<t>A<br>B<img src=x>C</p></t>", "t: ABC"),
            ("<t>A<t>B</t></t>", "t: AB"),
            ("<t/>", "t: "),
            ("<t>&#0;A&#xD800;</t>", "t: A"),
        ] {
            assert_eq!(texts(&format!("<x>{inner}</x>")), [text], "{inner}");
        }
        let element = Element::first("<x a='1 &lt; 2' b=\"\" C=&own;>").unwrap();
        assert_eq!((element.attribute("A"), element.attribute("b")), (Some("1 < 2"), None));
        assert_eq!((element.attribute("c"), element.closed), (Some("&own;"), false));
        assert!(Element::first("no element").is_err());
    }

    #[test]
    fn bombs_of_entities_depth_and_number_end_soon() {
        let started = Instant::now();
        let laughs: String =
            (1..40).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect();
        let bomb = format!("<!DOCTYPE x [<!ENTITY l0 'ha'>{laughs}]><x><t>&l39;</t></x>");
        assert_eq!(texts(&bomb), ["t: &l39;"]);
        let deep = format!("<x>{}</x>", "<a>".repeat(1_000_000));
        let deep = Element::first(&deep).unwrap();
        assert!(!deep.children().unwrap()[0].closed);
        assert_eq!(deep.text(), "");
        let nested = format!("<x>{}{}</x>", "<a>".repeat(500_000), "</a>".repeat(500_000));
        assert_eq!(Element::first(&nested).unwrap().children().unwrap().len(), 1);
        let many = format!("<x>{}</x>", "<a/>".repeat(1_000_000));
        let error = Element::first(&many).unwrap().children().unwrap_err();
        assert_eq!(error, "`x` holds more than 10000 elements");
        let attributes = format!("<x {}/>", "a='1' ".repeat(1_000_000));
        assert_eq!(Element::first(&attributes).unwrap().attributes.len(), MOST_ATTRIBUTES);
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    }
}
