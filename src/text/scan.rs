//! The scanner behind `tokenize`: one pass over the text, bounded look-ahead.

use super::fold::{begins_word, fold_char, is_ideograph, is_money, is_word};
use super::token::Tokens;
use super::{Beginnings, Reading, hashtag, plain};

/// A hyphened word of more parts than this is a chain (`day-to-day-and-so-on`), not one word in several spellings.
const MAX_JOINED_PARTS: u32 = 4;

/// A longer run of letters with points is no abbreviation. Without a bound each of its letters would look ahead to its
/// end again.
const MAX_INITIALS: usize = 8;

pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    position: u32,
    reading: Reading,
    /// What plain words begin with that are not passed over.
    kept: Beginnings,
    tokens: Tokens,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str, reading: Reading) -> Self {
        Self::of(text, reading, Beginnings::all(), Tokens::with_capacity(text.len()))
    }

    /// Passes over plain words that begin otherwise.
    pub(super) fn some(text: &'t str, kept: Beginnings) -> Self {
        Self::of(text, Reading::Index, kept, Tokens::with_capacity(text.len() / 8))
    }

    fn of(text: &'t str, reading: Reading, kept: Beginnings, tokens: Tokens) -> Self {
        // Offsets are kept in 32 bits; what lies beyond 4 GiB is not searchable.
        let text = text.get(..u32::MAX as usize).unwrap_or(text);
        Self { text, at: 0, position: 0, reading, kept, tokens }
    }

    pub(super) fn run(mut self) -> Tokens {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' if self.plain_word() => {}
                b'#' | b'$' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | 0x80.. => self.step(),
                _ => self.at += 1,
            }
        }
        self.tokens
    }

    /// Goes on by one word or one character, whatever it is.
    fn step(&mut self) {
        if let Some(c) = self.peek() {
            match c {
                '#' if self.peek_after(c).is_some_and(begins_word) => self.hashtag(),
                c if is_money(c) && self.peek_after(c).is_some_and(|c| c.is_ascii_digit()) => self.money(c),
                c if is_ideograph(c) => {
                    let start = self.at;
                    self.fold_next(c);
                    // Voicing marks stand behind their kana where the text is decomposed.
                    while let Some(mark) = self.peek().filter(|c| matches!(c, '\u{3099}' | '\u{309A}')) {
                        self.fold_next(mark);
                    }
                    self.close(start);
                }
                c if begins_word(c) => self.word(),
                c => self.at += c.len_utf8(),
            }
        }
    }

    /// A word of ASCII letters and digits alone, as nearly all words of English are: false, with nothing read, where
    /// what follows may belong to it, and [`Self::word`] has to look.
    fn plain_word(&mut self) -> bool {
        let (start, bytes) = (self.at, self.text.as_bytes());
        let length = plain::length(&bytes[start..]);
        let end = start + length;
        let ends = match bytes.get(end) {
            Some(b'\'' | b'-' | b'&' | 0x80..) => false,
            Some(b'.' | b',') => length > 1 && !bytes[end - 1].is_ascii_digit(),
            _ => true,
        };
        if ends {
            self.at = end;
            if self.kept.begins(&bytes[start..end]) {
                self.tokens.fold_ascii(&self.text[start..end]);
                self.close(start);
            } else {
                self.position += 1;
            }
        }
        ends
    }

    fn peek(&self) -> Option<char> {
        self.char_at(self.at)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        match self.text.as_bytes().get(at) {
            Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
            Some(_) => self.text[at..].chars().next(),
            None => None,
        }
    }

    fn peek_after(&self, c: char) -> Option<char> {
        self.char_at(self.at + c.len_utf8())
    }

    fn fold_next(&mut self, c: char) {
        fold_char(c, self.tokens.next_folded());
        self.at += c.len_utf8();
    }

    /// Ends the word that began at `start`, and takes its place in the sequence.
    fn close(&mut self, start: usize) {
        if self.tokens.push(start, self.at, self.position) {
            self.position += 1;
        }
    }

    /// A word, or the parts of a hyphened one and the whole.
    fn word(&mut self) {
        if self.initials() || self.ampersand() {
            return;
        }
        let start = self.at;
        let position = self.position;
        let first_folded = self.tokens.next_start();
        let mut parts = 0;
        loop {
            let part = self.at;
            self.part();
            self.close(part);
            parts += 1;
            match self.peek() {
                Some(hyphen @ ('-' | '\u{2010}' | '\u{2011}'))
                    if self.peek_after(hyphen).is_some_and(|c| begins_word(c) && !is_ideograph(c)) =>
                {
                    self.at += hyphen.len_utf8();
                }
                _ => break,
            }
        }
        if self.reading == Reading::Index && (2..=MAX_JOINED_PARTS).contains(&parts) {
            self.tokens.push_joined(first_folded, start, self.at, position);
        }
    }

    /// A run of letters and digits with the apostrophes, points and commas that belong to it.
    fn part(&mut self) {
        let start = self.at;
        let start_folded = self.tokens.next_start();
        let mut before = '\0';
        let mut after_apostrophe = None;
        let mut points = 0;
        while let Some(c) = self.peek() {
            if is_word(c) && !is_ideograph(c) {
                self.fold_next(c);
                before = c;
                continue;
            }
            let Some(next) = self.peek_after(c) else { break };
            match c {
                '\'' | '\u{2019}' | '\u{2BC}' | '\u{FF07}' if before.is_alphabetic() && next.is_alphabetic() => {
                    self.at += c.len_utf8();
                    after_apostrophe = Some(self.tokens.next_folded().len());
                }
                ',' if before.is_ascii_digit() && self.three_digits_follow() => self.at += 1,
                '.' if before.is_ascii_digit() && next.is_ascii_digit() && points == 0 && self.only_point(start) => {
                    points += 1;
                    self.fold_next(c);
                }
                _ => break,
            }
        }
        if let Some(mark) = after_apostrophe {
            let folded = self.tokens.next_folded();
            if mark > start_folded && &folded[mark..] == "s" {
                folded.truncate(mark);
            }
        }
    }

    /// At a comma: `1,234` is a number, `1,2` and `1,2345` are not.
    fn three_digits_follow(&self) -> bool {
        let rest = &self.text.as_bytes()[self.at + 1..];
        rest.len() >= 3 && rest[..3].iter().all(u8::is_ascii_digit) && !rest.get(3).is_some_and(u8::is_ascii_digit)
    }

    /// At a point between digits: true for `1.5`, false for `22.02.2017`.
    fn only_point(&self, number: usize) -> bool {
        let before = &self.text.as_bytes()[..number];
        if let [.., digit, b'.'] = before
            && digit.is_ascii_digit()
        {
            return false;
        }
        let rest = &self.text.as_bytes()[self.at + 1..];
        let digits = rest.iter().take(20).take_while(|b| b.is_ascii_digit()).count();
        !(rest.get(digits) == Some(&b'.') && rest.get(digits + 1).is_some_and(u8::is_ascii_digit))
    }

    /// `U.K.`, `e.g.`, `U.S`: single letters with points between them.
    fn initials(&mut self) -> bool {
        let start = self.at;
        let mut end = start;
        let mut letters = 0;
        let mut at = start;
        while let Some(letter) = self
            .char_at(at)
            .filter(|_| letters <= MAX_INITIALS)
            .filter(|&c| c.is_alphabetic() && begins_word(c) && !is_ideograph(c))
        {
            let after = at + letter.len_utf8();
            match self.char_at(after) {
                Some('.') => {
                    letters += 1;
                    at = after + 1;
                    end = at;
                }
                Some(c) if is_word(c) => break,
                _ => {
                    letters += 1;
                    end = after;
                    break;
                }
            }
        }
        // `J. Smith` has one initial; `Q.Smith` ends in a word, which is none.
        if !(2..=MAX_INITIALS).contains(&letters) || self.char_at(end).is_some_and(is_word) {
            return false;
        }
        while self.at < end {
            match self.peek() {
                Some('.') => self.at += 1,
                Some(c) => self.fold_next(c),
                None => break,
            }
        }
        self.close(start);
        true
    }

    /// `A&E`, `R&D`, `AT&T`: one or two letters on both sides and nothing between.
    fn ampersand(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let side = |from: usize| {
            let letters = bytes[from..].iter().take(3).take_while(|b| b.is_ascii_alphanumeric()).count();
            (1..=2).contains(&letters).then_some(from + letters)
        };
        let Some(left) = side(self.at).filter(|&at| self.char_at(at) == Some('&')) else { return false };
        let Some(end) = side(left + 1).filter(|&at| !self.char_at(at).is_some_and(|c| is_word(c) || c == '&')) else {
            return false;
        };
        let start = self.at;
        while self.at < end {
            match self.peek() {
                Some(c) => self.fold_next(c),
                None => break,
            }
        }
        self.close(start);
        true
    }

    /// `£40`: with its sign, and without.
    fn money(&mut self, sign: char) {
        let start = self.at;
        self.fold_next(sign);
        let folded_start = self.tokens.next_folded().len();
        let number = self.at;
        self.part();
        let amount = self.tokens.next_folded()[folded_start..].to_owned();
        let position = self.position;
        self.close(start);
        if self.reading == Reading::Index {
            self.tokens.next_folded().push_str(&amount);
            self.tokens.push(number, self.at, position);
        }
    }

    /// `#GunsHandedIn`: the tag, and its words.
    fn hashtag(&mut self) {
        let start = self.at;
        let name = start + 1;
        let length = self.text[name..].find(|c| !(is_word(c) || c == '_')).unwrap_or(self.text.len() - name);
        let end = name + length;
        // In scripts without spaces a tag has no words of its own.
        if self.text[name..end].chars().any(is_ideograph) {
            self.at = name;
            return;
        }
        let position = self.position;
        let alone = self.position == 0 && !self.text[end..].chars().any(begins_word);
        let words = hashtag::words(&self.text[name..end]);
        if alone || self.reading == Reading::Index {
            self.fold_range(start, end);
            self.tokens.push(start, end, position);
        }
        if alone && self.reading == Reading::Query {
            self.at = end;
            self.position += 1;
            return;
        }
        if words.len() > 1 && self.reading == Reading::Index {
            self.fold_range(name, end);
            self.tokens.push(name, end, position);
        }
        for (from, to) in words {
            self.fold_range(name + from, name + to);
            self.at = name + to;
            self.close(name + from);
        }
        self.at = end;
        self.position = self.position.max(position + 1);
    }

    /// Folds a part of the text, less the underscores that join the words of a tag.
    fn fold_range(&mut self, start: usize, end: usize) {
        for c in self.text[start..end].chars().filter(|&c| c != '_') {
            fold_char(c, self.tokens.next_folded());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every word by the rules for all words.
    fn with_care(text: &str, reading: Reading) -> Tokens {
        let mut scanner = Scanner::new(text, reading);
        while scanner.at < scanner.text.len() {
            scanner.step();
        }
        scanner.tokens
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn plain_words_are_read_as_all_words_are(text in "([A-Za-z]{1,3}|[0-9]{1,4}|[.,'’&#$£_ \u{301}\n-]|é|警|[!-~]|\\PC){0,30}") {
            for reading in [Reading::Index, Reading::Query] {
                let (plain, careful) = (Scanner::new(&text, reading).run(), with_care(&text, reading));
                prop_assert!(plain.iter().eq(careful.iter()), "{text:?}");
            }
        }

        #[test]
        fn of_words_that_begin_otherwise_nothing_changes_but_that_plain_ones_are_missing(
            text in "([abeiyABEIY]{1,5}|[0-9]{1,4}|[.,'’&#£ -]|é|\\PC){0,30}",
            begin in prop::collection::vec("[abeiy]{2,4}|[abe0-9£é]{1,3}", 0..3),
        ) {
            let mut beginnings = Beginnings::default();
            begin.iter().for_each(|word| beginnings.add(word));
            let (all, some) = (Scanner::new(&text, Reading::Index).run(), Scanner::some(&text, beginnings).run());
            let is_plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric());
            prop_assert!(some.iter().all(|token| all.iter().any(|known| known == token)), "{text:?}");
            let missing: Vec<_> = all.iter().filter(|token| !some.iter().any(|known| known == *token)).collect();
            prop_assert!(missing.iter().all(|token| is_plain(token.folded) && !beginnings.begins(token.folded)), "{text:?}");
        }
    }
}
