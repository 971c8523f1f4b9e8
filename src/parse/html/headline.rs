//! The headline: the heading that the page's own title confirms, else the title that the page declares.

use super::super::paragraphs::{letters, one_line};
use super::article::Article;
use super::outline::{Block, Level, What};
use super::page::Page;

/// Headings over every page of a site; only taken where there is nothing else.
const GENERIC: [&str; 24] = [
    "article",
    "blog",
    "frontpage",
    "home",
    "justicenews",
    "latestnews",
    "media",
    "mediacentre",
    "mediacenter",
    "mediarelease",
    "mediareleases",
    "news",
    "newsandevents",
    "newsandmedia",
    "newsarchive",
    "newsevents",
    "newsroom",
    "pressoffice",
    "pressrelease",
    "pressreleases",
    "pressroom",
    "search",
    "speeches",
    "statements",
];

/// What stands between a headline and the name of the site.
const MARKS: [&str; 9] = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • "];

/// The headline of the page; `data` is that of its JSON-LD.
pub(super) fn choose(page: &Page, article: &Article, data: Option<String>) -> Option<String> {
    let metas =
        ["og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "headline"];
    let mut declared: Vec<String> = metas.iter().filter_map(|name| page.meta(name)).map(str::to_owned).collect();
    declared.extend(page.outline.stated(What::Title).map(|fact| fact.value.clone()));
    declared.extend(data);
    let headings = |wanted: u8| {
        page.outline.blocks.iter().filter(move |block| block.level == Level::Heading(wanted) && block.text.len() < 500)
    };
    let confirmed = |block: &&Block| declared.iter().chain(&page.title).any(|title| confirms(title, &block.text));
    let longest = |block: &&Block| block.text.len();
    // A site's name in an `h1` is confirmed by every title, and the real headline then is the `h2`.
    let heading = headings(1)
        .chain(headings(2).chain(headings(3)).filter(|block| !block.is_link() && !block.aside))
        .filter(confirmed)
        .filter(|block| !is_generic(&block.text) && !is_site(page, &block.text))
        .max_by_key(longest);
    // Pages older than style sheets set the headline in large letters, and mark it up as nothing.
    let set = || {
        let head = article.scope.start..article.first_prose(&page.outline);
        let mut lines = page.outline.blocks.get(head).unwrap_or_default().iter().filter(|block| !block.is_link());
        lines.find(|block| {
            let text = letters(&block.text);
            let is_part = |title: &String| parts(title).any(|part| letters(part) == text);
            text.len() >= 8 && page.title.as_ref().is_some_and(is_part) && !is_site(page, &block.text)
        })
    };
    if let Some(heading) = heading.or_else(set) {
        return Some(one_line(&heading.text));
    }
    let declared = declared.into_iter().map(|title| without_site(page, &title)).find(|title| is_headline(page, title));
    let only = || {
        let mut own = headings(1).filter(|block| !block.aside && is_headline(page, &block.text));
        own.next().filter(|_| own.next().is_none()).map(|block| one_line(&block.text))
    };
    let title =
        || page.title.as_deref().map(|title| without_site(page, title)).filter(|title| is_headline(page, title));
    // One word that the title of the page does not know is a rubric.
    let rubric = |heading: &String| heading.split_whitespace().nth(1).is_none();
    let titled = |heading: String| if rubric(&heading) { title().or(Some(heading)) } else { Some(heading) };
    declared.or_else(|| only().and_then(titled)).or_else(title)
}

/// True where one text of a title is this heading: the title is the heading, has it before or behind the name of
/// the site, or is its shortened beginning.
fn confirms(title: &str, heading: &str) -> bool {
    let (whole, wanted) = (letters(title), letters(heading));
    if wanted.is_empty() {
        return false;
    }
    let shortened = || {
        let start = title.trim_end().strip_suffix('…').or_else(|| title.trim_end().strip_suffix("..."));
        start.map(letters).is_some_and(|start| start.len() > 20 && wanted.starts_with(&start))
    };
    // Half of the title is enough, and so is a part of it between marks.
    (whole.contains(&wanted) && wanted.len() * 2 >= whole.len())
        || (whole.starts_with(&wanted) && parts(title).any(|part| letters(part) == wanted))
        || parts(title).any(|part| letters(part) == wanted)
        || shortened()
}

/// The parts of a title between any marks.
fn parts(title: &str) -> impl Iterator<Item = &str> {
    title.split(['|', '–', '—', '»', '·', '•', ':']).flat_map(|part| part.split(" - ")).map(str::trim)
}

/// The title without the name of its site, where that is what stands behind the last mark.
fn without_site(page: &Page, title: &str) -> String {
    let mut title = one_line(title);
    while let Some((at, mark)) = MARKS.iter().filter_map(|mark| Some((title.rfind(mark)?, *mark))).max() {
        let (head, tail) = (title.get(..at).unwrap_or_default(), title.get(at + mark.len()..).unwrap_or_default());
        let strong = matches!(mark, " | " | " :: " | " » ");
        let names_site = is_site(page, tail) || (strong && letters(tail).len() < letters(head).len());
        if !names_site || letters(head).len() < 8 {
            break;
        }
        title = head.trim().to_owned();
    }
    if let Some((at, mark)) = MARKS.iter().filter_map(|mark| Some((title.find(mark)?, *mark))).min()
        && is_site(page, title.get(..at).unwrap_or_default())
    {
        title = title.get(at + mark.len()..).unwrap_or_default().trim().to_owned();
    }
    title
}

fn is_headline(page: &Page, title: &str) -> bool {
    letters(title).len() >= 4 && !is_generic(title) && !is_site(page, title)
}

fn is_generic(title: &str) -> bool {
    GENERIC.contains(&letters(title).as_str())
}

/// True where a text is the declared name of the site, or the name in its host.
fn is_site(page: &Page, text: &str) -> bool {
    let text = letters(text);
    let name = |meta: &str| page.meta(meta).map(letters).is_some_and(|name| name == text);
    let host = || {
        let url = page.canonical.as_deref().or_else(|| page.meta("og:url"))?;
        let url = url::Url::parse(url).ok()?;
        let host = url.host_str()?;
        Some(letters(host.strip_prefix("www.").unwrap_or(host)))
    };
    !text.is_empty()
        && (name("og:site_name") || name("application-name") || host().is_some_and(|host| host.starts_with(&text)))
}

/// The name of the site that the `<title>` ends with, behind the headline.
pub(super) fn site_in_title(page: &Page, headline: &str) -> Option<String> {
    let title = page.title.as_deref()?;
    let after = title.strip_prefix(headline)?;
    let (at, mark) = MARKS.iter().filter_map(|mark| Some((after.rfind(mark)?, *mark))).max()?;
    after.get(at + mark.len()..).map(|name| name.trim().to_owned()).filter(|name| letters(name).len() > 2)
}
