//! Short forms and what they stand for, as releases say it themselves: "National Crime Agency (NCA)".
//!
//! The method is that of Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
//! biomedical text" (2003), with stricter short forms: press releases put much else into parentheses.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::{Reading, tokenize};

/// Short forms with what they stand for that this program is built with.
const BUILT_IN: &str = include_str!("../../index/acronyms.toml");

/// Text before a parenthesis that is looked at, in bytes: longer names are not abbreviated.
const MAX_LONG: usize = 160;
/// The longest text in parentheses that is looked at, in bytes.
const MAX_INSIDE: usize = 160;
/// The longest short form, in characters.
const MAX_SHORT: usize = 10;
/// The most pairs taken from one release.
const MAX_PAIRS: usize = 200;

/// A short form and a long one, both folded, the words of the long one separated by spaces.
pub type Pair = (String, String);

/// The pairs of `index/acronyms.toml`, in order; what is wrong with it where something is.
///
/// # Errors
///
/// Where it is no TOML of that shape, or an entry is no pair.
pub fn built_in() -> Result<Vec<Pair>, String> {
    let sections: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        toml::from_str(BUILT_IN).map_err(|error| error.to_string())?;
    let mut pairs = Vec::new();
    for (short, long) in sections.values().flatten().flat_map(|(short, long)| long.iter().map(move |l| (short, l))) {
        pairs.push(pair(short, long).ok_or_else(|| format!("{short} = {long}: no short form and its words"))?);
    }
    Ok(pairs)
}

/// The pairs that a text defines, once each.
pub fn acronyms(texts: [&str; 3]) -> BTreeSet<Pair> {
    let mut pairs = BTreeSet::new();
    for text in texts {
        for (open, _) in text.match_indices('(') {
            if pairs.len() >= MAX_PAIRS {
                return pairs;
            }
            let rest = &text[open + 1..];
            let Some(close) = rest[..rest.floor_char_boundary(MAX_INSIDE)].find(')') else { continue };
            pairs.extend(defined(&text[text.floor_char_boundary(open.saturating_sub(MAX_LONG))..open], &rest[..close]));
        }
    }
    pairs
}

/// What a parenthesis defines, by the text before it and the text in it.
fn defined(before: &str, inside: &str) -> Option<Pair> {
    // `(NCA, formerly SOCA)`, `(the "NCA")`
    let inside = inside.split([',', ';']).next().unwrap_or_default();
    let quotes = |c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '\'' | '‘' | '’' | '«' | '»');
    let inside = inside.trim_matches(quotes);
    let inside = ["the ", "The ", "or "].iter().find_map(|word| inside.strip_prefix(word)).unwrap_or(inside);
    let inside = inside.trim_matches(quotes);
    if is_short(inside) {
        let before = before.trim_end_matches(quotes);
        return pair(inside, long_form(inside, clause(before))?);
    }
    // `NCA (National Crime Agency)`
    let short = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default().trim_matches(quotes);
    let whole = is_short(short) && long_form(short, inside) == Some(inside);
    if whole { pair(short, inside) } else { None }
}

/// The end of a text that no sentence, list or bracket divides.
fn clause(text: &str) -> &str {
    let mut start = 0;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let divides = match c {
            '(' | ')' | '[' | ']' | ';' | ':' | '?' | '!' | '"' | '“' | '”' | '•' | '|' => true,
            // The point of `St. Helens` and of initials divides nothing.
            '.' => before.is_lowercase() && next.is_none_or(char::is_whitespace),
            '\n' => next == Some('\n'),
            _ => false,
        };
        if divides {
            start = at + c.len_utf8();
        }
        before = c;
    }
    text[start..].trim()
}

/// Two to ten characters, mostly capitals, no spaces.
fn is_short(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    (2..=MAX_SHORT).contains(&text.chars().count())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '&' | '-' | '/' | '.'))
        && text.starts_with(char::is_alphanumeric)
        && capitals >= 2
        && 2 * capitals >= letters
}

/// The end of a text that a short form stands for: the words that begin with its letters, else the shortest words whose
/// letters hold those of the short form in order, the first at the start of a word.
fn long_form<'t>(short: &str, text: &'t str) -> Option<&'t str> {
    // `PCCs` are several of one.
    let short = short.strip_suffix('s').unwrap_or(short);
    // The sign is a word of its own: `R&D`.
    let letters: Vec<char> = short
        .chars()
        .map(|c| if c == '&' { 'a' } else { c })
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let start = by_initials(&letters, text).or_else(|| by_letters(&letters, text))?;
    // In `anti-social` the word begins before the hyphen.
    let long = &text[text[..start].trim_end_matches(|c: char| !c.is_whitespace()).len()..];
    let words = long.split_whitespace().count();
    let most = (letters.len() + 5).min(2 * letters.len());
    let repeats = long.split_whitespace().any(|word| word.trim_matches(|c: char| !c.is_alphanumeric()) == short);
    ((2..=most).contains(&words) && !repeats).then_some(long)
}

/// Words that give no letter to a short form, and never the first.
const SMALL_WORDS: &[&str] = &["of", "for", "and", "the", "in", "on", "to", "a", "an", "at", "by", "with", "&"];

/// Where the words begin whose initials are the letters, small words passed over: `Personal Protective Equipment` has
/// all letters of PPE in its last two words too.
fn by_initials(letters: &[char], text: &str) -> Option<usize> {
    let mut wanted = letters.iter().rev().peekable();
    let mut end = text.len();
    for (at, _) in text.rmatch_indices(|c: char| c.is_whitespace() || c == '-').chain(std::iter::once((0, ""))) {
        let word = text[at..end].trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = end - word.len();
        end = at;
        let Some(initial) = word.chars().next() else { continue };
        if SMALL_WORDS.contains(&word.to_lowercase().as_str()) {
            continue;
        }
        if !initial.to_lowercase().eq(wanted.next().copied()) {
            return None;
        }
        if wanted.peek().is_none() {
            return Some(start);
        }
    }
    None
}

/// Schwartz and Hearst's search, from the end.
fn by_letters(letters: &[char], text: &str) -> Option<usize> {
    let (first, others) = letters.split_first()?;
    let mut rest = text;
    for letter in others.iter().rev() {
        rest = &rest[..rest.rfind(|c: char| c.to_lowercase().eq([*letter]))?];
    }
    loop {
        let (at, c) = rest.char_indices().next_back()?;
        rest = &rest[..at];
        let word = || text[at..].split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
        if c.to_lowercase().eq([*first])
            && !rest.ends_with(char::is_alphanumeric)
            && !SMALL_WORDS.contains(&word().as_str())
        {
            return Some(at);
        }
    }
}

/// A pair as queries are folded; the short form must be one word, the long one several.
fn pair(short: &str, long: &str) -> Option<Pair> {
    let plural = short.strip_suffix('s').filter(|rest| !rest.contains(char::is_lowercase));
    let words = |text: &str| -> Vec<String> {
        tokenize(text, Reading::Query).iter().map(|token| token.folded.to_owned()).collect()
    };
    let (mut short, long) = (words(plural.unwrap_or(short)), words(long));
    let fits = short.len() == 1 && long.len() > 1 && !long.contains(&short[0]);
    fits.then(|| (short.swap_remove(0), long.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        acronyms([text, "", ""]).into_iter().map(|(short, long)| format!("{short}: {long}")).collect()
    }

    #[test]
    fn names_are_followed_or_preceded_by_their_short_forms() {
        assert_eq!(found("officers of the National Crime Agency (NCA) said"), ["nca: national crime agency"]);
        assert_eq!(found("The NCA (National Crime Agency) said"), ["nca: national crime agency"]);
        assert_eq!(found("the Federal Trade Commission (“FTC”) and"), ["ftc: federal trade commission"]);
        assert_eq!(found("the Financial Ombudsman Service (the \"FOS\")"), ["fos: financial ombudsman service"]);
        assert_eq!(found("National Crime Agency (NCA, formerly SOCA)"), ["nca: national crime agency"]);
    }

    #[test]
    fn apostrophes_hyphens_ampersands_and_plurals() {
        assert_eq!(found("National Police Chiefs’ Council (NPCC)"), ["npcc: national police chiefs council"]);
        assert_eq!(found("tackling anti-social behaviour (ASB)"), ["asb: anti social behaviour"]);
        assert_eq!(found("in Accident and Emergency (A&E)"), ["a&e: accident and emergency"]);
        assert_eq!(found("Police and Crime Commissioners (PCCs)"), ["pcc: police and crime commissioners"]);
        assert_eq!(found("the Ministry of Defence (MoD)"), ["mod: ministry of defence"]);
        assert_eq!(found("wearing Personal Protective Equipment (PPE)"), ["ppe: personal protective equipment"]);
        assert_eq!(
            found("the Office of the Police and Crime Commissioner (OPCC)"),
            ["opcc: office of the police and crime commissioner"]
        );
        assert_eq!(found("the Proceeds of Crime Act (POCA)"), ["poca: proceeds of crime act"]);
        assert_eq!(
            found("Her Majesty's Inspectorate of Constabulary (HMIC)"),
            ["hmic: her majesty inspectorate of constabulary"]
        );
    }

    #[test]
    fn other_parentheses_define_nothing() {
        for text in [
            "a man (aged 30) was",
            "Leeds (UK) police",
            "one (two) three",
            "New York (NYC)",
            "the act (see Appendix A) of",
            "He left. North Cars agreed (XYZ)",
            "call (0114) 496",
            "It ended. Crime (NCA)",
            "(NCA)",
            "NCA ()",
            "(",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_built_in_pairs_are_sound() {
        let pairs = built_in().expect("a sound file");
        assert!(pairs.len() >= 40, "{}", pairs.len());
        let distinct: BTreeSet<&Pair> = pairs.iter().collect();
        assert_eq!(distinct.len(), pairs.len(), "an entry stands twice");
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_pairs_whose_letters_agree(text in "([A-Z]{2,4}|[a-zA-Z]{1,8}|[(). ’é-]|\\PC){0,60}") {
            for (short, long) in acronyms([&text, &text, ""]) {
                proptest::prop_assert!(!short.contains(' ') && long.contains(' '), "{} {}", short, long);
            }
        }
    }
}
