//! What a reader does from the first page to a citation and back, at both widths, with scripts and without.

use serde_json::json;

use super::service;
use super::webdriver::{Browser, WIDE, Window};

/// The Enter key.
const ENTER: &str = "\u{E007}";

/// How many releases the heading says.
fn total(browser: &Browser) -> u64 {
    let heading = browser.text("h1");
    let number: String =
        heading.chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(char::is_ascii_digit).collect();
    number.parse().unwrap_or_else(|_| panic!("{heading}"))
}

/// Below 56 rem the sidebar is folded on every page.
fn unfold_sidebar(browser: &Browser, window: Window) {
    if window.width < 56 * 16 {
        browser.click(".narrow > details > summary");
    }
}

fn from_the_first_page_to_a_citation_and_back(window: Window) {
    let browser = Browser::open(window);
    browser.go(service());
    browser.write("#q", &format!("police{ENTER}"));
    browser.arrive("/search?q=police");
    let all = total(&browser);

    // Two topics widen one another: each alone is no more than both.
    unfold_sidebar(&browser, window);
    browser.press(".topics > ul > li:nth-child(1) a.value");
    browser.one(".chips li:nth-child(1)");
    let one = total(&browser);
    unfold_sidebar(&browser, window);
    browser.press(".topics > ul > li:nth-child(2) > a.value");
    browser.one(".chips li:nth-child(2)");
    let two = total(&browser);
    assert!(one <= two && two <= all, "{one}, {two}, {all}");
    assert_eq!(browser.all(".chips a[aria-label^='Remove: ']").len(), 2);

    // A year, then a month of it, in the histogram.
    let before = browser.address();
    browser.follow(".histogram svg a:has(.bar[height]:not([height='0.0']))");
    let year = total(&browser);
    assert!(year >= 1 && year <= two && browser.address().contains("from="), "{}", browser.address());
    assert_eq!(browser.all(".histogram svg a").len(), 12);
    browser.follow(".histogram svg a:has(.bar:not([height='0.0']))");
    let month = total(&browser);
    assert!(month >= 1 && month <= year, "{month}, {year}");
    browser.follow(".chips li:nth-child(3) a");
    assert_eq!((total(&browser), browser.address()), (two, before));
    browser.follow(".chips li:nth-child(1) a");
    assert_eq!(browser.all(".chips a[aria-label^='Remove: ']").len(), 1);

    // A release that was reworded, its marks, what changed, and the way back.
    browser.go(&format!("{}/search?q=modern+slavery+investigations", service()));
    browser.follow(".hits li:has(.flag) h3 a");
    assert!(!browser.all("mark").is_empty());
    browser.click("p.note a[href='#passage-1']");
    assert!(browser.address().ends_with("#passage-1"));
    let release = browser.address();
    browser.follow("#versions a[href*='/diff']");
    assert!(!browser.all(".difference ins").is_empty() && browser.text("h1").starts_with("Wording 1"));
    browser.back();
    assert_eq!(browser.address(), release);
    if window.scripts {
        browser.devtools(
            "Browser.grantPermissions",
            &json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}),
        );
        browser.click(".cite button.copy");
        let copied = "const done = arguments[arguments.length - 1]; navigator.clipboard.readText().then(done, error => done(String(error)))";
        let copied = browser.script_later(copied);
        let link = browser.script("return document.querySelector('.cite a[rel=bookmark]').href");
        assert_eq!(copied, link);
        browser.go(link.as_str().unwrap());
    } else {
        assert!(browser.all("button.copy").is_empty());
        browser.follow(".cite a[rel=bookmark]");
    }
    browser.one("article.release");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
#[ignore = "needs chromium and chromium-driver: tests/all runs it"]
fn a_reader_searches_narrows_reads_compares_and_cites() {
    from_the_first_page_to_a_citation_and_back(WIDE);
}

#[test]
#[ignore = "needs chromium and chromium-driver: tests/all runs it"]
fn the_same_on_a_phone() {
    from_the_first_page_to_a_citation_and_back(Window { width: 360, ..WIDE });
}

#[test]
#[ignore = "needs chromium and chromium-driver: tests/all runs it"]
fn the_same_without_scripts() {
    from_the_first_page_to_a_citation_and_back(Window { scripts: false, ..WIDE });
    from_the_first_page_to_a_citation_and_back(Window { scripts: false, width: 360, ..WIDE });
}

#[test]
#[ignore = "needs chromium and chromium-driver: tests/all runs it"]
fn suggestions_come_while_typing_and_the_keyboard_chooses() {
    let browser = Browser::open(WIDE);
    browser.go(&format!("{}/about", service()));
    browser.write("body", "/");
    assert_eq!(browser.script("return document.activeElement.id"), "q");
    browser.write("#q", "modern");
    browser.one("#suggestions [role=option]");
    assert_eq!(browser.script("return document.getElementById('q').getAttribute('aria-expanded')"), "true");
    // Down, and the first option is the active one.
    browser.write("#q", "\u{E015}");
    let active = browser.script("return document.getElementById(document.getElementById('q').getAttribute('aria-activedescendant'))?.getAttribute('aria-selected')");
    assert_eq!(active, "true");
    // Escape, and they are gone.
    browser.write("#q", "\u{E00C}");
    assert_eq!(browser.script("return document.getElementById('suggestions').hidden"), true);
    browser.write("#q", " s");
    browser.one("#suggestions:not([hidden]) [role=option]");
    browser.write("#q", &format!("\u{E015}{ENTER}"));
    browser.one(".hits, article.release");
    assert!(
        browser.address().contains("/search?") || browser.address().contains("/releases/"),
        "{}",
        browser.address()
    );
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
#[ignore = "needs chromium and chromium-driver: tests/all runs it"]
fn a_comparison_over_time_leads_to_its_searches() {
    let browser = Browser::open(Window { scripts: false, ..WIDE });
    browser.go(&format!("{}/trends", service()));
    browser.write(".trends label:nth-of-type(1) input", "police");
    browser.write(".trends label:nth-of-type(2) input", "drug");
    browser.follow(".trends button[type=submit]");
    assert_eq!(browser.all("svg.chart path.line").len(), 2);
    let count = browser.text(".numbers tbody td a");
    browser.follow(".numbers tbody td a");
    assert_eq!(total(&browser).to_string(), count);
}
