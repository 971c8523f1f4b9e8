//! A page without what nothing here reads: scripts, styles, frames, drawings, the text of comments, most attributes.
//!
//! They are two thirds of a saved page, and the parser would make nodes of them. Everything left stands where it stood,
//! so the tree keeps its shape: what is emptied keeps its tags. The scan follows the states of the tokenizer (HTML
//! Standard, 13.2.5); where it cannot be sure what the parser will see (mathematics, frames of old pages, drawings with
//! pages in them), the rest of the page stays as it is.

mod scan;

use std::borrow::Cow;
use std::ops::Range;

use super::guard::{FORMATTING, is_one_of};
use scan::{Attribute, Scan, Sign, Tag};

/// The longest name of an attribute that is read: `data-date-time`.
const LONGEST_READ: usize = 14;

/// What a drawing is made of. None of them ends it, as many tags of a page do, and none holds a piece of a page.
const DRAWING: [&str; 22] = [
    "animate",
    "circle",
    "clippath",
    "defs",
    "ellipse",
    "fegaussianblur",
    "filter",
    "g",
    "image",
    "line",
    "lineargradient",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialgradient",
    "rect",
    "stop",
    "symbol",
    "tspan",
    "use",
];

/// A page of frames, of the nineties.
const FRAMES: &[u8] = b"<frameset";

/// Leaves out of a page what is not read.
pub(super) fn lean(page: &str) -> Cow<'_, str> {
    let mut scan = Scan { page: page.as_bytes(), at: 0 };
    let mut kept = Kept { page, from: 0, text: String::new() };
    while let Some(()) = scan.next_sign() {
        if step(&mut scan, &mut kept).is_none() {
            // Whether frames replace the page or not hangs on all text before them, even that of a drawing.
            if scan.rest().windows(FRAMES.len()).any(|part| part.eq_ignore_ascii_case(FRAMES)) {
                return Cow::Borrowed(page);
            }
            break;
        }
    }
    if kept.from == 0 {
        return Cow::Borrowed(page);
    }
    kept.text.push_str(page.get(kept.from..).unwrap_or_default());
    Cow::Owned(kept.text)
}

/// Reads what stands at a `<`; `None` where the rest of the page is to stay as it is.
fn step(scan: &mut Scan<'_>, kept: &mut Kept<'_>) -> Option<()> {
    if scan.starts_with(b"<!--") {
        let (text, end) = scan.comment()?;
        if !is_of_a_tool(scan.page.get(text..end)?) {
            kept.leave_out(text..end);
        }
        return Some(());
    }
    if scan.begins(FRAMES) {
        return None;
    }
    let mut data = false;
    let sign = scan.sign(|tag, attribute| {
        data |= attribute.name.eq_ignore_ascii_case(b"type") && may_say(attribute.value, b"ld+json");
        if !is_read(tag, &attribute) {
            kept.leave_out(attribute.bytes);
        }
    });
    let Sign::Tag(tag) = sign? else { return Some(()) };
    let is_one_of = |names: &[&str]| is_one_of(tag.name, names);
    if tag.closes {
        return Some(());
    }
    let start = scan.at;
    if tag.is("svg") {
        if !tag.closed {
            kept.leave_out(start..drawing(scan)?);
        }
    } else if is_one_of(&["math", "plaintext", "template"]) {
        return None;
    } else if is_one_of(&["title", "xmp", "noframes", "noembed"]) {
        scan.raw(tag.name)?;
    } else if is_one_of(&["style", "iframe", "noscript", "textarea"]) {
        kept.leave_out(start..scan.raw(tag.name)?);
    } else if tag.is("script") {
        let end = scan.raw(tag.name)?;
        let script = scan.page.get(start..end)?;
        if hides_its_end(script) {
            return None;
        }
        if !data && !contains(script, b"__wm.wombat(") {
            kept.leave_out(start..end);
        }
    }
    Some(())
}

/// Passes the content of a drawing that is nothing but one; stands before its end tag, and gives that place.
fn drawing(scan: &mut Scan<'_>) -> Option<usize> {
    loop {
        scan.next_sign()?;
        let at = scan.at;
        if scan.starts_with(b"<!--") {
            scan.comment()?;
            continue;
        }
        let Sign::Tag(tag) = scan.sign(|_, _| {})? else { return None };
        if tag.closes && tag.is("svg") {
            scan.at = at;
            return Some(at);
        }
        // `<title>A</title>` and `<style>`, which is no raw text here.
        let words = is_one_of(tag.name, &["title", "desc", "text", "style"]);
        if words && !tag.closes && !tag.closed {
            scan.next_sign()?;
            let Sign::Tag(end) = scan.sign(|_, _| {})? else { return None };
            if !end.closes || !end.name.eq_ignore_ascii_case(tag.name) {
                return None;
            }
        } else if !is_one_of(tag.name, &DRAWING) {
            return None;
        }
    }
}

/// What is kept of a page.
struct Kept<'a> {
    page: &'a str,
    /// Where what was not yet written begins.
    from: usize,
    text: String,
}

impl Kept<'_> {
    fn leave_out(&mut self, bytes: Range<usize>) {
        if !bytes.is_empty() {
            self.text.push_str(self.page.get(self.from..bytes.start).unwrap_or_default());
            self.from = bytes.end;
        }
    }
}

/// Whether anything reads this attribute.
fn is_read(tag: &Tag<'_>, Attribute { name, value, .. }: &Attribute<'_>) -> bool {
    if tag.closes {
        return false;
    }
    let mut lower = [0; LONGEST_READ];
    let read = lower.get_mut(..name.len()).is_some_and(|lower| {
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        match &*lower {
            b"name" => tag.is("meta"),
            b"src" => tag.is("script"),
            b"href" => tag.is("a") || tag.is("link") || tag.is("base"),
            // Only whether it hides the element is asked.
            b"style" => may_say(value, b"none"),
            b"aria-hidden" | b"class" | b"content" | b"data-date" | b"data-date-time" | b"data-datetime"
            | b"data-testid" | b"datetime" | b"hidden" | b"http-equiv" | b"id" | b"itemprop" | b"lang"
            | b"property" | b"pubdate" | b"rel" | b"role" | b"title" | b"type" => true,
            _ => false,
        }
    });
    // The parser tells them apart by all their attributes (the "Noah's Ark clause", 13.2.4.3); but no two `a` stay open.
    read || (is_one_of(tag.name, &FORMATTING) && !tag.is("a"))
}

/// Whether a value as written has this in it, or a character reference, behind which it may hide: `ld&#x2B;json`.
fn may_say(value: &[u8], wanted: &[u8]) -> bool {
    value.contains(&b'&') || value.windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted))
}

/// Whether the tool that kept the page may have written this comment: see [`kept`](super::kept).
fn is_of_a_tool(comment: &[u8]) -> bool {
    [&b"saved from url="[..], b"SingleFile", b"HTTrack", b"FILE ARCHIVED ON", b"saved date: "]
        .iter()
        .any(|mark| contains(comment, mark))
}

/// Whether a script is one that may go on behind what looks like its end tag (13.2.5.26, "double escaped").
fn hides_its_end(script: &[u8]) -> bool {
    memchr::memmem::find(script, b"<!--").is_some_and(|start| {
        let rest = script.get(start..).unwrap_or_default();
        let opens = |at: usize| rest.get(at + 1..at + 7).is_some_and(|name| name.eq_ignore_ascii_case(b"script"));
        memchr::memchr_iter(b'<', rest).any(opens)
    })
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(text, wanted).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::{guard, walk};
    use super::*;
    use crate::archive::{Payload, read, walk as files};
    use proptest::prelude::*;
    use scraper::Html;
    use std::ops::ControlFlow;

    /// All that is read of a page.
    fn told(page: &str) -> String {
        format!("{:?}", walk::page(&Html::parse_document(page)))
    }

    #[test]
    fn what_nobody_reads_is_left_out() {
        let cases = [
            ("<p class=a onclick='x()' data-x>one", "<p class=a>one"),
            ("<img alt=\"\"class=\"x\"src=\"y\" />", "<img class=\"x\" />"),
            ("<a/x/class=y href=z/>", "<a/class=y href=z/>"),
            ("<script src=a>if (a<b) '</p>'</script >", "<script src=a></script >"),
            ("<style>a>b{}</style><!-- note --><br/>", "<style></style><!----><br/>"),
            ("<svg viewBox=x><title>A</title><g><path d=y /></g></svg>b", "<svg></svg>b"),
            ("<p style='color:red' title=a>", "<p title=a>"),
            ("<b style=a id=b>", "<b style=a id=b>"),
        ];
        for (page, left) in cases {
            assert_eq!(lean(page), left);
            assert_eq!(told(left), told(page));
        }
    }

    #[test]
    fn what_is_read_stays() {
        for page in [
            "<script type='application/ld&#x2B;json'>{}</script>",
            "<script type=\"APPLICATION/LD+JSON\">{}</script>",
            "<!-- saved from url=(0030)https://harbour.example/ferries -->",
            "<script>__wm.wombat(\"http://harbour.example/\",\"20170222093000\")</script>",
            "<p style=\"display:&#110;one\">one",
            "<title>One <quay></title>",
            "<svg><foreignObject><p class=a data-b=c>one</svg>",
            "<script><!--<script></script><p data-a=b>--></script>",
        ] {
            assert_eq!(lean(page), page);
        }
    }

    /// Pieces at which a scan and the parser could come to disagree.
    const PIECES: &str = "<p class=a data-b=c>¦</p>¦<div id='x'onclick=\"y\">¦</div>¦<a href=/z title=t target=_top>¦</a>¦\
        <b style=x>¦</b>¦<i>¦one¦ two¦<!--¦-->¦--!>¦<!-->¦<!--->¦<!---->¦<!-¦--¦<!doctype html>¦<?php¦?>¦>¦<¦</¦</ ¦<![CDATA[¦\
        ]]>¦<script>¦<script type='application/ld+json'>¦</script>¦</script x>¦</scriptx>¦<style media=x>¦</style>¦\
        <noscript>¦</noscript>¦<iframe src=x>¦</iframe>¦<textarea>¦</textarea>¦<title>¦</title>¦<svg>¦<svg/>¦<svg/x>¦</svg>¦\
        <path d=x>¦<g>¦</g>¦<math>¦</math>¦<template>¦</template>¦<select>¦<option>¦</select>¦<table>¦<td>¦</table>¦\
        <time datetime=2017-02-22 data-x='>'>¦</time>¦<h1 lang=en>¦</h1>¦\"¦'¦=¦/¦ ¦\n¦\r¦&amp;¦é¦<meta name=x content='a>b'>¦\
        <xmp>¦</xmp>¦<plaintext>¦<frameset>¦<li class=x/y>¦<body a=b>¦<html lang=cy>¦<font color=a x=b>¦</font>¦<br/>¦<img/x=y>";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]
        #[test]
        fn a_page_tells_the_same_without_it(
            page in prop::collection::vec(prop::sample::select(PIECES.split('¦').collect::<Vec<_>>()), 0..25)
                .prop_map(|pieces| pieces.concat())
        ) {
            let lean = lean(&page);
            prop_assert_eq!(told(&lean), told(&page), "{}", lean);
        }
    }

    #[test]
    #[ignore = "needs PRESSMARK_ARCHIVES"]
    fn every_archived_page_tells_the_same_without_it() {
        let packs = std::env::var_os("PRESSMARK_ARCHIVES").expect("PRESSMARK_ARCHIVES");
        let mut pages = 0;
        for file in files(&[packs.into()]).expect("the folder of archives").files {
            let _ = read(&file, None, &mut |record| {
                if let Ok(Payload::Html(page)) = record.map(|record| record.payload)
                    && guard::check(&page).is_ok()
                {
                    let lean = lean(&page);
                    assert!(told(&lean) == told(&page), "{}: {:.200}", file.path, page);
                    pages += 1;
                }
                ControlFlow::Continue(())
            });
        }
        assert!(pages > 6_000, "only {pages} pages");
    }
}
