//! One entry in XML: an RSS `item`, an Atom `entry`, an address of a sitemap of news.

use super::super::paragraphs::one_line;
use super::super::row::plain;
use super::super::xml::Element;
use super::super::{DayOrder, Draft, Settings, Unread, html};
use super::channel::Channel;
use super::names::{Namespaces, Vocabulary};
use super::wording::{self, Form};
use super::{add, claim, person, whole_address};
use crate::release::{Claim, Language, is_web_address};

/// What the fields of an entry say, as far as they were read.
#[derive(Default)]
struct Found {
    title: Option<String>,
    /// The address of the article as its own system names it, behind that of a service that counts clicks.
    original: Option<String>,
    link: Option<String>,
    link_is_page: bool,
    /// A `guid` that says it is an address.
    permalink: Option<String>,
    id: Option<String>,
    body: Option<String>,
    summary: Option<String>,
    description: Option<String>,
    /// By their rank: the lower is taken.
    dates: Vec<(u8, Claim)>,
    authors: Vec<String>,
    topics: Vec<String>,
    publisher: Option<String>,
    language: Option<String>,
    bases: Vec<String>,
    /// Why WordPress did not publish it.
    unpublished: Option<String>,
}

/// Reads an entry.
pub(super) fn read(source: &str, channel: &Channel, settings: &Settings) -> Result<Draft, Unread> {
    let broken = |reason: String| Unread::Failed(format!("the entry cannot be read: {reason}"));
    let entry = Element::first(source).map_err(broken)?;
    let mut namespaces = channel.namespaces.clone();
    namespaces.declare(&entry);
    let mut found = Found {
        language: entry.attribute("xml:lang").map(str::to_owned),
        bases: entry.attribute("xml:base").map(str::to_owned).into_iter().collect(),
        ..Found::default()
    };
    let mut fields = entry.children().map_err(broken)?;
    // Sitemaps have their news in an element of its own.
    if let Some(news) = fields.iter().position(|field| namespaces.vocabulary(field) == Vocabulary::News) {
        let news = fields.swap_remove(news);
        fields.extend(news.children().map_err(broken)?);
    }
    let tag = found.language.clone().or_else(|| language_of(&fields)).or_else(|| channel.language.clone());
    let order = html::day_order(tag.as_deref(), settings);
    for field in &fields {
        if !field.closed {
            return Err(broken(format!("`{}` is not closed", field.name)));
        }
        found.field(field, &namespaces, order).map_err(broken)?;
    }
    if let Some(reason) = found.unpublished {
        return Err(Unread::Skipped(reason));
    }
    let bases: Vec<&str> = found.bases.iter().chain(&channel.bases).map(String::as_str).collect();
    let link = found.original.or(found.link).or(found.permalink);
    let (body, summary) = wording::choose(found.body, found.summary, found.description);
    found.dates.sort_by_key(|(rank, _)| *rank);
    Ok(Draft {
        given_id: found.id,
        title: found.title.filter(|title| !title.is_empty()),
        claims: found.dates.into_iter().map(|(_, claim)| claim).take(1).collect(),
        publisher: found.publisher.or_else(|| channel.publisher.clone()),
        authors: found.authors,
        language: found.language.or(tag).as_deref().and_then(Language::from_tag),
        summary,
        body,
        url: link.and_then(|link| whole_address(&link, &bases)),
        given_topics: found.topics,
        ..Draft::default()
    })
}

fn language_of(fields: &[Element<'_>]) -> Option<String> {
    fields.iter().find(|field| field.name == "dc:language").map(|field| one_line(&field.text()))
}

impl Found {
    fn field(&mut self, field: &Element<'_>, namespaces: &Namespaces, order: DayOrder) -> Result<(), String> {
        use Vocabulary::{Content, Core, Dublin, Excerpt, FeedBurner, News, Terms, WordPress};
        let text = || Some(field.text().trim().to_owned()).filter(|text| !text.is_empty());
        let local = field.local().to_ascii_lowercase();
        match (namespaces.vocabulary(field), local.as_str()) {
            (Core | News, "title") => self.title = self.title.take().or_else(|| Some(title(field))),
            (Core, "link") => self.link(field),
            (Core, "loc") => self.link = text(), // of a sitemap
            (FeedBurner, "origlink") => self.original = text(),
            (Core, "guid" | "id") => {
                self.id = text();
                let is_address = field.attribute("isPermaLink").map(|flag| flag.eq_ignore_ascii_case("true"));
                if local == "guid" && is_address.unwrap_or(true) {
                    self.permalink = text().filter(|id| is_web_address(id));
                }
            }
            (Core, "description") => self.description = Some(wording::read(&field.content(), Form::Either)),
            (Core, "summary") => self.summary = Some(atom_text(field)),
            (Dublin, "description") => self.summary = self.summary.take().or_else(|| Some(atom_text(field))),
            (Excerpt, "encoded") => self.summary = Some(wording::read(&field.content(), Form::Either)),
            (Content, "encoded") => self.body = Some(field.content()).map(|html| wording::unrendered(&html)),
            (Core, "content") if is_text(field) => {
                self.body = self.body.take().filter(|body| !body.is_empty()).or_else(|| Some(atom_text(field)));
            }
            (WordPress, "post_date") => self.date(0, text(), order),
            (Core, "pubdate") => self.date(1, text(), order),
            (Core, "published") => self.date(2, text(), order),
            (Core, "issued") => self.date(3, text(), order),
            (News, "publication_date") => self.date(3, text(), order),
            (Terms, "issued") => self.date(4, text(), order),
            (Dublin, "date") => self.date(5, text(), order),
            (Core, "author") => {
                let names = field.children()?.into_iter().find(|child| child.local().eq_ignore_ascii_case("name"));
                add(&mut self.authors, person(&names.map_or_else(|| field.text(), |name| name.text())));
            }
            (Dublin, "creator") => add(&mut self.authors, text().and_then(|name| person(&name))),
            (Core, "category") => {
                let stated = field.attribute("label").or_else(|| field.attribute("term")).map(str::to_owned);
                add(&mut self.topics, text().or(stated).map(|topic| plain(&topic)));
            }
            (Dublin, "subject") => add(&mut self.topics, text().map(|topic| plain(&topic))),
            (Dublin, "publisher") => self.publisher = self.publisher.take().or_else(|| text().map(|name| plain(&name))),
            (Dublin, "language") => self.language = text(),
            (Core, "source") => {
                let title = field.children()?.into_iter().find(|child| child.local().eq_ignore_ascii_case("title"));
                let name = title.map(|title| title.content()).or_else(text).map(|name| plain(&name));
                self.publisher = name.filter(|name| !name.is_empty()).or(self.publisher.take());
            }
            (News, "publication") => {
                for part in field.children()? {
                    match part.local() {
                        "name" => self.publisher = Some(one_line(&part.text())),
                        "language" => self.language = Some(one_line(&part.text())),
                        _ => {}
                    }
                }
            }
            (WordPress, "post_type") => {
                let other = ["attachment", "nav_menu_item", "revision", "wp_global_styles", "custom_css"];
                let skip = text().filter(|kind| other.contains(&kind.as_str()));
                self.unpublished =
                    skip.map(|kind| format!("a WordPress {kind} is no press text")).or(self.unpublished.take());
            }
            (WordPress, "status") => {
                let hidden = text().filter(|status| !matches!(status.as_str(), "publish" | "inherit"));
                let reason = hidden.map(|status| format!("WordPress has not published it: its status is {status}"));
                self.unpublished = self.unpublished.take().or(reason);
            }
            _ => {}
        }
        Ok(())
    }

    /// RSS has the address as text, Atom as an attribute, of several links beside each other.
    fn link(&mut self, field: &Element<'_>) {
        match field.attribute("href") {
            Some(href) if matches!(field.attribute("rel").unwrap_or("alternate"), "alternate") => {
                // The same in another form is not what readers are sent to, where there is a page.
                let is_page = field.attribute("type").is_none_or(|form| form.contains("html"));
                if self.link.is_none() || (is_page && !self.link_is_page) {
                    self.link = Some(href.to_owned());
                    self.link_is_page = is_page;
                }
            }
            Some(_) => {}
            None => {
                let text = field.text().trim().to_owned();
                if !text.is_empty() {
                    self.link = Some(text);
                    self.link_is_page = true;
                }
            }
        }
        if let Some(base) = field.attribute("xml:base") {
            self.bases.insert(0, base.to_owned());
        }
    }

    fn date(&mut self, rank: u8, raw: Option<String>, order: DayOrder) {
        self.dates.extend(raw.and_then(|raw| claim(&raw, order)).map(|claim| (rank, claim)));
    }
}

/// A headline in one line, whatever its form.
fn title(field: &Element<'_>) -> String {
    match field.attribute("type") {
        Some("text" | "text/plain") => one_line(&field.text()),
        _ => plain(&field.content()),
    }
}

/// The paragraphs of an Atom text or content: plain where it says nothing else, and yet often HTML.
fn atom_text(field: &Element<'_>) -> String {
    let form = match field.attribute("type") {
        Some("html" | "xhtml" | "text/html" | "application/xhtml+xml") => Form::Html,
        Some("text/plain") => Form::Plain,
        _ => Form::Either,
    };
    wording::read(&field.content(), form)
}

/// Whether an Atom content is text: it may be an image in BASE64, or lie elsewhere.
fn is_text(field: &Element<'_>) -> bool {
    let form = field.attribute("type").unwrap_or("text");
    let text = !form.contains('/') || form.starts_with("text/") || form.contains("html");
    text && field.attribute("mode") != Some("base64")
}
