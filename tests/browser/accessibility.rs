//! Every page, in both themes, wide and narrow: no breach of WCAG 2.2 AA that axe-core can find, and nothing to scroll
//! sideways for.

use serde_json::Value;

use super::webdriver::{Browser, WIDE, Window};
use super::{reworded, service};

/// axe-core as one file: `tests/all` fetches it and sets `PRESSMARK_AXE`.
fn axe() -> String {
    let path = std::env::var("PRESSMARK_AXE").expect("PRESSMARK_AXE names axe.min.js; tests/all fetches it");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// One address for each page and each of its states.
fn pages() -> Vec<String> {
    let id = reworded();
    vec![
        "/".to_owned(),
        "/search".to_owned(),
        "/search?q=police".to_owned(),
        "/search?q=police&topic=safeguarding&kind=-blog&from=2015&to=2018&match=any&limit=10".to_owned(),
        "/search?q=%22modern+slavery%22+-title%3Aspeech&versions=all&from=2017&to=2017".to_owned(),
        "/search?q=modren+slavry&topic=safeguarding".to_owned(),
        "/search?q=a&from=never".to_owned(),
        format!("/releases/{id}"),
        format!("/releases/{id}?q=slavery"),
        format!("/releases/{id}/versions/1"),
        format!("/releases/{id}/diff?from=1&to=2"),
        "/topics".to_owned(),
        "/trends".to_owned(),
        "/trends?q=police&q=drug&q=fraud&q=%22modern+slavery%22&q=court&interval=month&share=true".to_owned(),
        "/trends?q=a&from=never".to_owned(),
        "/coverage".to_owned(),
        "/help".to_owned(),
        "/about".to_owned(),
        "/nothing".to_owned(),
    ]
}

#[test]
#[ignore = "needs chromium, chromium-driver and axe-core: tests/all runs it"]
fn no_page_has_a_barrier_in_either_theme_or_width() {
    let axe = axe();
    let run = "const done = arguments[arguments.length - 1]; document.querySelectorAll('details').forEach(d => d.open = true); \
               axe.run(document, {resultTypes: ['violations']}).then(found => done(found.violations), error => done(String(error)));";
    let mut barriers = Vec::new();
    for (width, dark) in [(1280, false), (1280, true), (360, false), (360, true)] {
        let browser = Browser::open(Window { width, dark, ..WIDE });
        for page in pages() {
            browser.go(&format!("{}{page}", service()));
            browser.script(&axe);
            let found = browser.script_later(run);
            for barrier in found.as_array().unwrap_or_else(|| panic!("{page}: {found}")) {
                let nodes = barrier["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
                let first = nodes.first().unwrap_or(&Value::Null);
                barriers.push(format!(
                    "{page} at {width} px, {}: {}: {} ({} places, first {})",
                    if dark { "dark" } else { "light" },
                    barrier["id"],
                    first["failureSummary"],
                    nodes.len(),
                    first["html"]
                ));
            }
        }
    }
    assert!(barriers.is_empty(), "{} barriers\n{}", barriers.len(), barriers.join("\n"));
}

#[test]
#[ignore = "needs chromium and chromium-driver: tests/all runs it"]
fn no_page_is_wider_than_the_window() {
    let mut too_wide = Vec::new();
    for width in [320, 360, 768, 1280] {
        let browser = Browser::open(Window { width, ..WIDE });
        for page in pages() {
            browser.go(&format!("{}{page}", service()));
            browser.script("document.querySelectorAll('details').forEach(d => d.open = true)");
            let shown = browser.script("return document.documentElement.scrollWidth").as_u64().unwrap();
            if shown > u64::from(width) {
                too_wide.push(format!("{page}: {shown} of {width} px"));
            }
        }
        let complaints = browser.complaints();
        let errors =
            complaints.iter().filter(|complaint| !complaint.contains("the server responded with a status of 4"));
        assert_eq!(errors.count(), 0, "{complaints:#?}");
    }
    assert!(too_wide.is_empty(), "{}", too_wide.join("\n"));
}

#[test]
#[ignore = "needs chromium and chromium-driver: tests/all runs it"]
fn every_stop_of_the_keyboard_is_seen_and_the_first_leads_past_the_header() {
    let browser = Browser::open(WIDE);
    browser.go(&format!("{}/search?q=police", service()));
    browser.script("document.activeElement.blur()");
    let mut unseen = Vec::new();
    for stop in 0..60 {
        browser.write("body", "\u{E004}");
        let focus = browser.script(
            "const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect(); \
             return {is: at.outerHTML.slice(0, 120), outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, \
             shown: box.width > 0 && box.height > 0 && box.bottom > 0, skip: at.className === 'skip'}",
        );
        assert!(stop != 0 || focus["skip"] == true, "{focus}");
        if focus["outline"] != true || focus["shown"] != true {
            unseen.push(focus["is"].to_string());
        }
    }
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
}
