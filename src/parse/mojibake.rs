//! Text that was decoded as windows-1252 though it was UTF-8, and encoded again: `â€™` for `’`, `Ã©` for `é`.
//!
//! Exports are glued together from sound and spoilt parts, so each paragraph is judged by itself. What is mended is said in
//! the notes of the release.

use super::Draft;
use super::paragraphs::one_line;

/// What spoilt text has and sound text hardly: UTF-8 of Latin letters, of signs such as `£`, and of quotation marks, read
/// byte by byte.
const SIGNS: [&str; 3] = ["Ã", "Â", "â€"];

/// What windows-1252 has at 0x80 to 0x9F; C1 controls where it has nothing.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Mends every text of a draft, and notes how many paragraphs it was.
pub(super) fn mend(draft: &mut Draft) {
    let mut count = 0;
    let lines = [&mut draft.title, &mut draft.summary, &mut draft.publisher].into_iter().flatten();
    for text in lines.chain(&mut draft.authors).chain(&mut draft.given_topics).chain([&mut draft.body]) {
        count += mend_paragraphs(text);
    }
    // Names that are blank now are left out where names are read.
    for text in [&mut draft.title, &mut draft.summary] {
        text.take_if(|text| text.is_empty());
    }
    match count {
        0 => {}
        1 => draft.notes.push("double-encoded characters mended in 1 paragraph".to_owned()),
        _ => draft.notes.push(format!("double-encoded characters mended in {count} paragraphs")),
    }
}

fn mend_paragraphs(text: &mut String) -> usize {
    // The first byte of each sign.
    if !text.as_bytes().contains(&0xc3) || !SIGNS.iter().any(|sign| text.contains(sign)) {
        return 0;
    }
    let mut count = 0;
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| match mended(line) {
            Some(mended) => {
                count += 1;
                // What comes to light may print nothing, or be white space: `â€‹`, `Â…`.
                one_line(&mended)
            }
            None => line.to_owned(),
        })
        .collect();
    if count > 0 {
        *text = lines.join("\n");
    }
    count
}

/// The paragraph as it was; `None` where it is sound. Twice over, as some systems do it.
fn mended(paragraph: &str) -> Option<String> {
    let once = whole(paragraph).or_else(|| in_parts(paragraph))?;
    Some(whole(&once).or_else(|| in_parts(&once)).unwrap_or(once))
}

/// A paragraph that is spoilt from end to end: all of it are bytes, and together they are UTF-8.
fn whole(paragraph: &str) -> Option<String> {
    if !SIGNS.iter().any(|sign| paragraph.contains(sign)) {
        return None;
    }
    let mut bytes = Vec::with_capacity(paragraph.len());
    let mut characters = paragraph.chars().peekable();
    while let Some(character) = characters.next() {
        bytes.push(byte(character)?);
        match character {
            // A no-break space after it became a space when white space was settled.
            'Â' if characters.next_if_eq(&' ').is_some() => bytes.push(0xa0),
            // The last byte of `”` is none in windows-1252, and was lost.
            '€' if bytes.ends_with(&[0xe2, 0x80]) && !characters.peek().is_some_and(|next| continues(*next)) => {
                bytes.push(0x9d);
            }
            _ => {}
        }
    }
    String::from_utf8(bytes).ok()
}

/// A paragraph with sound characters beside spoilt ones: only what cannot be meant is mended.
fn in_parts(paragraph: &str) -> Option<String> {
    let mut text = String::with_capacity(paragraph.len());
    let mut rest = paragraph;
    let mut mended = false;
    while let Some(first) = rest.chars().next() {
        let found = spoilt(rest);
        let (character, length) = found.unwrap_or((first, first.len_utf8()));
        mended |= found.is_some();
        text.push(character);
        rest = rest.get(length..).unwrap_or_default();
    }
    // With the others, `Â ` was a no-break space.
    mended.then(|| text.replace("Â ", " "))
}

/// The character that a text begins with in spoilt form, and the length of that form.
fn spoilt(text: &str) -> Option<(char, usize)> {
    let mut characters = text.chars();
    let (first, second) = (characters.next()?, characters.next()?);
    let two = first.len_utf8() + second.len_utf8();
    match (first, second) {
        ('â', '€') => match characters.next().filter(|third| continues(*third)) {
            Some(third) => Some((decoded(&[0xe2, 0x80, byte(third)?])?, two + third.len_utf8())),
            None => Some(('”', two)),
        },
        // `“IRMÃ”` ends a quotation.
        ('Ã', '‘'..='”' | '•' | '–' | '—') => None,
        ('Ã', _) if continues(second) => Some((decoded(&[0xc3, byte(second)?])?, two)),
        ('Â', '\u{a0}'..='\u{bf}') => Some((second, two)),
        _ => None,
    }
}

fn decoded(bytes: &[u8]) -> Option<char> {
    std::str::from_utf8(bytes).ok()?.chars().next()
}

/// True where a character is a byte that goes on with one in UTF-8.
fn continues(character: char) -> bool {
    byte(character).is_some_and(|byte| (0x80..0xc0).contains(&byte))
}

/// The byte of a character in windows-1252.
fn byte(character: char) -> Option<u8> {
    match character {
        '\0'..='\x7f' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(character)).ok(),
        _ => HIGH.iter().position(|high| *high == character).and_then(|at| u8::try_from(at + 0x80).ok()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What becomes of a text in a system that takes its bytes for windows-1252.
    fn spoil(text: &str) -> String {
        text.bytes()
            .map(|byte| match byte {
                0x80..0xa0 => HIGH[usize::from(byte - 0x80)],
                _ => char::from(byte),
            })
            .collect()
    }

    #[test]
    fn a_spoilt_paragraph_is_as_it_was() {
        for text in
            ["It’s “open” – the café in Orléans took £50…", "Überfall in Köln", "Łódź’s quay: naïve", "Пресс’ и £"]
        {
            assert_eq!(mended(&spoil(text)).as_deref(), Some(text));
            assert_eq!(mended(&spoil(&spoil(text))).as_deref(), Some(text), "twice");
        }
        // The bytes that windows-1252 has not, and no-break spaces, are often lost on the way.
        assert_eq!(mended("â€œOpenâ€ costs Â£5 or Â 6").as_deref(), Some("“Open” costs £5 or \u{a0}6"));
    }

    #[test]
    fn sound_characters_beside_spoilt_ones_stay() {
        assert_eq!(mended("The quay’s fee is Â£50 – not Â£60").as_deref(), Some("The quay’s fee is £50 – not £60"));
        assert_eq!(mended("日本 cafÃ©").as_deref(), Some("日本 café"));
    }

    #[test]
    fn sound_text_is_left_alone() {
        for text in ["“IRMÃ”", "NÃO", "CAFÉ”", "„Ä“", "Âge d’or", "château €5", "plain", "£50 – café"]
        {
            assert_eq!(mended(text), None, "{text}");
        }
    }

    #[test]
    fn the_release_says_that_it_was_mended() {
        let body = "Sound.\n\nItâ€™s open.\n\nIt costs Â£5.".to_owned();
        let mut draft = Draft { title: Some("CafÃ©".to_owned()), body, ..Draft::default() };
        mend(&mut draft);
        assert_eq!(
            (draft.title.as_deref(), draft.body.as_str()),
            (Some("Café"), "Sound.\n\nIt’s open.\n\nIt costs £5.")
        );
        assert_eq!(draft.notes, ["double-encoded characters mended in 3 paragraphs"]);
    }

    #[test]
    fn what_prints_nothing_is_not_mended_into_a_text() {
        let [title, summary] = ["CafÃ©Â\u{81} Â… open", "Â\u{81}"].map(|text| Some(text.to_owned()));
        let mut draft = Draft { title, summary, body: "Theâ€‹ quay".to_owned(), ..Draft::default() };
        mend(&mut draft);
        assert!(!draft.title.unwrap().contains(char::is_control));
        assert_eq!((draft.summary, draft.body.as_str()), (None, "The quay"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "[ÃÂâ€™“a-c \u{80}-\u{ff}]{0,40}|.{0,40}") {
            let _ = mended(&text);
        }
    }
}
