//! The Matcher: a query run over one release, giving the passages that satisfy it.
//!
//! It says yes exactly when the index returns the release, and so serves snippets, topic rules and, as the oracle of
//! the property tests, the index itself.

use super::ast::{Expr, Leaf, Scope};
use super::facts::{Facts, holds};
use super::leaves::Leaves;
use super::occurrences::Span;
use crate::text::{Beginnings, Words};

/// The passages of a release that satisfied a query: those of excluded words never, those of a phrase only where
/// the whole phrase stands. In order, not overlapping within one leaf.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// In the title.
    pub title: Vec<Span>,
    /// In the summary.
    pub summary: Vec<Span>,
    /// In the body.
    pub body: Vec<Span>,
}

/// A release as the Matcher sees it.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// Its words; with stems where its language is English.
    pub words: &'a Words,
    /// The rest.
    pub facts: Facts<'a>,
}

/// Queries made ready to run over many releases, all in one pass over the words of each.
#[derive(Debug, Clone, Default)]
pub struct Matcher {
    roots: Vec<Node>,
    leaves: Leaves,
}

/// An [`Expr`] whose leaves are numbers.
#[derive(Debug, Clone)]
enum Node {
    Leaf(usize),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
}

impl Matcher {
    /// Makes one query ready.
    pub fn new(expr: &Expr) -> Self {
        Self::of_all(std::iter::once(expr))
    }

    /// Makes several ready; they are told apart by their order.
    pub fn of_all<'e>(exprs: impl IntoIterator<Item = &'e Expr>) -> Self {
        let mut matcher = Self::default();
        for expr in exprs {
            let root = matcher.node(expr);
            matcher.roots.push(root);
        }
        matcher
    }

    fn node(&mut self, expr: &Expr) -> Node {
        match expr {
            Expr::Leaf(leaf) => Node::Leaf(self.leaves.add(leaf)),
            Expr::Not(inner) => Node::Not(Box::new(self.node(inner))),
            Expr::And(parts) => Node::And(parts.iter().map(|part| self.node(part)).collect()),
            Expr::Or(parts) => Node::Or(parts.iter().map(|part| self.node(part)).collect()),
        }
    }

    /// What the words that are asked for begin with: for this matcher alone, a release need not be read for others.
    pub fn beginnings(&self) -> Beginnings {
        self.leaves.beginnings()
    }

    /// Whether the (only) query is satisfied, and by which passages.
    pub fn run(&self, subject: &Subject<'_>) -> Option<Marks> {
        self.run_all(subject).into_iter().next().map(|(_, marks)| marks)
    }

    /// The queries that are satisfied, by number, each with its passages.
    pub fn run_all(&self, subject: &Subject<'_>) -> Vec<(usize, Marks)> {
        let Words { title, summary, body } = subject.words;
        let title = self.leaves.find(title);
        let elsewhere = [self.leaves.find(summary), self.leaves.find(body)];
        let is_met = |(number, leaf): (usize, &Leaf)| match leaf.scope() {
            Some(scope) => {
                title.has(number) || (scope == Scope::Anywhere && elsewhere.iter().any(|found| found.has(number)))
            }
            None => holds(leaf, &subject.facts),
        };
        let met: Vec<bool> = self.leaves.iter().enumerate().map(is_met).collect();
        let mut satisfied = Vec::new();
        for (number, root) in self.roots.iter().enumerate() {
            if !root.holds(&met) {
                continue;
            }
            let mut shown = Vec::new();
            root.shown(&met, &mut shown);
            let is_anywhere = |leaf: &usize| self.leaves.scope(*leaf) == Some(Scope::Anywhere);
            let anywhere: Vec<usize> = shown.iter().copied().filter(is_anywhere).collect();
            satisfied.push((
                number,
                Marks {
                    title: title.spans(&shown),
                    summary: elsewhere[0].spans(&anywhere),
                    body: elsewhere[1].spans(&anywhere),
                },
            ));
        }
        satisfied
    }

    /// As [`Matcher::run_all`], looking at no words but the title's: for rules that ask for nothing else.
    pub fn title_only(&self, subject: &Subject<'_>) -> Vec<(usize, Marks)> {
        let title = Words { title: subject.words.title.clone(), ..Words::default() };
        self.run_all(&Subject { words: &title, facts: subject.facts.clone() })
    }
}

impl Node {
    fn holds(&self, met: &[bool]) -> bool {
        match self {
            Self::Leaf(leaf) => met[*leaf],
            Self::Not(inner) => !inner.holds(met),
            Self::And(parts) => parts.iter().all(|part| part.holds(met)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(met)),
        }
    }

    /// The leaves that made a satisfied node so. What stands under `Not` made it so by its absence.
    fn shown(&self, met: &[bool], shown: &mut Vec<usize>) {
        match self {
            Self::Leaf(leaf) => shown.push(*leaf),
            Self::Not(_) => {}
            Self::And(parts) => parts.iter().for_each(|part| part.shown(met, shown)),
            Self::Or(parts) => {
                parts.iter().filter(|part| part.holds(met)).for_each(|part| part.shown(met, shown));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Matching, Query};
    use super::*;
    use crate::release::{Kind, Language};
    use crate::text::{Reading, Stems, tokenize};
    use proptest::prelude::*;

    /// The passages marked in the body; `None` where the query is not satisfied.
    fn marked(query: &str, title: &str, body: &str) -> Option<Vec<String>> {
        let matcher = Matcher::new(&Query::parse(query, Matching::All).expr);
        let words = Words::read(Some(title), None, body, Some(&mut Stems::default()));
        let marks = marks(&matcher, &words)?;
        Some(marks.body.iter().map(|span| body[span.start..span.end].to_owned()).collect())
    }

    fn marks(matcher: &Matcher, words: &Words) -> Option<Marks> {
        let publisher = tokenize("Northmere Police Chiefs' Conference", Reading::Index);
        let language = Language::english();
        let facts = Facts {
            id: "0123456789abcdefghjk",
            given_id: Some("PR 17/5"),
            url: Some("https://www.northmere-chiefs.example/news/one"),
            topics: vec!["safeguarding/modern-slavery"],
            kind: Kind::News,
            publisher: &publisher,
            language: &language,
            published: "2017-02".parse().ok(),
        };
        matcher.run(&Subject { words, facts })
    }

    #[test]
    fn bare_words_match_inflections_and_quoted_words_do_not() {
        assert_eq!(marked("recruit", "", "Recruiting recruits"), Some(vec!["Recruiting".into(), "recruits".into()]));
        assert_eq!(marked("\"recruit\"", "", "Recruiting recruits"), None);
    }

    #[test]
    fn phrases_are_marked_only_where_the_whole_phrase_stands() {
        let body = "The freedom of information act; freedom, information of act. Freedom of Information Act!";
        let marks = marked("\"freedom of information act\"", "", body).expect("a match");
        assert_eq!(marks, ["freedom of information act", "Freedom of Information Act"]);
        assert_eq!(marked("\"a a b\"", "", "a a a b"), Some(vec!["a a b".into()]));
        assert_eq!(marked("\"a b a b a c\"", "", "a b a b a b a c").map(|m| m.len()), Some(1));
        // A phrase of one word a hundred times over: each place of it waits for each word of the text.
        let words = "a ".repeat(100);
        assert_eq!(marked(&format!("\"{words}\""), "", &"a ".repeat(20_000)).map(|m| m.len()), Some(1));
        assert_eq!(marked(&format!("\"{words}\""), "", &"a ".repeat(99)), None);
    }

    #[test]
    fn a_phrase_does_not_cross_from_title_to_body() {
        assert_eq!(marked("\"one two\"", "one", "two"), None);
        assert!(marked("one two", "one", "two").is_some());
    }

    #[test]
    fn excluded_words_are_never_marked() {
        assert_eq!(marked("drugs -heroin", "", "drugs and heroin"), None);
        assert_eq!(marked("(drugs -heroin) OR police", "", "drugs heroin police"), Some(vec!["police".into()]));
    }

    #[test]
    fn fields_ask_for_facts() {
        for query in [
            "topic:modern-slavery",
            "topic:safeguarding",
            "kind:news",
            "lang:en",
            "date:2017",
            "publisher:chiefs",
            "publisher:\"police chiefs\"",
            "id:0123456789abcdefghjk",
            "id:\"PR 17/5\"",
            "url:northmere-chiefs.example",
            "url:https://northmere-chiefs.example/news",
            "kind:(blog OR news)",
        ] {
            assert!(marked(query, "", "text").is_some(), "{query}");
        }
        for query in [
            "id:0123",
            "url:northmere-chiefs.example/new",
            "topic:slavery",
            "kind:blog",
            "date:2016",
            "date:unknown",
            "publisher:\"chiefs police\"",
            "-kind:news",
        ] {
            assert!(marked(query, "", "text").is_none(), "{query}");
        }
    }

    #[test]
    fn near_is_marked_only_where_it_holds() {
        let body = "Police far away from any bank at all; the police of the Bank, banks policing.";
        let marks = |query| marked(query, "", body).expect("a match");
        assert_eq!(marks("police NEAR/2 bank"), ["police", "Bank", "banks", "policing"]);
        assert_eq!(marks("\"police bank\"~2"), ["police", "Bank"]);
        assert_eq!(marks("(polic* OR x) NEAR/0 banks"), ["banks", "policing"]);
        assert_eq!(marked("bank NEAR/1 far", "", body), None);
        assert_eq!(marked("\"bank police\"~1", "", body), None);
        assert_eq!(marked("police NEAR bank", "police", "bank"), None);
        assert_eq!(marked("police NEAR police", "", "police"), None);
    }

    #[test]
    fn misspellings_are_marked() {
        assert_eq!(
            marked("police~", "", "Polcie poilces police policed"),
            Some(vec!["Polcie".into(), "police".into(), "policed".into()])
        );
        assert_eq!(marked("title:police~", "", "police"), None);
    }

    #[test]
    fn prefixes_titles_and_hyphened_forms() {
        assert_eq!(marked("terror*", "", "terrorists in terrains"), Some(vec!["terrorists".into()]));
        assert_eq!(marked("title:fraud", "Fraud", "fraud"), Some(vec![]));
        assert_eq!(marked("title:fraud", "", "fraud"), None);
        assert_eq!(marked("wellknown", "", "a well-known man"), Some(vec!["well-known".into()]));
        assert_eq!(marked("\"well known man\"", "", "a well-known man"), Some(vec!["well-known man".into()]));
        assert_eq!(marked("£40 -$40", "", "cost £40 million"), Some(vec!["£40".into()]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn a_release_read_for_its_words_alone_is_marked_as_one_read_whole(
            query in proptest::collection::vec(asked(), 1..4),
            texts in proptest::collection::vec(text(), 3),
            english in proptest::bool::ANY,
        ) {
            let matcher = Matcher::new(&Query::parse(&query.join(" "), Matching::All).expr);
            let [title, summary, body] = [0, 1, 2].map(|text| texts[text].as_str());
            let (mut some, mut all) = (Stems::default(), Stems::default());
            let whole = Words::read(Some(title), Some(summary), body, english.then_some(&mut all));
            let few = english.then_some(&mut some);
            let few = Words::read_some(matcher.beginnings(), Some(title), Some(summary), body, few);
            prop_assert_eq!(marks(&matcher, &few), marks(&matcher, &whole));
        }
    }

    /// A part of a query, of each kind.
    fn asked() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "(-|title:)?[a-d]{1,2}(s|ing|ed)?",
            1 => "\"[a-d]{1,2}( [a-d]{1,2}){0,2}\"(~2)?",
            1 => "[a-d]{1,2} NEAR/2 (\"[a-d] [a-d]\"|\\([a-d] OR [a-d]s\\))",
            1 => "[a-d]{2}\\*",
            1 => "[ab]{5}~",
            1 => "OR|£4|4|#[a-d]{2}|[a-d]-[a-d]|[a-d]&[a-d]|U\\.K\\.|uk|[a-d]'s|café|cafe|é|警|skies|dying|die|\\(a OR b",
        ]
    }

    fn text() -> impl Strategy<Value = String> {
        let word = "[a-dA-D]{1,2}(s|ing|ed|'s)?|[ab]{4,6}|£4|#[a-dA-D]{2}|[a-d]-[a-d]|[a-d]&[a-d]|U\\.K\\.|uk|café|é|警|sky|skies|dying|die";
        proptest::collection::vec((word, "[ .,#’-]{1,2}"), 0..16)
            .prop_map(|words| words.into_iter().map(|(word, behind)| word + &behind).collect())
    }
}
