//! Short forms and what they stand for, and queries read with both.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::ast::{Expr, Leaf};
use crate::text::english_stem;

/// The most words and phrases of a query that are read with their other form.
const MAX_EXPANDED: usize = 16;

/// A word or phrase of a query that was also looked for in another form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Expansion {
    /// As it stands in the query, folded.
    pub words: String,
    /// What was looked for as well.
    pub also: Vec<String>,
}

/// Short forms and what they stand for, all folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acronyms {
    /// Short form -> long forms, the first the most likely.
    long: BTreeMap<String, Vec<String>>,
    /// Long form -> short forms.
    short: HashMap<String, Vec<String>>,
    /// Words of the longest long form.
    longest: usize,
}

impl Acronyms {
    /// Learns that a short form stands for a long one of two or more words. What is learned first is likelier.
    ///
    /// Readers of the long form are led to the short one only where that `stands_for_it`, and not usually for
    /// something else.
    pub fn learn(&mut self, short: &str, long: &str, stands_for_it: bool) {
        let words = long.split(' ').count();
        let known = self.long.entry(short.to_owned()).or_default();
        if words < 2 || known.iter().any(|known| known == long) {
            return;
        }
        known.push(long.to_owned());
        if stands_for_it {
            self.short.entry(long.to_owned()).or_default().push(short.to_owned());
            self.longest = self.longest.max(words);
        }
    }

    /// Every short form with its long forms.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.long.iter().map(|(short, long)| (short.as_str(), long.as_slice()))
    }

    /// The query with every bare word that is a short form also asking for what it stands for, and bare words that are
    /// a long form, one after the other, also asking for the short one; and what was added.
    ///
    /// Quoted words are left as they were written, and so is what the query excludes: it excludes no more than it says.
    pub fn expand(&self, expr: &Expr) -> (Expr, Vec<Expansion>) {
        let mut expansions = Vec::new();
        let expr = self.expanded(expr, &mut expansions);
        (expr, expansions)
    }

    fn expanded(&self, expr: &Expr, expansions: &mut Vec<Expansion>) -> Expr {
        match expr {
            Expr::Leaf(leaf) => self.leaf(leaf, expansions),
            Expr::Not(_) => expr.clone(),
            Expr::And(parts) => {
                let mut all = Vec::with_capacity(parts.len());
                let mut rest = parts.as_slice();
                while let Some((first, others)) = rest.split_first() {
                    if let Some((run, also)) = self.long_form(rest, expansions) {
                        let (words, behind) = rest.split_at(run);
                        all.push(Expr::Or(vec![Expr::And(words.to_vec()), also]));
                        rest = behind;
                    } else {
                        all.push(self.expanded(first, expansions));
                        rest = others;
                    }
                }
                Expr::all_of(all)
            }
            Expr::Or(parts) => Expr::any_of(parts.iter().map(|part| self.expanded(part, expansions)).collect()),
        }
    }

    fn leaf(&self, leaf: &Leaf, expansions: &mut Vec<Expansion>) -> Expr {
        match leaf {
            Leaf::Word { .. } => {
                let ways = self.ways(leaf, expansions);
                Expr::any_of(ways.into_iter().map(Expr::Leaf).collect())
            }
            Leaf::Near { scope, sides, within } => {
                let sides = sides.iter().map(|side| side.iter().flat_map(|way| self.ways(way, expansions)).collect());
                Expr::Leaf(Leaf::Near { scope: *scope, sides: sides.collect(), within: *within })
            }
            leaf => Expr::Leaf(leaf.clone()),
        }
    }

    /// A bare word and what it stands for.
    fn ways(&self, leaf: &Leaf, expansions: &mut Vec<Expansion>) -> Vec<Leaf> {
        if let Leaf::Word { scope, word } = leaf
            && let Some(long) = self.long.get(word)
            && learned(expansions, word, long)
        {
            let exact =
                |words: &str| Leaf::Exact { scope: *scope, words: words.split(' ').map(ToOwned::to_owned).collect() };
            // `ONS` has no inflections, and least of all is it several times `on`.
            let short = if english_stem(word) == *word { leaf.clone() } else { exact(word) };
            return std::iter::once(short).chain(long.iter().map(|long| exact(long))).collect();
        }
        vec![leaf.clone()]
    }

    /// How many of these parts, from the first on, are the bare words of a long form, and the short form.
    fn long_form(&self, parts: &[Expr], expansions: &mut Vec<Expansion>) -> Option<(usize, Expr)> {
        let bare = |part: &Expr| match part {
            Expr::Leaf(Leaf::Word { scope, word }) => Some((*scope, word.clone())),
            _ => None,
        };
        let (scope, _) = bare(parts.first()?)?;
        let run: Vec<String> = parts
            .iter()
            .take(self.longest)
            .map_while(|part| bare(part).filter(|(other, _)| *other == scope).map(|(_, word)| word))
            .collect();
        (2..=run.len()).rev().find_map(|length| {
            let long = run[..length].join(" ");
            let short = self.short.get(&long)?;
            let word = |short: &String| Expr::Leaf(Leaf::Exact { scope, words: vec![short.clone()] });
            learned(expansions, &long, short).then(|| (length, Expr::any_of(short.iter().map(word).collect())))
        })
    }
}

/// Notes an expansion; false where there are enough of them.
fn learned(expansions: &mut Vec<Expansion>, words: &str, also: &[String]) -> bool {
    if expansions.iter().any(|known| known.words == words) {
        return true;
    }
    let fits = expansions.len() < MAX_EXPANDED && !also.is_empty();
    if fits {
        expansions.push(Expansion { words: words.to_owned(), also: also.to_vec() });
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::super::{Matching, Query};
    use super::*;

    fn acronyms() -> Acronyms {
        let mut acronyms = Acronyms::default();
        acronyms.learn("nca", "national crime agency", true);
        acronyms.learn("nca", "northmere cricket association", false);
        acronyms.learn("ons", "office for national statistics", true);
        acronyms.learn("csa", "child sexual abuse", true);
        acronyms
    }

    fn expanded(text: &str) -> (String, usize) {
        let (expr, expansions) = acronyms().expand(&Query::parse(text, Matching::All).expr);
        (expr.to_string(), expansions.len())
    }

    #[test]
    fn a_short_form_also_asks_for_all_it_stands_for() {
        let also = "\"national crime agency\" OR \"northmere cricket association\"";
        assert_eq!(expanded("nca"), (format!("nca OR {also}"), 1));
        assert_eq!(expanded("NCA raids"), (format!("(nca OR {also}) raids"), 1));
        assert_eq!(expanded("title:csa"), ("title:csa OR title:\"child sexual abuse\"".to_owned(), 1));
        assert_eq!(expanded("ONS"), ("\"ons\" OR \"office for national statistics\"".to_owned(), 1));
        assert_eq!(expanded("csa NEAR/5 police"), ("(csa OR \"child sexual abuse\") NEAR/5 police".to_owned(), 1));
    }

    #[test]
    fn a_long_form_also_asks_for_the_short_one_that_usually_means_it() {
        assert_eq!(expanded("national crime agency raids"), ("(national crime agency OR \"nca\") raids".to_owned(), 1));
        assert_eq!(expanded("northmere cricket association"), ("northmere cricket association".to_owned(), 0));
        assert_eq!(expanded("title:national crime agency"), ("title:national crime agency".to_owned(), 0));
    }

    #[test]
    fn what_is_quoted_or_excluded_stays_as_it_was_written() {
        for text in ["\"nca\"", "-nca", "nca*", "\"national crime agency\"", "fraud -(national crime agency)"] {
            assert_eq!(expanded(text), (Query::parse(text, Matching::All).read_as(), 0), "{text}");
        }
    }

    #[test]
    fn a_query_of_nothing_but_short_forms_is_expanded_in_part() {
        let mut acronyms = Acronyms::default();
        (0..100).for_each(|n| acronyms.learn(&format!("a{n}"), &format!("long form {n}"), true));
        let text = (0..100).map(|n| format!("a{n} ")).collect::<String>();
        let (_, expansions) = acronyms.expand(&Query::parse(&text, Matching::All).expr);
        assert_eq!(expansions.len(), MAX_EXPANDED);
    }
}
