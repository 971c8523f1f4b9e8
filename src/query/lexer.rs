//! Query text into lexemes: words, phrases, fields, operators. One pass, bounded look-ahead.

use super::ast::{Leaf, Matching, Scope};
use super::field::{field_name, read_fact};
use super::fuzzy::MIN_FUZZY;
use super::near::MAX_WITHIN;
use crate::text::{Reading, Tokens, tokenize};

/// The shortest beginning that `*` completes.
const MIN_PREFIX: usize = 2;

/// The smallest parts of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// A word, a phrase or a field with its value.
    Leaf(Leaf),
    /// Several words written as one (`well-known`), not quoted.
    Compound {
        /// Where.
        scope: Scope,
        /// The folded words.
        words: Vec<String>,
    },
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `OR`.
    Or,
    /// `AND`.
    And,
    /// `NOT`, and `-` directly before what it excludes.
    Not {
        /// True for `NOT`: where it excludes nothing, it is the word.
        spelled: bool,
    },
    /// `NEAR`, with the number behind it.
    Near(Option<u32>),
}

/// Any of these opens or closes a phrase: telephones and word processors write them all.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

pub(super) struct Lexer<'q> {
    text: &'q str,
    at: usize,
    matching: Matching,
    lexemes: Vec<Lexeme>,
    notes: Vec<String>,
    no_more_quotes: bool,
    /// The field of every open parenthesis: that before it, else that of the one around it.
    groups: Vec<Option<&'static str>>,
    /// Characters looked at, those looked ahead at included: what "linear" is measured in.
    steps: usize,
}

/// What the lexer found.
pub(super) struct Lexed {
    pub(super) lexemes: Vec<Lexeme>,
    pub(super) notes: Vec<String>,
    /// See [`Lexer::steps`].
    #[cfg(test)]
    pub(super) steps: usize,
}

impl<'q> Lexer<'q> {
    pub(super) fn new(text: &'q str, matching: Matching) -> Self {
        Self {
            text,
            at: 0,
            matching,
            lexemes: Vec::new(),
            notes: Vec::new(),
            no_more_quotes: false,
            groups: Vec::new(),
            steps: 0,
        }
    }

    pub(super) fn run(mut self) -> Lexed {
        while let Some(c) = self.rest().chars().next() {
            self.steps += 1;
            let before = self.text[..self.at].chars().next_back();
            let starts_here = before.is_none_or(|before| before.is_whitespace() || before == '(');
            if c.is_whitespace() {
                self.at += c.len_utf8();
            } else if is_quote(c) {
                if let Some(phrase) = self.quoted() {
                    match self.group() {
                        None | Some("title") => self.phrase(phrase, self.scope()),
                        Some(name) => self.value(name, phrase),
                    }
                }
            } else if c == '(' {
                self.at += 1;
                self.open(self.group());
            } else if c == ')' {
                self.at += 1;
                self.groups.pop();
                self.lexemes.push(Lexeme::Close);
            } else if c == '-' && starts_here && self.excludes() {
                self.at += 1;
                self.lexemes.push(Lexeme::Not { spelled: false });
            } else {
                self.chunk();
            }
        }
        Lexed {
            lexemes: self.lexemes,
            notes: self.notes,
            #[cfg(test)]
            steps: self.steps,
        }
    }

    fn rest(&self) -> &'q str {
        &self.text[self.at..]
    }

    /// The field whose values stand here: that of the parenthesis around.
    fn group(&self) -> Option<&'static str> {
        self.groups.last().copied().flatten()
    }

    fn scope(&self) -> Scope {
        if self.group() == Some("title") { Scope::Title } else { Scope::Anywhere }
    }

    fn open(&mut self, field: Option<&'static str>) {
        self.groups.push(field);
        self.lexemes.push(Lexeme::Open);
    }

    /// At `-`: true before a word, phrase or parenthesis.
    fn excludes(&mut self) -> bool {
        self.steps += 1;
        self.rest()[1..]
            .chars()
            .next()
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '#' | '£' | '$' | '€') || is_quote(c) || c == '(')
    }

    /// At a quote: the text up to the next one, and steps behind it. An unpaired quote is passed over.
    fn quoted(&mut self) -> Option<&'q str> {
        let rest = self.rest();
        let open = rest.chars().next().map_or(1, char::len_utf8);
        self.at += open;
        if self.no_more_quotes {
            return None;
        }
        let inner = &rest[open..];
        match inner.char_indices().inspect(|_| self.steps += 1).find(|&(_, c)| is_quote(c)) {
            Some((end, close)) => {
                self.at += end + close.len_utf8();
                Some(&inner[..end])
            }
            None => {
                self.no_more_quotes = true;
                self.notes.push("a quotation mark without its partner was passed over".to_owned());
                None
            }
        }
    }

    /// A run without spaces, quotes and parentheses: a word, an operator, or a field with its value.
    fn chunk(&mut self) {
        self.steps += 10;
        if let Some(name) = field_name(self.rest()) {
            self.field(name);
            return;
        }
        let chunk = self.take_chunk();
        let operator = match chunk {
            _ if self.matching == Matching::Any => None,
            "AND" => Some(Lexeme::And),
            "OR" => Some(Lexeme::Or),
            "NOT" => Some(Lexeme::Not { spelled: true }),
            // Nobody writes a headline with a field in it: here the word can only mean the operator.
            "not" if self.field_follows() => Some(Lexeme::Not { spelled: true }),
            "NEAR" => Some(Lexeme::Near(None)),
            _ => chunk.strip_prefix("NEAR/").and_then(number).map(|within| Lexeme::Near(Some(within))),
        };
        match (operator, self.group()) {
            (Some(operator), _) => self.lexemes.push(operator),
            (None, None | Some("title")) => self.words(chunk, self.scope()),
            (None, Some(name)) => self.value(name, chunk),
        }
    }

    fn take_chunk(&mut self) -> &'q str {
        let rest = self.rest();
        let end = rest
            .char_indices()
            .inspect(|_| self.steps += 1)
            .find(|&(_, c)| c.is_whitespace() || is_quote(c) || c == '(' || c == ')')
            .map_or(rest.len(), |(at, _)| at);
        self.at += end;
        &rest[..end]
    }

    fn field_follows(&mut self) -> bool {
        let rest = self.rest();
        let next = rest.trim_start();
        self.steps += rest.len() - next.len() + 10;
        let value = field_name(next).and_then(|name| next[name.len() + 1..].chars().next());
        value.is_some_and(|c| !c.is_whitespace())
    }

    /// At `name:`: reads the value. Where none stands directly behind, the name is a word like any other.
    fn field(&mut self, name: &'static str) {
        let start = self.at;
        self.at += name.len() + 1;
        let next = self.rest().chars().next();
        if next == Some('(') && (self.matching == Matching::All || name == "title") {
            self.at += 1;
            self.open(Some(name));
            return;
        }
        let quoted = next.is_some_and(is_quote);
        let value = if quoted { self.quoted().unwrap_or_default() } else { self.take_chunk() };
        match name {
            _ if value.trim().is_empty() => self.words(&self.text[start..start + name.len()], Scope::Anywhere),
            "title" if quoted => self.phrase(value, Scope::Title),
            "title" => self.words(value, Scope::Title),
            _ => self.value(name, value),
        }
    }

    /// The value of a field that asks for a fact.
    fn value(&mut self, name: &'static str, value: &str) {
        let value = value.trim();
        match read_fact(name, value, &mut self.notes) {
            Ok(leaf) => self.lexemes.push(Lexeme::Leaf(leaf)),
            Err(problem) => {
                self.notes.push(format!("`{name}:{value}` was read as words: {problem}"));
                self.words(name, Scope::Anywhere);
                self.exact(value, Scope::Anywhere);
            }
        }
    }

    /// Quoted text: folded words in sequence, and with `~5` behind it with other words among them.
    fn phrase(&mut self, text: &str, scope: Scope) {
        let Some(within) = self.looseness() else { return self.exact(text, scope) };
        self.steps += text.len();
        let words = words_of(&tokenize(text, Reading::Query));
        match within {
            Some(within) if words.len() > 1 => {
                if within > MAX_WITHIN {
                    self.notes.push(format!("`~{within}`: at most {MAX_WITHIN} words may stand between"));
                }
                match within.min(MAX_WITHIN) {
                    0 => self.lexemes.push(Lexeme::Leaf(Leaf::Exact { scope, words })),
                    within => self.lexemes.push(Lexeme::Leaf(Leaf::Loose { scope, words, within })),
                }
            }
            _ => {
                self.notes.push(
                    "`~` behind a quotation takes several words in it and a number behind it; it was passed over"
                        .to_owned(),
                );
                self.exact(text, scope);
            }
        }
    }

    /// Directly behind a quotation: `~` and its number, where nothing else follows.
    fn looseness(&mut self) -> Option<Option<u32>> {
        let rest = self.rest().strip_prefix('~')?;
        let digits = rest.bytes().take(10).take_while(u8::is_ascii_digit).count();
        self.steps += digits + 1;
        let ends = rest[digits..].chars().next().is_none_or(|c| c.is_whitespace() || c == ')');
        ends.then(|| {
            self.at += 1 + digits;
            number(&rest[..digits])
        })
    }

    /// Folded words in sequence.
    fn exact(&mut self, text: &str, scope: Scope) {
        self.steps += text.len();
        let words = words_of(&tokenize(text, Reading::Query));
        if !words.is_empty() {
            self.lexemes.push(Lexeme::Leaf(Leaf::Exact { scope, words }));
        }
    }

    /// Bare text: one word with its inflections, several (`well-known`) in sequence, `begin*`, `mispelt~`.
    fn words(&mut self, text: &str, scope: Scope) {
        self.steps += text.len();
        if let Some(beginning) = text.strip_suffix('*') {
            match only_word(beginning) {
                Some(prefix) if prefix.chars().count() >= MIN_PREFIX => {
                    self.lexemes.push(Lexeme::Leaf(Leaf::Prefix { scope, prefix }));
                    return;
                }
                _ if ends_in_word(beginning) => self.notes.push(format!(
                    "`{text}`: `*` completes one word of at least {MIN_PREFIX} letters; it was passed over"
                )),
                // `really?*` completes nothing: its star is as literal as its question mark.
                _ => {}
            }
        }
        let mut text = text;
        if let Some((spelled, distance)) = text.rsplit_once('~')
            && (distance.is_empty() || number(distance).is_some())
            && ends_in_word(spelled)
        {
            match only_word(spelled) {
                Some(word) if word.chars().count() >= MIN_FUZZY => {
                    if !matches!(distance, "" | "1") {
                        self.notes.push(format!("`{text}`: `~` allows for one letter; it was read as {word}~"));
                    }
                    self.lexemes.push(Lexeme::Leaf(Leaf::Fuzzy { scope, word }));
                    return;
                }
                _ => {
                    self.notes.push(format!(
                        "`{text}`: `~` allows for one other letter in one word of at least {MIN_FUZZY}; it was passed over"
                    ));
                    text = spelled;
                }
            }
        }
        if let Some((_, weight)) = text.rsplit_once('^')
            && !weight.is_empty()
            && weight.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        {
            self.notes.push(format!("`{text}`: words take no weights; it was read as it stands"));
        }
        let mut words = words_of(&tokenize(text, Reading::Query));
        match words.len() {
            0 => {}
            1 => {
                let word = words.swap_remove(0);
                self.lexemes.push(Lexeme::Leaf(Leaf::Word { scope, word }));
            }
            _ => self.lexemes.push(Lexeme::Compound { scope, words }),
        }
    }
}

fn words_of(tokens: &Tokens) -> Vec<String> {
    tokens.iter().map(|token| token.folded.to_owned()).collect()
}

fn ends_in_word(text: &str) -> bool {
    tokenize(text, Reading::Query).iter().last().is_some_and(|last| last.end == text.len())
}

/// The word that a text is, if it is one and ends with it.
fn only_word(text: &str) -> Option<String> {
    let tokens = tokenize(text, Reading::Query);
    let word = tokens.iter().next().filter(|word| tokens.len() == 1 && word.end == text.len())?;
    Some(word.folded.to_owned())
}

/// Digits as a number; more than fit are the largest.
fn number(digits: &str) -> Option<u32> {
    let are_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    are_digits.then(|| digits.parse().unwrap_or(u32::MAX))
}
