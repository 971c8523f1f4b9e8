//! Lexemes into a tree.
//!
//! ```text
//! query  = and *( "OR" and )
//! and    = part *( [ "AND" ] part )
//! part   = *( "NOT" / "-" ) side *( ( "NEAR" / "NEAR/" number ) side )
//! side   = word / phrase / prefix / fuzzy / field / [ name ":" ] "(" query ")"
//! ```
//!
//! Operators are capitals. `NEAR` binds most tightly, `AND` more tightly than `OR`. There is no recursion: nesting is a stack of bounded
//! height, and parentheses beyond it are passed over.

use super::any::any_word;
use super::ast::{Expr, Leaf, Matching, Query, Scope};
use super::group::{Group, flat_and};
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
    let wordless = lexemes.iter().all(|lexeme| matches!(lexeme, Lexeme::Open | Lexeme::Close | Lexeme::Not { .. }));
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

impl<'n> Parser<'n> {
    fn new(notes: &'n mut Vec<String>) -> Self {
        Self { notes, stack: vec![Group::default()], passed_over: 0 }
    }

    fn run(mut self, lexemes: Vec<Lexeme>) -> Expr {
        let mut lexemes = lexemes.into_iter().peekable();
        while let Some(lexeme) = lexemes.next() {
            let operand_follows = matches!(
                lexemes.peek(),
                Some(Lexeme::Leaf(_) | Lexeme::Compound { .. } | Lexeme::Open | Lexeme::Not { .. })
            );
            match lexeme {
                Lexeme::Leaf(leaf) => self.add(Expr::Leaf(leaf)),
                Lexeme::Compound { scope, words } => self.add(Expr::Leaf(Leaf::Exact { scope, words })),
                Lexeme::Open => self.open(),
                Lexeme::Close => self.close(),
                Lexeme::And if operand_follows && self.has_left() => {}
                Lexeme::Or if operand_follows && self.has_left() => {
                    let (group, notes) = self.top();
                    group.give_up_near(notes);
                    let and = std::mem::take(&mut group.and);
                    group.or.push(flat_and(and));
                }
                Lexeme::Not { .. } if operand_follows => {
                    let (group, _) = self.top();
                    group.negated = !group.negated;
                }
                Lexeme::And => self.word("and"),
                Lexeme::Or => self.word("or"),
                Lexeme::Not { spelled: true } => self.word("not"),
                Lexeme::Not { spelled: false } => {}
                Lexeme::Near(within) => {
                    let (group, notes) = self.top();
                    group.give_up_near(notes);
                    group.near = Some(within);
                    if !operand_follows || group.negated || group.and.is_empty() {
                        group.negated = false;
                        group.give_up_near(notes);
                    }
                }
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
        let whole = self.stack.pop();
        whole.and_then(|group| group.into_expr(self.notes)).unwrap_or_else(Expr::everything)
    }

    /// The innermost open group; the query itself is always open.
    fn top(&mut self) -> (&mut Group, &mut Vec<String>) {
        if self.stack.is_empty() {
            self.stack.push(Group::default());
        }
        let last = self.stack.len() - 1;
        (&mut self.stack[last], self.notes)
    }

    fn has_left(&mut self) -> bool {
        let (group, _) = self.top();
        !group.and.is_empty() && !group.negated
    }

    fn add(&mut self, expr: Expr) {
        let (group, notes) = self.top();
        group.add(expr, notes);
    }

    /// An operator that joins nothing.
    fn word(&mut self, word: &str) {
        self.notes.push(format!("`{}` joins nothing there and was read as a word", word.to_uppercase()));
        self.add(Expr::Leaf(Leaf::Word { scope: Scope::Anywhere, word: word.to_owned() }));
    }

    fn open(&mut self) {
        if self.stack.len() > MAX_DEPTH {
            if self.passed_over == 0 {
                self.notes.push(format!("parentheses nest {MAX_DEPTH} deep; those beyond were passed over"));
            }
            self.passed_over += 1;
        } else {
            self.stack.push(Group::default());
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
        let inner = self.stack.pop();
        match inner.and_then(|group| group.into_expr(self.notes)) {
            Some(expr) => self.add(expr),
            None => {
                let (group, notes) = self.top();
                group.negated = false;
                group.give_up_near(notes);
            }
        }
    }
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
    fn fuzzy_words_have_five_letters_and_one_mistake() {
        assert_eq!(read("Polcie~ title:fraude~1 -defrauded~"), "polcie~ title:fraude~ -defrauded~");
        assert_eq!(read("fruad~2"), "fruad~");
        assert_eq!(read("bank~ well-known~"), "bank \"well known\"");
        assert_eq!(read("police~work ~ ~~"), "\"police work\"");
        assert_eq!((notes("polcie~").len(), notes("fruad~2").len(), notes("bank~").len()), (0, 1, 1));
    }

    #[test]
    fn a_phrase_may_be_loose() {
        assert_eq!(read("\"stop search\"~3 title:“a b”~5"), "\"stop search\"~3 title:\"a b\"~5");
        assert_eq!(read("\"stop search\"~0 \"a b\"~99"), "\"stop search\" \"a b\"~50");
        assert_eq!(read("\"fraud\"~3 \"a b\"~ \"a b\"~x"), "\"fraud\" \"a b\" \"a b\" x");
        assert_eq!(notes("\"fraud\"~3 \"a b\"~99 \"a b\"~").len(), 3);
    }

    #[test]
    fn near_binds_most_tightly_and_a_chain_is_one_window() {
        assert_eq!(read("a NEAR b"), "a NEAR/10 b");
        assert_eq!(read("x a NEAR/5 \"b c\" OR y"), "x a NEAR/5 \"b c\" OR y");
        assert_eq!(read("(a OR b*) NEAR/5 c"), "(a OR b) NEAR/5 c");
        assert_eq!(read("-a NEAR/5 b"), "-(a NEAR/5 b)");
        assert_eq!(read("title:(a NEAR/5 b) OR c"), "title:a NEAR/5 title:b OR c");
        assert_eq!(read("a NEAR/5 b NEAR/7 c"), "a NEAR/7 b NEAR/7 c");
        assert_eq!(read("a NEAR/5 b b NEAR/5 c"), "a NEAR/5 b b NEAR/5 c");
        assert_eq!(notes("a NEAR/5 b NEAR/7 c").len(), 1);
        assert_eq!(read("a NEAR/900 b"), "a NEAR/50 b");
    }

    #[test]
    fn near_that_joins_nothing_is_a_word() {
        assert_eq!(read("near Leeds"), "near leeds");
        assert_eq!(read("NEAR Leeds"), "near leeds");
        assert_eq!(read("crash NEAR"), "crash near");
        assert_eq!(read("a NEAR/5 kind:news"), "a \"near 5\" kind:news");
        assert_eq!(read("a NEAR (b c)"), "a near b c");
        assert_eq!(read("a NEAR -b"), "a near -b");
        assert_eq!(read("a NEAR title:b"), "a near title:b");
        assert_eq!(read("a NEAR () b"), "a near b");
        assert_eq!(read("a NEAR NEAR b"), "a near NEAR/10 b");
        assert_eq!(read("a NEAR b NEAR c NEAR d NEAR e NEAR f").matches("NEAR").count(), 4);
        for text in ["NEAR Leeds", "a NEAR", "a NEAR kind:news", "a NEAR (b c)", "a NEAR () b"] {
            assert_eq!(notes(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_field_may_stand_before_a_group() {
        assert_eq!(read("kind:(news OR blog) fraud"), "(kind:news OR kind:blog) fraud");
        assert_eq!(read("publisher:(\"a b\" OR c)"), "publisher:\"a b\" OR publisher:\"c\"");
        assert_eq!(read("date:(2016 OR 2018..) -topic:(a b)"), "(date:2016 OR date:2018..) -(topic:a topic:b)");
        assert_eq!(read("title:(-a (b OR kind:news))"), "-title:a (title:b OR kind:news)");
        assert_eq!(read("kind:(news OR poem)"), "kind:news OR kind \"poem\"");
        assert_eq!(read("kind:(news"), "kind:news");
    }

    #[test]
    fn ids_addresses_and_years_are_fields() {
        assert_eq!(read("id:PR-17/5 id:\"PR 17 (5)\""), "id:PR-17/5 id:\"PR 17 (5)\"");
        assert_eq!(read("url:https://www.Example.org/News/ url:example.org"), "url:example.org/news url:example.org");
        assert_eq!(read("url:::: id:"), "url id");
        assert_eq!(read("year:2016 year:2015..2017 year:..2015"), "date:2016 date:2015..2017 date:..2015");
        assert_eq!(read("year:2016-05"), "year \"2016 05\"");
    }

    #[test]
    fn not_before_a_field_is_an_operator_in_any_case() {
        assert_eq!(read("fraud not topic:money"), "fraud -topic:money");
        assert_eq!(read("whether or not topic: this"), "whether or not topic this");
        assert_eq!(read("fraud AND NOT topic:money"), "fraud -topic:money");
    }

    #[test]
    fn weights_are_literal() {
        assert_eq!(read("fraud^2"), "\"fraud 2\"");
        assert_eq!((notes("fraud^2").len(), notes("a^b").len()), (1, 0));
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
            "(",
            "\"",
            "-",
            "NOT ",
            "\n",
            "/",
            ")",
            "title:",
            "a OR ",
            "(a ",
            "\"a",
            "date:",
            "a*",
            "-(",
            "“",
            "title:(",
            "a~ ",
            "\"a b\"~5",
            "a NEAR ",
            "a NEAR/5 (",
            "(a OR b) NEAR ",
            "kind:(",
            "url:",
            "id:a ",
            "not ",
            "^2",
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
            text in "([a-cA-C£#'’.,\"“()*:~^ -]|AND |OR |NOT | NEAR/3 |NEAR |not |abcab|\"a b\"~2|title:|date:2017|year:|kind:blog |kind:\\(|id:|url:a.b/){0,40}|\\PC{0,60}"
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
