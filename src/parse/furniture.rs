//! Lines that belong to the page and not to the press text: contact lines, menus, calls to share.

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

/// How such lines begin, in lower case.
const OPENINGS: &[&str] = &[
    "accept cookies",
    "all rights reserved",
    "back to ",
    "click here",
    "contact:",
    "copyright ",
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
    "load more",
    "media contact",
    "media enquiries",
    "media inquiries",
    "mobile:",
    "page 1 of",
    "page last ",
    "phone:",
    "posted in ",
    "press contact",
    "read more",
    "see all ",
    "share this ",
    "show more",
    "sign up",
    "skip to ",
    "subscribe ",
    "tel:",
    "telephone:",
    "this site uses cookies",
    "view all ",
    "view more",
    "we use cookies",
    "you can also email",
    "© ",
];

/// Words that make a short line with a telephone number a contact line.
const CONTACT_WORDS: &[&str] = &[
    "call",
    "contact",
    "enquiries",
    "fax",
    "hours",
    "inquiries",
    "mobile",
    "phone",
    "press",
    "ring",
    "tel",
    "telephone",
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
    LINES.contains(&lower.as_str())
        || OPENINGS.iter().any(|opening| lower.starts_with(opening.trim_end_matches(':')) && opens(&lower, opening))
        || is_address(&lower)
        || is_telephone(&lower)
        || (has_telephone(&lower) && has_contact_word(&lower))
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

/// `email:` needs its colon, unless it is all there is.
fn opens(line: &str, opening: &str) -> bool {
    line.starts_with(opening) || line.len() + 1 == opening.len()
}

/// A mail address or a link that stands alone.
fn is_address(line: &str) -> bool {
    !line.contains(' ') && (line.starts_with("http") || line.starts_with("www.") || line.contains('@'))
}

/// A number that stands alone, or after "or".
fn is_telephone(line: &str) -> bool {
    let number = line.strip_prefix("or ").unwrap_or(line);
    has_telephone(line) && number.chars().all(|c| c.is_ascii_digit() || " ()+-./".contains(c))
}

/// Seven digits or more with only marks between them; a date has other marks or fewer digits in a row.
fn has_telephone(line: &str) -> bool {
    let mut digits = 0;
    for c in line.chars() {
        match c {
            _ if c.is_ascii_digit() => digits += 1,
            ' ' | '(' | ')' | '-' | '.' | '+' => {}
            _ => digits = 0,
        }
        if digits >= 9 {
            return true;
        }
    }
    false
}

fn has_contact_word(line: &str) -> bool {
    line.split(|c: char| !c.is_alphabetic()).any(|word| CONTACT_WORDS.contains(&word))
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
            "You can also email the press office.",
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
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }
}
