//! Query text into lexemes: words, phrases, fields, operators. One pass, bounded look-ahead.

use super::ast::{Leaf, Matching, Scope};
use super::dates::DateRange;
use crate::release::{Kind, Language};
use crate::text::{Reading, Tokens, fold, tokenize};

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
    /// `(`; the scope is that of a field written before it.
    Open(Option<Scope>),
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
        Self { text, at: 0, matching, lexemes: Vec::new(), notes: Vec::new(), no_more_quotes: false, steps: 0 }
    }

    pub(super) fn run(mut self) -> Lexed {
        let mut before = ' ';
        while let Some(c) = self.rest().chars().next() {
            self.steps += 1;
            let starts_here = before.is_whitespace() || before == '(';
            before = c;
            if c.is_whitespace() {
                self.at += c.len_utf8();
            } else if is_quote(c) {
                if let Some(phrase) = self.quoted() {
                    self.phrase(phrase, Scope::Anywhere);
                }
            } else if c == '(' || c == ')' {
                self.at += 1;
                self.lexemes.push(if c == '(' { Lexeme::Open(None) } else { Lexeme::Close });
            } else if c == '-' && starts_here && self.excludes() {
                self.at += 1;
                self.lexemes.push(Lexeme::Not { spelled: false });
                before = ' ';
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
        if let Some(after) = self.field_name() {
            let name = &self.rest()[..after - 1];
            if self.field(name, after) {
                return;
            }
        }
        let chunk = self.take_chunk();
        match chunk {
            "AND" if self.matching == Matching::All => self.lexemes.push(Lexeme::And),
            "OR" if self.matching == Matching::All => self.lexemes.push(Lexeme::Or),
            "NOT" if self.matching == Matching::All => self.lexemes.push(Lexeme::Not { spelled: true }),
            _ => self.words(chunk, Scope::Anywhere),
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

    /// Length of `name:` where a known name stands here.
    fn field_name(&mut self) -> Option<usize> {
        let rest = self.rest();
        let letters = rest.bytes().take(10).take_while(u8::is_ascii_alphabetic).count();
        self.steps += letters + 1;
        let known = FIELDS.iter().any(|field| rest[..letters].eq_ignore_ascii_case(field));
        (known && rest.as_bytes().get(letters) == Some(&b':')).then_some(letters + 1)
    }

    /// Reads `name:value`; false where no value stands directly behind, and the name is a word like any other.
    fn field(&mut self, name: &str, after: usize) -> bool {
        let start = self.at;
        self.at += after;
        let name = name.to_ascii_lowercase();
        let next = self.rest().chars().next();
        let quoted = next.is_some_and(is_quote);
        if name == "title" && next == Some('(') && self.matching == Matching::All {
            self.at += 1;
            self.lexemes.push(Lexeme::Open(Some(Scope::Title)));
            return true;
        }
        let value = if quoted { self.quoted().unwrap_or_default() } else { self.take_chunk() };
        if value.trim().is_empty() {
            self.at = start;
            // The colon must go, or this would be read as a field for ever.
            self.words(&self.text[start..start + after - 1], Scope::Anywhere);
            self.at = start + after;
            return true;
        }
        match self.field_leaf(&name, value.trim(), quoted) {
            Ok(()) => {}
            Err(problem) => {
                self.notes.push(format!("`{name}:{value}` was read as words: {problem}"));
                self.words(&name, Scope::Anywhere);
                self.phrase(value, Scope::Anywhere);
            }
        }
        true
    }

    fn field_leaf(&mut self, name: &str, value: &str, quoted: bool) -> Result<(), String> {
        let leaf = match name {
            "title" if quoted => {
                self.phrase(value, Scope::Title);
                return Ok(());
            }
            "title" => {
                self.words(value, Scope::Title);
                return Ok(());
            }
            "topic" => Leaf::Topic(topic_path(value)?),
            "kind" => Leaf::Kind(value.parse::<Kind>().map_err(|error| error.to_string())?),
            "publisher" => {
                let words = words_of(&tokenize(value, Reading::Query));
                if words.is_empty() {
                    return Err("a publisher has at least one word".to_owned());
                }
                Leaf::Publisher(words)
            }
            "date" => {
                let range = value.parse::<DateRange>().map_err(|error| error.to_string())?;
                let (range, swapped) = range.in_order();
                if swapped {
                    self.notes.push(format!("`date:{value}` ends before it begins; it was read as date:{range}"));
                }
                Leaf::Date(range)
            }
            _ => Leaf::Language(Language::from_tag(value).ok_or("a language is written en or cy")?),
        };
        self.lexemes.push(Lexeme::Leaf(leaf));
        Ok(())
    }

    /// Quoted text: folded words in sequence.
    fn phrase(&mut self, text: &str, scope: Scope) {
        self.steps += text.len();
        let words = words_of(&tokenize(text, Reading::Query));
        if !words.is_empty() {
            self.lexemes.push(Lexeme::Leaf(Leaf::Exact { scope, words }));
        }
    }

    /// Bare text: one word with its inflections, several (`well-known`) in sequence, `begin*`.
    fn words(&mut self, text: &str, scope: Scope) {
        self.steps += text.len();
        if let Some(beginning) = text.strip_suffix('*') {
            let tokens = tokenize(beginning, Reading::Query);
            // `really?*` completes nothing: its star is as literal as its question mark.
            if tokens.iter().last().is_some_and(|last| last.end == beginning.len()) {
                let mut words = words_of(&tokens);
                match words.pop().filter(|_| words.is_empty()) {
                    Some(prefix) if prefix.chars().count() >= MIN_PREFIX => {
                        self.lexemes.push(Lexeme::Leaf(Leaf::Prefix { scope, prefix }));
                        return;
                    }
                    _ => self.notes.push(format!(
                        "`{text}`: `*` completes one word of at least {MIN_PREFIX} letters; it was passed over"
                    )),
                }
            }
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

/// The names that make `name:` a field; all else before a colon is words (`Brexit: what next`).
const FIELDS: &[&str] = &["title", "topic", "kind", "publisher", "lang", "language", "date"];

fn words_of(tokens: &Tokens) -> Vec<String> {
    tokens.iter().map(|token| token.folded.to_owned()).collect()
}

/// `Modern Slavery`, `/safeguarding/modern-slavery/`: as the tree writes them.
fn topic_path(value: &str) -> Result<String, String> {
    let path = fold(value).trim_matches('/').split_whitespace().collect::<Vec<_>>().join("-");
    let fits = !path.is_empty() && path.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/'));
    fits.then_some(path).ok_or_else(|| "a topic is written safeguarding/modern-slavery".to_owned())
}
