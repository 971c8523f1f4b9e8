//! Pages that only lead to releases: listings, search results, section fronts.

use super::super::paragraphs::letters;
use super::super::{DayOrder, Draft, furniture, item};
use super::article::Article;
use super::dates;
use super::outline::Block;
use super::page::Page;
use super::rows::{self, Row};
use crate::release::{Claim, Evidence, Language};

/// As many headlines that are links make a listing.
const FEWEST: usize = 5;

/// So much text in one run, without a headline between, is an article, whatever stands around it.
const ARTICLE: usize = 600;

/// So much is one where the page hardly has any other, or calls itself one.
const SHORT_ARTICLE: usize = 200;

/// Longer summaries are the release itself.
const LONGEST_SUMMARY: usize = 1_000;

/// True where the page lists releases instead of being one.
///
/// An article may stand among thirty links to others. It is told from a listing by its text: there it runs on, here
/// each headline has its own few lines.
pub(super) fn is_listing(page: &Page, article: &Article, declared: bool) -> bool {
    let scope = page.outline.blocks.get(article.scope.clone()).unwrap_or_default();
    let (mut headlines, mut prose, mut run, mut longest) = (0_usize, 0, 0, 0);
    for block in scope.iter().filter(|block| !block.aside) {
        if is_linked_headline(block) {
            headlines += 1;
            run = 0;
        }
        prose += block.prose();
        run += block.prose();
        longest = longest.max(run);
    }
    let hardly_any = prose < headlines * 40 && longest < SHORT_ARTICLE;
    let evenly_spread = longest * 3 < prose && longest < ARTICLE;
    headlines >= FEWEST && (hardly_any || evenly_spread) && !(declared && own_text(page, article) >= SHORT_ARTICLE)
}

/// A line of at least five words that is a link.
fn is_linked_headline(block: &Block) -> bool {
    block.is_link() && block.text.split_whitespace().nth(4).is_some()
}

/// Bytes of running text that the article has outside of the elements of the items listed there.
fn own_text(page: &Page, article: &Article) -> usize {
    let rows = rows::of(page, article.scope.clone());
    let listed = |at: usize| rows.iter().any(|row| row.element.contains(&at));
    let blocks = page.outline.blocks.iter().enumerate();
    blocks.filter(|(at, _)| article.scope.contains(at) && !listed(*at)).map(|(_, block)| block.prose()).sum()
}

/// The items of a listing, in the order of the page; `None` where they cannot be told from what stands around them.
///
/// Each has the headline, the address and the date that stand beside each other there, and no body. A date above several
/// items is that of each. Where no date stands, none is made up.
pub(super) fn read(page: &Page, address: Option<&str>, article: &Article, order: DayOrder) -> Option<Vec<Draft>> {
    let rows = rows::of(page, article.scope.clone());
    if rows.len() < FEWEST {
        return None;
    }
    let dated_itself = rows.iter().filter(|row| own_date(page, row, order).is_some()).count() * 2 > rows.len();
    let publisher = super::origin::publisher(page, None, None);
    let base = super::origin::base(page, address);
    let language = page.language().and_then(Language::from_tag);
    let mut seen = std::collections::HashSet::new();
    let mut above: Option<Claim> = None;
    let mut before = article.scope.start;
    let mut drafts = Vec::new();
    for row in &rows {
        let over = page.outline.blocks.get(before..row.blocks.start).unwrap_or_default();
        above = over.iter().rev().find_map(|block| group_date(block, order)).or(above);
        before = row.blocks.end;
        let url = super::origin::resolved(base.as_ref(), &row.link);
        if !seen.insert(url.clone().unwrap_or_else(|| row.link.clone())) {
            continue;
        }
        let own = own_date(page, row, order);
        let dated = own.or_else(|| above.clone().filter(|_| !dated_itself));
        drafts.push(Draft {
            item: item(drafts.len() + 1),
            title: Some(row.headline.clone()),
            claims: dated.into_iter().chain(url.as_deref().and_then(dates::in_address)).collect(),
            publisher: publisher.clone(),
            language: language.clone(),
            summary: summary(page, row, order),
            url,
            captured: page.kept.captured.clone(),
            ..Draft::default()
        });
    }
    (drafts.len() >= FEWEST).then_some(drafts)
}

/// The date that stands in a row.
fn own_date(page: &Page, row: &Row, order: DayOrder) -> Option<Claim> {
    let beside = blocks_of(page, row).find_map(|block| {
        let (date, raw) = block.text.lines().find_map(|line| dates::beside_headline(line, order))?;
        Some((date, raw.to_owned()))
    });
    let (date, raw) = beside.or_else(|| dates::marked_within(page, row.blocks.clone(), order))?;
    Some(Claim { evidence: Evidence::Listing, date, raw })
}

/// The date of a heading, or of a line of its own, over several items: a day, a month or a year.
fn group_date(block: &Block, order: DayOrder) -> Option<Claim> {
    let heading = matches!(block.level, super::outline::Level::Heading(_));
    let date = if heading {
        super::super::date::whole(&block.text, order)
    } else {
        super::super::date::line(&block.text, order)
    }?;
    Some(Claim { evidence: Evidence::Listing, date, raw: block.text.clone() })
}

/// The running text of a row.
fn summary(page: &Page, row: &Row, order: DayOrder) -> Option<String> {
    let mut summary = String::new();
    for block in blocks_of(page, row) {
        let text = super::super::paragraphs::one_line(&block.text);
        let dated = text.len() < 60 && dates::beside_headline(&text, order).is_some();
        if block.prose() == 0 || dated || furniture::is_furniture(&text) || letters(&text) == letters(&row.headline) {
            continue;
        }
        if summary.len() + text.len() > LONGEST_SUMMARY {
            break;
        }
        summary.push_str(if summary.is_empty() { "" } else { "\n\n" });
        summary.push_str(&text);
    }
    (!summary.is_empty()).then_some(summary)
}

/// The blocks of a row but for its headline.
fn blocks_of<'p>(page: &'p Page, row: &Row) -> impl Iterator<Item = &'p Block> {
    let headline = row.at;
    let blocks = page.outline.blocks.get(row.blocks.clone()).unwrap_or_default();
    let start = row.blocks.start;
    blocks.iter().enumerate().filter(move |(at, block)| start + at != headline && !block.aside).map(|(_, block)| block)
}
