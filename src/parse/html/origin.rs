//! Where a page was published, and by whom.

use url::Url;

use super::headline::site_in_title;
use super::json_ld::Node;
use super::kept;
use super::page::Page;

/// The URL of the page: `rel=canonical`, else `og:url`, else where a browser saved it from, else the address from
/// which a web archive captured it.
///
/// A canonical link to the root of a site, or to another host than `og:url`, is a template's mistake.
pub(super) fn url(page: &Page, address: Option<&str>) -> Option<String> {
    let shared = page.meta("og:url").and_then(own_page);
    let saved = page.kept.url.as_deref().and_then(own_page);
    let captured = address.and_then(web_address);
    let stated = shared.as_ref().or(saved.as_ref()).or(captured.as_ref());
    let canonical = page.canonical.as_deref().and_then(|link| match (kept::parsed(link), stated) {
        (Ok(_), _) => own_page(link),
        (Err(_), Some(base)) => own_page(base.join(link).ok()?.as_str()),
        (Err(_), None) => None,
    });
    let same_host = |link: &Url| stated.is_none_or(|stated| host(stated) == host(link));
    let chosen = canonical.filter(same_host).or(shared).or(saved).or(captured)?;
    Some(chosen.to_string())
}

/// What the links of the page are relative to: `<base>`, else where the page itself lies.
pub(super) fn base(page: &Page, address: Option<&str>) -> Option<Url> {
    let stated = [page.canonical.as_deref(), page.meta("og:url"), page.kept.url.as_deref(), address];
    let own = stated.into_iter().flatten().find_map(|link| kept::parsed(link).ok());
    match page.base.as_deref().map(|link| (kept::parsed(link), link)) {
        Some((Ok(base), _)) => Some(base),
        Some((Err(_), link)) => own.as_ref().and_then(|own| own.join(link).ok()).or(own),
        None => own,
    }
}

/// The address that a link of the page leads to.
pub(super) fn resolved(base: Option<&Url>, link: &str) -> Option<String> {
    let url = match base {
        Some(base) => base.join(kept::unwrapped(link)).ok()?,
        None => kept::parsed(link).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

/// The URL of a page, where it is one and not the root of its site.
fn own_page(link: &str) -> Option<Url> {
    web_address(link).filter(|url| url.path().len() > 1 || url.query().is_some())
}

fn web_address(link: &str) -> Option<Url> {
    kept::parsed(link.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// The host without `www.`.
fn host(url: &Url) -> Option<&str> {
    url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host))
}

/// The publisher: as declared, else the name of the site behind the headline in `<title>`.
pub(super) fn publisher(page: &Page, data: Option<Node<'_>>, headline: Option<&str>) -> Option<String> {
    let declared = || page.meta("og:site_name").map(str::to_owned).filter(|name| !name.is_empty());
    let described = || data.and_then(|node| node.names("publisher").into_iter().next());
    let application = || page.meta("application-name").map(str::to_owned);
    let titled = || headline.and_then(|headline| site_in_title(page, headline));
    declared().or_else(described).or_else(application).or_else(titled)
}
