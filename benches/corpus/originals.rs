//! What corpora are grown from: three packs below `PRESSMARK_ARCHIVES`, or else the bundled archive.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use pressmark::release::{PartialDate, Release};

use super::{Random, releases};

/// Police forces, members of a parliament, a ministry: short and long, dated and not, in several languages.
const PACKS: [&str; 3] = ["uk_police_23_forces.tar.zst", "us-congress-press.tar.zst", "doj_html_odd_ids.tar.zst"];

/// A release that others are grown from.
pub(crate) struct Original {
    pub(crate) title: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) body: String,
    pub(crate) date: Option<PartialDate>,
    pub(crate) kind: Option<&'static str>,
    pub(crate) publisher: Option<String>,
    pub(crate) topics: Vec<String>,
}

impl Original {
    pub(crate) fn paragraphs(&self) -> Vec<&str> {
        self.body.split("\n\n").collect()
    }
}

/// All of them.
pub(crate) struct Originals {
    pub(crate) all: Vec<Original>,
    pub(crate) by_house: HashMap<Option<String>, Vec<usize>>,
    /// The share of those whose text stands before.
    pub(crate) duplicates: f64,
}

impl Originals {
    /// Reads them, always in the same order.
    pub(crate) fn read() -> Self {
        let files: Vec<PathBuf> = match std::env::var_os("PRESSMARK_ARCHIVES").map(PathBuf::from) {
            Some(folder) => PACKS.iter().map(|pack| folder.join(pack)).collect(),
            None => vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/archive")],
        };
        let releases = files.iter().flat_map(|file| releases::of(file));
        let all: Vec<Original> = releases.filter(|release| !release.body.trim().is_empty()).map(original).collect();
        assert!(!all.is_empty(), "no releases in {files:?}");
        let mut by_house: HashMap<Option<String>, Vec<usize>> = HashMap::new();
        let mut texts = HashSet::new();
        let mut copies = 0;
        for (at, original) in all.iter().enumerate() {
            by_house.entry(original.publisher.clone()).or_default().push(at);
            copies += usize::from(!texts.insert(&original.body));
        }
        let duplicates = copies as f64 / all.len() as f64;
        Self { all, by_house, duplicates }
    }

    /// All of them in an order of chance: one house after the other, a vocabulary would grow by leaps.
    pub(crate) fn shuffled(&self) -> impl Iterator<Item = &Original> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        let mut random = Random(1);
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        order.into_iter().map(|at| &self.all[at])
    }
}

fn original(release: Release) -> Original {
    Original {
        title: release.title,
        summary: release.summary,
        body: release.body,
        date: release.published.map(|published| published.date),
        kind: release.kind.map(pressmark::release::Kind::as_str),
        publisher: release.publisher,
        topics: release.given_topics,
    }
}
