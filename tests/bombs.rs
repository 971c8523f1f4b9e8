//! Documents that are built to cost more than their length: each is read in time that grows no faster than it does, or
//! is refused with a reason. Each test prints its figures (`cargo test --test integration bombs:: -- --nocapture`);
//! `PRESSMARK_LONG=1` goes on to 10 MiB.

#![expect(clippy::print_stdout, reason = "the figures are what a run with `--nocapture` is for")]

use std::time::Duration;

use pressmark::archive::{Payload, Record};
use pressmark::parse::{Parsed, parse};
use pressmark::release::Capture;
use rustix::time::{ClockId, clock_gettime};

use crate::archive::read;
use crate::support::{is_long, settings};

/// What a record may take of the processor for each MiB that it is long or shorter, without optimisation.
const SLOWEST: Duration = Duration::from_secs(2);

/// How often what stands out is measured.
const ATTEMPTS: usize = 3;

/// What is built: a name, and a text of about so many bytes.
type Generator = (&'static str, fn(usize) -> String);

/// A piece again and again, up to so many bytes.
fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

/// Numbered pieces up to about so many bytes.
fn numbered(bytes: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(bytes);
    let mut number = 0;
    while text.len() < bytes {
        text.push_str(&piece(number));
        number += 1;
    }
    text
}

const PAGES: &[Generator] = &[
    ("nested blocks", |bytes| repeated("<div>", bytes)),
    ("blocks nested as deep as is allowed, again and again", |bytes| {
        repeated(&format!("{}x{}", "<div>".repeat(400), "</div>".repeat(400)), bytes)
    }),
    ("formatting left open", |bytes| numbered(bytes, |n| format!("<font size={n}>x"))),
    ("formatting closed in the wrong order", |bytes| repeated("<b><i><p>x</b></i>", bytes)),
    ("links within links", |bytes| repeated("<a href=x><div>", bytes)),
    ("tables within tables", |bytes| repeated("<table><tr><td>", bytes)),
    ("what tables push out", |bytes| format!("<table>{}", repeated("x<tr>", bytes))),
    ("a tag of attributes", |bytes| format!("<p {}>", numbered(bytes, |n| format!("a{n}=1 ")))),
    ("an attribute without end", |bytes| format!("<p a=\"{}", repeated("x<div>", bytes))),
    ("a comment without end", |bytes| format!("<!--{}", repeated("-><!--", bytes))),
    ("a script without end", |bytes| format!("<script>{}", repeated("<!--<script>", bytes))),
    ("signs that open nothing", |bytes| repeated("<", bytes)),
    ("character references", |bytes| repeated("&notin&ampx;&#1114112;", bytes)),
    ("choices and items without end", |bytes| repeated("<select><option><li><dd>x", bytes)),
    ("drawings and formulas", |bytes| repeated("<svg><desc><math><mi><p>", bytes)),
    ("paragraphs of one letter", |bytes| format!("<h1>One</h1>{}", repeated("<p>x", bytes))),
    ("one paragraph", |bytes| format!("<h1>One</h1><p>{}", repeated("word and ", bytes))),
    ("breaks", |bytes| format!("<h1>One</h1><div>{}", repeated("x<br>", bytes))),
    ("dates", |bytes| format!("<h1>One</h1>{}", numbered(bytes, |n| format!("<time>{} May 2017</time>", n % 28 + 1)))),
    ("headings", |bytes| numbered(bytes, |n| format!("<h1>Heading {n}</h1><h2>x</h2>"))),
    ("cards of a listing", |bytes| {
        let card = |n| format!("<li class=row><a href=/n/{n}>Headline number {n}</a> 3 May 2017<p>What it says.</li>");
        format!("<ul>{}</ul>", numbered(bytes, card))
    }),
    ("metas", |bytes| numbered(bytes, |n| format!("<meta property=article:tag content=t{n}>"))),
    ("linked data", |bytes| {
        let script = format!("{}{}", repeated("[{\"@graph\":", bytes / 2), repeated("}]", bytes / 4));
        format!("<script type=application/ld+json>{script}</script><h1>One</h1><p>Text of it.")
    }),
    ("an article in linked data", |bytes| {
        let authors = numbered(bytes, |n| format!("{{\"@type\":\"Person\",\"name\":\"Ann {n}\"}},"));
        format!(
            "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"One\",\"author\":[{authors}1]}}\
             </script><h1>One</h1><p>Text of it."
        )
    }),
];

const ELEMENTS: &[Generator] = &[
    ("nested elements", |bytes| format!("<a>{}", repeated("<b>", bytes))),
    ("attributes", |bytes| format!("<a {}><title>x</title></a>", numbered(bytes, |n| format!("a{n}='1' ")))),
    ("name spaces", |bytes| format!("<a {}>x</a>", numbered(bytes, |n| format!("xmlns:n{n}='u' n{n}:a='' ")))),
    ("references", |bytes| format!("<a><title>{}</title></a>", repeated("&lt;&#65;&none;", bytes))),
    ("sections of characters", |bytes| format!("<a><title>{}</title></a>", repeated("<![CDATA[x]]>", bytes))),
    ("fields of one name", |bytes| format!("<a>{}</a>", repeated("<title>x</title>", bytes))),
    ("fields of many names", |bytes| format!("<a>{}</a>", numbered(bytes, |n| format!("<f{n}>x</f{n}>")))),
];

const ROWS: &[Generator] = &[
    ("nested lists", |bytes| format!("{{\"body\":{}", repeated("[", bytes))),
    ("nested objects", |bytes| repeated("{\"body\":", bytes)),
    ("fields", |bytes| format!("{{{}\"title\":\"x\"}}", numbered(bytes, |n| format!("\"f{n}\":{n},")))),
    ("the same field", |bytes| format!("{{{}\"body\":\"x\"}}", repeated("\"title\":\"x\",", bytes))),
    ("escapes", |bytes| format!("{{\"title\":\"x\",\"body\":\"{}\"}}", repeated("\\ud83d\\ude00\\n", bytes))),
    ("a page in a row", |bytes| format!("{{\"title\":\"x\",\"body\":\"{}\"}}", repeated("<div><b>x", bytes))),
];

const TEXTS: &[Generator] = &[
    ("one line", |bytes| repeated("word and ", bytes)),
    ("lines", |bytes| repeated("x\n\n", bytes)),
    ("a listing", |bytes| numbered(bytes, |n| format!("Headline number {n}\n3 May 2017\nWhat it says.\n\n"))),
    ("dates", |bytes| repeated("3 May 2017\n", bytes)),
    ("marks", |bytes| format!("# One\n\n{}", repeated("**[*_`", bytes))),
    ("links", |bytes| format!("# One\n\n{}", repeated("[x](", bytes))),
    ("quotes and lists", |bytes| format!("# One\n\n{}", repeated("> - 1. ", bytes))),
    ("front matter that nests", |bytes| format!("---\ntitle: {}\n---\nText.\n", repeated("[", bytes))),
    ("front matter of keys", |bytes| format!("---\n{}---\nText.\n", numbered(bytes, |n| format!("k{n}: v\n")))),
    ("front matter of aliases", |bytes| {
        format!("---\na0: &a0 [x]\n{}---\nText.\n", numbered(bytes, |n| format!("a{0}: &a{0} [*a{n}, *a{n}]\n", n + 1)))
    }),
    ("text that was decoded wrongly", |bytes| repeated("Ã©â€œ", bytes)),
    ("accents on one letter", |bytes| format!("One\n\na{}", repeated("\u{301}", bytes))),
];

const FEEDS: &[Generator] = &[
    ("items", |bytes| format!("<rss><channel>{}", repeated("<item><title>x</title></item>", bytes))),
    ("items that stay open", |bytes| format!("<rss><channel>{}", repeated("<item><title>x", bytes))),
    ("a head without end", |bytes| format!("<rss><channel><title>{}", repeated("&amp;", bytes))),
    ("markup in markup", |bytes| {
        let inner = repeated("&lt;div&gt;&lt;b&gt;x", bytes);
        format!("<rss><channel><item><title>x</title><description>{inner}</description></item></channel></rss>")
    }),
    ("entities", |bytes| {
        let entities = numbered(bytes, |n| format!("<!ENTITY e{} \"&e{n};&e{n};\">", n + 1));
        format!(
            "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY e0 \"x\">{entities}]><rss><channel><item><title>&e20;</title></item></channel></rss>"
        )
    }),
];

#[test]
fn no_page_costs_more_than_its_length() {
    hold("page", PAGES, &|page| parsed(Payload::Html(page)));
}

#[test]
fn no_element_costs_more_than_its_length() {
    hold("element", ELEMENTS, &|element| parsed(Payload::Element(element)));
}

#[test]
fn no_row_costs_more_than_its_length() {
    hold("row", ROWS, &|row| parsed(Payload::Row(row)));
}

#[test]
fn no_text_costs_more_than_its_length() {
    hold("text", TEXTS, &|text| parsed(Payload::Text(text)));
}

#[test]
fn no_feed_costs_more_than_its_length() {
    hold("feed", FEEDS, &|feed| {
        let mut refused = 0;
        for record in read("feed.xml", feed.as_bytes()) {
            refused += record.map_or(1, |record| parsed(record.payload));
        }
        refused
    });
}

/// Reads a record and gives how many times it was refused.
fn parsed(payload: Payload) -> usize {
    let capture = Capture {
        path: "file".to_owned(),
        record: String::new(),
        captured: None,
        url: None,
        payload: None,
        digest: "0".repeat(32),
        mention: false,
        edition: 0,
    };
    match parse(Record { capture, payload, notes: Vec::new() }, &settings()) {
        Parsed::Releases(_) | Parsed::Revisit(..) => 0,
        Parsed::Skipped(reason) | Parsed::Failed(reason) => {
            assert!(!reason.is_empty());
            1
        }
    }
}

/// Reads what each generator builds, twice as long every time, until it takes longer than is allowed or is long enough.
fn hold(what: &str, generators: &[Generator], read: &dyn Fn(String) -> usize) {
    let longest = if is_long() { 10 << 20 } else { 640 << 10 };
    let mut wrong = Vec::new();
    for (name, build) in generators {
        let mut taken: Vec<(usize, Duration)> = Vec::new();
        let mut refused = 0;
        let mut bytes = 10 << 10;
        while bytes <= longest {
            let (length, mut took, times_refused) = measured(build(bytes), read);
            refused = times_refused;
            // A machine that is shared is slow at times: what stands out is measured again.
            let mut attempts = 1;
            while attempts < ATTEMPTS && taken.last().is_some_and(|(_, before)| took > *before * 3) {
                took = took.min(measured(build(bytes), read).1);
                attempts += 1;
            }
            taken.push((length, took));
            if took > SLOWEST * u32::try_from(bytes.div_ceil(1 << 20)).unwrap() {
                wrong.push(format!("{what}: {name}: {length} bytes take {took:?}"));
                break;
            }
            bytes *= 2;
        }
        let (length, last) = *taken.last().unwrap();
        let exponent = exponent(&taken);
        println!(
            "{what}: {name}: {} KiB in {} ms{}{}",
            length >> 10,
            last.as_millis(),
            exponent
                .map_or_else(String::new, |exponent| format!(", growing as its length to the power of {exponent:.2}")),
            if refused > 0 { ", refused" } else { "" },
        );
        if exponent.is_some_and(|exponent| exponent > 1.4) {
            wrong.push(format!("{what}: {name}: {taken:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Length, time, and how much of it was refused.
fn measured(text: String, read: &dyn Fn(String) -> usize) -> (usize, Duration, usize) {
    let (length, before) = (text.len(), spent());
    let refused = read(text);
    (length, spent() - before, refused)
}

/// The power of its length with which time grows, over an eightfold length; `None` where it is too short to be measured.
fn exponent(taken: &[(usize, Duration)]) -> Option<f64> {
    let [.., first, _, _, last] = taken else { return None };
    let slope = (last.1.as_secs_f64() / first.1.as_secs_f64()).log2() / (last.0 as f64 / first.0 as f64).log2();
    (first.1 > Duration::from_millis(2)).then_some(slope)
}

/// What this thread has taken of the processor.
fn spent() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap()
}
