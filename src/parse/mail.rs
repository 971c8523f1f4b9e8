//! A mail of a press list: its subject is the headline, its day the date of publication.
//!
//! | of the release | out of |
//! |---|---|
//! | `given_id` | `Message-ID` |
//! | `title` | `Subject`, less `[the list's tag]`, `Re:` and `Fwd:`; from the text where that leaves "Press release" |
//! | `published` | `Date`: the day as written, in the zone of whoever sent it |
//! | `publisher` | `Organization`; else the name in `From` where it is that of an office, else what the operator says, else the domain |
//! | `authors` | the name in `From` where it is none of an office |
//! | `body` | the plain text, else the page; without signature and list footer |

use crate::archive::Mail;
use crate::release::{Claim, Evidence, Language};

use super::office::is_office;
use super::paragraphs::{blocks, letters, one_line};
use super::text::article;
use super::{Draft, Settings, Unread, date, furniture, html, made_title};

/// A plain text shorter than this says that there is a page, and no more.
const STUB_BYTES: usize = 400;

/// Reads the one release of a mail.
pub(super) fn read(mail: &Mail, settings: &Settings) -> Result<Vec<Draft>, Unread> {
    let from = mail.from.as_ref();
    let name = from.and_then(|from| from.name.as_deref()).map(one_line).filter(|name| !name.is_empty());
    let (office, person) = match name {
        Some(name) if is_office(&name) => (Some(without_desk(&name)), None),
        other => (None, other.filter(|name| !name.contains('@'))),
    };
    let domain = || from?.address.as_deref().and_then(domain);
    let mut draft = Draft {
        given_id: mail.id.clone(),
        title: mail.subject.as_deref().and_then(headline),
        claims: claims(mail, settings),
        publisher: mail
            .organization
            .as_deref()
            .map(one_line)
            .or(office)
            .or_else(|| settings.publisher.clone())
            .or_else(domain),
        authors: person.into_iter().collect(),
        language: mail.language.as_deref().and_then(Language::from_tag),
        ..Draft::default()
    };
    let text = text(mail);
    let mut found = blocks(without_end(&text));
    // Many repeat the subject above the text.
    let title = draft.title.as_deref().map(letters);
    if let Some(at) = found.iter().take(3).position(|block| Some(letters(&block.joined())) == title) {
        found.remove(at);
    }
    article::fill(&mut draft, found, settings.day_order);
    if draft.body.is_empty() && draft.title.is_none() {
        return Err(Unread::Skipped("the mail has no subject and no text".to_owned()));
    }
    if draft.body.is_empty() {
        draft.notes.push("the mail has no text".to_owned());
    }
    if draft.title.is_none() {
        draft.title = made_title::made_title(&draft.body);
        draft.title_made = true;
    }
    Ok(vec![draft])
}

fn claims(mail: &Mail, settings: &Settings) -> Vec<Claim> {
    let Some(raw) = mail.sent.clone() else { return Vec::new() };
    let date =
        date::whole(&raw, settings.day_order).or_else(|| date::whole(&of_this_century(&raw)?, settings.day_order));
    date.map(|date| Claim { evidence: Evidence::Mail, date, raw }).into_iter().collect()
}

/// The day in a date of two-digit years, which mails had until 2000 and some programs long after: `Tue, 3 Mar 98 10:30`.
/// Up to 49 they are years of this century (RFC 5322, section 4.3).
fn of_this_century(raw: &str) -> Option<String> {
    let words: Vec<&str> = raw.split([' ', ',', '-']).filter(|word| !word.is_empty()).collect();
    words.windows(3).find_map(|window| {
        let [day, month, year] = window else { return None };
        date::month_name(month)?;
        let year = year.parse::<u32>().ok().filter(|_| year.len() == 2)?;
        Some(format!("{day} {month} {}", if year < 50 { 2000 + year } else { 1900 + year }))
    })
}

/// The plain text, unless it only stands in for the page.
fn text(mail: &Mail) -> String {
    if mail.html.is_empty() {
        return mail.plain.clone();
    }
    let page = html::text(&mail.html);
    let is_stub = mail.plain.len() < STUB_BYTES && page.len() > mail.plain.len().saturating_mul(3);
    if is_stub { page } else { mail.plain.clone() }
}

/// A subject as a headline, where it is one.
fn headline(subject: &str) -> Option<String> {
    let mut rest = one_line(subject);
    while let Some(shorter) = without_mark(&rest) {
        rest = shorter.to_owned();
    }
    (rest.chars().any(char::is_alphanumeric) && !furniture::is_release_mark(&rest)).then_some(rest)
}

/// Drops one mark that a list or a program put before a subject. What an office says of a release itself stays:
/// `[EMBARGOED]`, `[CORRECTION]`.
fn without_mark(subject: &str) -> Option<&str> {
    const ANSWERS: [&str; 11] = ["re", "fw", "fwd", "aw", "wg", "sv", "vs", "tr", "rv", "antw", "doorst"];
    const OF_THE_RELEASE: [&str; 6] = ["embargo", "correct", "updat", "revis", "withdr", "urgent"];
    let rest = match subject.strip_prefix('[') {
        Some(tag) => {
            let (tag, rest) = tag.split_once(']')?;
            let tag = tag.to_lowercase();
            (tag.len() <= 40 && !OF_THE_RELEASE.iter().any(|word| tag.contains(word))).then_some(rest)?
        }
        None => {
            let (mark, rest) = subject.split_once(':')?;
            let mark = mark.trim_end_matches(|c: char| c.is_ascii_digit() || "[]()^ ".contains(c)).to_lowercase();
            ANSWERS.contains(&mark.as_str()).then_some(rest)?
        }
    };
    Some(rest.trim_start()).filter(|rest| !rest.is_empty())
}

/// The office less its desk: `Northmere Council Press Office` is Northmere Council.
fn without_desk(name: &str) -> String {
    const DESKS: [&str; 13] = [
        " press office",
        " press team",
        " press releases",
        " press release",
        " press service",
        " news releases",
        " media relations",
        " media team",
        " media office",
        " newsroom",
        " communications",
        " press",
        " news",
    ];
    let lower = name.to_ascii_lowercase();
    let desk = DESKS.iter().find(|desk| lower.ends_with(*desk));
    let kept = desk.and_then(|desk| name.get(..name.len() - desk.len())).unwrap_or(name);
    let kept = kept.trim_end_matches([' ', '-', '–', ',', ':', '|']);
    if kept.is_empty() { name.to_owned() } else { kept.to_owned() }
}

/// The host of an address, unless anybody may have an address there.
fn domain(address: &str) -> Option<String> {
    const ANYBODY: [&str; 12] = [
        "aol.com",
        "gmail.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "outlook.com",
        "proton.me",
        "yahoo.co.uk",
        "yahoo.com",
    ];
    let (_, host) = address.rsplit_once('@')?;
    let host = host.trim().to_ascii_lowercase();
    (host.contains('.') && !ANYBODY.contains(&host.as_str())).then_some(host)
}

/// The text up to the mark of a signature (RFC 3676, section 4.3) or to the footer of a list.
///
/// Both are cut off only where they are short and something stands above them: some offices set a line of dashes under
/// their heads.
fn without_end(text: &str) -> &str {
    const LONGEST_END: usize = 30;
    let mut at = 0;
    let lines = text.lines().count();
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_end();
        let is_mark = bare == "--" || (bare.len() >= 20 && bare.bytes().all(|byte| byte == b'_'));
        let (above, below) = text.split_at(at);
        if is_mark && lines - number <= LONGEST_END && above.len() >= below.len() / 2 && is_end(bare, below) {
            return above;
        }
        at += line.len();
    }
    text
}

/// True where what is below a mark speaks of a list, or the mark is that of a signature.
fn is_end(mark: &str, below: &str) -> bool {
    let lower = below.to_lowercase();
    mark == "--" || ["mailing list", "unsubscribe", "listinfo", "list-manage"].iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_loses_what_lists_and_programs_put_before_it() {
        for (subject, title) in [
            ("[Press] New ferries", Some("New ferries")),
            ("Re: [press-list 12] Fwd: New ferries: a start", Some("New ferries: a start")),
            ("AW[2]: New ferries", Some("New ferries")),
            ("[EMBARGOED until noon] New ferries", Some("[EMBARGOED until noon] New ferries")),
            ("Press release", None),
            ("Re:", Some("Re:")),
            ("  ", None),
        ] {
            assert_eq!(headline(subject).as_deref(), title, "{subject}");
        }
    }

    #[test]
    fn years_of_two_digits_are_of_this_century_up_to_49() {
        assert_eq!(of_this_century("Tue, 3 Mar 98 10:30:00 GMT").as_deref(), Some("3 Mar 1998"));
        assert_eq!(of_this_century("10-Feb-04 09:30").as_deref(), Some("10 Feb 2004"));
        assert_eq!(of_this_century("3 Mar 1998"), None);
    }

    #[test]
    fn an_office_publishes_and_a_person_writes() {
        assert!(is_office("Northmere Council Press Office") && is_office("Eastvale Police"));
        assert!(!is_office("Jane Smythe"));
        assert_eq!(without_desk("Northmere Council Press Office"), "Northmere Council");
        assert_eq!(without_desk("Press Office"), "Press Office");
        assert_eq!(domain("press@news.northmere.example").as_deref(), Some("news.northmere.example"));
        assert_eq!(domain("jane@gmail.com"), None);
    }

    #[test]
    fn signatures_and_footers_of_lists_are_cut_off_and_rules_are_not() {
        let text = "The ferries start in May, the council said.\n";
        for end in
            ["-- \nJane Smythe\n01632 960000\n", "______________________\nPress mailing list\nTo unsubscribe: …\n"]
        {
            assert_eq!(without_end(&format!("{text}{end}")), text, "{end}");
        }
        let head = format!("______________________\nNorthmere\n\n{text}");
        assert_eq!(without_end(&head), head);
        let rule = format!("{text}______________________\n{text}");
        assert_eq!(without_end(&rule), rule);
    }
}
