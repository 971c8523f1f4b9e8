//! What sort of release it is, by its headline.

use std::sync::LazyLock;

use crate::query::{Matcher, Matching, Query, Subject};
use crate::release::Kind;

/// The rules, in our own query language; the first that holds names the kind.
const RULES: [(Kind, &str); 4] = [
    (Kind::Blog, r#"title:blog OR title:blogpost"#),
    (
        Kind::Speech,
        r#"title:speech OR title:"remarks" OR title:"keynote" OR title:"address to" OR title:"address at" OR title:"speaks at""#,
    ),
    (
        Kind::Appointment,
        r#"title:"appointed" OR title:"appoints" OR title:"appointment of" OR title:"appointments" OR title:"sworn in"
           OR title:"to be the new" OR title:"named as" OR title:"named new" OR title:"announces new chief"
           OR title:"steps down" OR title:"to retire" OR title:"announces retirement" OR title:"takes up post"
           OR title:"takes up the post" OR title:"takes office""#,
    ),
    (
        Kind::Statement,
        r#"(title:"statement" -title:"witness statement" -title:"false statement") OR title:"responds to" OR title:"responding to" OR title:"response to"
           OR title:"reacts to" OR title:"reaction to" OR title:"comment on" OR title:"comments on" OR title:"welcomes"
           OR (title:"respond to" title:(report OR proposals OR plans OR review OR figures OR findings OR inspection OR announcement OR settlement OR budget OR decision OR claims OR minister OR government))"#,
    ),
];

static MATCHER: LazyLock<Matcher> = LazyLock::new(|| {
    let rules: Vec<Query> = RULES.iter().map(|(_, rule)| Query::parse(rule, Matching::All)).collect();
    Matcher::of_all(rules.iter().map(|rule| &rule.expr))
});

/// The kind its headline or address shows, else news.
pub(super) fn by_headline(subject: &Subject<'_>, url: Option<&str>) -> Kind {
    if let Some((rule, _)) = MATCHER.title_only(subject).first() {
        return RULES.get(*rule).map_or(Kind::News, |(kind, _)| *kind);
    }
    let in_path =
        |name: &str| url.is_some_and(|url| url.split('/').skip(3).any(|part| part.eq_ignore_ascii_case(name)));
    if in_path("blog") || in_path("blogs") {
        Kind::Blog
    } else if in_path("speech") || in_path("speeches") {
        Kind::Speech
    } else {
        Kind::News
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Facts;
    use crate::release::Language;
    use crate::text::{Stems, Tokens, Words};

    fn kind(title: &str) -> Kind {
        let words = Words::read(Some(title), None, "", Some(&mut Stems::default()));
        let (publisher, language) = (Tokens::default(), Language::english());
        let facts = Facts {
            id: "",
            given_id: None,
            url: None,
            topics: vec![],
            kind: Kind::News,
            publisher: &publisher,
            language: &language,
            published: None,
        };
        by_headline(&Subject { words: &words, facts }, None)
    }

    #[test]
    fn headlines_show_the_kind() {
        assert_eq!(kind("Police Chiefs' Blog: a month in numbers"), Kind::Blog);
        assert_eq!(kind("Remarks by the Chair at the annual meeting"), Kind::Speech);
        assert_eq!(kind("New lead for roads policing appointed"), Kind::Appointment);
        assert_eq!(kind("Chiefs respond to fire"), Kind::News);
        assert_eq!(kind("Chiefs respond to proposals on pensions"), Kind::Statement);
        assert_eq!(kind("Conference responds to inspection report"), Kind::Statement);
        assert_eq!(kind("Man jailed for false statement"), Kind::News);
        assert_eq!(kind("A disappointed crowd"), Kind::News);
    }

    #[test]
    fn every_rule_is_read_as_it_was_meant() {
        for (kind, rule) in RULES {
            assert!(Query::parse(rule, Matching::All).notes.is_empty(), "{kind}");
        }
    }
}
