//! The releases of a corpus as Pressmark reads them.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;

use pressmark::archive;
use pressmark::enrich::Topics;
use pressmark::index::Start;
use pressmark::ingest::{self, Observer, Options, TEXT_PER_COMMIT};
use pressmark::parse::{DayOrder, Parsed, Settings, parse};
use pressmark::release::Release;

/// Settings under which nothing is known of an archive.
pub(crate) fn settings() -> Settings {
    let not_after = chrono::NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
    Settings { publisher: None, mapping: None, day_order: DayOrder::Unknown, not_after }
}

struct Silent;

impl Observer for Silent {}

/// Makes an index of a file, on two threads.
pub(crate) fn index(file: &Path, index: &Path) {
    let options = Options {
        archives: vec![file.to_owned()],
        index: index.to_owned(),
        start: Start::Continue,
        jobs: NonZeroUsize::new(2).unwrap(),
        settings: settings(),
        text_per_commit: TEXT_PER_COMMIT,
        prune: false,
        holds: None,
        apart: Vec::new(),
    };
    ingest::run(&options, &Topics::read(Topics::BUILT_IN).unwrap(), &mut Silent).unwrap();
}

/// All of a file.
pub(crate) fn of(file: &Path) -> Vec<Release> {
    let mut all = Vec::new();
    each(file, |releases| all.extend(releases));
    all
}

/// Reads and parses all of a file or folder, and says how many releases there were.
pub(crate) fn parse_all(archive: &Path) -> u64 {
    let mut parsed = 0;
    each(archive, |releases| parsed += std::hint::black_box(releases).len() as u64);
    parsed
}

fn each(archive: &Path, mut take: impl FnMut(Vec<Release>)) {
    for file in &archive::walk(&[archive.to_owned()]).unwrap().files {
        let _ = archive::read(file, None, &mut |record| {
            if let Ok(record) = record
                && let Parsed::Releases(releases) = parse(record, &settings())
            {
                take(releases);
            }
            ControlFlow::Continue(())
        });
    }
}
