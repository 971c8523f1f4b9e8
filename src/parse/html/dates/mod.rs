//! What a page claims of its date of publication, and where.
//!
//! Only what states publication is read. "Updated", `dateModified`, `Last-Modified`, copyright lines and the time of
//! capture have no door here.

pub(super) mod address;
mod byline;
mod metas;
mod zone;

use std::ops::Range;

use crate::release::{Claim, Evidence, PartialDate, Precision};

use super::super::{DayOrder, date};
use super::article::Article;
use super::json_ld::Node;
use super::outline::{Block, Fact, Level, What};
use super::page::Page;

pub(super) use byline::beside_headline;

/// How far from the headline a date line may stand, in blocks.
const NEAR: usize = 6;

/// All claims, in no order: the choice is [`crate::release::Published::choose`]'s.
pub(super) fn claims(
    page: &Page,
    article: &Article,
    headline: Option<&str>,
    data: Option<Node<'_>>,
    url: Option<&str>,
    order: DayOrder,
) -> Vec<Claim> {
    let head = Head::of(page, article, headline);
    let described = data.and_then(|node| node.text("datePublished").or_else(|| node.text("uploadDate")));
    let mut claims: Vec<Claim> = metas::stated(page)
        .chain(described.map(|raw| (Evidence::JsonLd, raw)))
        .chain(head.fact(page, What::Published).map(|raw| (Evidence::Microdata, raw)))
        .chain(head.fact(page, What::Time).map(|raw| (Evidence::Time, raw)))
        .filter_map(|(evidence, raw)| Some(Claim { evidence, date: date::whole(&raw, order)?, raw }))
        .collect();
    claims.extend(head.line(page, order));
    claims.extend(dateline(page, article, order));
    claims.extend(url.and_then(address::claim));
    claims.extend(marked(page, article, headline, order));
    zone::settle(&mut claims);
    claims
}

/// The date in the address of a page, or of an item of a listing.
pub(super) fn in_address(url: &str) -> Option<Claim> {
    address::claim(url)
}

/// The first date among these blocks that is marked as one.
pub(super) fn marked_within(page: &Page, blocks: Range<usize>, order: DayOrder) -> Option<(PartialDate, String)> {
    let dating =
        |fact: &&Fact| matches!(fact.what, What::Published | What::Time | What::Dated) && blocks.contains(&fact.at);
    page.outline.facts.iter().filter(dating).find_map(|fact| {
        let (date, raw) = byline::marked(&fact.value, order)?;
        Some((date, raw.to_owned()))
    })
}

/// The part of the page where the date of the article is written: around the headline, down to its first text.
struct Head {
    start: usize,
    /// The start of the article.
    scope: usize,
    /// The first block of running text.
    text: usize,
    /// The end of the article.
    end: usize,
}

impl Head {
    fn of(page: &Page, article: &Article, headline: Option<&str>) -> Self {
        let blocks = &page.outline.blocks;
        let first = article.first_prose(&page.outline);
        let heads = |block: &Block| {
            matches!(block.level, Level::Heading(_)) && headline.is_some_and(|headline| block.text == headline)
        };
        let before = blocks.get(..first.max(article.scope.start)).unwrap_or_default().iter().rposition(heads);
        // Something may run above the headline: the motto of a blog.
        let below = || {
            let scope = blocks.get(article.scope.clone()).unwrap_or_default();
            scope.iter().position(heads).map(|at| article.scope.start + at)
        };
        let heading = before.or_else(below);
        let start = heading.map_or(article.scope.start, |heading| heading.saturating_sub(NEAR));
        let runs = |heading: usize| {
            let below = blocks.get(heading..article.scope.end)?;
            below.iter().position(|block| block.prose() > 0).map(|at| heading + at)
        };
        let text = heading.filter(|heading| *heading > first).and_then(runs).unwrap_or(first);
        Self { start, scope: article.scope.start.min(start), text, end: article.scope.end }
    }

    /// The first fact of this sort in the head; a statement of publication may also stand below the text.
    fn fact(&self, page: &Page, what: What) -> Option<String> {
        let place = if what == What::Published { self.scope..=self.end } else { self.start..=self.text + 1 };
        page.outline.stated(what).find(|fact| place.contains(&fact.at)).map(|fact| fact.value.clone())
    }

    /// The first line of the head that is a date or holds that of a byline, or the first element there that is called a date.
    fn line(&self, page: &Page, order: DayOrder) -> Option<Claim> {
        let claim =
            |(date, raw): (PartialDate, &str)| Claim { evidence: Evidence::Dateline, date, raw: raw.to_owned() };
        let called = || {
            let mut facts = page.outline.stated(What::Dated).filter(|fact| (self.start..=self.text).contains(&fact.at));
            facts.find_map(|fact| byline::marked(&fact.value, order))
        };
        let head = page.outline.blocks.get(self.start..self.text.min(self.end)).unwrap_or_default();
        let mut lines = head
            .iter()
            .filter(|block| (!block.aside || block.margin) && !matches!(block.level, Level::Heading(1)))
            .flat_map(|block| block.text.lines());
        lines.find_map(|line| byline::beside_headline(line, order)).or_else(called).map(claim)
    }
}

/// The dateline that opens the text.
fn dateline(page: &Page, article: &Article, order: DayOrder) -> Option<Claim> {
    let block = page.outline.blocks.get(article.first_prose(&page.outline)).filter(|block| block.prose() > 0)?;
    let (date, raw) = date::dateline(&block.text, order)?;
    Some(Claim { evidence: Evidence::Dateline, date, raw: raw.to_owned() })
}

/// The one day on which all agree that is marked in the article as its date; cards of other articles have days of their own.
fn marked(page: &Page, article: &Article, headline: Option<&str>, order: DayOrder) -> Option<Claim> {
    let inside = |fact: &&Fact| article.scope.start <= fact.at && fact.at <= article.scope.end;
    let of_fact = |fact: &Fact| {
        let (date, raw) = byline::marked(&fact.value, order)?;
        Some((date, raw.to_owned()))
    };
    let facts = |what| page.outline.stated(what).filter(inside).filter_map(of_fact);
    let blocks = page.outline.blocks.get(article.scope.clone()).unwrap_or_default();
    let lines = blocks.iter().filter(|block| !block.aside || block.margin).filter_map(|block: &Block| {
        let (date, raw) = block.text.lines().find_map(|line| byline::labelled(line, order))?;
        Some((date, raw.to_owned()))
    });
    let titles = [headline, page.title.as_deref(), page.meta("og:title")];
    let opening = titles.into_iter().flatten().find_map(|title| byline::opening(title, order));
    let opening = opening.map(|(date, raw)| (date, raw.to_owned()));
    // `<dt>Published</dt><dd>22 Feb 2017</dd>`.
    let pairs = blocks.windows(2).filter_map(|pair| match pair {
        [label, value] if byline::is_label(&label.text) => Some((date::line(&value.text, order)?, value.text.clone())),
        _ => None,
    });
    let stated: Vec<_> =
        opening.into_iter().chain(facts(What::Dated)).chain(facts(What::Time)).chain(lines).chain(pairs).collect();
    // Nothing of it: then a statement that stands aside, as in the foot of a card that holds the whole article.
    let aside = || page.outline.facts.iter().filter(|fact| fact.what == What::Published).filter_map(of_fact).collect();
    let stated = if stated.is_empty() { aside() } else { stated };
    let (date, raw) = agreed(stated)?;
    Some(Claim { evidence: Evidence::Marked, date, raw })
}

/// The first of these, where all are the same day.
fn agreed(stated: Vec<(PartialDate, String)>) -> Option<(PartialDate, String)> {
    let mut days = stated.into_iter().filter(|(date, _)| date.precision() == Precision::Day);
    let first = days.next()?;
    days.all(|(date, _)| date == first.0).then_some(first)
}
