//! The same answers in this process, as text, without connections: what it takes to find and write them.

use std::path::Path;
use std::thread::available_parallelism;
use std::time::Duration;

use pressmark::index::Index;
use pressmark::page::SearchPage;
use pressmark::query::{Strictness, parse_parameters};

use crate::clients::{Asked, Load, load_on};
use crate::measure::process::processor_time;

/// The index of a corpus, asked on as many threads as there are processors, or fewer.
pub(crate) struct Inside(Index);

impl Inside {
    pub(crate) fn of(corpus: &Path) -> Self {
        Self(Index::open(&corpus.with_extension("ours")).unwrap())
    }

    /// What at most so many who ask were answered in some time.
    pub(crate) fn load(&self, most: usize, asked: &Asked<'_>, time: Duration) -> Load {
        let threads = available_parallelism().unwrap().get().min(most);
        let before = processor_time();
        let mut taken = load_on(threads, asked, time, || |question: &str| self.answer(question).len());
        taken.processor = (processor_time() - before) / taken.answers as f64;
        taken
    }

    fn answer(&self, question: &str) -> Vec<u8> {
        let (path, parameters) = question.split_once('?').unwrap();
        let request = parse_parameters(parameters, Strictness::Strict).unwrap();
        let results = &self.0.search(&request, None).unwrap();
        if path == "/search" {
            return SearchPage { request: &request, results }.render().into_bytes();
        }
        serde_json::to_vec(results).unwrap()
    }
}
