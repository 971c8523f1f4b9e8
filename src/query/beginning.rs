//! The beginning of a search, as it is being typed.

use ::url::form_urlencoded;

use super::fuzzy::{MIN_FUZZY, within_one_letter};
use super::parameter::{SUGGEST, read_strictly};
use super::url::Fault;
use crate::text::{Reading, tokenize};

/// The longest beginning that is looked at, in characters.
pub(super) const MAX_CHARACTERS: usize = 200;
/// The most words of it.
const MAX_WORDS: usize = 8;
/// The most suggestions.
pub(super) const MAX_LIMIT: usize = 20;
/// How many there are where nothing else is asked for.
pub(super) const LIMIT: usize = 8;

/// What was typed so far, and how many suggestions are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// As typed.
    pub text: String,
    /// The most suggestions.
    pub limit: usize,
}

impl Beginning {
    /// What was typed, with the usual number of suggestions.
    pub fn of(text: &str) -> Self {
        Self { text: text.to_owned(), limit: LIMIT }
    }

    /// Reads `q` and `limit` from the part of a URL behind `?`.
    ///
    /// # Errors
    ///
    /// Every fault there is.
    pub fn from_parameters(parameters: &str) -> Result<Self, Vec<Fault>> {
        let given = read_strictly(parameters, SUGGEST)?;
        let text = given.get("q").unwrap_or_default().to_owned();
        Ok(Self { text, limit: given.number("limit").unwrap_or(LIMIT) })
    }

    /// The same as parameters.
    pub fn to_parameters(&self) -> String {
        let mut parameters = form_urlencoded::Serializer::new(String::new());
        parameters.append_pair("q", &self.text).append_pair("limit", &self.limit.to_string());
        parameters.finish()
    }

    /// Its words, folded; the last may be unfinished.
    pub fn words(&self) -> Vec<String> {
        let text = &self.text[..self.text.char_indices().nth(MAX_CHARACTERS).map_or(self.text.len(), |(at, _)| at)];
        tokenize(text, Reading::Query).iter().map(|token| token.folded.to_owned()).take(MAX_WORDS).collect()
    }
}

/// How well a name fits the words typed so far: each of them is one of its words, the last the beginning of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// As typed, and the name begins so.
    Begins,
    /// As typed.
    Holds,
    /// With one mistake in a word of five letters or more.
    Misspelt,
}

/// How well a name fits; `None` where it does not.
pub fn fit(typed: &[String], name: &str) -> Option<Fit> {
    let tokens = tokenize(name, Reading::Query);
    let words: Vec<&str> = tokens.iter().map(|token| token.folded).collect();
    let (last, whole) = typed.split_last()?;
    let begins = |word: &str| word.starts_with(last.as_str());
    if whole.iter().all(|typed| words.contains(&typed.as_str())) && words.iter().any(|word| begins(word)) {
        let in_order = words.len() >= typed.len()
            && whole.iter().zip(&words).all(|(typed, word)| typed == word)
            && begins(words[whole.len()]);
        return Some(if in_order { Fit::Begins } else { Fit::Holds });
    }
    let near = |typed: &str, word: &str| {
        typed == word || (typed.chars().count() >= MIN_FUZZY && within_one_letter(typed, word))
    };
    let begins_near = |word: &str| {
        let letters = last.chars().count();
        begins(word)
            || (letters >= MIN_FUZZY
                && (letters - 1..=letters + 1).any(|length| {
                    let end = word.char_indices().nth(length).map_or(word.len(), |(at, _)| at);
                    within_one_letter(last, &word[..end])
                }))
    };
    let fits = whole.iter().all(|typed| words.iter().any(|word| near(typed, word)))
        && words.iter().any(|word| begins_near(word));
    fits.then_some(Fit::Misspelt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_by_their_words_and_by_the_beginning_of_one() {
        let fit = |typed: &str, name: &str| super::fit(&Beginning::of(typed).words(), name);
        assert_eq!(fit("mod", "Modern slavery"), Some(Fit::Begins));
        assert_eq!(fit("Modern sl", "Modern slavery"), Some(Fit::Begins));
        assert_eq!(fit("sla", "Modern slavery"), Some(Fit::Holds));
        assert_eq!(fit("slavery modern", "Modern slavery"), Some(Fit::Holds));
        assert_eq!(fit("modren sl", "Modern slavery"), Some(Fit::Misspelt));
        assert_eq!(fit("slavr", "Modern slavery"), Some(Fit::Misspelt));
        assert_eq!(fit("mdo", "Modern slavery"), None);
        assert_eq!(fit("moder sl", "Modern art"), None);
        assert_eq!(fit("", "Modern slavery"), None);
    }

    #[test]
    fn parameters_are_read_and_faults_named() {
        let read = Beginning::from_parameters("q=Modern+sl&limit=3").expect("a beginning");
        assert_eq!(read, Beginning { text: "Modern sl".to_owned(), limit: 3 });
        assert_eq!(Beginning::from_parameters(&read.to_parameters()), Ok(read));
        let faults = Beginning::from_parameters(&format!("q={}&limit=0&x=1", "a".repeat(201))).expect_err("faults");
        assert_eq!(faults.iter().map(|fault| fault.name.as_str()).collect::<Vec<_>>(), ["q", "limit", "x"]);
    }
}
