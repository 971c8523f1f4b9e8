//! Saved pages: the article, its headline, and what the page says about both.
//!
//! A page is made [`lean`], scanned by [`guard`], parsed once, and walked once into a [`page::Page`]; everything else reads that.

mod about;
mod article;
mod dates;
mod guard;
mod headline;
mod json_ld;
mod kept;
mod lean;
mod listing;
mod naming;
mod nesting;
mod origin;
mod outline;
mod page;
mod rows;
mod said;
mod sort;
mod stated;
mod stripped;
mod tag;
mod walk;

use scraper::Html;

use crate::release::Language;

use super::made_title::made_title;
use super::{DayOrder, Draft, Settings, Unread};
use article::Article;
pub(super) use dates::address::claim as date_in_url;

/// Larger pages are not read: no release comes near.
const LARGEST: usize = 16 << 20;

/// Less text than this is no paragraph.
const SHORTEST_TEXT: usize = 60;

/// Reads the one article of a page, or the items of a listing. The page may have been captured from an address.
pub(super) fn read(source: &str, address: Option<&str>, settings: &Settings) -> Result<Vec<Draft>, Unread> {
    if source.len() > LARGEST {
        return Err(Unread::Skipped(format!("a page of {} MB; the limit is {} MB", source.len() >> 20, LARGEST >> 20)));
    }
    let lean = lean::lean(source);
    if let Err(refusal) = guard::check(&lean) {
        return unparsed(source, address, refusal);
    }
    let page = walk::page(&Html::parse_document(&lean));
    let article = Article::find(&page.outline);
    let order = day_order(page.language(), settings);
    let url = origin::url(&page, address);
    let declared = article::is_declared(&page);
    if listing::is_listing(&page, &article, declared) {
        match listing::read(&page, address, &article, order) {
            Some(items) => return Ok(items),
            None if declared => {}
            None => return Err(Unread::Skipped("a listing page whose items cannot be told apart".to_owned())),
        }
    }
    let data = json_ld::article(&page.data, page.title.as_deref().or(page.meta("og:title")), url.as_deref());
    let title = headline::choose(&page, &article, data.and_then(|node| node.text("headline")));
    let body = article.text(&page.outline, title.as_deref());
    let claims = dates::claims(&page, &article, title.as_deref(), data, url.as_deref(), order);
    let mut notes = Vec::new();
    if body.len() < SHORTEST_TEXT {
        if title.is_none() || claims.is_empty() {
            return Err(Unread::Skipped("no article text: the page has no paragraph under a headline".to_owned()));
        }
        notes.push("the page has hardly any text".to_owned());
    }
    Ok(vec![Draft {
        title_made: title.is_none(),
        publisher: origin::publisher(&page, data, title.as_deref()),
        title: title.or_else(|| made_title(&body)),
        claims,
        authors: about::authors(&page, data),
        language: page.language().and_then(Language::from_tag),
        summary: about::summary(&page, &body),
        given_topics: about::topics(&page, data, article.scope.clone()),
        body,
        url,
        captured: page.kept.captured,
        notes,
        ..Draft::default()
    }])
}

/// The order of the numbers in dates: a page in a language, or an English, that only writes the day first says so.
pub(super) fn day_order(language: Option<&str>, settings: &Settings) -> DayOrder {
    const DAY_FIRST: [&str; 24] = [
        "cs", "cy", "da", "de", "el", "en-au", "en-gb", "en-ie", "en-nz", "es", "fi", "fr", "ga", "gd", "is", "it",
        "nb", "nl", "no", "pl", "pt", "ro", "ru", "tr",
    ];
    let tag = language.unwrap_or_default().to_ascii_lowercase().replace('_', "-");
    let primary = tag.split('-').next().unwrap_or_default();
    // `es-US` and `fr-CA` mix both orders.
    let mixed = tag.ends_with("-us") || tag.ends_with("-ca");
    let says_so = DAY_FIRST.iter().any(|known| *known == tag || *known == primary) && !mixed;
    if says_so { DayOrder::DayFirst } else { settings.day_order }
}

/// The text of a marked-up field of a row.
pub(super) fn text(source: &str) -> String {
    if source.len() > LARGEST {
        return stripped::text(source);
    }
    let lean = lean::lean(source);
    if guard::check(&lean).is_err() {
        return stripped::text(source);
    }
    let outline = walk::page(&Html::parse_fragment(&lean)).outline;
    article::join(&outline.blocks.iter().collect::<Vec<_>>())
}

/// A page that the parser must not see: its bare text, under its title.
fn unparsed(source: &str, address: Option<&str>, refusal: guard::Refusal) -> Result<Vec<Draft>, Unread> {
    let body = stripped::text(source);
    if body.len() < SHORTEST_TEXT {
        return Err(Unread::Skipped(format!("no article text: {refusal}, and there is no text between them")));
    }
    let title = stripped::title(source);
    Ok(vec![Draft {
        title_made: title.is_none(),
        title: title.or_else(|| made_title(&body)),
        body,
        url: address.map(str::to_owned),
        notes: vec![format!("read without its structure: {refusal}")],
        ..Draft::default()
    }])
}
