//! When two copies say the same.

use std::fmt;

/// The identity of a wording: BLAKE3 over title, summary and body, cut to 128 bits.
///
/// White space and what cannot be seen do not count, and lines that change by themselves are left out: "Updated 3 May
/// 2017", "Share 12", the banner of an archived page.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordingId(u128);

impl WordingId {
    /// The wording of these texts.
    pub fn of(title: Option<&str>, summary: Option<&str>, body: &str) -> Self {
        let parts = [title.unwrap_or_default(), summary.unwrap_or_default(), body];
        // All letters in one place first: to feed a hasher word by word takes longer.
        let mut letters = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
        for part in parts {
            for line in part.lines().filter(|line| !is_noise(line)) {
                line.split_whitespace().for_each(|word| match word.is_ascii() {
                    true => letters.push_str(word),
                    false => letters.extend(word.chars().filter(|c| !is_invisible(*c))),
                });
            }
            letters.push('\n');
        }
        let mut first = [0; 16];
        first.copy_from_slice(&blake3::hash(letters.as_bytes()).as_bytes()[..16]);
        Self(u128::from_be_bytes(first))
    }

    /// Its leading bits, as a number.
    pub fn key(&self) -> u32 {
        (self.0 >> 96) as u32
    }
}

impl fmt::Debug for WordingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Joiners, marks of direction and soft hyphens, which editors put in and take out without knowing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// The longest line that can be noise, in bytes: the longest banner we have seen has 150.
const MAX_NOISE: usize = 200;

/// Lines that open with one of these stand on archived pages, whatever follows.
const BANNERS: [&str; 6] = [
    "this news article was published under the",
    "this was published under the",
    "this is archived content",
    "this content is archived",
    "archived content",
    "you are viewing an archived",
];

/// What a stamp of modification opens with; nothing but a time may follow.
const STAMPS: [&str; 8] = [
    "updated",
    "last updated",
    "last modified",
    "page last updated",
    "last reviewed",
    "page last reviewed",
    "modified",
    "date modified",
];

/// Words of the row of buttons and counters around an article.
const COUNTED: [&str; 12] =
    ["share", "shares", "shared", "tweet", "tweets", "retweets", "like", "likes", "view", "views", "comments", "reads"];

/// Words that stand beside [`COUNTED`] ones.
const BESIDE: [&str; 12] =
    ["this", "page", "article", "on", "facebook", "twitter", "linkedin", "whatsapp", "email", "print", "via", "x"];

/// Words of a time of day or a date, besides its numbers and months.
const TIMES: [&str; 15] =
    ["at", "on", "am", "pm", "gmt", "bst", "utc", "est", "edt", "hrs", "st", "nd", "rd", "th", "z"];

/// Whether a line changes without anybody having reworded the release.
fn is_noise(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() || line.len() > MAX_NOISE {
        return false;
    }
    // Lines are judged by their first letters before anything is copied: nearly all are prose.
    let opens_with = |start: &str| line.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    if BANNERS.iter().any(|banner| opens_with(banner)) {
        return true;
    }
    let stamp = STAMPS.iter().find(|stamp| opens_with(stamp)).and_then(|stamp| line.get(stamp.len()..));
    if let Some(time) = stamp {
        return time.bytes().any(|byte| byte.is_ascii_digit()) && words(time).all(|word| is_of_time(&word));
    }
    line.len() < 60 && is_counter(line)
}

/// `12 Shares`, `Share this page`, `1,234 views`, and not `Share`: a headline may be one word.
fn is_counter(line: &str) -> bool {
    let (mut all, mut counted) = (0, 0);
    for word in words(line) {
        let is_counted = COUNTED.contains(&word.as_str());
        if !is_counted && !BESIDE.contains(&word.as_str()) && !word.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        all += 1;
        counted += usize::from(is_counted);
    }
    counted > 0 && all > 1
}

fn words(line: &str) -> impl Iterator<Item = String> {
    line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// `3rd`, `May`, `2017`, `10`, `30am`, `UTC`.
fn is_of_time(word: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
    letters.is_empty()
        || TIMES.contains(&letters)
        || (MONTHS.iter().chain(&DAYS).any(|name| letters.starts_with(name)) && letters.len() < 10)
        || (letters.len() != word.len() && letters.starts_with('t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_no_new_wording_and_words_do_not_cross_fields() {
        let one = WordingId::of(Some("A title"), None, "Some  text\n\nhere");
        assert_eq!(one, WordingId::of(Some("A title "), None, "Some text here"));
        assert_eq!(one, WordingId::of(Some("A title"), None, "Some te\u{2060}xthere"));
        assert_ne!(one, WordingId::of(Some("A"), Some("title"), "Some text here"));
        assert_ne!(one, WordingId::of(Some("A title"), None, "Some text there"));
    }

    #[test]
    fn stamps_counters_and_banners_are_no_new_wording() {
        let plain = WordingId::of(Some("A title"), None, "Some text.\n\nMore text.");
        for noise in [
            "Updated 3 May 2017",
            "Last updated: Wednesday, 3rd May 2017 at 10.30am",
            "Page last updated 2017-05-03T10:30:00Z",
            "12 shares",
            "Share this page on Facebook 12",
            "1,234 views",
            "This news article was published under the 2010 to 2015 government",
        ] {
            let with = format!("{noise}\n\nSome text.\n\nMore text.");
            assert_eq!(plain, WordingId::of(Some("A title"), None, &with), "{noise}");
        }
    }

    #[test]
    fn what_somebody_wrote_is_a_new_wording() {
        let plain = WordingId::of(Some("A title"), None, "Some text.");
        for words in [
            "Updated guidance was published on 3 May 2017.",
            "Updated",
            "Shares fell by 12 on Monday",
            "Share",
            "Views of the public are sought",
            "3 May 2017",
        ] {
            let with = format!("{words}\n\nSome text.");
            assert_ne!(plain, WordingId::of(Some("A title"), None, &with), "{words}");
        }
    }
}
