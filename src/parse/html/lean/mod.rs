//! A page without what nothing here reads: scripts, styles, frames, drawings, menus, comments, most attributes, indentation.
//!
//! They are most of a saved page, and the parser would make nodes of them. Everything left stands where it stood, so the
//! tree keeps its shape: what is emptied keeps its tags where they part two texts, or open what a script, a style or a link
//! does not. The scan follows the states of the tokenizer (HTML Standard, 13.2.5); where it cannot be sure what the parser
//! will see (mathematics, frames of old pages, drawings with pages in them), the rest of the page stays as it is.

mod drawing;
mod left;
mod read;
mod scan;
mod skipped;
mod standing;

use std::borrow::Cow;

use super::sort::lower;
use drawing::drawing;
use left::Left;
use read::{Reader, tells_by};
use scan::{Scan, Sign, Tag};
use skipped::is_skipped;
use standing::Standing;

/// The longest name of a tag or an attribute that is asked for: `data-date-time`, `lineargradient`.
const LONGEST: usize = 14;

/// A page of frames, of the nineties.
const FRAMES: &[u8] = b"<frameset";

/// Leaves out of a page what is not read.
pub(super) fn lean(page: &str) -> Cow<'_, str> {
    let mut lean = Lean {
        scan: Scan { page: page.as_bytes(), at: 0 },
        left: Left::of(page),
        reader: Reader::default(),
        standing: Standing::default(),
        in_vain: 0,
    };
    loop {
        let start = lean.scan.at;
        if lean.scan.next_sign().is_none() {
            break;
        }
        lean.left.between(start..lean.scan.at);
        if lean.step().is_none() {
            // Whether frames replace the page or not hangs on all text before them, even that of a drawing.
            if lean.scan.rest().windows(FRAMES.len()).any(|part| part.eq_ignore_ascii_case(FRAMES)) {
                return Cow::Borrowed(page);
            }
            break;
        }
    }
    lean.left.finish()
}

/// The state of the scan.
struct Lean<'a> {
    scan: Scan<'a>,
    left: Left<'a>,
    reader: Reader<'a>,
    standing: Standing<'a>,
    /// Bytes that were passed as content that nobody reads, and that have to stay all the same.
    in_vain: usize,
}

impl<'a> Lean<'a> {
    /// Reads what stands at a `<`; `None` where the rest of the page is to stay as it is.
    fn step(&mut self) -> Option<()> {
        if self.scan.starts_with(b"<!--") {
            return self.comment();
        }
        if self.scan.begins(FRAMES) {
            return None;
        }
        let (start, mark) = (self.scan.at, self.left.mark());
        let (mut tells, mut role) = (false, None);
        self.reader.begin();
        let sign = self.scan.sign(|tag, attribute| {
            tells |= tells_by(&attribute);
            self.standing.is_article_by(attribute.name, attribute.value);
            if attribute.name.eq_ignore_ascii_case(b"role") {
                role.get_or_insert(attribute.value);
            }
            if !self.reader.is_read(tag, &attribute) {
                self.left.leave_out(attribute.bytes);
            }
        });
        let Sign::Tag(tag) = sign? else {
            self.left.keeps_text();
            return Some(());
        };
        if tag.closes {
            self.standing.closes(&tag);
            self.left.keeps_sign();
            return Some(());
        }
        let content = self.scan.at;
        match lower(tag.name, &mut [0; LONGEST]) {
            b"svg" if !tag.closed => self.left.leave_out(content..drawing(&mut self.scan)?),
            b"math" | b"plaintext" | b"template" => return None,
            b"title" | b"xmp" | b"noframes" | b"noembed" => {
                self.scan.raw(tag.name)?;
            }
            b"iframe" | b"noscript" | b"textarea" => self.left.leave_out(content..self.scan.raw(tag.name)?),
            b"link" if !tells && self.left.leave_out_whole(&mark, start..content) => return Some(()),
            b"style" | b"script" => {
                let end = self.scan.script(&tag)?;
                if !tells && !contains(self.scan.page.get(content..end)?, b"__wm.wombat(") {
                    self.scan.sign(|_, _| {})?;
                    if self.left.leave_out_whole(&mark, start..self.scan.at) {
                        return Some(());
                    }
                    self.scan.at = end;
                    self.left.leave_out(content..end);
                }
            }
            // Nested as such elements may be, no page is passed more than twice.
            _ if self.in_vain <= self.scan.page.len() && is_skipped(&tag, role, &self.standing) => self.skip(&tag),
            _ => {}
        }
        self.standing.opens(&tag);
        self.left.keeps_tag(tag.name);
        Some(())
    }

    fn comment(&mut self) -> Option<()> {
        let (start, mark) = (self.scan.at, self.left.mark());
        let (text, end) = self.scan.comment()?;
        if is_of_a_tool(self.scan.page.get(text..end)?) {
            self.left.keeps_sign();
        } else if !self.left.leave_out_whole(&mark, start..self.scan.at) {
            self.left.leave_out(text..end);
            self.left.keeps_sign();
        }
        Some(())
    }

    /// Leaves out the content of an element that is not entered, where that can be told.
    fn skip(&mut self, tag: &Tag<'a>) {
        let content = self.scan.at;
        match skipped::content(&mut self.scan, tag, &self.standing) {
            Some(end) => self.left.leave_out(content..end),
            None => {
                self.in_vain += self.scan.at - content;
                self.scan.at = content;
            }
        }
    }
}

/// Whether the tool that kept the page may have written this comment: see [`kept`](super::kept).
fn is_of_a_tool(comment: &[u8]) -> bool {
    [&b"saved from url="[..], b"SingleFile", b"HTTrack", b"FILE ARCHIVED ON", b"saved date: "]
        .iter()
        .any(|mark| contains(comment, mark))
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
            ("<hr alt=\"\"class=\"x\"src=\"y\" />", "<hr class=\"x\" />"),
            ("<p/x/class=y title=z/>", "<p/class=y title=z/>"),
            ("<script src=a>if (a<b) '</p>'</script >", "<script src=a></script >"),
            ("<style>a>b{}</style><!-- note --><br/>", "<style></style><br/>"),
            ("<p>one<style>a>b{}</style>two<!-- note -->three", "<p>one<style></style>two<!---->three"),
            ("<p>one<script>a<b</script><b>two</b><!-- note --> three", "<p>one<b>two</b> three"),
            ("<p>\n\t<script>a</script>\n\t<link rel=icon href=a>\n<b>one", "<p>\n<b>one"),
            ("<table>\n <script></script>one", "<table>\n<script></script>one"),
            ("<p>\n\n<b>one</b>\n<pre>\n\n<b>two", "<p>\n<b>one</b>\n<pre>\n\n<b>two"),
            ("<svg viewBox=x><title>A</title><g><path d=y /></g></svg>b", "<svg></svg>b"),
            ("<p style='color:red' title=a>", "<p title=a>"),
            ("<b style=a id=b>", "<b style=a id=b>"),
            ("<span class=wide>one<div class=wide id=x id=date>two", "<span>one<div class=wide>two"),
            ("<nav><ul><li><a href=/x>one</a></li></ul></nav>two", "<nav></nav>two"),
            ("<div role=navigation><form><input></form></div>", "<div role=navigation></div>"),
            (
                "<footer><p>one</p></footer><article><footer><p>two</p></footer>",
                "<footer></footer><article><footer><p>two</p></footer>",
            ),
            ("<a rel=nofollow href=/x class=post-date>one", "<a href=/x class=post-date>one"),
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
            "<ul><li><nav><li>one</li></nav>two</ul>",
            "<a href=/x><nav><a href=/y>one</a></nav>two",
            "<form><nav><form>one</form></nav>two</form>",
            "<div role=main><aside><p>one</p></aside></div>",
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
        <pre>¦</pre>¦\n\n¦  \n ¦<link rel=icon href=x>¦<link rel=canonical href=/y>¦<script></script>¦<style></style>¦\
        <col>¦<colgroup>¦<tr>¦<head>¦</head>¦</body>¦</html>¦<script src=https://web.archive.org/_static/x></script>¦\
        <div id=x id=sidebar>¦<div style=color:red style=display:none>¦<span class=plain class=post-date>¦</span>¦\
        <span class='post-date'>¦<a rel=nofollow rel=tag href=/q>¦<a rel=tag href=/t>¦<body id=x>¦<body id=menu>¦\
        <html id=x style=a:b>¦<html id=menu style=display:none>¦22 Feb 2017¦<span id=date>¦<span class=&#x68;idden>¦\
        <xmp>¦</xmp>¦<plaintext>¦<frameset>¦<li class=x/y>¦<body a=b>¦<html lang=cy>¦<font color=a x=b>¦</font>¦<br/>¦<img/x=y>";

    /// Pieces of what is skipped, and of what could stand around it and be changed with it.
    const MENUS: &str = "<nav>¦<nav>¦</nav>¦</nav>¦<nav><a href=/x>y</a></nav>¦<nav><ul><li>x</li></ul></nav>¦<nav><p>x</p></nav>¦\
        <nav><form><input></form></nav>¦<nav><i class=x></i></nav>¦<nav><button>x</button></nav>¦<nav><h2>x</h2><hr><sup>x</sup></nav>¦\
        <nav><select><option>x<option>y</select></nav>¦<div role=navigation>¦<div role=menu><div>x</div></div>¦</div>¦<div>¦\
        <ul role=menu>¦<section role=main>¦</section>¦<aside>¦<aside>x</aside>¦</aside>¦<footer>¦<footer>x</footer>¦</footer>¦\
        <article>¦</article>¦<main>¦</main>¦<div itemprop=articleBody>¦<ul>¦</ul>¦<li>¦</li>¦<dl>¦<dd>¦</dl>¦<p>¦</p>¦<h2>¦</h2>¦\
        <a href=/z>¦</a>¦<b>¦</b>¦<b><b><b>¦<i class=x><i class=x><i class=x>¦<i class=x>¦</i>¦<nobr>¦<button>¦</button>¦<form>¦\
        </form>¦<select>¦</select>¦<option>¦<table>¦<td>¦<caption>¦</td>¦</table>¦<object>¦</object>¦<span>¦</span>¦<label>¦\
        </label>¦<input>¦<hr>¦<br>¦one¦ two¦<script></script>¦<svg><g></g></svg>¦<svg>¦<!-- x -->¦<time datetime=2017-02-22>¦\
        </time>¦<h1>Title</h1>¦<frameset>¦</body>¦<template>¦<div><div><div><div><div><div><div><div><div>¦<nav></nav x>¦<Nav/>¦\
        </NAV>¦<link rel=canonical href=/y>¦<meta itemprop=datePublished content=2017-02-22>¦<textarea>¦</textarea>¦<rt>¦<col>¦<pre>";

    fn pages(pieces: &'static str, most: usize) -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(pieces.split('¦').collect::<Vec<_>>()), 0..most)
            .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]
        #[test]
        fn a_page_tells_the_same_without_it(page in prop_oneof![pages(PIECES, 25), pages(MENUS, 25)]) {
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
