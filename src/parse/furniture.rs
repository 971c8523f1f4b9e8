//! Lines that belong to the page and not to the press text: contact lines, menus, calls to share.

use super::paragraphs::ends_sentence;

/// Longer lines are prose, whatever words they hold.
const MOST_WORDS: usize = 14;

/// Whole lines, in lower case, without the marks around them.
const LINES: &[&str] = &[
    "about us",
    "all news",
    "archive",
    "back",
    "back to top",
    "close",
    "contact",
    "contact us",
    "cookie policy",
    "cookies",
    "email",
    "facebook",
    "home",
    "in this section",
    "latest",
    "latest news",
    "linkedin",
    "links",
    "menu",
    "more",
    "more news",
    "news",
    "news archive",
    "newsroom",
    "next",
    "next page",
    "older posts",
    "page footer",
    "page header",
    "press contact",
    "press office",
    "press releases",
    "previous",
    "previous page",
    "print",
    "print this page",
    "privacy policy",
    "related",
    "related content",
    "related links",
    "related news",
    "rss",
    "search",
    "share",
    "share on facebook",
    "share on twitter",
    "share this",
    "share this page",
    "site map",
    "sitemap",
    "skip to content",
    "skip to main content",
    "tags",
    "top of page",
    "tweet",
    "twitter",
    "view all",
    "what's new",
];

/// How such lines begin, in lower case, whatever follows.
const OPENINGS: &[&str] = &[
    "accept cookies",
    "all rights reserved",
    "contact:",
    "copyright notice",
    "copyright 19",
    "copyright 20",
    "copyright (c)",
    "copyright ©",
    "e-mail:",
    "email:",
    "fax:",
    "follow us",
    "follow @",
    "for all media enquiries",
    "for media enquiries",
    "for media inquiries",
    "for press enquiries",
    "last modified",
    "last reviewed",
    "last updated",
    "media contact",
    "media enquiries",
    "media inquiries",
    "mobile:",
    "page 1 of",
    "page last ",
    "phone:",
    "posted in ",
    "press contact",
    "sign up for our newsletter",
    "sign up to our newsletter",
    "skip to ",
    "tel:",
    "telephone:",
    "this site uses cookies",
    "we use cookies",
    "© ",
];

/// How buttons begin, in lower case. "Read more about …" and "Back to school …" go on, and say something.
const BUTTONS: &[&str] = &[
    "back to ",
    "click here",
    "load more",
    "read more",
    "see all ",
    "share this ",
    "show more",
    "sign up",
    "subscribe ",
    "view all ",
    "view more",
];

/// Longer lines are no buttons.
const MOST_WORDS_OF_BUTTONS: usize = 4;

/// Words of those who answer the press. A line of theirs with a telephone number is a contact line.
const DESK_WORDS: &[&str] = &["press", "media", "newsdesk", "enquiries", "inquiries", "hours", "journalists"];

/// What a telephone number is labelled with.
const LABELS: &[&str] = &["call", "contact", "fax", "m", "mob", "mobile", "phone", "ring", "t", "tel", "telephone"];

/// Words of an appeal: "Please call 101 and quote 12345678901" is what a release is sent out for.
const APPEAL_WORDS: &[&str] = &[
    "anonymously",
    "anybody",
    "anyone",
    "crime",
    "crimestoppers",
    "detectives",
    "incident",
    "log",
    "officers",
    "police",
    "quote",
    "quoting",
    "ref",
    "reference",
    "witness",
    "witnessed",
    "witnesses",
];

/// True where a line is furniture.
pub(super) fn is_furniture(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '@' | '©' | '+' | '('));
    if bare.is_empty() {
        return true;
    }
    if bare.split_whitespace().nth(MOST_WORDS).is_some() {
        return false;
    }
    let lower = bare.to_lowercase();
    let button = || bare.split_whitespace().nth(MOST_WORDS_OF_BUTTONS).is_none();
    LINES.contains(&lower.as_str())
        || OPENINGS.iter().any(|opening| opens(&lower, opening))
        || (BUTTONS.iter().any(|opening| opens(&lower, opening)) && button())
        || is_address(&lower)
        || (has_telephone(&lower) && (is_telephone(&lower) || is_contact_line(line, &lower)))
}

/// True where every line of a text is furniture.
pub(super) fn all_furniture(text: &str) -> bool {
    text.lines().all(is_furniture)
}

/// `FOR IMMEDIATE RELEASE`, `Press release`, alone or before a date.
pub(super) fn is_release_mark(line: &str) -> bool {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    matches!(
        line.as_str(),
        "for immediate release"
            | "for immediate use"
            | "immediate release"
            | "press release"
            | "news release"
            | "media release"
            | "press statement"
            | "media statement"
            | "press notice"
    )
}

/// `email:` needs its colon, unless it is all there is; a word has to end where the opening does.
fn opens(line: &str, opening: &str) -> bool {
    let Some(rest) = line.strip_prefix(opening) else { return opening.strip_suffix(':') == Some(line) };
    !rest.starts_with(char::is_alphanumeric) || opening.ends_with(|c: char| !c.is_alphabetic())
}

/// A mail address or a link that stands alone.
pub(super) fn is_address(line: &str) -> bool {
    !line.contains(' ') && (line.starts_with("http") || line.starts_with("www.") || line.contains('@'))
}

/// A number that stands alone, or after "or".
fn is_telephone(line: &str) -> bool {
    let number = line.strip_prefix("or ").unwrap_or(line);
    number.chars().all(|c| c.is_ascii_digit() || " ()+-./".contains(c))
}

/// Nine digits or more with only marks between them; a date has other marks or fewer digits in a row.
///
/// Without any mark between them they begin with `0` or `+`, or they count something: `44210012345` is a reference.
fn has_telephone(line: &str) -> bool {
    const FEWEST: usize = 9;
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    digits(line) >= FEWEST
        && line.split(|c: char| !(c.is_ascii_digit() || " ()-.+".contains(c))).any(|number| {
            let number = number.trim_matches([' ', '.', '-', ')']);
            digits(number) >= FEWEST && (number.starts_with(['0', '+', '(']) || number.contains([' ', '-', '.', ')']))
        })
}

/// A line that tells the press whom to call, or that a number is labelled with. A sentence to all readers is neither.
fn is_contact_line(line: &str, lower: &str) -> bool {
    let words = || lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let is_one_of = |known: &[&str]| words().any(|word| known.contains(&word));
    let first = words().next().unwrap_or_default();
    let to_the_press =
        is_one_of(DESK_WORDS) && (!ends_sentence(line) || matches!(first, "for" | "or") || DESK_WORDS.contains(&first));
    let labelled = LABELS.contains(&first) && !ends_sentence(line);
    (to_the_press || labelled) && !is_one_of(APPEAL_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_page_are_furniture() {
        for line in [
            "Contact Us",
            "For media enquiries call",
            "020 7946 0000",
            "+44 (0)20 7946 0000",
            "or 07700 900000 for urgent out of hours enquiries.",
            "Press office 01632 960000",
            "Contact Ailsa Munro 01632 960000",
            "Subscribe to our newsletter",
            "Follow us on @harbouroffice",
            "Page header",
            "View All News →",
            "press@harbour.example",
            "—",
            "Tel: 01632 960000",
            "© 2017 Harbour Office",
        ] {
            assert!(is_furniture(line), "{line}");
        }
    }

    #[test]
    fn lines_of_a_release_are_not() {
        for line in [
            "Press freedom must be protected",
            "Contact tracing begins in ten ports",
            "New ferries for the sound",
            "News of the strike reached the port at noon",
            "Budget of 1,000,000,000 agreed",
            "22 Feb 2017",
            "The office was called 112 times in 2017 and 2018",
            "Email fraud warning to small firms",
            "Please call 101 and quote 55210012345.",
            "Anyone with information is asked to phone 01632 960000",
            "Call Crimestoppers on 0800 555 0199 anonymously",
            "Contact Skerry police on 01632 960000 with reference 77 of 3 May",
            "55210012345",
            "5521001234",
            "You can also email ailsa.munro@skerry.example",
            "Click here for more advice on keeping boats safe",
            "Read more about the new ferries in our report",
            "Back to school by boat for thirty children",
            "Copyright thieves fined in Skerry",
            "Follow using the map on the quay",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }
}
