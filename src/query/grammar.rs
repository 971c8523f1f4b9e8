//! Lexemes into a tree.
//!
//! ```text
//! query  = and *( "OR" and )
//! and    = part *( [ "AND" ] part )
//! part   = *( "NOT" / "-" ) ( word / phrase / prefix / field / "(" query ")" )
//! ```
//!
//! Operators are capitals. `AND` binds more tightly than `OR`. There is no recursion: nesting is a stack of bounded
//! height, and parentheses beyond it are passed over.

use super::ast::{Expr, Leaf, Matching, Query, Scope};
use super::lexer::{Lexed, Lexeme, Lexer};

/// How deep parentheses nest; Elasticsearch stops at the same depth.
pub(super) const MAX_DEPTH: usize = 20;

impl Query {
    /// Reads a query. Never fails: what cannot be read as an operator is read as words.
    ///
    /// Takes time and memory linear in the text; the tree is never deeper than a fixed bound.
    pub fn parse(text: &str, matching: Matching) -> Self {
        parse(text, matching)
    }
}

fn parse(text: &str, matching: Matching) -> Query {
    let Lexed { lexemes, mut notes, .. } = Lexer::new(text, matching).run();
    let wordless = lexemes.iter().all(|lexeme| matches!(lexeme, Lexeme::Open(_) | Lexeme::Close | Lexeme::Not { .. }));
    let expr = match matching {
        Matching::All => Parser::new(&mut notes).run(lexemes),
        Matching::Any => any_word(lexemes),
    };
    let expr = match expr {
        Expr::And(parts) if parts.is_empty() && wordless && !text.trim().is_empty() => {
            notes.push("there is no word in the query".to_owned());
            Expr::nothing()
        }
        expr => expr,
    };
    Query { text: text.to_owned(), expr, notes }
}

struct Parser<'n> {
    notes: &'n mut Vec<String>,
    stack: Vec<Group>,
    passed_over: usize,
}

/// An open parenthesis, or the query itself.
#[derive(Default)]
struct Group {
    scope: Option<Scope>,
    or: Vec<Expr>,
    and: Vec<Expr>,
    negated: bool,
}

impl Group {
    fn add(&mut self, expr: Expr) {
        let expr = if std::mem::take(&mut self.negated) { negate(expr) } else { expr };
        self.and.push(expr);
    }

    fn into_expr(mut self) -> Option<Expr> {
        if !self.and.is_empty() {
            self.or.push(flat_and(self.and));
        }
        (!self.or.is_empty()).then(|| flat_or(self.or))
    }
}

fn negate(expr: Expr) -> Expr {
    match expr {
        Expr::Not(inner) => *inner,
        expr => Expr::Not(Box::new(expr)),
    }
}

/// `(a b) c` is `a b c`: the canonical text has no needless parentheses.
fn flat_and(parts: Vec<Expr>) -> Expr {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Expr::And(inner) => flat.extend(inner),
            part => flat.push(part),
        }
    }
    Expr::all_of(flat)
}

fn flat_or(parts: Vec<Expr>) -> Expr {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Expr::Or(inner) => flat.extend(inner),
            part => flat.push(part),
        }
    }
    Expr::any_of(flat)
}

impl<'n> Parser<'n> {
    fn new(notes: &'n mut Vec<String>) -> Self {
        Self { notes, stack: vec![Group::default()], passed_over: 0 }
    }

    fn run(mut self, lexemes: Vec<Lexeme>) -> Expr {
        let mut lexemes = lexemes.into_iter().peekable();
        while let Some(lexeme) = lexemes.next() {
            let operand_follows = matches!(
                lexemes.peek(),
                Some(Lexeme::Leaf(_) | Lexeme::Compound { .. } | Lexeme::Open(_) | Lexeme::Not { .. })
            );
            match lexeme {
                Lexeme::Leaf(leaf) => self.leaf(leaf),
                Lexeme::Compound { scope, words } => self.leaf(Leaf::Exact { scope, words }),
                Lexeme::Open(scope) => self.open(scope),
                Lexeme::Close => self.close(),
                Lexeme::And if operand_follows && self.has_left() => {}
                Lexeme::Or if operand_follows && self.has_left() => {
                    let group = self.top();
                    let and = std::mem::take(&mut group.and);
                    group.or.push(flat_and(and));
                }
                Lexeme::Not { .. } if operand_follows => {
                    let group = self.top();
                    group.negated = !group.negated;
                }
                Lexeme::And => self.word("and"),
                Lexeme::Or => self.word("or"),
                Lexeme::Not { spelled: true } => self.word("not"),
                Lexeme::Not { spelled: false } => {}
            }
        }
        let mut unclosed = false;
        while self.stack.len() > 1 {
            unclosed = true;
            self.pop();
        }
        if unclosed {
            self.notes.push("a parenthesis without its partner was closed at the end".to_owned());
        }
        self.stack.pop().and_then(Group::into_expr).unwrap_or_else(Expr::everything)
    }

    /// The innermost open group; the query itself is always open.
    fn top(&mut self) -> &mut Group {
        if self.stack.is_empty() {
            self.stack.push(Group::default());
        }
        let last = self.stack.len() - 1;
        &mut self.stack[last]
    }

    fn has_left(&mut self) -> bool {
        let group = self.top();
        !group.and.is_empty() && !group.negated
    }

    fn leaf(&mut self, mut leaf: Leaf) {
        let title = self.stack.iter().any(|group| group.scope == Some(Scope::Title));
        if title && let Leaf::Word { scope, .. } | Leaf::Exact { scope, .. } | Leaf::Prefix { scope, .. } = &mut leaf {
            *scope = Scope::Title;
        }
        self.top().add(Expr::Leaf(leaf));
    }

    /// An operator that joins nothing.
    fn word(&mut self, word: &str) {
        self.notes.push(format!("`{}` joins nothing there and was read as a word", word.to_uppercase()));
        self.leaf(Leaf::Word { scope: Scope::Anywhere, word: word.to_owned() });
    }

    fn open(&mut self, scope: Option<Scope>) {
        if self.stack.len() > MAX_DEPTH {
            if self.passed_over == 0 {
                self.notes.push(format!("parentheses nest {MAX_DEPTH} deep; those beyond were passed over"));
            }
            self.passed_over += 1;
        } else {
            self.stack.push(Group { scope, ..Group::default() });
        }
    }

    fn close(&mut self) {
        if self.passed_over > 0 {
            self.passed_over -= 1;
        } else if self.stack.len() > 1 {
            self.pop();
        } else if !self.notes.iter().any(|note| note.starts_with("a closing")) {
            self.notes.push("a closing parenthesis without its partner was passed over".to_owned());
        }
    }

    fn pop(&mut self) {
        let inner = self.stack.pop().and_then(Group::into_expr);
        match inner {
            Some(expr) => self.top().add(expr),
            None => self.top().negated = false,
        }
    }
}

/// Under [`Matching::Any`]: any of the words, all of the fields, none of what is excluded. Parentheses only bound what
/// a `-` before them excludes.
fn any_word(lexemes: Vec<Lexeme>) -> Expr {
    let mut words = Vec::new();
    let mut required = Vec::new();
    let mut negated = false;
    // Depth inside an excluded parenthesis; 0 outside.
    let mut excluded: usize = 0;
    for lexeme in lexemes {
        match lexeme {
            Lexeme::Not { .. } => negated = true,
            Lexeme::Open(_) if excluded > 0 || std::mem::take(&mut negated) => excluded += 1,
            Lexeme::Close => excluded = excluded.saturating_sub(1),
            Lexeme::Leaf(leaf) => {
                let is_words = leaf.is_words();
                let leaf = Expr::Leaf(leaf);
                if std::mem::take(&mut negated) || excluded > 0 {
                    required.push(Expr::Not(Box::new(leaf)));
                } else if is_words {
                    words.push(leaf);
                } else {
                    required.push(leaf);
                }
            }
            Lexeme::Compound { scope, words: parts } if std::mem::take(&mut negated) || excluded > 0 => {
                required.push(Expr::Not(Box::new(Expr::Leaf(Leaf::Exact { scope, words: parts }))));
            }
            // One word is enough, and a part of a compound is one: `high-speed` finds `higher speeds`.
            Lexeme::Compound { scope, words: parts } => {
                words.extend(parts.into_iter().map(|word| Expr::Leaf(Leaf::Word { scope, word })));
            }
            Lexeme::Open(_) | Lexeme::And | Lexeme::Or => {}
        }
    }
    if !words.is_empty() {
        required.insert(0, flat_or(words));
    }
    flat_and(required)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        parse(text, Matching::All).read_as()
    }

    fn notes(text: &str) -> Vec<String> {
        parse(text, Matching::All).notes
    }

    #[test]
    fn words_are_joined_by_and_and_or_binds_less() {
        assert_eq!(read("modern slavery"), "modern slavery");
        assert_eq!(read("a b OR c d"), "a b OR c d");
        assert_eq!(read("a (b OR c) d"), "a (b OR c) d");
        assert_eq!(read("(a b) AND c"), "a b c");
        assert_eq!(read("NOT (a OR b) -c"), "-(a OR b) -c");
        assert_eq!(read("NOT NOT a"), "a");
    }

    #[test]
    fn quotes_of_all_shapes_make_exact_phrases_with_their_stop_words() {
        assert_eq!(read("“freedom of information act”"), "\"freedom of information act\"");
        assert_eq!(read("„a b« \"c\""), "\"a b\" \"c\"");
        assert_eq!(read("well-known"), "\"well known\"");
        assert_eq!(read("\"unclosed words"), "unclosed words");
        assert_eq!(notes("\"unclosed words").len(), 1);
        assert_eq!(read("\"\" a"), "a");
    }

    #[test]
    fn a_minus_excludes_only_after_space_and_directly_before_something() {
        assert_eq!(read("drugs -trafficking"), "drugs -trafficking");
        assert_eq!(read("drugs - trafficking"), "drugs trafficking");
        assert_eq!(read("COVID-19"), "\"covid 19\"");
        assert_eq!(read("-\"a b\" -(c d)"), "-\"a b\" -(c d)");
        assert_eq!(read("(-a b)"), "-a b");
    }

    #[test]
    fn only_known_names_are_fields() {
        assert_eq!(read("Brexit: what next"), "brexit what next");
        assert_eq!(read("10:30"), "\"10 30\"");
        assert_eq!(read("title:fraud Title:\"the bank\""), "title:fraud title:\"the bank\"");
        assert_eq!(read("title:(a OR \"b c\")"), "title:a OR title:\"b c\"");
        assert_eq!(
            read("topic:safeguarding/modern-slavery kind:blog lang:en-GB"),
            "topic:safeguarding/modern-slavery kind:blog lang:en"
        );
        assert_eq!(read("title: fraud"), "title fraud");
        assert_eq!(read("kind:poem"), "kind \"poem\"");
        assert_eq!(notes("kind:poem").len(), 1);
    }

    #[test]
    fn dates_are_read_as_partial_dates_and_ranges() {
        assert_eq!(
            read("date:2017-02 date:2016-05..2017 date:unknown"),
            "date:2017-02 date:2016-05..2017 date:unknown"
        );
        assert_eq!(read("date:2018..2016"), "date:2016..2018");
        assert_eq!(read("date:spring"), "date \"spring\"");
    }

    #[test]
    fn operators_that_join_nothing_are_words() {
        assert_eq!(read("AND sheffield"), "and sheffield");
        assert_eq!(read("sheffield OR"), "sheffield or");
        assert_eq!(read("a AND OR b"), "a and OR b");
        assert_eq!(read("a NOT"), "a not");
        assert_eq!(notes("AND sheffield").len(), 1);
    }

    #[test]
    fn prefixes_need_two_letters() {
        assert_eq!(read("terror* a*"), "terror* a");
        assert_eq!(read("*"), "");
        assert_eq!(parse("*", Matching::All).expr, Expr::nothing());
    }

    #[test]
    fn an_empty_query_is_every_release_and_a_wordless_one_is_none() {
        assert_eq!(parse("  ", Matching::All).expr, Expr::everything());
        for text in ["???", "()", "-", "\"", "( ( )"] {
            let query = parse(text, Matching::All);
            assert_eq!(query.expr, Expr::nothing(), "{text}");
            assert!(!query.notes.is_empty(), "{text}");
        }
    }

    #[test]
    fn under_any_operators_do_not_change_the_set_of_words() {
        let read = |text: &str| parse(text, Matching::Any).read_as();
        assert_eq!(read("what is (known OR not) AND why"), "what OR is OR known OR or OR not OR and OR why");
        assert_eq!(read("flow -heat kind:news"), "(flow) -heat kind:news".replace("(flow)", "flow"));
        assert_eq!(read("a b date:2017"), "(a OR b) date:2017");
        assert_eq!(
            read("high-speed \"heat transfer\" -well-known"),
            "(high OR speed OR \"heat transfer\") -\"well known\""
        );
        assert_eq!(read("(a b) -(c (d e) f) g"), "(a OR b OR g) -c -d -e -f");
    }

    #[test]
    fn parsing_is_linear_on_hostile_input() {
        let noise: String = {
            let mut state = 1u64;
            (0..100_000)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    char::from((state >> 33) as u8 & 0x7f)
                })
                .collect()
        };
        let patterns = [
            "(", "\"", "-", "NOT ", "\n", "/", ")", "title:", "a OR ", "(a ", "\"a", "date:", "a*", "-(", "“",
            "title:(",
        ];
        for pattern in patterns.into_iter().chain([noise.as_str()]) {
            let text = pattern.repeat(100_000usize.div_ceil(pattern.len()));
            let small = std::thread::Builder::new().stack_size(2 << 20);
            let worker = small.spawn(move || {
                let steps = Lexer::new(&text, Matching::All).run().steps;
                assert!(steps <= 8 * text.len(), "{steps} steps for {} bytes", text.len());
                let query = parse(&text, Matching::All);
                // Printing, matching and dropping the tree must fit the same small stack.
                drop(query.read_as());
            });
            worker.expect("a thread").join().unwrap_or_else(|_| panic!("{pattern:?}"));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_text_is_a_query_and_its_reading_reads_the_same(
            text in "([a-cA-C£#'’.,\"“()*: -]|AND |OR |NOT |title:|date:2017|kind:blog ){0,40}|\\PC{0,60}"
        ) {
            for matching in [Matching::All, Matching::Any] {
                let query = parse(&text, matching);
                let again = parse(&query.read_as(), Matching::All);
                if query.expr != Expr::nothing() {
                    prop_assert_eq!(&again.expr, &query.expr, "{} -> {}", text, query.read_as());
                    prop_assert!(again.notes.is_empty(), "{:?}", again.notes);
                }
            }
        }
    }
}
