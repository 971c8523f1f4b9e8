//! What a page claims of its date of publication, and where.
//!
//! Only what states publication is read. "Updated", `dateModified`, `Last-Modified`, copyright lines and the time of
//! capture have no door here.

use crate::release::{Claim, Evidence, PartialDate};

use super::super::{DayOrder, date};
use super::article::Article;
use super::json_ld::Node;
use super::outline::{Block, Level, What};
use super::page::Page;

/// Metas that state publication, and those that may mean creation as well.
const METAS: [(&str, Evidence); 33] = [
    ("article:published_time", Evidence::Meta),
    ("article:published", Evidence::Meta),
    ("article.published", Evidence::Meta),
    ("og:article:published_time", Evidence::Meta),
    ("og:published_time", Evidence::Meta),
    ("datepublished", Evidence::Meta),
    ("date_published", Evidence::Meta),
    ("dc.date.issued", Evidence::Meta),
    ("dc.date.published", Evidence::Meta),
    ("dc.issued", Evidence::Meta),
    ("dcterms.issued", Evidence::Meta),
    ("dcterms:issued", Evidence::Meta),
    ("pubdate", Evidence::Meta),
    ("pub_date", Evidence::Meta),
    ("publishdate", Evidence::Meta),
    ("publish-date", Evidence::Meta),
    ("publish_date", Evidence::Meta),
    ("publication_date", Evidence::Meta),
    ("publication-date", Evidence::Meta),
    ("published-date", Evidence::Meta),
    ("originalpublicationdate", Evidence::Meta),
    ("citation_publication_date", Evidence::Meta),
    ("sailthru.date", Evidence::Meta),
    ("parsely-pub-date", Evidence::Meta),
    ("rnews:datepublished", Evidence::Meta),
    ("govuk:first-published-at", Evidence::Meta),
    ("bt:pubdate", Evidence::Meta),
    ("dc.date", Evidence::WeakMeta),
    ("dc.date.created", Evidence::WeakMeta),
    ("dcterms.created", Evidence::WeakMeta),
    ("dcterms.date", Evidence::WeakMeta),
    ("datecreated", Evidence::WeakMeta),
    ("date", Evidence::WeakMeta),
];

/// How far from the headline a date line may stand, in blocks.
const NEAR: usize = 6;

/// Longer lines near the headline are text.
const LONGEST_LINE: usize = 120;

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
    let mut claims: Vec<Claim> = METAS
        .iter()
        .flat_map(|(name, evidence)| page.metas(name).map(|content| (*evidence, content.to_owned())))
        .chain(data.and_then(|node| node.text("datePublished")).map(|raw| (Evidence::JsonLd, raw)))
        .chain(head.fact(page, What::Published).map(|raw| (Evidence::Microdata, raw)))
        .chain(head.fact(page, What::Time).map(|raw| (Evidence::Time, raw)))
        .filter_map(|(evidence, raw)| Some(Claim { evidence, date: date::whole(&raw, order)?, raw }))
        .collect();
    claims.extend(head.line(page, order));
    claims.extend(dateline(page, article, order));
    claims.extend(url.and_then(in_url));
    claims
}

/// The part of the page where the date of the article is written: around the headline, down to its first text.
struct Head {
    start: usize,
    /// The first block of running text.
    text: usize,
    /// The end of the article.
    end: usize,
}

impl Head {
    fn of(page: &Page, article: &Article, headline: Option<&str>) -> Self {
        let text = article.first_prose(&page.outline);
        let before = page.outline.blocks.get(..text.max(article.scope.start)).unwrap_or_default();
        let heading = before.iter().rposition(|block| {
            matches!(block.level, Level::Heading(_)) && headline.is_some_and(|headline| block.text == headline)
        });
        let near = heading.map_or(article.scope.start, |heading| heading.saturating_sub(NEAR));
        Self { start: near.min(article.scope.start.max(near)), text, end: article.scope.end }
    }

    /// The first fact of this sort in the head; a statement of publication may also stand below the text.
    fn fact(&self, page: &Page, what: What) -> Option<String> {
        let end = if what == What::Published { self.end } else { self.text + 1 };
        page.outline.stated(what).find(|fact| (self.start..=end).contains(&fact.at)).map(|fact| fact.value.clone())
    }

    /// The first line of the head that is a date, or that ends a byline.
    fn line(&self, page: &Page, order: DayOrder) -> Option<Claim> {
        let blocks = page.outline.blocks.get(self.start..self.end).unwrap_or_default();
        let (head, rest) = blocks.split_at_checked(self.text.saturating_sub(self.start)).unwrap_or((blocks, &[]));
        let labelled = rest.iter().filter(|block| starts_with_label(block));
        head.iter().chain(labelled).filter(|block| !block.aside && block.text.len() <= LONGEST_LINE).find_map(|block| {
            let (date, raw) = block.text.lines().find_map(|line| in_line(line, order))?;
            Some(Claim { evidence: Evidence::Dateline, date, raw: raw.to_owned() })
        })
    }
}

fn starts_with_label(block: &Block) -> bool {
    ["Published", "Posted", "Issued", "Date of publication", "Publication date", "Release date"]
        .iter()
        .any(|label| block.text.starts_with(label))
}

/// The date of `22 Feb 2017`, `By A. Smith | 22 Feb 2017`, `Posted by A. Smith on 22 Feb 2017`.
fn in_line(line: &str, order: DayOrder) -> Option<(PartialDate, &str)> {
    const CHANGES: [&str; 7] = ["updated", "modified", "reviewed", "revised", "amended", "accessed", "copyright"];
    let lower = line.to_lowercase();
    let parts = || {
        std::iter::once(line)
            .chain(line.split(['|', '·', '•', '–', '—']))
            .chain(line.rsplit_once(" on ").map(|(_, date)| date))
            .map(str::trim)
    };
    parts()
        .filter(|part| {
            // "Published 3 March 2017 | Updated 5 March 2017": each part by itself.
            !CHANGES.iter().any(|change| part.to_lowercase().contains(change))
        })
        .filter(|part| part.len() == line.trim().len() || !lower.starts_with("updated"))
        .find_map(|part| date::line(part, order).map(|date| (date, part)))
}

/// The dateline that opens the text.
fn dateline(page: &Page, article: &Article, order: DayOrder) -> Option<Claim> {
    let block = page.outline.blocks.get(article.first_prose(&page.outline)).filter(|block| block.prose() > 0)?;
    let (date, raw) = date::dateline(&block.text, order)?;
    Some(Claim { evidence: Evidence::Dateline, date, raw: raw.to_owned() })
}

/// `/2017/02/22/`, `/2017/feb/22/`, `/2017-02-22-title`, `/2017/02/`.
pub(in super::super) fn in_url(url: &str) -> Option<Claim> {
    let url = url::Url::parse(url).ok()?;
    let segments: Vec<&str> = url.path_segments()?.collect();
    let claim = |date, raw: String| Some(Claim { evidence: Evidence::Url, date, raw });
    let year =
        |text: &str| (text.len() == 4 && text.starts_with(['1', '2'])).then(|| text.parse::<i32>().ok()).flatten();
    for (at, segment) in segments.iter().enumerate() {
        if let Some(date) = segment.get(..10).and_then(|start| start.parse().ok())
            && !segment.get(10..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()))
        {
            return claim(date, format!("/{segment}"));
        }
        let (Some(year), Some(second)) = (year(segment), segments.get(at + 1)) else { continue };
        let third = segments.get(at + 2).copied().unwrap_or_default();
        let month = second.parse::<u32>().ok().filter(|_| second.len() == 2);
        let Some(month) = month.or_else(|| date::month_name(second)) else { continue };
        let day = third.parse::<u32>().ok().filter(|_| third.len() <= 2);
        match day.and_then(|day| PartialDate::day(year, month, day)) {
            Some(date) => return claim(date, format!("/{segment}/{second}/{third}/")),
            None => {
                return PartialDate::month(year, month).and_then(|date| claim(date, format!("/{segment}/{second}/")));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_hold_the_day_or_the_month() {
        let cases = [
            ("https://h.example/2017/02/22/ferries", Some("2017-02-22")),
            ("https://h.example/news/2017/feb/22/ferries", Some("2017-02-22")),
            ("https://h.example/2017-02-22-ferries", Some("2017-02-22")),
            ("https://h.example/blog/2017/02/ferries", Some("2017-02")),
            ("https://h.example/2017/13/ferries", None),
            ("https://h.example/2017/ferries", None),
            ("https://h.example/2017/0222", None),
        ];
        for (url, date) in cases {
            assert_eq!(in_url(url).map(|claim| claim.date.to_string()).as_deref(), date, "{url}");
        }
    }

    #[test]
    fn a_byline_ends_in_its_date_unless_it_tells_of_a_change() {
        let read = |line| in_line(line, DayOrder::Unknown).map(|(date, _)| date.to_string());
        assert_eq!(read("By A. Smith | 22 Feb 2017").as_deref(), Some("2017-02-22"));
        assert_eq!(read("Posted by A. Smith on February 22, 2017").as_deref(), Some("2017-02-22"));
        assert_eq!(read("Published 3 March 2017 | Updated 5 March 2017").as_deref(), Some("2017-03-03"));
        assert_eq!(read("Updated on 22 Feb 2017"), None);
        assert_eq!(read("Page last updated | 22 Feb 2017 on the web"), None);
    }
}
