//! Drawings, which the scan passes as long as they are nothing else.

use super::super::sort::lower;
use super::LONGEST;
use super::scan::{Scan, Sign};

/// Passes the content of a drawing that is nothing but one; stands before its end tag, and gives that place.
pub(super) fn drawing(scan: &mut Scan<'_>) -> Option<usize> {
    let mut open = Vec::new();
    loop {
        scan.next_sign()?;
        let at = scan.at;
        if scan.starts_with(b"<!--") {
            scan.comment()?;
            continue;
        }
        let Sign::Tag(tag) = scan.sign(|_, _| {})? else { return None };
        match lower(tag.name, &mut [0; LONGEST]) {
            b"svg" if tag.closes => {
                scan.at = at;
                return Some(at);
            }
            // `<title>A</title>` and `<style>`, which is no raw text here.
            b"title" | b"desc" | b"text" | b"style" if !tag.closes && !tag.closed => {
                scan.next_sign()?;
                let Sign::Tag(end) = scan.sign(|_, _| {})? else { return None };
                if !end.closes || !end.name.eq_ignore_ascii_case(tag.name) {
                    return None;
                }
            }
            // An end tag without its start tag may be that of something around the drawing.
            name if draws(name) && tag.closes => {
                open.pop().filter(|opened: &&[u8]| opened.eq_ignore_ascii_case(tag.name))?;
            }
            name if draws(name) && tag.closed => {}
            name if draws(name) => open.push(tag.name),
            _ => return None,
        }
    }
}

/// Whether a drawing is made of it. None of them ends it, as many tags of a page do, and none holds a piece of a page.
fn draws(name: &[u8]) -> bool {
    matches!(
        name,
        b"animate"
            | b"circle"
            | b"clippath"
            | b"defs"
            | b"ellipse"
            | b"fegaussianblur"
            | b"filter"
            | b"g"
            | b"image"
            | b"line"
            | b"lineargradient"
            | b"mask"
            | b"path"
            | b"pattern"
            | b"polygon"
            | b"polyline"
            | b"radialgradient"
            | b"rect"
            | b"stop"
            | b"symbol"
            | b"tspan"
            | b"use"
    )
}
