//! The words of a hashtag.

use super::fold::begins_word;

/// Byte ranges of the words in `GunsHandedIn`, `NHSWork`, `guns_handed_in`, `Op2017`.
pub(super) fn words(name: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    let mut chars = name.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let border = before.is_some_and(|before| {
            before == '_'
                || c == '_'
                || begins_word(c)
                    && ((before.is_lowercase() && c.is_uppercase())
                        || (before.is_uppercase() && c.is_uppercase() && next.is_some_and(char::is_lowercase))
                        || (before.is_alphabetic() && c.is_numeric())
                        || (before.is_numeric() && c.is_alphabetic()))
        });
        if border {
            if &name[start..at] != "_" {
                words.push((start, at));
            }
            start = at;
        }
        // A mark belongs to the letter before it.
        if begins_word(c) || c == '_' {
            before = Some(c);
        }
    }
    if start < name.len() && &name[start..] != "_" {
        words.push((start, name.len()));
    }
    words.retain(|&(from, to)| name[from..to].chars().any(begins_word));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_parted_at_capitals_numbers_and_underscores() {
        for (name, expected) in [
            ("GunsHandedIn", &["Guns", "Handed", "In"][..]),
            ("NHSWork", &["NHS", "Work"]),
            ("_guns_handed__in", &["guns", "handed", "in"]),
            ("Op2017", &["Op", "2017"]),
            ("MeToo", &["Me", "Too"]),
            ("ferry", &["ferry"]),
            ("__", &[]),
            ("", &[]),
        ] {
            let read: Vec<String> = words(name).into_iter().map(|(from, to)| name[from..to].replace('_', "")).collect();
            assert_eq!(read, expected, "{name}");
        }
    }
}
