//! What several subjects need: places, indexes, the program itself.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use pressmark::enrich::{Topics, enrich};
use pressmark::index::{Index, Start, Writer};
use pressmark::ingest::{self, Observer, Options, RecordOutcome, Run, Summary, TEXT_PER_COMMIT};
use pressmark::parse::{DayOrder, Settings};
use pressmark::release::{Capture, Claim, Evidence, Kind, Language, PartialDate, Published, Release, ReleaseId};
use pressmark::text::Stems;

/// A path in the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether there is time for the long part (`tests/long`).
pub(crate) fn is_long() -> bool {
    std::env::var_os("PRESSMARK_LONG").is_some()
}

/// What runs beside a test ends when this does, whether the test goes well or not.
pub(crate) struct Stop<'s>(pub(crate) &'s AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What a process holds by a line of its status (`VmHWM`, `RssAnon`), in KiB; `None` where it has ended.
pub(crate) fn kibibytes(process: u32, line: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let told = status.lines().find_map(|told| told.strip_prefix(line)?.strip_prefix(':'))?;
    told.split_whitespace().next()?.parse().ok()
}

/// The settings of a run of which nothing is known.
pub(crate) fn settings() -> Settings {
    let not_after = chrono::NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
    Settings { publisher: None, mapping: None, day_order: DayOrder::Unknown, not_after }
}

/// Options to read these archives into an index there.
pub(crate) fn options(archives: &[&Path], index: &Path) -> Options {
    Options {
        archives: archives.iter().map(|path| path.to_path_buf()).collect(),
        index: index.to_owned(),
        start: Start::Continue,
        jobs: NonZeroUsize::new(2).unwrap(),
        settings: settings(),
        text_per_commit: TEXT_PER_COMMIT,
        prune: false,
        apart: Vec::new(),
        holds: None,
    }
}

/// An observer that remembers every outcome.
#[derive(Default)]
pub(crate) struct Outcomes(pub(crate) Vec<RecordOutcome>);

impl Observer for Outcomes {
    fn record(&mut self, record: &RecordOutcome) {
        self.0.push(record.clone());
    }
}

/// Reads archives into an index, which must succeed.
pub(crate) fn ingested(options: &Options) -> (Summary, Vec<RecordOutcome>) {
    let mut outcomes = Outcomes::default();
    let topics = Topics::read(Topics::BUILT_IN).unwrap();
    let Run { summary, stopped, .. } = ingest::run(options, &topics, &mut outcomes).unwrap();
    assert!(!stopped);
    assert!(summary.adds_up(), "{summary:?}");
    assert_eq!(summary.records, outcomes.0.len() as u64);
    (summary, outcomes.0)
}

/// An index of these releases under a tree of topics, written in some commits.
pub(crate) fn index_of(folder: &Path, topics: &Topics, commits: &[Vec<Release>]) -> Index {
    let mut writer = Writer::open(folder, Start::Continue, topics, 2).unwrap();
    let mut stems = Stems::default();
    for releases in commits {
        for release in releases {
            writer.add(enrich(release.clone(), topics, &mut stems)).unwrap();
        }
        writer.commit().unwrap();
    }
    writer.finish().unwrap();
    Index::open(folder).unwrap()
}

/// A release of no publisher, with this name as its given id.
pub(crate) fn made_up(name: &str, title: &str, body: &str, date: Option<PartialDate>, language: &str) -> Release {
    let claim = date.map(|date| Claim { evidence: Evidence::Given, date, raw: date.to_string() });
    Release {
        id: ReleaseId::derive(None, Some(name), None, None, None, ""),
        given_id: Some(name.to_owned()),
        title: Some(title.to_owned()),
        title_made: false,
        published: Published::choose(claim.into_iter().collect(), chrono::NaiveDate::MAX).0,
        kind: Some(Kind::News),
        publisher: None,
        authors: Vec::new(),
        language: Language::from_tag(language),
        summary: None,
        body: body.to_owned(),
        url: None,
        given_topics: Vec::new(),
        publish_after: None,
        capture: Capture {
            path: "a".into(),
            digest: name.to_owned(),
            record: name.to_owned(),
            captured: None,
            url: None,
            payload: None,
            mention: false,
            edition: 0,
        },
        notes: Vec::new(),
    }
}

/// The index of the bundled archive, built once.
pub(crate) fn bundled() -> &'static Path {
    static BUILT: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        let mut options = options(&[&repository("fixtures/archive")], &path);
        options.settings.publisher = Some("Northmere Police Chiefs' Conference".to_owned());
        // Statistics take in what was replaced until it is merged away, and with several threads chance decides when.
        options.jobs = std::num::NonZeroUsize::MIN;
        ingested(&options);
        (folder, path)
    });
    path
}

/// A folder in memory, where the system has one: for tests in which processes die and disks do not, or in which the disk is
/// played by the test.
pub(crate) fn folder_in_memory() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Runs the program to its end.
pub(crate) fn pressmark(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pressmark")).args(arguments).env_remove("PRESSMARK_INDEX").output().unwrap()
}

/// What the program printed, which must be text.
pub(crate) fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

/// The same of its complaints.
pub(crate) fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}
