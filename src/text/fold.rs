//! Folding: the form in which two spellings of one word are equal.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The folded form of a text: compatibility decomposition (NFKD), lower case, no accents, nothing invisible.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() { folded.push(' ') } else { fold_char(c, &mut folded) }
    }
    folded
}

/// Appends the folded form of one character: nothing for an accent or an invisible one.
pub(super) fn fold_char(c: char, folded: &mut String) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
        return;
    }
    if is_invisible(c) || is_accent(c) {
        return;
    }
    for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase).nfkd() {
        match part {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            part if is_accent(part) || is_invisible(part) => {}
            // `㈠` decomposes to `(一)`, `½` to `1⁄2`: only what makes words may stay.
            part if is_word(part) || is_money(part) => folded.push(part),
            _ => {}
        }
    }
}

/// Accents laid over Latin, Greek and Cyrillic letters. Vowel signs of other scripts are part of the word and stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}')
}

/// Soft hyphen, zero-width space and joiners, word joiner, byte order mark, direction marks: seen inside words of
/// saved pages, meant for the eye only.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}')
}

/// True for what stands inside words: letters, digits, and the marks and invisible characters among them.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    (c.is_alphanumeric() || is_combining_mark(c) || is_invisible(c)) && ideographs(c) < 2
}

/// Signs that stay with the amount behind them.
pub(super) fn is_money(c: char) -> bool {
    matches!(c, '£' | '$' | '€' | '¥')
}

/// True for what can begin a word: what folds to a letter or digit. A lone vowel sign (`ﹰ`) does not.
pub(super) fn begins_word(c: char) -> bool {
    let letter = |c: char| c.is_alphanumeric() && !is_combining_mark(c);
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let first = std::iter::once(c).nfkd().find(|&part| letter(part) || is_combining_mark(part));
    letter(c) && first.is_some_and(letter) && ideographs(c) < 2
}

/// Han and kana, in whatever width or frame: scripts without spaces, where every character is its own word.
pub(super) fn is_ideograph(c: char) -> bool {
    ideographs(c) == 1
}

/// The letters a character folds to where an ideograph is among them, else 0. A square of several (`㍿`, `㏠`) is a
/// symbol, no word.
fn ideographs(c: char) -> usize {
    // Nothing below the CJK radicals folds to one.
    if c < '\u{2E80}' {
        return 0;
    }
    let plain = |c: &char| matches!(c, '\u{3040}'..='\u{3098}' | '\u{309B}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}');
    let letters = || std::iter::once(c).nfkd().filter(|part| part.is_alphanumeric());
    if letters().any(|part| plain(&part)) { letters().count() } else { 0 }
}
