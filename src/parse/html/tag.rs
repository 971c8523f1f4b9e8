//! The start tag of an element as the walk reads it.

use scraper::node::Element;

/// The attributes that are read of elements of the body; see [`super::lean`], which leaves the others out.
///
/// Collected once: the library makes an interned string of every name that it is asked for.
#[derive(Debug, Default)]
pub(super) struct Tag<'a> {
    /// In lower case.
    pub(super) name: &'a str,
    pub(super) aria_hidden: Option<&'a str>,
    pub(super) class: Option<&'a str>,
    pub(super) content: Option<&'a str>,
    pub(super) data_date: Option<&'a str>,
    pub(super) data_date_time: Option<&'a str>,
    pub(super) data_datetime: Option<&'a str>,
    pub(super) data_testid: Option<&'a str>,
    pub(super) datetime: Option<&'a str>,
    pub(super) hidden: Option<&'a str>,
    pub(super) href: Option<&'a str>,
    pub(super) id: Option<&'a str>,
    pub(super) itemprop: Option<&'a str>,
    pub(super) lang: Option<&'a str>,
    pub(super) property: Option<&'a str>,
    pub(super) pubdate: Option<&'a str>,
    pub(super) rel: Option<&'a str>,
    pub(super) role: Option<&'a str>,
    pub(super) style: Option<&'a str>,
    pub(super) title: Option<&'a str>,
}

impl<'a> Tag<'a> {
    pub(super) fn of(element: &'a Element) -> Self {
        let mut tag = Self { name: element.name(), ..Self::default() };
        for (name, value) in element.attrs() {
            let read = match name {
                "aria-hidden" => &mut tag.aria_hidden,
                "class" => &mut tag.class,
                "content" => &mut tag.content,
                "data-date" => &mut tag.data_date,
                "data-date-time" => &mut tag.data_date_time,
                "data-datetime" => &mut tag.data_datetime,
                "data-testid" => &mut tag.data_testid,
                "datetime" => &mut tag.datetime,
                "hidden" => &mut tag.hidden,
                "href" => &mut tag.href,
                "id" => &mut tag.id,
                "itemprop" => &mut tag.itemprop,
                "lang" => &mut tag.lang,
                "property" => &mut tag.property,
                "pubdate" => &mut tag.pubdate,
                "rel" => &mut tag.rel,
                "role" => &mut tag.role,
                "style" => &mut tag.style,
                "title" => &mut tag.title,
                _ => continue,
            };
            *read = Some(value);
        }
        tag
    }
}
