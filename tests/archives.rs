//! Real archives, read whole. They are not part of the repository: `PRESSMARK_ARCHIVES` names the folder of the packs.

#![expect(clippy::print_stdout, reason = "the figures of a run are what it is for: `--nocapture` shows them")]

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use pressmark::index::Index;
use pressmark::ingest::Outcome;
use pressmark::query::Request;
use pressmark::release::EnrichedRelease;

use crate::support::{ingested, options, repository};

fn packs() -> PathBuf {
    let packs = std::env::var_os("PRESSMARK_ARCHIVES").expect("PRESSMARK_ARCHIVES names the folder of the packs");
    let packs = PathBuf::from(packs);
    assert!(packs.is_dir(), "there is no folder {}", packs.display());
    packs
}

/// A pack, unpacked once under `target/`.
fn unpacked(name: &str) -> PathBuf {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap();
    let folder = repository("target/archives").join(name);
    if !folder.is_dir() {
        let pack = packs().join(name);
        let file = File::open(&pack).unwrap_or_else(|error| panic!("{}: {error}", pack.display()));
        let unfinished = folder.with_extension("unfinished");
        let _ = fs::remove_dir_all(&unfinished);
        fs::create_dir_all(&unfinished).unwrap();
        if name.ends_with(".gz") {
            tar::Archive::new(flate2::read::GzDecoder::new(file)).unpack(&unfinished).unwrap();
        } else {
            tar::Archive::new(zstd::Decoder::new(file).unwrap()).unpack(&unfinished).unwrap();
        }
        fs::rename(&unfinished, &folder).unwrap();
    }
    folder
}

fn export(index: &Path) -> Vec<EnrichedRelease> {
    Index::open(index).unwrap().export(&Request::all()).unwrap().map(Result::unwrap).collect()
}

/// Runs `pressmark index` to its end, and gives its time and its peak of resident memory in KiB.
fn watched_run(archive: &Path, index: &Path) -> (Duration, u64) {
    let start = Instant::now();
    let mut running = Command::new(env!("CARGO_BIN_EXE_pressmark"))
        .arg("index")
        .arg(archive)
        .arg("--index")
        .arg(index)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", running.id());
    let mut peak = 0;
    let ended = loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = peak.max(line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0));
        if let Some(ended) = running.try_wait().unwrap() {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    assert!(ended.success(), "{ended}");
    assert!(peak > 0, "no memory was measured");
    (start.elapsed(), peak)
}

fn bytes_of(folder: &Path) -> u64 {
    pressmark::archive::walk(&[folder.to_owned()]).unwrap().files.iter().map(|file| file.bytes).sum()
}

fn print_rate(what: &str, archive: &Path, records: u64, time: Duration, peak: u64) {
    let seconds = time.as_secs_f64();
    println!(
        "{what}: {records} records, {:.1} MB in {seconds:.1} s: {:.1} MB/s, {:.0} records/s, peak memory {} MiB",
        bytes_of(archive) as f64 / 1e6,
        bytes_of(archive) as f64 / 1e6 / seconds,
        records as f64 / seconds,
        peak >> 10
    );
}

#[test]
#[ignore = "needs PRESSMARK_ARCHIVES"]
fn the_two_seeds_give_nine_dated_and_twelve_undated_releases() {
    let seeds = packs().join("../seeds");
    let folder = tempfile::tempdir().unwrap();
    let (summary, _) = ingested(&options(&[&seeds], folder.path()));
    assert_eq!((summary.new, summary.records), (21, 21));
    let releases = export(folder.path());
    let of_file = |start: &str| -> Vec<&EnrichedRelease> {
        let mut found: Vec<&EnrichedRelease> =
            releases.iter().filter(|release| release.captures[0].path.contains(start)).collect();
        found.sort_by(|one, other| one.captures.cmp(&other.captures));
        found
    };
    let listing = of_file("/000_");
    let days: Vec<String> =
        listing.iter().map(|release| release.published.as_ref().unwrap().date.to_string()).collect();
    assert_eq!(
        days,
        [
            "2017-02-22",
            "2017-02-21",
            "2017-02-19",
            "2017-02-16",
            "2017-02-08",
            "2017-02-06",
            "2017-02-03",
            "2017-02-03",
            "2017-01-25"
        ]
    );
    assert!(listing.iter().all(|release| release.summary.is_some() && !release.title_made));
    let kinds: Vec<&str> = listing.iter().map(|release| release.kind.as_str()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "blog").count(), 2);
    let paragraphs = of_file("/004_");
    assert_eq!(paragraphs.len(), 12);
    for release in &paragraphs {
        assert!(release.published.is_none() && release.title_made);
        let start = release.title.as_deref().unwrap().trim_end_matches('…');
        assert!(release.body.starts_with(start), "{start}");
    }
    for furniture in ["020 3276", "07803", "Page header", "Latest News", "View All News", "Contact Us", "@policechiefs"]
    {
        let text = |release: &EnrichedRelease| {
            format!("{:?} {:?} {}", release.title, release.summary, release.body).contains(furniture)
        };
        assert!(!releases.iter().any(text), "{furniture}");
    }
    let found = Index::open(folder.path()).unwrap().search(&Request::of("modern slavery"), None).unwrap();
    assert_eq!(found.total, Some(2));
}

#[test]
#[ignore = "needs PRESSMARK_ARCHIVES"]
fn saved_pages_of_a_ministry_give_their_day_title_and_topics() {
    let pages = unpacked("doj_html_odd_ids.tar.zst");
    let truth = fs::read_to_string(packs().join("doj_html_odd_ids_groundtruth.tsv")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (time, peak) = watched_run(&pages, folder.path());
    print_rate("saved pages", &pages, 6347, time, peak);
    assert!(peak < 1 << 20, "{peak} KiB");

    let releases = export(folder.path());
    let by_file: HashMap<&str, &EnrichedRelease> = releases
        .iter()
        .flat_map(|release| release.captures.iter().map(move |capture| (capture.path.as_str(), release)))
        .collect();
    let mut lines = truth.lines();
    let head: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let column = |name: &str| head.iter().position(|column| *column == name).unwrap();
    let (file, published, title, topics) = (column("file"), column("published"), column("title"), column("topics"));
    let (mut rows, mut days, mut titles, mut with_topics, mut topics_read) = (0, 0, 0, 0, 0);
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        rows += 1;
        let path = format!("doj_html_odd_ids.tar.zst/{}", cells[file]);
        let Some(release) = by_file.get(path.as_str()) else { continue };
        let day = release.published.as_ref().map(|published| published.date.to_string());
        days += usize::from(day.as_deref() == cells[published].get(..10));
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        titles += usize::from(plain(release.title.as_deref().unwrap_or_default()) == plain(cells[title]));
        if !cells[topics].is_empty() {
            with_topics += 1;
            topics_read += usize::from(
                cells[topics].split('|').all(|topic| release.given_topics.iter().any(|given| given == topic)),
            );
        }
    }
    let share = |right: usize, of: usize| 100.0 * right as f64 / of as f64;
    println!(
        "{rows} pages: day right {:.2} %, title right {:.2} %, topics read {:.2} % of {with_topics}",
        share(days, rows),
        share(titles, rows),
        share(topics_read, with_topics)
    );
    assert_eq!(rows, 6347);
    assert!(share(days, rows) >= 99.5 && share(titles, rows) >= 99.0 && share(topics_read, with_topics) >= 99.0);
}

#[test]
#[ignore = "needs PRESSMARK_ARCHIVES"]
fn listing_pages_give_no_bogus_article() {
    let pages = unpacked("doj_listing_pages.tar.gz");
    let folder = tempfile::tempdir().unwrap();
    let (summary, outcomes) = ingested(&options(&[&pages], folder.path()));
    let listings = outcomes.iter().filter(|record| record.path.ends_with(".html")).count();
    let articles: Vec<&str> = outcomes
        .iter()
        .filter(|record| record.outcome == Outcome::New && record.record.is_empty() && record.path.ends_with(".html"))
        .map(|record| record.path.as_str())
        .collect();
    println!("{listings} listing pages, {summary:?}");
    assert_eq!(listings, 254);
    assert!(articles.is_empty(), "{articles:?}");
}

#[test]
#[ignore = "needs PRESSMARK_ARCHIVES"]
fn rows_of_a_congress_archive_all_have_an_outcome() {
    let rows = unpacked("us-congress-press.tar.zst").join("us-congress-press/data");
    let folder = tempfile::tempdir().unwrap();
    let (time, peak) = watched_run(&rows, &folder.path().join("watched"));
    print_rate("rows", &rows, 12_777, time, peak);
    assert!(peak < 1 << 20, "{peak} KiB");

    let index = folder.path().join("index");
    let (summary, outcomes) = ingested(&options(&[&rows], &index));
    assert_eq!((summary.records, summary.skipped, summary.failed), (12_777, 0, 0), "{summary:?}");
    let noted = |text: &str| {
        outcomes.iter().filter(|record| record.reason.as_deref().is_some_and(|reason| reason.contains(text))).count()
    };
    assert_eq!(noted("no text"), 251);
    let releases = export(&index);
    assert_eq!(releases.len() as u64, summary.new);
    // Rows of one address are wordings of one release, and no row is lost.
    let wordings: u32 = releases.iter().map(|release| release.versions).sum();
    assert_eq!(u64::from(wordings), summary.new + summary.updated);

    let (again, _) = ingested(&options(&[&rows], &index));
    assert_eq!((again.unchanged, again.files_unchanged), (12_777, 150));

    // The date of publication is the row's own, never that of its collection.
    let mut own: BTreeMap<String, String> = BTreeMap::new();
    for file in pressmark::archive::walk(&[rows]).unwrap().files {
        let text = fs::read_to_string(&file.location).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            own.insert(format!("{} line {number}", file.path), row["date"].as_str().unwrap_or("undated").to_owned());
        }
    }
    for release in &releases {
        let capture = &release.captures[0];
        let date = release.published.as_ref().map_or("undated".to_owned(), |published| published.date.to_string());
        assert_eq!(own[&format!("{} {}", capture.path, capture.record)], date, "{}", release.id);
    }
}

#[test]
#[ignore = "needs PRESSMARK_ARCHIVES"]
fn judged_collections_are_ranked_better_than_by_plain_bm25() {
    let folder = unpacked("ir-classic.tar.zst").join("ir-classic");
    let mut ratios = Vec::new();
    for collection in crate::judged::classic(&folder) {
        let (plain, ours) = crate::measured::beside_plain_bm25(&collection);
        println!("{}: plain BM25 {plain:.4}, ours {ours:.4}, ratio {:.3}", collection.name, ours / plain);
        assert!(ours >= plain, "{}", collection.name);
        ratios.push(ours / plain);
    }
    let mean = crate::judged::mean(ratios.into_iter());
    println!("mean ratio {mean:.3}");
    assert!(mean >= MEAN_RATIO, "{mean:.3}");
}

/// What this gave when it was last raised, rounded down.
const MEAN_RATIO: f64 = 1.04;
