//! Plain BM25 as Lucene has it, to be compared with: one field, k1 1.2, b 0.75, the English stemmer, Lucene's own stop
//! words, any word matches.

use std::collections::HashMap;

use pressmark::text::english_stem;

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// `EnglishAnalyzer.ENGLISH_STOP_WORDS_SET`.
const STOP_WORDS: &str = "a an and are as at be but by for if in into is it no not of on or such that the their then \
                          there these they this to was will with";

/// An inverted index in memory.
pub(crate) struct Lucene {
    postings: HashMap<String, Vec<(usize, f64)>>,
    lengths: Vec<f64>,
}

/// Runs of two or more letters, digits and underscores, in lower case.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let runs = lower.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|run| run.chars().nth(1).is_some());
    runs.filter(|word| !STOP_WORDS.split(' ').any(|stop| stop == *word)).map(english_stem).collect()
}

impl Lucene {
    pub(crate) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut lucene = Self { postings: HashMap::new(), lengths: Vec::new() };
        for (document, text) in texts.enumerate() {
            let words = words(text);
            lucene.lengths.push(words.len() as f64);
            for word in words {
                let postings = lucene.postings.entry(word).or_default();
                match postings.last_mut() {
                    Some((last, frequency)) if *last == document => *frequency += 1.0,
                    _ => postings.push((document, 1.0)),
                }
            }
        }
        lucene
    }

    /// Documents by number, best first; equals in their own order.
    pub(crate) fn search(&self, query: &str, limit: usize) -> Vec<usize> {
        let documents = self.lengths.len() as f64;
        let average = self.lengths.iter().sum::<f64>() / documents;
        let mut scores = vec![0.0; self.lengths.len()];
        for word in words(query) {
            let Some(postings) = self.postings.get(&word) else { continue };
            let having = postings.len() as f64;
            let idf = (1.0 + (documents - having + 0.5) / (having + 0.5)).ln();
            for &(document, frequency) in postings {
                let damping = K1 * (1.0 - B + B * self.lengths[document] / average);
                scores[document] += idf * frequency / (frequency + damping);
            }
        }
        let mut ranked: Vec<usize> = (0..scores.len()).filter(|document| scores[*document] > 0.0).collect();
        ranked.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]));
        ranked.truncate(limit);
        ranked
    }
}
