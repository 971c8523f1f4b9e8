//! Elements whose content nobody reads: menus, and what stands around an article.

use super::super::naming;
use super::super::sort::{Sort, lower};
use super::LONGEST;
use super::drawing::drawing;
use super::scan::{Scan, Sign, Tag};
use super::standing::Standing;

/// Deeper content stays.
const DEEPEST: usize = 64;

/// Whether the walk does not enter an element of this name and role that begins here, and the parser surely opens it here
/// and closes a paragraph before.
pub(super) fn is_skipped(tag: &Tag<'_>, role: Option<&[u8]>, standing: &Standing<'_>) -> bool {
    let by_role = || role.and_then(|role| str::from_utf8(role).ok()).is_some_and(naming::is_skipped_role);
    let is_skipped = match lower(tag.name, &mut [0; LONGEST]) {
        b"nav" => true,
        b"aside" | b"footer" => by_role() || !standing.has_article(),
        b"div" | b"header" | b"section" | b"ul" => by_role(),
        _ => false,
    };
    is_skipped && !standing.has(b"select")
}

/// Passes the content of such an element; stands before its end tag, and gives that place.
///
/// `None` unless each element in it is closed by its own end tag alone, and neither closes nor is closed by what stands
/// around: then the parser stands behind it where it stood before it (13.2.6.4.7).
pub(super) fn content<'a>(scan: &mut Scan<'a>, of: &Tag<'a>, standing: &Standing<'a>) -> Option<usize> {
    let mut open = vec![of.name];
    loop {
        scan.next_sign()?;
        let at = scan.at;
        if scan.starts_with(b"<!--") {
            scan.comment()?;
            continue;
        }
        let Sign::Tag(tag) = scan.sign(|_, _| {})? else { continue };
        if tag.closes {
            open.pop().filter(|name| tag.has_name(name))?;
            if open.is_empty() {
                scan.at = at;
                return Some(at);
            }
        } else if opens(scan, &tag, &open, standing)? {
            open.push(tag.name);
        }
        if open.len() > DEEPEST {
            return None;
        }
    }
}

/// Passes what a start tag begins where nothing but its end can stand in it; false then, and where it has no content.
fn opens<'a>(scan: &mut Scan<'a>, tag: &Tag<'a>, open: &[&[u8]], standing: &Standing<'a>) -> Option<bool> {
    let is_open = |name: &[u8]| open.iter().any(|open| open.eq_ignore_ascii_case(name));
    let stands_in =
        |names: &[&[u8]]| open.last().is_some_and(|last| names.iter().any(|name| last.eq_ignore_ascii_case(name)));
    match lower(tag.name, &mut [0; LONGEST]) {
        b"br" | b"img" | b"input" | b"link" | b"meta" | b"source" | b"wbr" => return Some(false),
        b"script" | b"style" | b"noscript" | b"iframe" | b"textarea" => {
            scan.script(tag)?;
            scan.sign(|_, _| {})?;
            return Some(false);
        }
        b"svg" => {
            if !tag.closed {
                drawing(scan)?;
                scan.sign(|_, _| {})?;
            }
            return Some(false);
        }
        b"select" => {
            options(scan)?;
            return Some(false);
        }
        b"hr" if !is_open(b"p") => return Some(false),
        b"abbr" | b"label" | b"picture" | b"span" | b"sup" | b"time" => {}
        b"button" if !is_open(b"button") && !standing.has(b"button") => {}
        b"address" | b"article" | b"aside" | b"blockquote" | b"center" | b"div" | b"dl" | b"fieldset"
        | b"figcaption" | b"figure" | b"footer" | b"header" | b"main" | b"nav" | b"ol" | b"p" | b"section" | b"ul"
            if !is_open(b"p") => {}
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6"
            if !is_open(b"p") && !stands_in(&[b"h1", b"h2", b"h3", b"h4", b"h5", b"h6"]) => {}
        b"li" if stands_in(&[b"ol", b"ul"]) => {}
        b"dd" | b"dt" if stands_in(&[b"dl"]) => {}
        b"form" if !is_open(b"p") && !is_open(b"form") && !standing.has(b"form") => {}
        b"nobr" => return None,
        _ if Sort::of(tag.name) == Sort::Formatting && !is_open(tag.name) && !standing.has(tag.name) => {}
        _ => return None,
    }
    Some(true)
}

/// Passes the options of a `select` and its end tag.
fn options(scan: &mut Scan<'_>) -> Option<()> {
    loop {
        scan.next_sign()?;
        if scan.starts_with(b"<!--") {
            scan.comment()?;
            continue;
        }
        match scan.sign(|_, _| {})? {
            Sign::Tag(tag) if tag.is("select") => return tag.closes.then_some(()),
            Sign::Tag(tag) if !tag.is("option") && !tag.is("optgroup") => return None,
            Sign::Tag(_) | Sign::Other => {}
        }
    }
}
